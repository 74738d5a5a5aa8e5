//! The close: every drafted opinion at once, and the rule for who was not there.

use std::collections::{BTreeMap, BTreeSet};

use super::preparing::leads;
use super::{Draft, Item, Sitting, SittingEvent, SittingProgress, SittingRefusal, Standing};
use crate::domain::command::{Action, Actor};
use crate::domain::decide::seats::role;
use crate::domain::definition::Absent;
use crate::domain::directory::{HEAD, Officer, SUPERVISOR};
use crate::domain::identifiers::{DepartmentKey, RequestId};
use crate::domain::request::{Request, ReviewId};

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
/// What does not wait for a sitting any more is struck into the minutes: withdrawn, decided, or sent
/// into writing. A draft on a review that is not open any more, or that was written on other facts
/// than there are now, refuses the close with a list.
///
/// # Errors
/// A refusal, which changes nothing.
pub fn close(
    sitting: &Sitting,
    presider: &Officer,
    minutes: &str,
    digest: &str,
    items: &BTreeMap<RequestId, Item<'_>>,
) -> Result<Close, SittingRefusal> {
    if sitting.progress != SittingProgress::Called {
        return Err(SittingRefusal::Over);
    }
    may_preside(sitting, presider)?;
    if minutes.trim().is_empty() {
        return Err(SittingRefusal::NoMinutes);
    }
    let waits = |item: &Item<'_>| item.waits(&sitting.stage).is_some();
    let struck: BTreeSet<RequestId> = sitting
        .agenda
        .iter()
        .filter(|id| !items.get(id).is_some_and(waits))
        .copied()
        .collect();
    quorate(sitting, &struck, items)?;
    let conflicts = conflicts(sitting, &struck, items);
    if !conflicts.is_empty() {
        return Err(SittingRefusal::Conflicts { items: conflicts });
    }
    let waiting = sitting
        .agenda
        .difference(&struck)
        .filter_map(|id| Some((id, items.get(id)?)));
    let actions = waiting
        .map(|(id, item)| (*id, actions(sitting, item.request)))
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
    leads(&sitting.lead, &Actor::Officer(presider.clone()))?;
    if !presider.is(HEAD) && !presider.is(SUPERVISOR) {
        return Err(SittingRefusal::NeedsRole {
            department: sitting.lead.clone(),
            role: role(HEAD),
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

/// How many departments have to be there, and how many of those that count are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// Departments in the room that have something to decide.
    pub present: usize,
    /// How many of them are needed: all of them where they are fewer than the rule wants.
    pub needed: usize,
}

/// Who counts for the quorum: departments with open reviews among these items. Who only looks on is not
/// counted.
#[must_use]
pub fn quorum(sitting: &Sitting, items: &[Item<'_>]) -> Quorum {
    let reviews = items
        .iter()
        .flat_map(|item| item.request.reviews_of(&sitting.stage));
    let concerned: BTreeSet<&DepartmentKey> = reviews
        .filter(|(_, review)| review.is_open())
        .map(|(_, review)| &review.department)
        .collect();
    let present = sitting.present.keys();
    let present = present.filter(|department| concerned.contains(department));
    Quorum {
        present: present.count(),
        needed: concerned.len().min(sitting.rule.quorum as usize),
    }
}

/// Enough of those who have something to decide are there.
fn quorate(
    sitting: &Sitting,
    struck: &BTreeSet<RequestId>,
    items: &BTreeMap<RequestId, Item<'_>>,
) -> Result<(), SittingRefusal> {
    let alive = sitting.agenda.difference(struck);
    let alive: Vec<Item<'_>> = alive.filter_map(|id| items.get(id).copied()).collect();
    let Quorum { present, needed } = quorum(sitting, &alive);
    if present < needed {
        let quorum = sitting.rule.quorum;
        Err(SittingRefusal::NoQuorum { present, quorum })
    } else {
        Ok(())
    }
}

fn conflicts(
    sitting: &Sitting,
    struck: &BTreeSet<RequestId>,
    items: &BTreeMap<RequestId, Item<'_>>,
) -> Vec<Standing> {
    let alive = sitting
        .drafts
        .iter()
        .filter(|draft| !struck.contains(&draft.request));
    let standing = |draft: &Draft| {
        Some(Standing {
            request: draft.request,
            review: Some(draft.review.clone()),
            why: outdated(draft, items.get(&draft.request))?,
        })
    };
    alive.filter_map(standing).collect()
}

/// Why a draft cannot be committed as it was written.
fn outdated(draft: &Draft, item: Option<&Item<'_>>) -> Option<String> {
    let id = &draft.review;
    let review = item.and_then(|item| item.request.reviews.get(id));
    let Some(review) = review.filter(|review| review.is_open()) else {
        return Some(format!("review {id} is not open any more"));
    };
    let now = item.and_then(|item| item.reads(id));
    (review.round != draft.round || now.as_ref() != Some(&draft.read)).then(|| {
        format!("what review {id} reads has changed since the opinion was drafted; draft it again")
    })
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
