//! Calling a sitting: by whom, for when, and under which rule.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Months;

use super::preparing::leads;
use super::{Item, Sitting, SittingEvent, SittingProgress, SittingRefusal};
use crate::domain::calendar::{Calendar, Instant, civil};
use crate::domain::command::Actor;
use crate::domain::definition::{Mode, SittingRule, Workflow};
use crate::domain::identifiers::{DepartmentKey, SittingId, StageKey};

/// How far ahead a sitting may be called, in months.
pub const AHEAD_MONTHS_MAX: u32 = 6;

/// What is to be called.
#[derive(Debug, Clone, PartialEq)]
pub struct Calling {
    /// Its number.
    pub id: SittingId,
    /// The stage whose rounds it decides.
    pub stage: StageKey,
    /// When it takes place.
    pub called_for: Instant,
}

/// Calls a sitting of a service, whose newest version is given, over what waits for it, most urgent
/// first.
///
/// It is held under the newest version's rule; where the newest holds none, or everything that waits
/// does so under another one, under the rule of the most urgent request.
///
/// # Errors
/// [`SittingRefusal::NoSuchSitting`], [`SittingRefusal::LeadOnly`], and where nobody could come:
/// [`SittingRefusal::InThePast`], [`SittingRefusal::NoWorkingDay`], [`SittingRefusal::TooFarAhead`].
pub fn call(
    calling: Calling,
    by: &Actor,
    (now, calendar): (Instant, &Calendar),
    newest: &Workflow,
    waiting: &[Item<'_>],
) -> Result<(Sitting, SittingEvent), SittingRefusal> {
    let Calling {
        id,
        stage,
        called_for,
    } = calling;
    let (rule, lead) = rule(newest, &stage, waiting)?;
    leads(lead, by)?;
    people_can_come(called_for, now, calendar)?;
    let sitting = Sitting {
        id,
        workflow: newest.key.clone(),
        rule: rule.clone(),
        lead: lead.clone(),
        stage,
        called_for,
        presider: None,
        version: 1,
        progress: SittingProgress::Called,
        agenda: BTreeSet::new(),
        present: BTreeMap::new(),
        drafts: Vec::new(),
        minutes: None,
        struck: BTreeSet::new(),
        erased: BTreeSet::new(),
    };
    let by = by.officer().map(|officer| officer.id);
    Ok((sitting, SittingEvent::Called { called_for, by }))
}

/// A time to come, on a working day, near enough that departments know who will be there.
fn people_can_come(
    called_for: Instant,
    now: Instant,
    calendar: &Calendar,
) -> Result<(), SittingRefusal> {
    if called_for <= now {
        return Err(SittingRefusal::InThePast);
    }
    let (today, day) = (civil(now).date(), civil(called_for).date());
    let last = today.checked_add_months(Months::new(AHEAD_MONTHS_MAX));
    if last.is_none_or(|last| day > last) {
        let months = AHEAD_MONTHS_MAX;
        return Err(SittingRefusal::TooFarAhead { months });
    }
    match calendar.is_working_day(day) {
        true => Ok(()),
        false => Err(SittingRefusal::NoWorkingDay { day }),
    }
}

/// The rule it is held under, and who leads it.
fn rule<'a>(
    newest: &'a Workflow,
    stage: &StageKey,
    waiting: &[Item<'a>],
) -> Result<(&'a SittingRule, &'a DepartmentKey), SittingRefusal> {
    let round = newest.stage(stage).and_then(|stage| stage.round());
    let usual = round.and_then(|round| match &round.mode {
        Mode::Sitting(rule) => Some((rule, &newest.lead)),
        Mode::Parallel => None,
    });
    let waiting: Vec<_> = waiting
        .iter()
        .filter(|item| item.workflow.key == newest.key)
        .filter_map(|item| Some((item.waits(stage)?, &item.workflow.lead)))
        .collect();
    let first = waiting.first().copied();
    let usual_fits = |(rule, _): &(&SittingRule, _)| {
        waiting.is_empty() || waiting.iter().any(|(under, _)| under == rule)
    };
    let chosen = usual.filter(usual_fits).or(first);
    chosen.ok_or_else(|| SittingRefusal::NoSuchSitting {
        stage: stage.clone(),
    })
}
