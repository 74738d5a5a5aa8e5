//! The stages as a graph: every `after` exists, nothing waits for itself, everything is reached.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::nearest::did_you_mean;
use super::{Faults, Subject};
use crate::domain::definition::{Condition, Workflow};
use crate::domain::identifiers::StageKey;

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    unknown_after(workflow, faults);
    let stuck = cycles(workflow, faults);
    behind_a_cycle(workflow, &stuck, faults);
    never_entered(workflow, faults);
}

fn unknown_after(workflow: &Workflow, faults: &mut Faults) {
    let keys = workflow.stages.iter().map(|stage| stage.key.as_str());
    for stage in &workflow.stages {
        for after in stage
            .after
            .iter()
            .filter(|after| workflow.stage(after).is_none())
        {
            let others = keys.clone().filter(|key| *key != stage.key.as_str());
            faults.error(
                "unknown-stage",
                format!("stages.{}.after", stage.key),
                format!(
                    "stage `{}` waits for `{after}`, which does not exist, so it would never open",
                    stage.key
                ),
                did_you_mean(after.as_str(), others),
            );
        }
    }
}

/// Reports each cycle once and returns the stages in one.
fn cycles(workflow: &Workflow, faults: &mut Faults) -> BTreeSet<StageKey> {
    let mut graph = DiGraph::<&StageKey, ()>::new();
    let nodes: BTreeMap<_, _> = workflow
        .stages
        .iter()
        .map(|stage| (&stage.key, graph.add_node(&stage.key)))
        .collect();
    for stage in &workflow.stages {
        for after in stage.after.iter().filter_map(|after| nodes.get(after)) {
            graph.add_edge(*after, nodes[&stage.key], ());
        }
    }
    let mut stuck = BTreeSet::new();
    for component in tarjan_scc(&graph) {
        let selfish = component
            .first()
            .is_some_and(|node| graph.contains_edge(*node, *node));
        if component.len() < 2 && !selfish {
            continue;
        }
        let mut names: Vec<_> = component.iter().map(|node| graph[*node].clone()).collect();
        names.sort();
        let shown = names
            .iter()
            .map(StageKey::as_str)
            .collect::<Vec<_>>()
            .join(" → ");
        faults.error(
            "stage-cycle",
            format!("stages.{}.after", names[0]),
            format!("these stages wait for one another, so none ever opens: {shown}"),
            "take one of them out of an `after`; going back is done by people, never by the file",
        );
        stuck.extend(names);
    }
    stuck
}

fn behind_a_cycle(workflow: &Workflow, stuck: &BTreeSet<StageKey>, faults: &mut Faults) {
    for stage in workflow
        .stages
        .iter()
        .filter(|stage| !stuck.contains(&stage.key))
    {
        let before = before(workflow, &stage.key);
        if let Some(blocker) = before.iter().find(|key| stuck.contains(*key)) {
            faults.error(
                "stage-unreachable",
                format!("stages.{}", stage.key),
                format!(
                    "stage `{}` is never reached: it waits for `{blocker}`, which never finishes",
                    stage.key
                ),
                format!("mend the cycle that `{blocker}` is part of"),
            );
        }
    }
}

fn never_entered(workflow: &Workflow, faults: &mut Faults) {
    for stage in &workflow.stages {
        if stage
            .when
            .as_ref()
            .is_some_and(|Condition(text)| text.trim() == "false")
        {
            faults.error(
                "stage-unreachable",
                format!("stages.{}.when", stage.key),
                format!(
                    "stage `{}` is never entered: its condition is `false`",
                    stage.key
                ),
                "remove the stage, or say when it is needed",
            );
        }
    }
}

/// Every stage that must be finished before this one opens, at any distance; cycles do no harm.
pub(super) fn before(workflow: &Workflow, stage: &StageKey) -> BTreeSet<StageKey> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&StageKey> = workflow
        .stage(stage)
        .into_iter()
        .flat_map(|stage| &stage.after)
        .collect();
    while let Some(key) = open.pop() {
        if found.insert(key.clone()) {
            open.extend(
                workflow
                    .stage(key)
                    .into_iter()
                    .flat_map(|stage| &stage.after),
            );
        }
    }
    found
}
