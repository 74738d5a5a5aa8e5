//! What must hold before a workflow goes live; all problems at once, each at a dotted path.
//!
//! Checks a [`Workflow`] that has its shape already; knows neither files nor places, which
//! `language` adds. Never changes anything, never stops at the first problem.
//!
//! # Why a workflow without faults always ends
//! A request waits for exactly one of: the desk, a stage, the decider, the issuer, the one who
//! hands over, or the applicant. [`graph`] shows that the stages have no cycle and that every
//! `after` exists, so the stages can be put in an order in which each opens once those before it
//! are finished; there are at most `STAGES_MAX`. A stage is a wait, which [`waits`] bounds by a
//! budget, or a round of finitely many reviews (`for_each` is bounded by the group's `repeat`,
//! [`policies`]). Each review, and intake, decision, issue and delivery, has an owner and a limit
//! by type. If its owner acts, it is finished. If not, [`waits`] shows that its ladder's last rung
//! hands the work to somebody else, and `supervisor` may end any review; silence is settled by
//! rules that [`silence`] admits. [`conditions`] shows that every `when` has a value once its stage
//! opens, so none is left undecided. What the applicant owes is bounded by the correction's answer
//! limit and its lapse. By induction over the order every stage finishes; then the decision is due,
//! and after it issue and delivery. Going back (return, correction) is an engine act of a person,
//! never of the file, so the file alone cannot run for ever.
//!
//! Start at [`check`].

mod conditions;
mod graph;
mod limits;
mod nearest;
mod papers;
mod parts;
mod path;
mod policies;
mod reads;
mod references;
mod silence;
mod texts;
mod types;
mod waits;

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::definition::{ReviewRule, Round, Stage, Workflow};
use super::directory::Directory;

pub use nearest::nearest;
pub use path::{Path, PathStep, longest_path, worst_excess_days};

/// The key that the single review of a `review:` stage goes by.
pub const SINGLE_REVIEW: &str = "review";
/// The key that the review of an `inspect:` stage goes by.
pub const INSPECTION: &str = "inspect";

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The workflow cannot go live.
    Error,
    /// It can, but somebody will be worse off.
    Warning,
}

/// One thing wrong with a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// Dotted path in the file: `stages.verify.reviews.age.for`.
    pub path: String,
    /// What is wrong, in plain words.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// What a check needs to look at.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) workflow: &'a Workflow,
    pub(super) directory: &'a Directory,
    pub(super) calendar: &'a Calendar,
}

/// Collects faults.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn error(
        &mut self,
        code: &'static str,
        path: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.push(
            code,
            Severity::Error,
            path.into(),
            message.into(),
            hint.into(),
        );
    }

    pub(super) fn warning(
        &mut self,
        code: &'static str,
        path: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.push(
            code,
            Severity::Warning,
            path.into(),
            message.into(),
            hint.into(),
        );
    }

    fn push(
        &mut self,
        code: &'static str,
        severity: Severity,
        path: String,
        message: String,
        hint: String,
    ) {
        self.0.push(Fault {
            code,
            severity,
            path,
            message,
            hint,
        });
    }
}

/// Everything that keeps the workflow from going live, and everything worth a warning.
#[must_use]
pub fn check(workflow: &Workflow, directory: &Directory, calendar: &Calendar) -> Vec<Fault> {
    let subject = Subject {
        workflow,
        directory,
        calendar,
    };
    let mut faults = Faults::default();
    references::check(subject, &mut faults);
    graph::check(subject, &mut faults);
    reads::check(subject, &mut faults);
    conditions::check(subject, &mut faults);
    policies::check(subject, &mut faults);
    waits::check(subject, &mut faults);
    silence::check(subject, &mut faults);
    limits::check(subject, &mut faults);
    texts::check(subject, &mut faults);
    papers::check(subject, &mut faults);
    parts::check(subject, &mut faults);
    faults.0
}

/// Where a review stands in the file.
#[must_use]
pub fn review_path(stage: &Stage, round: &Round, review: &ReviewRule) -> String {
    let key = review.key.as_str();
    let alone = round.reviews.len() == 1 && [SINGLE_REVIEW, INSPECTION].contains(&key);
    if alone {
        format!("stages.{}.{key}", stage.key)
    } else {
        format!("stages.{}.reviews.{key}", stage.key)
    }
}

/// Every review with its stage, round and path.
pub(super) fn reviews(
    workflow: &Workflow,
) -> impl Iterator<Item = (&Stage, &Round, &ReviewRule, String)> {
    workflow.stages.iter().flat_map(|stage| {
        let round = stage.round();
        round.into_iter().flat_map(move |round| {
            round
                .reviews
                .iter()
                .map(move |review| (stage, round, review, review_path(stage, round, review)))
        })
    })
}
