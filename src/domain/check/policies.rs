//! Rounds whose policy can be met, and the numbers that bound them.

use super::nearest::did_you_mean;
use super::{Faults, Subject, review_path};
use crate::domain::definition::{
    FieldKind, Mode, Policy, ROWS_MAX, ReviewRule, Round, Stage, Workflow,
};

/// Most officers one review may ask for.
const PEOPLE_MAX: u8 = 5;

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    for stage in &workflow.stages {
        let Some(round) = stage.round() else { continue };
        for review in &round.reviews {
            for_each(workflow, &review_path(stage, round, review), review, faults);
            people(&review_path(stage, round, review), review, faults);
        }
        policy(workflow, stage, round, faults);
        quorum(stage, round, faults);
    }
}

/// How many reviews that count can come out of a rule.
pub(super) fn possible(workflow: &Workflow, review: &ReviewRule) -> u32 {
    if review.advice {
        return 0;
    }
    let Some(group) = &review.for_each else {
        return 1;
    };
    match workflow.field(group.as_str()).map(|field| &field.kind) {
        Some(FieldKind::Group {
            repeat: Some(repeat),
            ..
        }) => repeat.max.min(ROWS_MAX),
        _ => 1,
    }
}

fn for_each(workflow: &Workflow, path: &str, review: &ReviewRule, faults: &mut Faults) {
    let Some(group) = &review.for_each else {
        return;
    };
    let groups = workflow.form.iter().filter(|field| {
        matches!(
            &field.kind,
            FieldKind::Group {
                repeat: Some(_),
                ..
            }
        )
    });
    let names: Vec<_> = groups.map(|field| field.key.as_str()).collect();
    if !names.contains(&group.as_str()) {
        let hint = did_you_mean(group.as_str(), names);
        let message =
            format!("`for_each` needs a repeated group of the form, and `{group}` is none");
        faults.error(
            "for-each-no-group",
            format!("{path}.for_each"),
            message,
            hint,
        );
    }
}

fn people(path: &str, review: &ReviewRule, faults: &mut Faults) {
    if !(1..=PEOPLE_MAX).contains(&review.people) {
        faults.error(
            "people-out-of-range",
            format!("{path}.people"),
            format!("{} people cannot sign a review", review.people),
            format!("write 1 to {PEOPLE_MAX}; a site visit takes 2 (Licensing Law Art. 34)"),
        );
    }
}

fn policy(workflow: &Workflow, stage: &Stage, round: &Round, faults: &mut Faults) {
    let path = format!("stages.{}.round.policy", stage.key);
    let counting: Vec<_> = round
        .reviews
        .iter()
        .filter(|review| !review.advice)
        .collect();
    let possible: u32 = counting
        .iter()
        .map(|review| possible(workflow, review))
        .sum();
    match &round.policy {
        Policy::All => {}
        Policy::Any if possible == 0 => faults.error(
            "policy-impossible",
            path,
            "`any` needs one agreement, but every review here is advice only",
            "take `advice: true` off the reviews that decide",
        ),
        Policy::Any => {}
        Policy::AtLeast(0) => faults.error(
            "policy-impossible",
            path,
            "`at_least: 0` is met before anybody speaks",
            "write how many must agree, or make every review `advice: true`",
        ),
        Policy::AtLeast(wanted) if *wanted > possible => faults.error(
            "policy-impossible",
            path,
            format!("`at_least: {wanted}` can never be met: at most {possible} reviews count here"),
            format!("write at_least: {possible} or less, or add reviews that count"),
        ),
        Policy::AtLeast(_) => {}
        Policy::Veto(departments) => veto(
            &path,
            departments.iter().map(|key| key.as_str()),
            &counting,
            faults,
        ),
        Policy::Lead => lead(workflow, &path, &counting, faults),
    }
}

fn veto<'a>(
    path: &str,
    departments: impl Iterator<Item = &'a str>,
    counting: &[&ReviewRule],
    faults: &mut Faults,
) {
    let present: Vec<_> = counting
        .iter()
        .map(|review| review.department.as_str())
        .collect();
    let mut named = 0;
    for department in departments {
        named += 1;
        if !present.contains(&department) {
            faults.error(
                "policy-impossible",
                path,
                format!("`{department}` has a veto, but no review that counts in this stage"),
                did_you_mean(department, present.iter().copied()),
            );
        }
    }
    if named == 0 {
        let hint = "name the departments whose refusal ends it: veto: [public_security]";
        faults.error(
            "policy-impossible",
            path,
            "`veto` names nobody, so nothing could be refused",
            hint,
        );
    }
}

/// Under `lead` exactly one review settles the round, so it must be there, once and always.
fn lead(workflow: &Workflow, path: &str, counting: &[&ReviewRule], faults: &mut Faults) {
    let lead = &workflow.lead;
    let own: Vec<_> = counting
        .iter()
        .filter(|review| &review.department == lead)
        .collect();
    let hint = format!(
        "give department `{lead}` exactly one review here, without `advice` and `for_each`"
    );
    match own.as_slice() {
        [only] if only.for_each.is_some() => {
            faults.error(
                "policy-impossible",
                path,
                "under `lead` the lead's review cannot be `for_each`: one opinion decides",
                hint,
            );
        }
        [only] if only.when.is_some() => {
            let hint = "take the `when` off the lead's review, or put it on the stage";
            faults.error(
                "policy-impossible",
                path,
                "under `lead` the lead's review cannot have a `when`: without it nobody decides",
                hint,
            );
        }
        [_] => {}
        [] => faults.error(
            "policy-impossible",
            path,
            format!("`lead` decides here, but the lead department `{lead}` has no review"),
            hint,
        ),
        many => faults.error(
            "policy-impossible",
            path,
            format!(
                "`lead` decides here, but `{lead}` has {} reviews",
                many.len()
            ),
            hint,
        ),
    }
}

fn quorum(stage: &Stage, round: &Round, faults: &mut Faults) {
    let Mode::Sitting(sitting) = &round.mode else {
        return;
    };
    let departments: std::collections::BTreeSet<_> = round
        .reviews
        .iter()
        .map(|review| &review.department)
        .collect();
    if sitting.quorum == 0 || sitting.quorum as usize > departments.len() {
        faults.error(
            "quorum-impossible",
            format!("stages.{}.round.sitting.quorum", stage.key),
            format!(
                "a quorum of {} cannot be met: {} departments take part",
                sitting.quorum,
                departments.len()
            ),
            format!("write 1 to {}", departments.len().max(1)),
        );
    }
}
