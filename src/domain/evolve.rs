//! Folding events into a request. Never refuses, never panics, never evaluates a condition: a
//! journal that was written can always be read, even after personal data was erased.

use super::event::{Entry, Event, Manner};
use super::identifiers::RequestId;
use super::identifiers::StageKey;
use super::request::{
    Asked, AskedItem, By, Card, Clock, Decision, GivenOpinion, Notice, Phase, Progress, Proposal,
    Request, Review, ReviewId, ReviewProgress, Seat, StageState, Told,
};
use super::stop::Stop;

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
        next_row: rows.iter().cloned().collect(),
    })
}

/// Lays one entry over the request.
pub fn evolve(request: &mut Request, entry: &Entry) {
    request.version += 1;
    request.last_event_at = request.last_event_at.max(entry.at);
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
        | Event::Extended { .. }
        | Event::RungFired { .. }
        | Event::Stopped { .. }
        | Event::Resumed { .. } => clock(request, entry),
        Event::SeatOpened { .. }
        | Event::SeatClosed { .. }
        | Event::Claimed { .. }
        | Event::Released { .. }
        | Event::Moved { .. }
        | Event::Urged { .. } => seat(request, entry),
        Event::StageOpened { .. }
        | Event::StageSkipped { .. }
        | Event::StageFinished { .. }
        | Event::StageReopened { .. }
        | Event::ModeSwitched { .. }
        | Event::RoundSettled { .. }
        | Event::AnotherCorrectionAllowed { .. } => stage(request, &entry.event),
        Event::ReviewOpened { .. }
        | Event::ReviewStarted { .. }
        | Event::ReviewSeen { .. }
        | Event::Opined { .. }
        | Event::ReviewReopened { .. }
        | Event::ReviewWaived { .. }
        | Event::ReviewCancelled { .. } => review(request, entry),
        Event::ItemsAsked { .. }
        | Event::CorrectionSent { .. }
        | Event::CorrectionAnswered { .. }
        | Event::CorrectionClosed { .. } => correction(request, &entry.event),
        Event::CardIssued { .. }
        | Event::CardAnswered { .. }
        | Event::Notified { .. }
        | Event::NoticeTold { .. }
        | Event::NoticeNotTold { .. } => told(request, entry),
        Event::Acted { capacity, officer } => {
            request.acted.entry(*capacity).or_default().insert(*officer);
        }
        Event::Decided {
            outcome,
            reason,
            basis,
            conditions,
            refusals,
        } => {
            request.decision = Some(Decision {
                outcome: *outcome,
                by: entry.by.clone(),
                at: entry.at,
                reason: reason.clone(),
                basis: basis.clone(),
                conditions: conditions.clone(),
                refusals: refusals.clone(),
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
        Event::Delivered | Event::Intervened { .. } => {}
    }
}

fn clock(request: &mut Request, entry: &Entry) {
    match &entry.event {
        Event::ClockStarted {
            clock,
            round,
            budget,
            from,
            department,
        } => {
            let started = Clock {
                round: *round,
                budget: *budget,
                started: *from,
                department: department.clone(),
                extension: None,
                ended: None,
                fired: Default::default(),
            };
            request.clocks.insert(clock.clone(), started);
        }
        Event::ClockEnded { clock, as_of } => {
            if let Some(clock) = request.clocks.get_mut(clock) {
                clock.ended = Some(*as_of);
            }
        }
        Event::Extended { clock, by, .. } => {
            if let Some(clock) = request.clocks.get_mut(clock) {
                clock.extension = Some(*by);
            }
        }
        Event::RungFired { clock, index, .. } => {
            if let Some(clock) = request.clocks.get_mut(clock) {
                clock.fired.insert(*index);
            }
        }
        Event::Stopped {
            number,
            scope,
            ground,
            until,
        } => request.stops.push(Stop {
            number: *number,
            scope: scope.clone(),
            ground: *ground,
            from: entry.at,
            until: *until,
            resumed: None,
        }),
        Event::Resumed { number, as_of } => {
            if let Some(stop) = request.stops.iter_mut().find(|stop| stop.number == *number) {
                stop.resumed = Some(*as_of);
            }
        }
        _ => {}
    }
}

fn seat(request: &mut Request, entry: &Entry) {
    let revision = request.version;
    let touch = |request: &mut Request, duty, change: &dyn Fn(&mut Seat)| {
        if let Some(seat) = request.seats.get_mut(duty) {
            change(seat);
            seat.revision = revision;
        }
    };
    match &entry.event {
        Event::SeatOpened {
            duty,
            department,
            role,
        } => {
            let opened = Seat {
                department: department.clone(),
                role: role.clone(),
                holder: None,
                opened_at: entry.at,
                revision,
            };
            request.seats.insert(duty.clone(), opened);
        }
        Event::SeatClosed { duty } => {
            request.seats.remove(duty);
        }
        Event::Claimed { duty, officer } => {
            touch(request, duty, &|seat| seat.holder = Some(*officer));
            if let Some(review) = reviewed(request, duty) {
                review.seen = true;
            }
        }
        Event::Released { duty } => touch(request, duty, &|seat| seat.holder = None),
        Event::Moved {
            duty,
            department,
            role,
            officer,
        } => {
            touch(request, duty, &|seat| {
                seat.department = department.clone();
                seat.role = role.clone();
                seat.holder = *officer;
            });
            if let Some(review) = reviewed(request, duty) {
                review.department = department.clone();
            }
        }
        _ => {}
    }
}

fn reviewed<'a>(request: &'a mut Request, duty: &super::request::Duty) -> Option<&'a mut Review> {
    match duty {
        super::request::Duty::Review(review) => request.reviews.get_mut(review),
        _ => None,
    }
}

fn stage(request: &mut Request, event: &Event) {
    let blank = |progress| StageState {
        progress,
        outcome: None,
        mode: None,
        wait_until: None,
        correction: None,
        corrections_sent: 0,
        another_correction_allowed: false,
    };
    match event {
        Event::StageOpened { stage, wait_until } => {
            let opened = StageState {
                wait_until: *wait_until,
                ..blank(Progress::Open)
            };
            request.stages.insert(stage.clone(), opened);
        }
        Event::StageSkipped { stage } => {
            let state = request
                .stages
                .entry(stage.clone())
                .or_insert_with(|| blank(Progress::Open));
            state.progress = Progress::Skipped;
        }
        Event::StageFinished { stage } => set(request, stage, |s| s.progress = Progress::Finished),
        Event::StageReopened { stage } => {
            let skipped = |state: &StageState| state.progress == Progress::Skipped;
            if request.stages.get(stage).is_some_and(skipped) {
                request.stages.remove(stage);
            }
            set(request, stage, |state| {
                state.progress = Progress::Open;
                state.outcome = None;
            });
        }
        Event::ModeSwitched { stage, mode } => {
            set(request, stage, |state| state.mode = Some(mode.clone()));
        }
        Event::RoundSettled { stage, outcome } => {
            set(request, stage, |state| state.outcome = Some(*outcome));
        }
        Event::AnotherCorrectionAllowed { stage } => {
            set(request, stage, |state| {
                state.another_correction_allowed = true
            });
        }
        _ => {}
    }
}

fn set(request: &mut Request, stage: &StageKey, change: impl FnOnce(&mut StageState)) {
    if let Some(state) = request.stages.get_mut(stage) {
        change(state);
    }
}

fn review(request: &mut Request, entry: &Entry) {
    if let Event::ReviewOpened {
        review,
        department,
        advice,
        waiting,
        reads,
    } = &entry.event
    {
        let progress = if *waiting {
            ReviewProgress::Waiting
        } else {
            ReviewProgress::Open
        };
        let opened = Review {
            department: department.clone(),
            round: 1,
            progress,
            advice: *advice,
            reads: reads.clone(),
            opinion: None,
            seen: false,
        };
        request.reviews.insert(review.clone(), opened);
        return;
    }
    let Some((id, change)) = review_change(&entry.event, &entry.by, entry.at) else {
        return;
    };
    if let Some(review) = request.reviews.get_mut(id) {
        change(review);
    }
}

type Change<'a> = Box<dyn FnOnce(&mut Review) + 'a>;

fn review_change<'a>(
    event: &'a Event,
    by: &'a By,
    at: super::calendar::Instant,
) -> Option<(&'a ReviewId, Change<'a>)> {
    Some(match event {
        Event::ReviewStarted { review } => (
            review,
            Box::new(|review| review.progress = ReviewProgress::Open),
        ),
        Event::ReviewSeen { review } => (review, Box::new(|review| review.seen = true)),
        Event::Opined {
            review,
            verdict,
            reason,
            basis,
            read,
            sitting,
            manner,
            ..
        } => (
            review,
            Box::new(move |review| {
                review.progress = ReviewProgress::Closed;
                review.seen |= *manner == Manner::Given;
                review.opinion = Some(GivenOpinion {
                    verdict: *verdict,
                    by: by.clone(),
                    at,
                    reason: reason.clone(),
                    basis: basis.clone(),
                    read: read.clone(),
                    sitting: *sitting,
                });
            }),
        ),
        Event::ReviewReopened { review, round } => (
            review,
            Box::new(|review| {
                review.progress = ReviewProgress::Open;
                review.round = *round;
                review.opinion = None;
                review.seen = false;
            }),
        ),
        Event::ReviewWaived { review } => (
            review,
            Box::new(|review| review.progress = ReviewProgress::Waived),
        ),
        Event::ReviewCancelled { review, .. } => (
            review,
            Box::new(|review| review.progress = ReviewProgress::Cancelled),
        ),
        _ => return None,
    })
}

fn correction(request: &mut Request, event: &Event) {
    match event {
        Event::ItemsAsked { stage, items } => ask(request, stage.as_ref(), items),
        Event::CorrectionSent { stage, notice } => {
            if let Some(asked) = asked(request, stage.as_ref()) {
                asked.notice = Some(*notice);
            }
            if let Some(stage) = stage {
                set(request, stage, |state| {
                    state.corrections_sent += 1;
                    state.another_correction_allowed = false;
                });
            }
        }
        Event::CorrectionAnswered { stage, rows } => {
            request.next_row.extend(rows.iter().cloned());
            close(request, stage.as_ref());
        }
        Event::CorrectionClosed { stage, .. } => close(request, stage.as_ref()),
        _ => {}
    }
}

fn ask(request: &mut Request, stage: Option<&StageKey>, items: &[AskedItem]) {
    let open = match stage {
        None => &mut request.intake_correction,
        Some(stage) => match request.stages.get_mut(stage) {
            Some(state) => &mut state.correction,
            None => return,
        },
    };
    open.get_or_insert_with(|| Asked {
        items: Vec::new(),
        notice: None,
        told: false,
    })
    .items
    .extend_from_slice(items);
}

fn asked<'a>(request: &'a mut Request, stage: Option<&StageKey>) -> Option<&'a mut Asked> {
    match stage {
        None => request.intake_correction.as_mut(),
        Some(stage) => request.stages.get_mut(stage)?.correction.as_mut(),
    }
}

fn close(request: &mut Request, stage: Option<&StageKey>) {
    match stage {
        None => request.intake_correction = None,
        Some(stage) => set(request, stage, |state| state.correction = None),
    }
}

fn told(request: &mut Request, entry: &Entry) {
    match &entry.event {
        Event::CardIssued {
            number,
            colour,
            department,
            clock,
        } => request.cards.push(Card {
            number: *number,
            colour: *colour,
            department: department.clone(),
            clock: clock.clone(),
            at: entry.at,
            answered_at: None,
        }),
        Event::CardAnswered { number } => {
            if let Some(card) = request.cards.iter_mut().find(|card| card.number == *number) {
                card.answered_at = Some(entry.at);
            }
        }
        Event::Notified {
            number,
            kind,
            channel,
        } => request.notices.push(Notice {
            number: *number,
            kind: *kind,
            at: entry.at,
            channel: *channel,
            told: Told::Pending,
        }),
        Event::NoticeTold { number } => mark(request, *number, Told::At(entry.at)),
        Event::NoticeNotTold { number } => mark(request, *number, Told::Not),
        _ => {}
    }
}

fn mark(request: &mut Request, number: u32, told: Told) {
    if let Some(notice) = request
        .notices
        .iter_mut()
        .find(|notice| notice.number == number)
    {
        notice.told = told;
    }
    let open = request
        .stages
        .values_mut()
        .filter_map(|state| state.correction.as_mut());
    for asked in open.chain(request.intake_correction.as_mut()) {
        if asked.notice == Some(number) {
            asked.told = matches!(told, Told::At(_));
        }
    }
}
