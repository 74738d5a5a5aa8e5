//! Before the close: the agenda, who is in the room, opinions in draft.

use super::{
    AGENDA_MAX, Draft, Sitting, SittingAction, SittingEvent, SittingProgress, SittingRefusal,
};
use crate::domain::command::Opinion;
use crate::domain::directory::{CLERK, HEAD, Officer, SUPERVISOR};
use crate::domain::identifiers::RequestId;
use crate::domain::request::{Duty, Request, ReviewId, Verdict};

/// Carries out an action; `request` is the one it names, if it names one, and `read` the digest of
/// what the drafted review reads now, if it drafts.
///
/// # Errors
/// A refusal, which changes nothing.
pub fn decide(
    sitting: &Sitting,
    action: &SittingAction,
    officer: &Officer,
    request: Option<&Request>,
    read: Option<&str>,
) -> Result<(Sitting, Option<SittingEvent>), SittingRefusal> {
    if sitting.progress != SittingProgress::Called {
        return Err(SittingRefusal::Over);
    }
    let mut next = sitting.clone();
    let event = match action {
        SittingAction::Add(id) => add(&mut next, *id, officer, request)?,
        SittingAction::Attend(who) => attend(&mut next, who, officer)?,
        SittingAction::Draft {
            request: id,
            review,
            opinion,
        } => {
            let read = read.unwrap_or_default();
            draft(&mut next, *id, review, opinion, officer, request, read)?
        }
        SittingAction::CallOff => {
            leads(sitting, officer)?;
            next.progress = SittingProgress::CalledOff;
            Some(SittingEvent::CalledOff)
        }
    };
    next.version += u64::from(event.is_some());
    Ok((next, event))
}

pub(super) fn leads(sitting: &Sitting, officer: &Officer) -> Result<(), SittingRefusal> {
    if officer.department == sitting.lead || officer.is(SUPERVISOR) {
        Ok(())
    } else {
        Err(SittingRefusal::LeadOnly {
            department: sitting.lead.clone(),
        })
    }
}

fn add(
    sitting: &mut Sitting,
    id: RequestId,
    officer: &Officer,
    request: Option<&Request>,
) -> Result<Option<SittingEvent>, SittingRefusal> {
    leads(sitting, officer)?;
    if sitting.agenda.len() >= AGENDA_MAX {
        return Err(SittingRefusal::AgendaFull { max: AGENDA_MAX });
    }
    if !request.is_some_and(|request| waits(sitting, request)) {
        return Err(SittingRefusal::NotWaiting);
    }
    let new = sitting.agenda.insert(id);
    Ok(new.then_some(SittingEvent::Added { request: id }))
}

/// Whether a request has open reviews in the sitting's stage.
fn waits(sitting: &Sitting, request: &Request) -> bool {
    request.workflow.key == sitting.workflow
        && request
            .reviews_of(&sitting.stage)
            .any(|(_, review)| review.is_open())
}

fn attend(
    sitting: &mut Sitting,
    who: &Officer,
    officer: &Officer,
) -> Result<Option<SittingEvent>, SittingRefusal> {
    if who.id != officer.id {
        leads(sitting, officer)?;
    }
    let present = sitting.present.entry(who.department.clone()).or_default();
    let came = present.insert(who.id);
    Ok(came.then(|| SittingEvent::Attended {
        department: who.department.clone(),
        officer: who.id,
    }))
}

fn draft(
    sitting: &mut Sitting,
    id: RequestId,
    review: &ReviewId,
    opinion: &Opinion,
    officer: &Officer,
    request: Option<&Request>,
    read: &str,
) -> Result<Option<SittingEvent>, SittingRefusal> {
    if !sitting.agenda.contains(&id) {
        return Err(SittingRefusal::NotOnAgenda);
    }
    if opinion.verdict == Verdict::ReferUp {
        return Err(SittingRefusal::NoOpinion);
    }
    let request = request.ok_or(SittingRefusal::NotWaiting)?;
    let open = request.reviews.get(review);
    let open = open.filter(|open| open.is_open() && review.stage == sitting.stage);
    let open = open.ok_or(SittingRefusal::NotWaiting)?;
    if open.department != officer.department || !may_speak(request, review, officer) {
        return Err(SittingRefusal::NotYours {
            department: open.department.clone(),
        });
    }
    let new = Draft {
        request: id,
        review: review.clone(),
        opinion: opinion.clone(),
        by: officer.clone(),
        round: open.round,
        read: read.to_owned(),
    };
    let mut drafts = sitting.drafts.iter_mut();
    match drafts.find(|draft| (draft.request, &draft.review) == (id, review)) {
        Some(before) if *before == new => return Ok(None),
        Some(before) if before.by.id != officer.id && !officer.is(HEAD) => {
            return Err(SittingRefusal::DraftedBy { by: before.by.id });
        }
        Some(before) => *before = new,
        None => sitting.drafts.push(new),
    }
    Ok(Some(SittingEvent::Drafted {
        request: id,
        review: review.clone(),
        officer: officer.id,
    }))
}

/// Whether an officer of the department may speak on a review: its head, or who holds its role.
/// Work that was handed to the supervisors stays open to the clerks; the close asks the workflow.
fn may_speak(request: &Request, review: &ReviewId, officer: &Officer) -> bool {
    let seat = request.seats.get(&Duty::Review(review.clone()));
    let role = seat.map_or(CLERK, |seat| seat.role.as_str());
    officer.is(HEAD) || officer.is(role) || (role == SUPERVISOR && officer.is(CLERK))
}
