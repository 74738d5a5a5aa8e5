//! The numbered, dated receipt as a printable page (Licensing Law Art. 32).

use maud::html;

use crate::domain::calendar::civil;
use crate::domain::definition::{Language, Text};
use crate::domain::facts::Facts;
use crate::domain::request::ClockKey;
use crate::i18n::text;

use super::applicant::items::materials;
use super::case::Case;
use super::certificate::{day, day_pair, department, service};
use super::paper::{Row, Seal, Sheet, Tone, both, list, pair, words};
use super::plain;

/// The receipt as a whole HTML page.
#[must_use]
pub fn receipt(case: &Case<'_>, facts: &Facts) -> String {
    let name = plain::line(
        facts
            .applicant
            .as_ref()
            .map_or("", |applicant| &applicant.name),
    );
    let lead = |language: Language| {
        let service = case.workflow.title.in_language(language).to_owned();
        let values = [("name", name.clone().into()), ("service", service.into())];
        text(language, "paper-receipt-lead", &values)
    };
    let received = civil(case.request.received_at).date();
    let desk = department(case, &case.workflow.intake.desk);
    let brought = materials(case, facts, Language::Zh);
    let mut rows = vec![
        Row::of("paper-service", service(case)),
        Row::of(
            "paper-materials",
            list(&brought, &materials(case, facts, Language::En)),
        ),
        Row::of("paper-received", day(received)),
        Row::of("paper-received-by", words(&desk)),
    ];
    let due = |language| case.due(language, &ClockKey::Intake);
    if let (Some(zh), Some(en)) = (due(Language::Zh), due(Language::En)) {
        rows.push(Row::of("paper-answer-by", pair(&zh, &en)));
    }
    let sheet = Sheet {
        title: Text {
            zh: text(Language::Zh, "paper-receipt-title", &[]),
            en: Some(text(Language::En, "paper-receipt-title", &[])),
        },
        case: case.number().to_string(),
        tone: Tone::Letter,
        lead: Some(html! { p { (pair(&lead(Language::Zh), &lead(Language::En))) } }),
        rows,
        seal: Seal {
            by: desk,
            on: day_pair(received),
        },
        foot: html! {
            p { (both("paper-receipt-note", &[])) }
            p { (case.links.case(case.number())) }
        },
    };
    sheet.page()
}
