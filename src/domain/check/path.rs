//! How long a request can take if everybody uses the whole of their limit.
//!
//! Intake lies before acceptance and issue after the decision (Licensing Law Art. 42, 44), so the
//! path runs from acceptance through the stages to the decision. Days are walked on the calendar:
//! working days and calendar days only compare from a start date, so every one of the published
//! years is tried.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Days, NaiveDate};

use super::review_path;
use crate::domain::calendar::Calendar;
use crate::domain::clock::{Budget, Unit};
use crate::domain::definition::{
    Mode, Policy, ReviewRule, Round, Stage, StageWork, WaitFor, Workflow,
};
use crate::domain::identifiers::StageKey;

/// Office hours of a usual day; a limit in hours is rounded up to whole days of so many.
const HOURS_A_DAY: u32 = 7;
/// Years tried as start, counted back from the last published one.
const START_YEARS: i32 = 3;
/// Years walked beyond the last start.
const HORIZON_YEARS: i32 = 20;
/// The year taken where no calendar is published.
const YEAR_WITHOUT_CALENDAR: i32 = 2026;

/// The limits that add up to the longest way from acceptance to decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// One step after the other.
    pub steps: Vec<PathStep>,
}

/// One limit on the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    /// Where it stands in the file, without `.for`.
    pub path: String,
    /// What people call it: `verify/age`.
    pub name: String,
    /// How long it may take.
    pub budget: Budget,
}

impl Path {
    /// The sum, unless the steps count in different units.
    #[must_use]
    pub fn total(&self) -> Option<(u32, Unit)> {
        let unit = self.steps.first()?.budget.unit();
        let same = self.steps.iter().all(|step| step.budget.unit() == unit);
        same.then(|| {
            (
                self.steps.iter().map(|step| step.budget.amount()).sum(),
                unit,
            )
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> = self
            .steps
            .iter()
            .map(|step| format!("{} {}", step.name, step.budget))
            .collect();
        f.write_str(&steps.join(" → "))?;
        match self.total() {
            Some((amount, unit)) => write!(f, " = {amount}{}", unit.suffix()),
            None => Ok(()),
        }
    }
}

/// The longest way from acceptance to decision, from the start date on which it lasts longest.
#[must_use]
pub fn longest_path(workflow: &Workflow, calendar: &Calendar) -> Path {
    let days = DayTable::new(calendar);
    let longest = days.starts().max_by_key(|start| {
        let (end, _) = walk(workflow, &days, *start);
        end - *start
    });
    longest
        .map(|start| walk(workflow, &days, start).1)
        .unwrap_or_default()
}

/// By how many calendar days `longer` can outlast `limit`, with the start date on which it does so
/// most; none where it fits from every start in the published years.
#[must_use]
pub fn worst_excess_days(
    longer: Budget,
    limit: Budget,
    calendar: &Calendar,
) -> Option<(NaiveDate, i64)> {
    if longer.unit() == limit.unit() && longer.amount() <= limit.amount() {
        return None;
    }
    let days = DayTable::new(calendar);
    worst(&days, |start| days.add(start, longer), limit)
}

/// How the longest path breaks a limit.
pub(super) struct Overrun {
    pub(super) start: NaiveDate,
    pub(super) days: i64,
    pub(super) path: Path,
}

/// The worst start date from which the path does not fit the limit.
pub(super) fn overrun(workflow: &Workflow, limit: Budget, calendar: &Calendar) -> Option<Overrun> {
    let days = DayTable::new(calendar);
    let (start, over) = worst(&days, |start| walk(workflow, &days, start).0, limit)?;
    Some(Overrun {
        start,
        days: over,
        path: walk(workflow, &days, start).1,
    })
}

fn worst(
    days: &DayTable,
    end: impl Fn(NaiveDate) -> NaiveDate,
    limit: Budget,
) -> Option<(NaiveDate, i64)> {
    let excess = days.starts().map(|start| {
        let over = (end(start) - days.add(start, limit)).num_days();
        // the table ends somewhere: what reaches its end fits nothing
        let over = if over == 0 && end(start) == days.last() {
            1
        } else {
            over
        };
        (over, start)
    });
    excess
        .filter(|(over, _)| *over > 0)
        .max_by_key(|(over, start)| (*over, std::cmp::Reverse(*start)))
        .map(|(over, start)| (start, over))
}

/// Walks every stage from one acceptance date; the decision's last day and the way there.
fn walk(workflow: &Workflow, days: &DayTable, accepted: NaiveDate) -> (NaiveDate, Path) {
    let mut ends: BTreeMap<&StageKey, (NaiveDate, Option<&StageKey>)> = BTreeMap::new();
    // a workflow in which stages wait for one another has no order; each round places at least one
    // stage of the rest, so what is left over after `len` rounds is in a cycle and is left out
    for _ in 0..workflow.stages.len() {
        for stage in &workflow.stages {
            let ready = stage
                .after
                .iter()
                .all(|key| ends.contains_key(key) || workflow.stage(key).is_none());
            if ready && !ends.contains_key(&stage.key) {
                let latest = stage
                    .after
                    .iter()
                    .filter_map(|key| Some((ends.get(key)?.0, key)))
                    .max();
                let opens = latest.map_or(accepted, |(end, _)| end);
                ends.insert(
                    &stage.key,
                    (
                        last_day(workflow, stage, days, opens),
                        latest.map(|(_, key)| key),
                    ),
                );
            }
        }
    }
    let last = ends.iter().map(|(key, (end, _))| (*end, *key)).max();
    let decision_opens = last.map_or(accepted, |(end, _)| end);
    let mut steps = vec![PathStep {
        path: "decide".into(),
        name: "decide".into(),
        budget: workflow.decide.limit,
    }];
    let mut at = last.map(|(_, key)| key);
    while let Some(stage) = at.and_then(|key| workflow.stage(key)) {
        let before = ends.get(&stage.key).and_then(|(_, before)| *before);
        let opens = before
            .and_then(|key| ends.get(key))
            .map_or(accepted, |(end, _)| *end);
        steps.splice(0..0, longest_way(workflow, stage, days, opens));
        at = before;
    }
    (
        days.add(decision_opens, workflow.decide.limit),
        Path { steps },
    )
}

fn last_day(workflow: &Workflow, stage: &Stage, days: &DayTable, opens: NaiveDate) -> NaiveDate {
    let way = longest_way(workflow, stage, days, opens);
    way.iter()
        .fold(opens, |day, step| days.add(day, step.budget))
}

/// The steps that make up a stage if everybody takes their time.
fn longest_way(
    workflow: &Workflow,
    stage: &Stage,
    days: &DayTable,
    opens: NaiveDate,
) -> Vec<PathStep> {
    let whole = |what: &str, budget| {
        let path = format!("stages.{}.{what}", stage.key);
        vec![PathStep {
            path,
            name: stage.key.to_string(),
            budget,
        }]
    };
    let round = match &stage.work {
        StageWork::Wait(WaitFor::For(budget)) => return whole("wait", *budget),
        StageWork::Wait(WaitFor::Date { at_most, .. }) => return whole("wait", *at_most),
        StageWork::Round(round) => round,
    };
    let mut way = match &round.mode {
        Mode::Parallel => Vec::new(),
        Mode::Sitting(sitting) => {
            let path = format!("stages.{}.round.sitting.within", stage.key);
            vec![PathStep {
                path,
                name: format!("{} sitting", stage.key),
                budget: sitting.within,
            }]
        }
    };
    let opens = way
        .iter()
        .fold(opens, |day: NaiveDate, step| days.add(day, step.budget));
    way.extend(
        reviews_one_after_another(workflow, round)
            .into_iter()
            .filter_map(|group| {
                // of equals the first in the file: `max_by_key` takes the last it sees
                let longest = group
                    .into_iter()
                    .rev()
                    .max_by_key(|review| days.add(opens, review.limit))?;
                let name = format!("{}/{}", stage.key, longest.key);
                Some(PathStep {
                    path: review_path(stage, round, longest),
                    name,
                    budget: longest.limit,
                })
            }),
    );
    way
}

/// Reviews run at once, except that under `lead` the lead opines when the others are done.
fn reviews_one_after_another<'a>(
    workflow: &Workflow,
    round: &'a Round,
) -> Vec<Vec<&'a ReviewRule>> {
    let leads = |review: &&ReviewRule| {
        round.policy == Policy::Lead && review.department == workflow.lead && !review.advice
    };
    let (last, first): (Vec<_>, Vec<_>) = round.reviews.iter().partition(leads);
    vec![first, last]
}

/// The working days of some years, so that a limit is one look-up.
struct DayTable {
    first: NaiveDate,
    starts: u64,
    working: Vec<NaiveDate>,
    /// For each day from `first` on: how many working days lie on it or before it.
    counted: Vec<usize>,
}

impl DayTable {
    fn new(calendar: &Calendar) -> Self {
        let last_year = calendar
            .last_published_year()
            .unwrap_or(YEAR_WITHOUT_CALENDAR);
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let (first, end) = (
            new_year(last_year + 1 - START_YEARS),
            new_year(last_year + HORIZON_YEARS),
        );
        let starts = (new_year(last_year + 1) - first).num_days().unsigned_abs();
        let (mut working, mut counted) = (Vec::new(), Vec::new());
        for day in first.iter_days().take_while(|day| *day < end) {
            if calendar.is_working_day(day) {
                working.push(day);
            }
            counted.push(working.len());
        }
        Self {
            first,
            starts,
            working,
            counted,
        }
    }

    fn starts(&self) -> impl Iterator<Item = NaiveDate> {
        self.first.iter_days().take(self.starts as usize)
    }

    fn last(&self) -> NaiveDate {
        self.working.last().copied().unwrap_or(self.first)
    }

    /// The last day of a limit that starts on `day`, which itself does not count.
    fn add(&self, day: NaiveDate, budget: Budget) -> NaiveDate {
        let days = match budget.unit() {
            Unit::CalendarDays => return self.on_or_after(day + Days::new(budget.amount().into())),
            Unit::WorkingDays => budget.amount(),
            Unit::WorkingHours => budget.amount().div_ceil(HOURS_A_DAY),
        };
        let index = self.count(day) + days as usize;
        index
            .checked_sub(1)
            .and_then(|index| self.working.get(index))
            .copied()
            .unwrap_or(self.last())
    }

    /// A limit in calendar days that ends on a day off ends on the next working day (Civil Code
    /// Art. 203).
    fn on_or_after(&self, day: NaiveDate) -> NaiveDate {
        let before = day.pred_opt().map_or(0, |eve| self.count(eve));
        self.working.get(before).copied().unwrap_or(self.last())
    }

    fn count(&self, day: NaiveDate) -> usize {
        let index = (day - self.first).num_days();
        match usize::try_from(index) {
            Ok(index) => self
                .counted
                .get(index)
                .copied()
                .unwrap_or(self.working.len()),
            Err(_) => 0,
        }
    }
}
