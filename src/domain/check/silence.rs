//! Silence counts only where the law lets it.
//!
//! An internal opinion may be deemed agreed once the notice provably reached the department; the
//! decision toward the citizen never is, except deemed acceptance within five working days
//! (Licensing Law Art. 32(4)) and renewals (Art. 50), which workflows do not express.

use super::{Faults, Subject, review_path};
use crate::domain::clock::{Budget, Unit};
use crate::domain::definition::{
    Absent, IntakeSilence, Mode, OnJoin, Policy, ReviewRule, Round, Silence, Stage, Workflow,
};

/// The days of Art. 32(4) after which silence accepts.
const INTAKE_MAX_DAYS: u32 = 5;

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    intake(workflow, faults);
    for stage in &workflow.stages {
        let Some(round) = stage.round() else { continue };
        for review in &round.reviews {
            if review.silence == Silence::DeemAgree {
                deemed(workflow, stage, round, review, faults);
            }
        }
        absent(workflow, stage, round, faults);
    }
}

fn intake(workflow: &Workflow, faults: &mut Faults) {
    let deemed = workflow.intake.silence == IntakeSilence::DeemedAccepted;
    if deemed && !within_five_days(workflow.intake.limit) {
        faults.error(
            "intake-over-law",
            "intake.for",
            format!(
                "silence accepts after five working days by law (Art. 32(4)); here after {}",
                workflow.intake.limit
            ),
            "write for: 5wd or less, or silence: escalate",
        );
    }
}

/// Five calendar days never outlast five working days; forty office hours never do either.
fn within_five_days(limit: Budget) -> bool {
    match limit.unit() {
        Unit::WorkingDays | Unit::CalendarDays => limit.amount() <= INTAKE_MAX_DAYS,
        Unit::WorkingHours => limit.amount() <= INTAKE_MAX_DAYS * 7,
    }
}

fn deemed(
    workflow: &Workflow,
    stage: &Stage,
    round: &Round,
    review: &ReviewRule,
    faults: &mut Faults,
) {
    let path = format!("{}.silence", review_path(stage, round, review));
    let hint = "write silence: escalate, or make the review `advice: true`";
    if review.people > 1 {
        let message = "a visit that needs several people (Art. 34) cannot have happened by silence";
        faults.error(
            "silence-unlawful",
            path.as_str(),
            message,
            "write silence: escalate",
        );
        return;
    }
    if review.advice {
        return;
    }
    if workflow.decide.on_join == OnJoin::Decide {
        let message = "with `on_join: decide` the last opinion is the decision, and a decision is never deemed";
        faults.error("silence-unlawful", path, message, hint);
    } else if settles_alone(workflow, round, review) {
        let message = format!(
            "silence of `{}` alone would settle the stage toward the citizen",
            review.department
        );
        faults.error("silence-unlawful", path, message, hint);
    }
}

/// Whether this review's agreement, and nobody's word, can make the round positive.
fn settles_alone(workflow: &Workflow, round: &Round, review: &ReviewRule) -> bool {
    let speaks = |other: &&ReviewRule| {
        !other.advice && other.silence != Silence::DeemAgree && other.when.is_none()
    };
    let others = round.reviews.iter().filter(speaks).count();
    match &round.policy {
        Policy::Any => true,
        Policy::AtLeast(wanted) => {
            let deemed = round
                .reviews
                .iter()
                .filter(|other| !other.advice && other.silence == Silence::DeemAgree);
            deemed.count() >= *wanted as usize
        }
        Policy::All | Policy::Veto(_) => others == 0,
        Policy::Lead => review.department == workflow.lead,
    }
}

fn absent(workflow: &Workflow, stage: &Stage, round: &Round, faults: &mut Faults) {
    let Mode::Sitting(sitting) = &round.mode else {
        return;
    };
    let decides = workflow.decide.on_join == OnJoin::Decide
        || matches!(round.policy, Policy::Any | Policy::Lead);
    if sitting.absent == Absent::Deemed && decides {
        faults.error(
            "silence-unlawful",
            format!("stages.{}.round.sitting.absent", stage.key),
            "an absent department counted as agreeing could decide toward the citizen by itself",
            "write absent: defer or absent: written",
        );
    }
}
