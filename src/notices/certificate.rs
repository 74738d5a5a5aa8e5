//! The certificate of a grant as a printable page (Licensing Law Art. 39).

use maud::{Markup, html};

use crate::domain::calendar::{Instant, civil};
use crate::domain::definition::{Language, Text};
use crate::domain::facts::Facts;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::DecisionOutcome;

use super::case::Case;
use super::granted::{granted, shown};
use super::opinions::conditions;
use super::paper::{Row, Seal, Sheet, Tone, both, list, pair, words};
use super::{dates, names, plain};

pub use super::paper::STYLE;

/// Characters of a code's group, to be read out.
const GROUP_CHARS: usize = 4;

/// The certificate as a whole HTML page; `None` before it is issued or after a refusal. `code`
/// verifies it; it is shown in groups.
#[must_use]
pub fn certificate(case: &Case<'_>, facts: &Facts, code: &str) -> Option<String> {
    let request = case.request;
    let decision = request.decision.as_ref()?;
    if decision.outcome == DecisionOutcome::Refuse {
        return None;
    }
    let issued = civil(request.certificate_at?).date();
    let rule = &case.workflow.result.grant;
    let sheet = Sheet {
        title: rule.certificate.clone(),
        case: case.number().to_string(),
        tone: Tone::Certificate,
        lead: None,
        rows: rows(case, facts, decision.at, issued),
        seal: Seal {
            by: department(case, &rule.by),
            on: day_pair(issued),
        },
        foot: verification(case, code),
    };
    Some(sheet.page())
}

/// What the certificate will say if it is made on this day, for whoever checks it before.
#[must_use]
pub fn draft(case: &Case<'_>, facts: &Facts, on: chrono::NaiveDate) -> Option<Markup> {
    let decision = case.request.decision.as_ref()?;
    let rows = rows(case, facts, decision.at, on);
    Some(html! { dl class="facts" { @for row in &rows { (row.line()) } } })
}

fn rows(case: &Case<'_>, facts: &Facts, decided: Instant, issued: chrono::NaiveDate) -> Vec<Row> {
    let rule = &case.workflow.result.grant;
    let mut rows = vec![
        Row::of("paper-holder", holder(facts)),
        Row::of("paper-grants", granted(case, facts)),
    ];
    rows.extend(shown(case, facts));
    rows.extend(conditions_of(case, facts).map(|said| Row::of("paper-conditions", said)));
    let until = rule.valid_until(issued);
    rows.extend(until.map(|until| Row::of("paper-valid", validity(until))));
    rows.extend([
        Row::of("paper-decided", day(civil(decided).date())),
        Row::of("paper-basis", basis(case)),
    ]);
    rows.extend(
        rule.sheet
            .iter()
            .map(|sheet| Row::of("paper-sheet", words(sheet))),
    );
    rows.extend(filer(facts).map(|said| Row::of("paper-filer", said)));
    rows
}

fn holder(facts: &Facts) -> Markup {
    let name = facts
        .applicant
        .as_ref()
        .map_or("", |applicant| applicant.name.as_str());
    html! { span class="holder" { (plain::line(name)) } }
}

fn filer(facts: &Facts) -> Option<Markup> {
    let proxy = facts.proxy.as_ref()?;
    Some(html! { (plain::line(&proxy.name)) })
}

fn basis(case: &Case<'_>) -> Markup {
    html! { (case.workflow.basis.join("、")) }
}

fn conditions_of(case: &Case<'_>, facts: &Facts) -> Option<Markup> {
    let zh = conditions(case, facts, Language::Zh);
    (!zh.is_empty()).then(|| list(&zh, &conditions(case, facts, Language::En)))
}

fn validity(until: chrono::NaiveDate) -> Markup {
    let said = |language| {
        let date = dates::full(language, until);
        crate::i18n::text(language, "paper-valid-until", &[("date", date.into())])
    };
    pair(&said(Language::Zh), &said(Language::En))
}

fn verification(case: &Case<'_>, code: &str) -> Markup {
    let link = case.links.verify(case.number(), &grouped(code));
    html! {
        p class="coded" { (both("paper-code", &[])) " " span class="code" { (grouped(code)) } }
        p { (both("paper-verify", &[("link", link.into())])) }
    }
}

fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    let groups = characters
        .chunks(GROUP_CHARS)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

pub(super) fn department(case: &Case<'_>, key: &DepartmentKey) -> Text {
    Text {
        zh: names::department(case.directory, key, Language::Zh),
        en: Some(names::department(case.directory, key, Language::En)),
    }
}

pub(super) fn day(date: chrono::NaiveDate) -> Markup {
    let (zh, en) = day_pair(date);
    pair(&zh, &en)
}

pub(super) fn day_pair(date: chrono::NaiveDate) -> (String, String) {
    (
        dates::full(Language::Zh, date),
        dates::full(Language::En, date),
    )
}

pub(super) fn service(case: &Case<'_>) -> Markup {
    words(&case.workflow.title)
}
