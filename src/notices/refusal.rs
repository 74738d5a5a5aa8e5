//! The decision of refusal as a printable page: reasons, failing checks, remedy (Art. 38).

use maud::html;

use crate::domain::calendar::civil;
use crate::domain::definition::{Language, Text};
use crate::domain::facts::Facts;
use crate::domain::parts;
use crate::domain::request::DecisionOutcome;
use crate::i18n::text;

use super::case::Case;
use super::certificate::{day_pair, department, service};
use super::opinions::{decision_reasons, failed, failed_line};
use super::paper::{Row, Seal, Sheet, Tone, list, pair, words};
use super::plain;

/// The decision as a whole HTML page, also where a part was refused; `None` where nothing was.
#[must_use]
pub fn refusal(case: &Case<'_>, facts: &Facts) -> Option<String> {
    let decision = case.request.decision.as_ref()?;
    let withheld = parts::withheld(case.workflow, case.request);
    let whole = decision.outcome == DecisionOutcome::Refuse;
    if !whole && withheld.is_empty() {
        return None;
    }
    let (title, lead_key) = match whole {
        true => ("paper-refusal-title", "paper-refusal-lead"),
        false => ("paper-part-title", "paper-part-lead"),
    };
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
        text(language, lead_key, &values)
    };
    let lines = |language| match whole {
        true => failed(case, facts, language),
        false => withheld
            .iter()
            .filter_map(|id| failed_line(case, facts, id, language))
            .collect(),
    };
    let failing = lines(Language::Zh);
    let mut rows = vec![Row::of("paper-service", service(case))];
    if !failing.is_empty() {
        let said = list(&failing, &lines(Language::En));
        rows.push(Row::of("paper-failed", said));
    }
    if whole {
        let reasons = decision_reasons(facts).unwrap_or_default();
        rows.push(Row::of("paper-reasons", html! { (reasons) }));
        let basis = decision.basis.as_deref();
        let basis = basis.map(plain::line).unwrap_or_default();
        rows.push(Row::of("paper-basis", html! { (basis) }));
    } else {
        rows.push(Row::of("paper-reasons", words(&both("reason-part"))));
    }
    rows.push(Row::of(
        "paper-remedy",
        words(&case.workflow.result.refuse.remedy),
    ));
    let sheet = Sheet {
        title: both(title),
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
