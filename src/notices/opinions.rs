//! What a decision rests on, in words: reasons, conditions, reviews that did not pass.

use crate::domain::definition::Language;
use crate::domain::facts::Facts;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{DecisionOutcome, ReviewId};
use crate::i18n::text;

use super::case::Case;
use super::plain;
use super::values::reason;

/// Where the words of the decision stand among the facts.
const DECISION_WORDS: &str = "decision";

/// The reasons of the decision, as written by who decided.
pub(super) fn decision_reasons(facts: &Facts) -> Option<String> {
    facts
        .words
        .get(DECISION_WORDS)
        .map(|words| plain::paragraph(words))
}

/// The conditions the decision carries, by the departments that set them, the deciding one last.
pub(super) fn conditions(case: &Case<'_>, facts: &Facts, language: Language) -> Vec<String> {
    let carried = case
        .request
        .decision
        .iter()
        .flat_map(|decision| &decision.conditions);
    let said = |why: String, department: &DepartmentKey| {
        let department = case.department(department, language);
        let values = [("why", why.into()), ("department", department.into())];
        text(language, "line-condition", &values)
    };
    let line = |review: &ReviewId| {
        let department = &case.request.reviews.get(review)?.department;
        Some(said(opinion_words(case, facts, review)?, department))
    };
    let mut lines: Vec<String> = carried.filter_map(line).collect();
    let decision = case.request.decision.as_ref();
    if decision.is_some_and(|decision| decision.own_condition) {
        let decider = &case.workflow.decide.department;
        lines.extend(decision_reasons(facts).map(|why| said(why, decider)));
    }
    lines
}

/// The reviews that did not pass, with what they said and on what basis.
pub(super) fn failed(case: &Case<'_>, facts: &Facts, language: Language) -> Vec<String> {
    let decision = case.request.decision.as_ref();
    let decision = decision.filter(|decision| decision.outcome == DecisionOutcome::Refuse);
    let named = decision.into_iter().flat_map(|decision| &decision.refusals);
    named
        .filter_map(|id| failed_line(case, facts, id, language))
        .collect()
}

/// One review that did not pass, with what it said and on what basis.
pub(super) fn failed_line(
    case: &Case<'_>,
    facts: &Facts,
    id: &ReviewId,
    language: Language,
) -> Option<String> {
    let review = case.request.reviews.get(id)?;
    let opinion = review.opinion.as_ref()?;
    let why = opinion_words(case, facts, id)
        .or_else(|| {
            opinion
                .reason
                .as_deref()
                .and_then(|code| reason(code, language))
        })
        .unwrap_or_else(|| text(language, "reason-not-stated", &[]));
    let mut values = vec![
        (
            "department",
            case.department(&review.department, language).into(),
        ),
        ("review", case.review(id, language).into()),
        ("why", why.into()),
    ];
    let Some(basis) = opinion.basis.as_deref().filter(|basis| !basis.is_empty()) else {
        return Some(text(language, "line-failed", &values));
    };
    values.push(("basis", plain::line(basis).into()));
    Some(text(language, "line-failed-basis", &values))
}

pub(super) fn opinion_words(case: &Case<'_>, facts: &Facts, id: &ReviewId) -> Option<String> {
    let round = case.request.reviews.get(id)?.round;
    facts
        .words
        .get(&format!("review:{id}@{round}"))
        .map(|words| plain::paragraph(words))
}
