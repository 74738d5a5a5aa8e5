//! Silence counts only where the law lets it.
//!
//! An internal opinion may be deemed agreed once the notice provably reached the department; the
//! decision toward the citizen never is, except deemed acceptance within five working days
//! (Licensing Law Art. 32(4)) and renewals (Art. 50), which workflows do not express.

use std::collections::BTreeMap;

use super::policies::possible;
use super::{Faults, Subject, review_path};
use crate::domain::clock::{Budget, Unit};
use crate::domain::definition::{
    Absent, FieldKind, IntakeSilence, Mode, OnJoin, Policy, ReviewRule, Round, Silence, Stage,
    Workflow,
};
use crate::domain::identifiers::DepartmentKey;

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
    let counting = || round.reviews.iter().filter(|other| !other.advice);
    match &round.policy {
        Policy::Any => true,
        Policy::AtLeast(wanted) => {
            let deemed = counting().filter(|other| other.silence == Silence::DeemAgree);
            let most: u32 = deemed.map(|other| possible(workflow, other)).sum();
            most >= *wanted
        }
        Policy::All => !counting().any(|other| speaks(workflow, other)),
        // Who has no veto decides nothing, silent or not; who has none to speak beside it, all.
        Policy::Veto(vetoing) => {
            let mut others = counting().filter(|other| vetoing.contains(&other.department));
            vetoing.contains(&review.department) && !others.any(|other| speaks(workflow, other))
        }
        Policy::Lead => review.department == workflow.lead,
    }
}

/// Whether somebody has to say something in this review, whatever the applicant answers.
fn speaks(workflow: &Workflow, review: &ReviewRule) -> bool {
    review.silence != Silence::DeemAgree && review.when.is_none() && always_there(workflow, review)
}

fn always_there(workflow: &Workflow, review: &ReviewRule) -> bool {
    let Some(group) = &review.for_each else {
        return true;
    };
    let field = workflow.field(group.as_str()).map(|field| &field.kind);
    matches!(field, Some(FieldKind::Group { repeat: Some(repeat), .. }) if repeat.min > 0)
}

fn absent(workflow: &Workflow, stage: &Stage, round: &Round, faults: &mut Faults) {
    let Mode::Sitting(sitting) = &round.mode else {
        return;
    };
    let decides = workflow.decide.on_join == OnJoin::Decide
        || absent_settle(workflow, round, sitting.quorum as usize);
    if sitting.absent == Absent::Deemed && decides {
        faults.error(
            "silence-unlawful",
            format!("stages.{}.round.sitting.absent", stage.key),
            "absent departments counted as agreeing could decide toward the citizen by themselves",
            "write absent: defer or absent: written",
        );
    }
}

/// Whether the departments that stay away can make the round positive, however few must come.
fn absent_settle(workflow: &Workflow, round: &Round, quorum: usize) -> bool {
    let mut votes: BTreeMap<&DepartmentKey, u32> = BTreeMap::new();
    for review in &round.reviews {
        *votes.entry(&review.department).or_default() += possible(workflow, review);
    }
    let harmless = |counts: &dyn Fn(&DepartmentKey) -> bool| {
        votes
            .keys()
            .filter(|department| !counts(department))
            .count()
            >= quorum
    };
    match &round.policy {
        Policy::Any | Policy::Lead => true,
        // Those with the fewest votes come, all others are deemed to agree.
        Policy::AtLeast(wanted) => {
            let mut fewest_first: Vec<u32> = votes.values().copied().collect();
            fewest_first.sort_unstable();
            fewest_first.iter().skip(quorum).sum::<u32>() >= *wanted
        }
        // Those who come have nothing to decide.
        Policy::All => harmless(&|department| votes[department] > 0),
        Policy::Veto(vetoing) => harmless(&|department| vetoing.contains(department)),
    }
}
