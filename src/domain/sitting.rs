//! A sitting 集中审批会: departments decide many requests in one room, and closing it commits every
//! opinion at once. An aggregate of its own, with its own journal.
//!
//! Opinions, written or spoken, are drafts until [`close`]. Start at [`decide`], then [`close`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::calendar::Instant;
use super::command::{Action, Opinion};
use super::definition::{Absent, SittingRule};
use super::directory::{CLERK, HEAD, Officer, SUPERVISOR};
use super::identifiers::{DepartmentKey, OfficerId, RequestId, SittingId, StageKey, WorkflowKey};
use super::request::{Duty, Phase, Request, ReviewId};

/// Most requests on one agenda.
pub const AGENDA_MAX: usize = 200;

/// One sitting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// Its number.
    pub id: SittingId,
    /// Whose requests.
    pub workflow: WorkflowKey,
    /// Which stage.
    pub stage: StageKey,
    /// The rule it is held under.
    pub rule: SittingRule,
    /// The department that called it.
    pub lead: DepartmentKey,
    /// When it takes place.
    pub called_for: Instant,
    /// Who presides; may not review.
    pub presider: Option<OfficerId>,
    /// Length of its journal.
    pub version: u64,
    /// Called, closed or called off.
    pub progress: SittingProgress,
    /// The requests to decide.
    pub agenda: BTreeSet<RequestId>,
    /// Who is there.
    pub present: BTreeMap<DepartmentKey, BTreeSet<OfficerId>>,
    /// Opinions so far; not events, so that nothing counts before the close.
    pub drafts: Vec<Draft>,
    /// What was said; set at the close.
    pub minutes: Option<String>,
    /// Items withdrawn or decided before the close.
    pub struck: BTreeSet<RequestId>,
}

/// How far a sitting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SittingProgress {
    /// Called.
    Called,
    /// Closed with its opinions committed.
    Closed,
    /// Called off.
    CalledOff,
}

/// An opinion in preparation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// On which request.
    pub request: RequestId,
    /// On which review.
    pub review: ReviewId,
    /// What it says.
    pub opinion: Opinion,
    /// Who gives it.
    pub by: Officer,
}

/// What is wanted of a sitting. Calling one is [`call`].
#[derive(Debug, Clone, PartialEq)]
pub enum SittingAction {
    /// Puts a request on the agenda.
    Add(RequestId),
    /// Somebody is in the room, for their department.
    Attend(Officer),
    /// An opinion, in writing beforehand or in the room.
    Draft {
        /// On which request.
        request: RequestId,
        /// On which review.
        review: ReviewId,
        /// What it says.
        opinion: Opinion,
    },
    /// It will not take place.
    CallOff,
}

/// What happened to a sitting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SittingEvent {
    /// Called.
    Called {
        /// When it takes place.
        called_for: Instant,
        /// By whom.
        by: Option<OfficerId>,
    },
    /// A request came onto the agenda.
    Added {
        /// Which.
        request: RequestId,
    },
    /// Somebody came.
    Attended {
        /// For which department.
        department: DepartmentKey,
        /// Who.
        officer: OfficerId,
    },
    /// An opinion was prepared; its words are not in the journal.
    Drafted {
        /// On which request.
        request: RequestId,
        /// On which review.
        review: ReviewId,
        /// By whom.
        officer: OfficerId,
    },
    /// Closed.
    Closed {
        /// Who presided.
        presider: OfficerId,
        /// SHA-256 of the minutes, hex; the words stand beside.
        minutes: String,
        /// Items struck.
        struck: Vec<RequestId>,
    },
    /// Called off.
    CalledOff,
}

/// Why a sitting refuses.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SittingRefusal {
    /// It is closed or called off.
    #[error("the sitting is over")]
    Over,
    /// Only the lead may.
    #[error("only {department} may do this")]
    LeadOnly {
        /// The lead department.
        department: DepartmentKey,
    },
    /// The agenda is full.
    #[error("at most {max} requests on one agenda")]
    AgendaFull {
        /// The limit.
        max: usize,
    },
    /// The request does not wait for this sitting.
    #[error("the request does not wait for a sitting of this stage")]
    NotWaiting,
    /// Not on the agenda.
    #[error("the request is not on the agenda")]
    NotOnAgenda,
    /// The review is another department's.
    #[error("the review belongs to {department}")]
    NotYours {
        /// Whose it is.
        department: DepartmentKey,
    },
    /// A colleague prepared the opinion; they or the head may change it.
    #[error("officer {by} prepared this opinion; only they or the head may change it")]
    DraftedBy {
        /// Who prepared it.
        by: OfficerId,
    },
    /// Who presides may not review.
    #[error("who presides may not give opinions")]
    PresiderReviews,
    /// Too few departments.
    #[error("{present} departments are present, {quorum} are needed")]
    NoQuorum {
        /// How many came.
        present: usize,
        /// How many are needed.
        quorum: u32,
    },
    /// Minutes are needed.
    #[error("a sitting is closed with minutes")]
    NoMinutes,
    /// Some items changed meanwhile.
    #[error("{} items changed since the agenda was made", items.len())]
    Conflicts {
        /// Each with what stands against it.
        items: Vec<(RequestId, String)>,
    },
}

/// Calls a sitting.
#[must_use]
pub fn call(
    id: SittingId,
    workflow: WorkflowKey,
    stage: StageKey,
    rule: SittingRule,
    lead: DepartmentKey,
    called_for: Instant,
    by: Option<OfficerId>,
) -> (Sitting, SittingEvent) {
    let sitting = Sitting {
        id,
        workflow,
        stage,
        rule,
        lead,
        called_for,
        presider: None,
        version: 1,
        progress: SittingProgress::Called,
        agenda: BTreeSet::new(),
        present: BTreeMap::new(),
        drafts: Vec::new(),
        minutes: None,
        struck: BTreeSet::new(),
    };
    (sitting, SittingEvent::Called { called_for, by })
}

/// Carries out an action; `request` is the one it names, if it names one.
///
/// # Errors
/// A refusal, which changes nothing.
pub fn decide(
    sitting: &Sitting,
    action: &SittingAction,
    officer: &Officer,
    request: Option<&Request>,
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
        } => draft(&mut next, *id, review, opinion, officer, request)?,
        SittingAction::CallOff => {
            leads(sitting, officer)?;
            next.progress = SittingProgress::CalledOff;
            Some(SittingEvent::CalledOff)
        }
    };
    next.version += u64::from(event.is_some());
    Ok((next, event))
}

fn leads(sitting: &Sitting, officer: &Officer) -> Result<(), SittingRefusal> {
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
) -> Result<Option<SittingEvent>, SittingRefusal> {
    if !sitting.agenda.contains(&id) {
        return Err(SittingRefusal::NotOnAgenda);
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

/// What a close does: the sitting afterwards, its event, and the actions on each request.
#[derive(Debug, Clone, PartialEq)]
pub struct Close {
    /// The sitting, closed.
    pub sitting: Sitting,
    /// Its last event.
    pub event: SittingEvent,
    /// For each request still waiting, in id order, what to carry out.
    pub actions: Vec<(RequestId, Vec<Action>)>,
}

/// Closes a sitting over its requests as they stand now, in id order.
///
/// Withdrawn and decided items are struck into the minutes; a draft on a review that is not open
/// any more refuses the close with a list.
///
/// # Errors
/// A refusal, which changes nothing.
pub fn close(
    sitting: &Sitting,
    presider: &Officer,
    minutes: &str,
    digest: &str,
    requests: &BTreeMap<RequestId, Request>,
) -> Result<Close, SittingRefusal> {
    if sitting.progress != SittingProgress::Called {
        return Err(SittingRefusal::Over);
    }
    may_preside(sitting, presider)?;
    if minutes.trim().is_empty() {
        return Err(SittingRefusal::NoMinutes);
    }
    let over = |request: &Request| request.phase != Phase::UnderReview || request.is_decided();
    let struck: BTreeSet<RequestId> = sitting
        .agenda
        .iter()
        .filter(|id| requests.get(id).is_none_or(over))
        .copied()
        .collect();
    quorate(sitting, &struck, requests)?;
    let conflicts = conflicts(sitting, &struck, requests);
    if !conflicts.is_empty() {
        return Err(SittingRefusal::Conflicts { items: conflicts });
    }
    let waiting = sitting
        .agenda
        .difference(&struck)
        .filter_map(|id| Some((id, requests.get(id)?)));
    let actions = waiting
        .map(|(id, request)| (*id, actions(sitting, request)))
        .collect();
    let mut closed = sitting.clone();
    closed.progress = SittingProgress::Closed;
    closed.presider = Some(presider.id);
    closed.minutes = Some(minutes.to_owned());
    closed.struck = struck.clone();
    closed.version += 1;
    let event = SittingEvent::Closed {
        presider: presider.id,
        minutes: digest.to_owned(),
        struck: struck.into_iter().collect(),
    };
    Ok(Close {
        sitting: closed,
        event,
        actions,
    })
}

/// The lead's head presides, and gives no opinion in the room.
fn may_preside(sitting: &Sitting, presider: &Officer) -> Result<(), SittingRefusal> {
    leads(sitting, presider)?;
    if !presider.is(HEAD) && !presider.is(SUPERVISOR) {
        return Err(SittingRefusal::LeadOnly {
            department: sitting.lead.clone(),
        });
    }
    let reviews = sitting
        .drafts
        .iter()
        .any(|draft| draft.by.id == presider.id);
    if reviews {
        Err(SittingRefusal::PresiderReviews)
    } else {
        Ok(())
    }
}

/// Enough of those who have something to decide are there; all of them where they are fewer than
/// the quorum. Who only looks on is not counted.
fn quorate(
    sitting: &Sitting,
    struck: &BTreeSet<RequestId>,
    requests: &BTreeMap<RequestId, Request>,
) -> Result<(), SittingRefusal> {
    let alive = sitting.agenda.difference(struck);
    let reviews = alive
        .filter_map(|id| requests.get(id))
        .flat_map(|request| request.reviews_of(&sitting.stage));
    let concerned: BTreeSet<&DepartmentKey> = reviews
        .filter(|(_, review)| review.is_open())
        .map(|(_, review)| &review.department)
        .collect();
    let present = sitting.present.keys();
    let present = present.filter(|department| concerned.contains(department));
    let (present, quorum) = (present.count(), sitting.rule.quorum);
    if present < concerned.len().min(quorum as usize) {
        Err(SittingRefusal::NoQuorum { present, quorum })
    } else {
        Ok(())
    }
}

fn conflicts(
    sitting: &Sitting,
    struck: &BTreeSet<RequestId>,
    requests: &BTreeMap<RequestId, Request>,
) -> Vec<(RequestId, String)> {
    let alive = sitting
        .drafts
        .iter()
        .filter(|draft| !struck.contains(&draft.request));
    alive
        .filter(|draft| {
            let review = requests
                .get(&draft.request)
                .and_then(|r| r.reviews.get(&draft.review));
            !review.is_some_and(|review| review.is_open())
        })
        .map(|draft| {
            (
                draft.request,
                format!("review {} is not open any more", draft.review),
            )
        })
        .collect()
}

/// Drafted opinions first, then the rule for who was not there.
fn actions(sitting: &Sitting, request: &Request) -> Vec<Action> {
    let draft_of = |id: &ReviewId| {
        let mut drafts = sitting.drafts.iter();
        drafts.find(|draft| draft.request == request.id && &draft.review == id)
    };
    let open = || {
        request
            .reviews_of(&sitting.stage)
            .filter(|(_, r)| r.is_open())
    };
    let said = open().filter_map(|(id, _)| Some((id, Some(draft_of(id)?))));
    let silent = open().filter(|(id, review)| {
        draft_of(id).is_none() && !sitting.present.contains_key(&review.department)
    });
    let silent = silent.filter(|_| sitting.rule.absent != Absent::Defer);
    let items: Vec<_> = said.chain(silent.map(|(id, _)| (id, None))).collect();
    let count = items.len();
    let sit = |(index, (id, draft)): (usize, (&ReviewId, Option<&Draft>))| Action::Sit {
        review: id.clone(),
        opinion: draft.map(|draft| draft.opinion.clone()),
        by: draft.map(|draft| draft.by.clone()),
        sitting: sitting.id,
        last: index + 1 == count,
    };
    items.into_iter().enumerate().map(sit).collect()
}
