//! Need to know: what is read exists and is known by then, and every material has a reader.

use std::collections::BTreeSet;

use super::nearest::did_you_mean;
use super::{Faults, Subject, graph, reviews};
use crate::domain::definition::{Field, FieldKind, ReadPath, Reads, Workflow};
use crate::domain::identifiers::{FieldKey, StageKey};

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    let every: BTreeSet<StageKey> = workflow
        .stages
        .iter()
        .map(|stage| stage.key.clone())
        .collect();
    reads(
        workflow,
        "intake.reads",
        &workflow.intake.reads,
        false,
        &BTreeSet::new(),
        faults,
    );
    for (stage, _, review, path) in reviews(workflow) {
        let known = graph::before(workflow, &stage.key);
        reads(
            workflow,
            &format!("{path}.reads"),
            &review.reads,
            review.for_each.is_some(),
            &known,
            faults,
        );
    }
    reads(
        workflow,
        "decide.reads",
        &workflow.decide.reads,
        false,
        &every,
        faults,
    );
    reads(
        workflow,
        "supervisor.reads",
        &workflow.supervisor_reads,
        false,
        &every,
        faults,
    );
    reads(
        workflow,
        "auditor.reads",
        &workflow.auditor_reads,
        false,
        &every,
        faults,
    );
    unseen_materials(workflow, faults);
}

fn reads(
    workflow: &Workflow,
    path: &str,
    reads: &Reads,
    has_row: bool,
    known: &BTreeSet<StageKey>,
    faults: &mut Faults,
) {
    for read in &reads.0 {
        match read {
            ReadPath::All => {}
            ReadPath::Row if has_row => {}
            ReadPath::Row => faults.error(
                "row-without-for-each",
                path,
                "`row` is read, but there is no `for_each` to give a row",
                "add `for_each: form.<group>`, or read the group by its name",
            ),
            ReadPath::Field(segments) => field(workflow, path, segments, faults),
            ReadPath::Material(key) if workflow.material(key.as_str()).is_none() => {
                let names = workflow
                    .materials
                    .iter()
                    .map(|material| material.key.as_str());
                let hint = did_you_mean(key.as_str(), names);
                faults.error(
                    "unknown-material",
                    path,
                    format!("there is no material `{key}`"),
                    hint,
                );
            }
            ReadPath::Material(_) => {}
            ReadPath::Opinions(stage) => opinions(workflow, path, stage, known, faults),
        }
    }
}

/// A name that is neither field nor material comes here as a field of one segment.
fn field(workflow: &Workflow, path: &str, segments: &[FieldKey], faults: &mut Faults) {
    let mut level: &[Field] = &workflow.form;
    for (depth, segment) in segments.iter().enumerate() {
        let Some(found) = level.iter().find(|field| &field.key == segment) else {
            let written = segments
                .iter()
                .map(FieldKey::as_str)
                .collect::<Vec<_>>()
                .join(".");
            let materials = workflow
                .materials
                .iter()
                .map(|material| material.key.as_str());
            let names: Vec<_> = level.iter().map(|field| field.key.as_str()).collect();
            let known: Vec<_> = if depth == 0 {
                names.into_iter().chain(materials).collect()
            } else {
                names
            };
            faults.error(
                "unknown-read",
                path,
                format!("`{written}` is neither a form field nor a material"),
                did_you_mean(segment.as_str(), known),
            );
            return;
        };
        level = match &found.kind {
            FieldKind::Group { fields, .. } => fields,
            _ => &[],
        };
    }
}

fn opinions(
    workflow: &Workflow,
    path: &str,
    stage: &StageKey,
    known: &BTreeSet<StageKey>,
    faults: &mut Faults,
) {
    let names = workflow.stages.iter().map(|stage| stage.key.as_str());
    if workflow.stage(stage).is_none() {
        let hint = did_you_mean(stage.as_str(), names);
        faults.error(
            "unknown-stage",
            path,
            format!("there is no stage `{stage}` whose opinions could be read"),
            hint,
        );
    } else if !known.contains(stage) {
        faults.error(
            "opinion-not-known-yet",
            path,
            format!("the opinions of `{stage}` are read, but that stage need not be finished here"),
            format!("put `{stage}` into this stage's `after`, or do not read its opinions"),
        );
    }
}

fn unseen_materials(workflow: &Workflow, faults: &mut Faults) {
    let sees = |reads: &Reads, key: &str| {
        reads.0.iter().any(|read| match read {
            ReadPath::All => true,
            ReadPath::Material(material) => material.as_str() == key,
            _ => false,
        })
    };
    for material in &workflow.materials {
        let key = material.key.as_str();
        let judged = reviews(workflow).any(|(_, _, review, _)| sees(&review.reads, key))
            || sees(&workflow.decide.reads, key);
        if judged {
            continue;
        }
        let path = format!("materials.{key}");
        let hint = format!(
            "add `{key}` to the `reads` of the review that needs it, or stop asking for it"
        );
        if sees(&workflow.intake.reads, key) {
            let message = format!(
                "material `{key}` is seen at intake only: nobody who reviews or decides reads it"
            );
            faults.warning("material-only-at-intake", path, message, hint);
        } else {
            faults.error(
                "material-unseen",
                path,
                format!("nobody may see material `{key}`"),
                hint,
            );
        }
    }
}
