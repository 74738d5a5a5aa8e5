//! Separate decisions need parts of their own, each heard to the end.

use super::{Faults, Subject};
use crate::domain::definition::{DecisionRule, Fate};

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    if workflow.decide.rule != DecisionRule::SeparateDecisions {
        return;
    }
    let gives = &workflow.result.grant.gives;
    if gives.is_empty() {
        faults.error(
            "separate-without-parts",
            "decide.rule",
            "separate decisions bundle what single reviews give, and `result.grant.gives` names none",
            "name the parts in result.grant.gives, or write rule: one_decision",
        );
    }
    for stage in &workflow.stages {
        let Some(round) = stage.round() else { continue };
        let counting = round.reviews.iter().filter(|review| !review.advice);
        let alone = counting.count() < 2;
        let has_part = gives.iter().any(|gift| gift.stage == stage.key);
        if has_part && !alone && round.fate == Fate::Cancel {
            faults.error(
                "separate-cut-short",
                format!("stages.{}.round.fate", stage.key),
                "the first refusal would send the other departments home, and their parts would never be decided",
                "write fate: keep, or rule: one_decision in `decide`",
            );
        }
    }
}
