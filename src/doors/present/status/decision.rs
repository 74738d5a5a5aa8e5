//! The decision as its applicant reads it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::parts;
use crate::domain::request::{Decision, DecisionOutcome, ReviewId, Verdict};
use crate::domain::visibility::{SeenOpinion, Viewer, visible};
use crate::doors::present::Words;
use crate::doors::present::case::{Case, both};

/// The decision.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DecisionView {
    /// `grant`, `grant_conditions` or `refuse`.
    pub outcome: String,
    /// The same in words.
    pub words: Words,
    /// When.
    pub at: DateTime<Utc>,
    /// Its reasons, in words.
    pub text: String,
    /// Legal basis of a refusal.
    pub basis: Option<String>,
    /// What departments asked for or refused, in words.
    pub opinions: Vec<OpinionWords>,
    /// What to do against a refusal (Art. 38).
    pub remedy: Option<Words>,
}

/// What one department said.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OpinionWords {
    /// The review's name.
    pub review: Words,
    /// What it says.
    pub verdict: String,
    /// Its words.
    pub text: String,
    /// Legal basis.
    pub basis: Option<String>,
}

pub(super) fn is_grant(decision: &Decision) -> bool {
    decision.outcome != DecisionOutcome::Refuse
}

pub(super) fn decision(case: &Case<'_>, decision: &Decision) -> DecisionView {
    let view = visible(
        case.rules.workflow,
        case.request,
        case.facts,
        Viewer::Applicant,
    );
    let said = |(id, opinion): (&ReviewId, &SeenOpinion)| OpinionWords {
        review: case.review(id),
        verdict: opinion.verdict.as_str().to_owned(),
        text: opinion.text.clone(),
        basis: opinion.basis.clone(),
    };
    let named = |id: &ReviewId| decision.conditions.contains(id) || decision.refusals.contains(id);
    let speaks =
        |opinion: &SeenOpinion| matches!(opinion.verdict, Verdict::Conditions | Verdict::Refuse);
    let opinions = view
        .opinions
        .iter()
        .filter(|(id, opinion)| named(id) && speaks(opinion));
    let workflow = case.rules.workflow;
    let remedy = &workflow.result.refuse.remedy;
    let refused_something =
        !is_grant(decision) || !parts::withheld(workflow, case.request).is_empty();
    DecisionView {
        outcome: decision.outcome.as_str().to_owned(),
        words: both(&format!(
            "decision-{}",
            decision.outcome.as_str().replace('_', "-")
        )),
        at: decision.at,
        text: case
            .facts
            .words
            .get(DECISION_WORDS)
            .cloned()
            .unwrap_or_default(),
        basis: decision.basis.clone(),
        opinions: opinions.map(said).collect(),
        remedy: refused_something.then(|| remedy.into()),
    }
}

/// Where the decision's reasons stand among the facts' words.
const DECISION_WORDS: &str = "decision";
