//! The decision of refusal as a printable page: reasons, failing checks, remedy (Art. 38).

use maud::html;

use crate::domain::calendar::civil;
use crate::domain::definition::{Language, Text};
use crate::domain::facts::Facts;
use crate::domain::request::DecisionOutcome;
use crate::i18n::text;

use super::case::Case;
use super::certificate::{day_pair, department, service};
use super::opinions::{decision_reasons, failed};
use super::paper::{Row, Seal, Sheet, Tone, list, pair, words};
use super::plain;

/// The decision as a whole HTML page; `None` where nothing was refused.
#[must_use]
pub fn refusal(case: &Case<'_>, facts: &Facts) -> Option<String> {
    let decision = case.request.decision.as_ref()?;
    if decision.outcome != DecisionOutcome::Refuse {
        return None;
    }
    let name = plain::line(
        facts
            .applicant
            .as_ref()
            .map_or("", |applicant| &applicant.name),
    );
    let both = |key: &str| Text {
        zh: text(Language::Zh, key, &[]),
        en: Some(text(Language::En, key, &[])),
    };
    let lead = |language: Language| {
        let service = case.workflow.title.in_language(language).to_owned();
        let values = [("name", name.clone().into()), ("service", service.into())];
        text(language, "paper-refusal-lead", &values)
    };
    let failing = failed(case, facts, Language::Zh);
    let mut rows = vec![Row::of("paper-service", service(case))];
    if !failing.is_empty() {
        let said = list(&failing, &failed(case, facts, Language::En));
        rows.push(Row::of("paper-failed", said));
    }
    let reasons = decision_reasons(facts).unwrap_or_default();
    rows.push(Row::of("paper-reasons", html! { (reasons) }));
    let basis = decision
        .basis
        .as_deref()
        .map(plain::line)
        .unwrap_or_default();
    rows.push(Row::of("paper-basis", html! { (basis) }));
    rows.push(Row::of(
        "paper-remedy",
        words(&case.workflow.result.refuse.remedy),
    ));
    let sheet = Sheet {
        title: both("paper-refusal-title"),
        case: case.number().to_string(),
        tone: Tone::Letter,
        lead: Some(html! { p { (pair(&lead(Language::Zh), &lead(Language::En))) } }),
        rows,
        seal: Seal {
            by: department(case, &case.workflow.decide.department),
            on: day_pair(civil(decision.at).date()),
        },
        foot: html! { p { (case.links.case(case.number())) } },
    };
    Some(sheet.page())
}
