//! Departments side by side: the stages of a request with their strands, for its applicant.
//!
//! Stages that have not begun are there as well, so that the reader sees what is still to come.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::case::{Case, both};
use super::status::{self, DepartmentRow};
use super::wait::ground_words;
use super::{Due, Words};
use crate::domain::definition::{Mode, Policy, Stage, StageWork};
use crate::domain::due;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{ClockKey, Duty, Progress, ReviewId, ReviewProgress, Told};
use crate::domain::routing;

/// One stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StrandStage {
    /// What it is called.
    pub title: Words,
    /// Whether it is over, under way or still to come.
    pub stand: Stand,
    /// The departments sit together.
    pub sitting: bool,
    /// One of several is enough.
    pub one_is_enough: bool,
    /// Until when a stage waits that only waits for a date.
    pub waits_until: Option<DateTime<Utc>>,
    /// Each department's part; empty before the stage begins.
    pub strands: Vec<Strand>,
    /// Who will have a part, before it begins.
    pub ahead: Vec<Words>,
}

/// Whoever has the request outside of its stages: the window, the decider, those who make and hand over
/// the paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder {
    /// `intake`, `bringing`, `telling`, `decide`, `issue` or `deliver`: what they do now.
    pub does: &'static str,
    /// What that work is called.
    pub title: Words,
    /// Who has it.
    pub department: Words,
    /// Until when.
    pub due: Option<Due>,
    /// Why its clock stands still.
    pub stopped: Option<Words>,
}

impl Holder {
    /// Whether it comes before all stages.
    #[must_use]
    pub fn is_before(&self) -> bool {
        matches!(self.does, "intake" | "bringing" | "telling")
    }
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Still to come.
    Ahead,
    /// Under way.
    Open,
    /// Over.
    Finished,
    /// Not needed.
    Skipped,
}

/// One department's part.
#[derive(Debug, Clone, PartialEq)]
pub struct Strand {
    /// Department, review, word and date.
    pub row: DepartmentRow,
    /// Which of several of the same kind it is, from 1.
    pub ordinal: Option<usize>,
    /// Why its clock stands still.
    pub stopped: Option<Words>,
    /// Nobody waits for it.
    pub advice: bool,
}

impl Strand {
    /// Whether this part is done, however it was.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !matches!(self.row.progress.as_str(), "open" | "waiting")
    }
}

/// The stages in the order of the workflow.
#[must_use]
pub fn strands(case: &Case<'_>) -> Vec<StrandStage> {
    let request = case.request;
    let goes_on = !request.is_over() && !request.is_decided();
    let stages = case.rules.workflow.stages.iter();
    let mut shown: Vec<StrandStage> = stages
        .filter(|stage| goes_on || request.stages.contains_key(&stage.key))
        .map(|stage| of_stage(case, stage))
        .collect();
    // A stage that was skipped because the request ended says nothing to anybody.
    shown.retain(|stage| stage.stand != Stand::Skipped || goes_on);
    shown
}

/// Who has it outside of the stages now; nobody while only stages are under way.
#[must_use]
pub fn holder(case: &Case<'_>) -> Option<Holder> {
    let request = case.request;
    let at_work = [
        (Duty::Intake, "intake"),
        (Duty::Decide, "decide"),
        (Duty::Issue, "issue"),
        (Duty::Deliver, "deliver"),
    ];
    let found = at_work.into_iter().find_map(|(duty, does)| {
        let seat = request.seats.get(&duty)?;
        Some((duty, does, &seat.department))
    });
    // While the window waits for papers, its work is still the same.
    let asked = request.intake_correction.as_ref();
    let (duty, does, department) = found.or_else(|| {
        let number = asked?.notice?;
        let mut notices = request.notices.iter();
        let notice = notices.find(|notice| notice.number == number)?;
        let is_told = matches!(notice.told, Told::At(_));
        let does = if is_told { "bringing" } else { "telling" };
        Some((Duty::Intake, does, &case.rules.workflow.intake.desk))
    })?;
    let clock = duty.clock();
    let mut stops = request.stops.iter();
    let stop = stops.find(|stop| stop.is_open() && stop.reaches(&clock));
    let due = due::view(&case.rules, request, &clock, case.at).map(Due::from);
    Some(Holder {
        does,
        title: case.duty(&duty),
        department: case.department(department),
        due: due.filter(|_| request.seats.contains_key(&duty)),
        stopped: stop.map(|stop| ground_words(stop.ground)),
    })
}

fn of_stage(case: &Case<'_>, stage: &Stage) -> StrandStage {
    let state = case.request.stages.get(&stage.key);
    let mode = routing::current_mode(case.rules.workflow, case.request, &stage.key);
    let reviews: Vec<&ReviewId> = case
        .request
        .reviews_of(&stage.key)
        .map(|(id, _)| id)
        .collect();
    let stand = match state.map(|state| state.progress) {
        None => Stand::Ahead,
        Some(Progress::Open) => Stand::Open,
        Some(Progress::Finished) => Stand::Finished,
        Some(Progress::Skipped) => Stand::Skipped,
    };
    let policy = stage.round().map(|round| &round.policy);
    let waits = matches!(stage.work, StageWork::Wait(_)) && stand == Stand::Open;
    StrandStage {
        title: (&stage.title).into(),
        stand,
        sitting: matches!(mode, Some(Mode::Sitting(_))),
        one_is_enough: matches!(policy, Some(Policy::Any)),
        waits_until: state.and_then(|state| state.wait_until).filter(|_| waits),
        strands: reviews
            .iter()
            .filter_map(|id| strand(case, id, &reviews))
            .collect(),
        ahead: if stand == Stand::Ahead {
            ahead(case, stage)
        } else {
            Vec::new()
        },
    }
}

fn strand(case: &Case<'_>, id: &ReviewId, stage: &[&ReviewId]) -> Option<Strand> {
    let review = case.request.reviews.get(id)?;
    let same: Vec<&&ReviewId> = stage
        .iter()
        .filter(|other| other.review == id.review)
        .collect();
    let place = same.iter().position(|other| **other == id)?;
    let clock = ClockKey::Review(id.clone());
    let mut stops = case.request.stops.iter();
    let stop = stops.find(|stop| stop.is_open() && stop.reaches(&clock));
    let is_open = review.progress == ReviewProgress::Open;
    Some(Strand {
        row: status::row(case, id, review),
        ordinal: (same.len() > 1).then_some(place + 1),
        stopped: stop
            .filter(|_| is_open)
            .map(|stop| ground_words(stop.ground)),
        advice: review.advice,
    })
}

/// Everybody who may have a part; which of them do is for conditions to say, later.
fn ahead(case: &Case<'_>, stage: &Stage) -> Vec<Words> {
    let reviews = stage.round().into_iter().flat_map(|round| &round.reviews);
    let departments: BTreeSet<&DepartmentKey> = reviews.map(|rule| &rule.department).collect();
    departments
        .into_iter()
        .map(|key| case.department(key))
        .collect()
}

/// A verdict in words.
#[must_use]
pub fn verdict_words(verdict: &str) -> Words {
    both(&format!("opinion-{}", verdict.replace('_', "-")))
}
