//! Before the close: the agenda, who is in the room, opinions in draft.

use super::{
    AGENDA_MAX, Draft, Item, Sitting, SittingAction, SittingEvent, SittingProgress, SittingRefusal,
};
use crate::domain::command::{Actor, Opinion};
use crate::domain::decide::opinions::sayable;
use crate::domain::directory::{CLERK, HEAD, Officer, SUPERVISOR};
use crate::domain::identifiers::{DepartmentKey, RequestId};
use crate::domain::refusal::Refusal;
use crate::domain::request::{Duty, Request, ReviewId, Verdict};

/// Carries out an action; `item` is the request it names, if it names one. The engine may do what the
/// lead may.
///
/// # Errors
/// A refusal, which changes nothing.
pub fn decide(
    sitting: &Sitting,
    action: &SittingAction,
    actor: &Actor,
    item: Option<Item<'_>>,
) -> Result<(Sitting, Option<SittingEvent>), SittingRefusal> {
    if sitting.progress != SittingProgress::Called {
        return Err(SittingRefusal::Over);
    }
    let mut next = sitting.clone();
    let event = match action {
        SittingAction::Add(id) => add(&mut next, *id, actor, item)?,
        SittingAction::Attend(who) => attend(&mut next, who, actor)?,
        SittingAction::Draft {
            request: id,
            review,
            opinion,
        } => draft(&mut next, *id, review, opinion, actor, item)?,
        SittingAction::CallOff => {
            leads(&sitting.lead, actor)?;
            next.progress = SittingProgress::CalledOff;
            Some(SittingEvent::CalledOff)
        }
    };
    next.version += u64::from(event.is_some());
    Ok((next, event))
}

/// The lead's officers and supervisors may, and the engine for a schedule.
pub(super) fn leads(lead: &DepartmentKey, actor: &Actor) -> Result<(), SittingRefusal> {
    let may = match actor {
        Actor::Engine => true,
        Actor::Officer(officer) => &officer.department == lead || officer.is(SUPERVISOR),
        Actor::Applicant => false,
    };
    if may {
        Ok(())
    } else {
        Err(SittingRefusal::LeadOnly {
            department: lead.clone(),
        })
    }
}

fn add(
    sitting: &mut Sitting,
    id: RequestId,
    actor: &Actor,
    item: Option<Item<'_>>,
) -> Result<Option<SittingEvent>, SittingRefusal> {
    leads(&sitting.lead, actor)?;
    if sitting.agenda.len() >= AGENDA_MAX {
        return Err(SittingRefusal::AgendaFull { max: AGENDA_MAX });
    }
    waiting(sitting, item)?;
    let new = sitting.agenda.insert(id);
    Ok(new.then_some(SittingEvent::Added { request: id }))
}

/// The request, if it waits for a sitting of this one's stage now.
fn waiting<'a>(sitting: &Sitting, item: Option<Item<'a>>) -> Result<&'a Request, SittingRefusal> {
    let waits = |item: &Item<'_>| {
        item.request.workflow.key == sitting.workflow && item.waits(&sitting.stage).is_some()
    };
    let item = item.filter(waits).ok_or(SittingRefusal::NotWaiting)?;
    Ok(item.request)
}

fn attend(
    sitting: &mut Sitting,
    who: &Officer,
    actor: &Actor,
) -> Result<Option<SittingEvent>, SittingRefusal> {
    if actor.officer().is_none_or(|officer| officer.id != who.id) {
        leads(&sitting.lead, actor)?;
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
    actor: &Actor,
    item: Option<Item<'_>>,
) -> Result<Option<SittingEvent>, SittingRefusal> {
    if !sitting.agenda.contains(&id) {
        return Err(SittingRefusal::NotOnAgenda);
    }
    if opinion.verdict == Verdict::ReferUp {
        return Err(SittingRefusal::NoOpinion);
    }
    let request = waiting(sitting, item)?;
    let open = request.reviews.get(review);
    let open = open.filter(|open| open.is_open() && review.stage == sitting.stage);
    let open = open.ok_or(SittingRefusal::NotWaiting)?;
    let own = |officer: &&Officer| {
        officer.department == open.department && may_speak(request, review, officer)
    };
    let Some(officer) = actor.officer().filter(own) else {
        return Err(SittingRefusal::NotYours {
            department: open.department.clone(),
        });
    };
    if let Some(Err(refusal)) = item.map(|item| sayable(item.workflow, review, opinion)) {
        return Err(unsaid(&refusal));
    }
    let new = Draft {
        request: id,
        review: review.clone(),
        opinion: opinion.clone(),
        by: officer.clone(),
        round: open.round,
        read: item.and_then(|item| item.reads(review)).unwrap_or_default(),
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

/// An opinion that the close would refuse is refused when it is noted.
fn unsaid(refusal: &Refusal) -> SittingRefusal {
    let place = |name: &str, code: &str| (format!("/{name}"), code.to_owned());
    let places = match refusal {
        Refusal::Unreasoned { missing } => {
            let names = missing.iter();
            names.map(|name| place(name, "missing")).collect()
        }
        Refusal::TooLong { what, .. } => vec![place(what, "too_long")],
        _ => Vec::new(),
    };
    SittingRefusal::Unsaid {
        places,
        detail: refusal.to_string(),
    }
}

/// Whether an officer of the department may speak on a review: its head, or who holds its role.
/// Work that was handed to the supervisors stays open to the clerks; the close asks the workflow.
fn may_speak(request: &Request, review: &ReviewId, officer: &Officer) -> bool {
    let seat = request.seats.get(&Duty::Review(review.clone()));
    let role = seat.map_or(CLERK, |seat| seat.role.as_str());
    officer.is(HEAD) || officer.is(role) || (role == SUPERVISOR && officer.is(CLERK))
}
