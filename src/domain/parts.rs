//! Separate decisions 分别决定: each department decides its own part, the lead bundles them
//! (Licensing Law Art. 26(2), 38). What some refuse is not taken from what others gave.
//!
//! A part is what one review gives the applicant (`result.grant.gives`). Start at [`may_grant`].

use super::definition::{DecisionRule, Workflow};
use super::refusal::Refusal;
use super::request::{Duty, Request, Review, ReviewId, ReviewProgress, RoundOutcome, Verdict};
use super::routing;

/// Whether something may be granted: everything where no round is negative; under
/// `separate_decisions` also what agreed, where nothing but parts of their own were refused.
///
/// # Errors
/// [`Refusal::RoundsNegative`] where only a refusal is possible, [`Refusal::WorkLeft`] while a part
/// is not decided yet.
pub fn may_grant(workflow: &Workflow, request: &Request) -> Result<(), Refusal> {
    if !routing::has_negative_round(request) {
        return Ok(());
    }
    let bundled = workflow.decide.rule == DecisionRule::SeparateDecisions;
    let only_parts = negative_rounds(request).all(|stage| {
        let mut refusals = request
            .reviews_of(stage)
            .filter(|(_, review)| !review.advice && said(review, Verdict::Refuse))
            .peekable();
        refusals.peek().is_some() && refusals.all(|(id, _)| is_part(workflow, id))
    });
    if !bundled || !only_parts || given(workflow, request).is_empty() {
        return Err(Refusal::RoundsNegative);
    }
    match of(workflow, request).find(|(_, review)| review.is_open()) {
        Some((id, _)) => Err(Refusal::WorkLeft {
            duty: Duty::Review(id.clone()),
        }),
        None => Ok(()),
    }
}

/// The parts that their departments give.
#[must_use]
pub fn given(workflow: &Workflow, request: &Request) -> Vec<ReviewId> {
    let agreed =
        |review: &Review| said(review, Verdict::Agree) || said(review, Verdict::Conditions);
    let given = of(workflow, request).filter(|(_, review)| agreed(review));
    given.map(|(id, _)| id.clone()).collect()
}

/// The parts that their departments refuse; nothing where one decision is taken for all.
#[must_use]
pub fn withheld(workflow: &Workflow, request: &Request) -> Vec<ReviewId> {
    if workflow.decide.rule == DecisionRule::OneDecision {
        return Vec::new();
    }
    let refused = of(workflow, request).filter(|(_, review)| said(review, Verdict::Refuse));
    refused.map(|(id, _)| id.clone()).collect()
}

fn negative_rounds(request: &Request) -> impl Iterator<Item = &super::identifiers::StageKey> {
    let stages = request.stages.iter();
    stages
        .filter(|(_, state)| state.outcome == Some(RoundOutcome::Negative))
        .map(|(key, _)| key)
}

/// The reviews that count and give something of their own, in stages that are needed.
fn of<'a>(
    workflow: &'a Workflow,
    request: &'a Request,
) -> impl Iterator<Item = (&'a ReviewId, &'a Review)> {
    let reviews = request.reviews.iter();
    reviews.filter(|(id, review)| {
        !review.advice && is_part(workflow, id) && !request.is_skipped(&id.stage)
    })
}

fn is_part(workflow: &Workflow, id: &ReviewId) -> bool {
    let mut gifts = workflow.result.grant.gives.iter();
    gifts.any(|gift| gift.stage == id.stage && gift.review == id.review)
}

fn said(review: &Review, verdict: Verdict) -> bool {
    let opinion = review.opinion.as_ref();
    review.progress == ReviewProgress::Closed && opinion.is_some_and(|o| o.verdict == verdict)
}
