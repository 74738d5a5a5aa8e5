//! Folding events into a request. Never refuses, never panics, never evaluates a condition: a
//! journal that was written can always be read, even after personal data was erased.

mod clocks;
mod corrections;
mod feedback;
mod reviews;
mod seats;
mod stages;
mod tellings;

use super::event::{Entry, Event};
use super::identifiers::RequestId;
use super::request::{Decision, Phase, Proposal, Request};

/// Folds a whole journal; none while it has no `filed` at its head.
#[must_use]
pub fn replay<'a>(id: RequestId, entries: impl IntoIterator<Item = &'a Entry>) -> Option<Request> {
    let mut entries = entries.into_iter();
    let mut request = begin(id, entries.next()?)?;
    for entry in entries {
        evolve(&mut request, entry);
    }
    Some(request)
}

/// The request that a `filed` entry begins.
#[must_use]
pub fn begin(id: RequestId, entry: &Entry) -> Option<Request> {
    let Event::Filed {
        workflow,
        filer,
        rows,
    } = &entry.event
    else {
        return None;
    };
    Some(Request {
        id,
        workflow: workflow.clone(),
        version: 1,
        last_event_at: entry.at,
        phase: Phase::Received,
        filer: *filer,
        received_at: entry.at,
        accepted_as_of: None,
        ended_at: None,
        erased_at: None,
        clocks: Default::default(),
        stops: Vec::new(),
        stages: Default::default(),
        reviews: Default::default(),
        seats: Default::default(),
        acted: Default::default(),
        decision: None,
        certificate_at: None,
        cards: Vec::new(),
        notices: Vec::new(),
        intake_correction: None,
        proposals: Vec::new(),
        rating: None,
        complaints: Vec::new(),
        next_row: rows.iter().cloned().collect(),
    })
}

/// Lays one entry over the request.
pub fn evolve(request: &mut Request, entry: &Entry) {
    request.version += 1;
    request.last_event_at = request.last_event_at.max(entry.at);
    seats::touch(request, entry);
    match &entry.event {
        Event::Filed { .. } => {}
        Event::PhaseEntered { phase, .. } => {
            request.phase = *phase;
            if phase.is_end() {
                request.ended_at = Some(entry.at);
            }
        }
        Event::Accepted { as_of, .. } => request.accepted_as_of = Some(*as_of),
        Event::ClockStarted { .. }
        | Event::ClockEnded { .. }
        | Event::ClockReopened { .. }
        | Event::Extended { .. }
        | Event::RungFired { .. }
        | Event::Stopped { .. }
        | Event::Resumed { .. } => clocks::clock(request, entry),
        Event::SeatOpened { .. }
        | Event::SeatClosed { .. }
        | Event::Claimed { .. }
        | Event::ClaimKept { .. }
        | Event::ClaimLapsed { .. }
        | Event::Released { .. }
        | Event::Moved { .. }
        | Event::Urged { .. } => seats::seat(request, entry),
        Event::StageOpened { .. }
        | Event::StageSkipped { .. }
        | Event::StageFinished { .. }
        | Event::StageReopened { .. }
        | Event::ModeSwitched { .. }
        | Event::RoundSettled { .. }
        | Event::AnotherCorrectionAllowed { .. } => stages::stage(request, &entry.event),
        Event::ReviewOpened { .. }
        | Event::ReviewStarted { .. }
        | Event::ReviewSeen { .. }
        | Event::Opined { .. }
        | Event::Retracted { .. }
        | Event::ReviewReopened { .. }
        | Event::ReviewWaived { .. }
        | Event::ReviewCancelled { .. } => reviews::review(request, entry),
        Event::ItemsAsked { .. }
        | Event::CorrectionSent { .. }
        | Event::CorrectionAnswered { .. }
        | Event::CorrectionClosed { .. } => corrections::correction(request, &entry.event),
        Event::CardIssued { .. }
        | Event::CardAnswered { .. }
        | Event::Notified { .. }
        | Event::NoticeTold { .. }
        | Event::NoticeNotTold { .. } => tellings::told(request, entry),
        Event::Acted { capacity, officer } => {
            request.acted.entry(*capacity).or_default().insert(*officer);
        }
        Event::Decided {
            outcome,
            reason,
            basis,
            conditions,
            refusals,
            own_condition,
        } => {
            request.decision = Some(Decision {
                outcome: *outcome,
                by: entry.by.clone(),
                at: entry.at,
                reason: reason.clone(),
                basis: basis.clone(),
                conditions: conditions.clone(),
                refusals: refusals.clone(),
                own_condition: *own_condition,
            });
        }
        Event::CertificateIssued => request.certificate_at = Some(entry.at),
        Event::Proposed {
            number,
            act,
            officer,
        } => request.proposals.push(Proposal {
            number: *number,
            act: act.clone(),
            by: *officer,
            at: entry.at,
        }),
        Event::Declined { number } => request
            .proposals
            .retain(|proposal| proposal.number != *number),
        Event::Rated { .. }
        | Event::FollowedUp
        | Event::Complained { .. }
        | Event::ComplaintAnswered { .. } => feedback::feedback(request, entry),
        Event::Erased { .. } => request.erased_at = Some(entry.at),
        Event::Delivered
        | Event::Intervened { .. }
        | Event::ContactChanged
        | Event::SecretReplaced => {}
    }
}
