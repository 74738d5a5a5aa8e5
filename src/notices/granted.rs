//! What a certificate proves: the answers it shows, and what the reviews gave.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::Value;

use crate::domain::calendar::civil;
use crate::domain::definition::{Field, FieldKind, Gift, Language, Text};
use crate::domain::facts::Facts;
use crate::domain::identifiers::FieldKey;
use crate::domain::request::{ReviewId, Verdict};
use crate::i18n::text;

use super::case::Case;
use super::opinions::opinion_words;
use super::paper::{Row, pair, words};
use super::{answers, dates};

/// One row for each field shown; a repeated group is one row that lists its own rows.
pub(super) fn shown(case: &Case<'_>, facts: &Facts) -> Vec<Row> {
    let grant = &case.workflow.result.grant;
    let mut printed: BTreeSet<&FieldKey> = BTreeSet::new();
    let mut rows = Vec::new();
    for path in grant.shows.iter().map(|shown| &shown.0) {
        let Some(field) = path
            .first()
            .and_then(|top| case.workflow.field(top.as_ref()))
        else {
            continue;
        };
        if !printed.insert(&field.key) {
            continue;
        }
        let answer = facts.form.get(field.key.as_str());
        match &field.kind {
            FieldKind::Group { fields, repeat } => {
                let fields = chosen(case, field, fields);
                match repeat {
                    Some(_) => rows.extend(of_rows(case, facts, field, &fields, answer)),
                    None => rows.extend(of_fields(case, facts, &fields, answer)),
                }
            }
            _ => rows.extend(line(case, facts, field, answer)),
        }
    }
    rows
}

/// The fields of a group that are shown, in the order they are first named.
fn chosen<'a>(case: &Case<'_>, group: &Field, fields: &'a [Field]) -> Vec<&'a Field> {
    let mut chosen: Vec<&Field> = Vec::new();
    let named = case.workflow.result.grant.shows.iter();
    for shown in named.filter(|shown| shown.0.first() == Some(&group.key)) {
        let inner = shown.0.get(1);
        for field in fields
            .iter()
            .filter(|field| inner.is_none_or(|key| *key == field.key))
        {
            if !chosen.iter().any(|known| known.key == field.key) {
                chosen.push(field);
            }
        }
    }
    chosen
}

fn of_fields(
    case: &Case<'_>,
    facts: &Facts,
    fields: &[&Field],
    answers: Option<&Value>,
) -> Vec<Row> {
    let answer = |field: &Field| answers.and_then(|answers| answers.get(field.key.as_str()));
    let lines = fields
        .iter()
        .filter_map(|field| line(case, facts, field, answer(field)));
    lines.collect()
}

fn line(case: &Case<'_>, facts: &Facts, field: &Field, answer: Option<&Value>) -> Option<Row> {
    let holder = facts.applicant.as_ref();
    let own = holder.and_then(|applicant| applicant.identity.as_deref());
    let said = answers::said(field, answer, own, &case.directory.regions)?;
    Some(Row::titled(&field.title, words(&said)))
}

/// The group as a list: each of its rows with what was answered, and what it was given.
fn of_rows(
    case: &Case<'_>,
    facts: &Facts,
    group: &Field,
    fields: &[&Field],
    answer: Option<&Value>,
) -> Option<Row> {
    let rows = answer.and_then(Value::as_array)?;
    let parts = rows.iter().map(|row| {
        let mut lines = of_fields(case, facts, fields, Some(row));
        let id = row.get("id").and_then(Value::as_str);
        let given = gifts(case, Some(&group.key)).filter_map(|gift| {
            let said = given(case, facts, gift, id)?;
            Some(Row::titled(&gift.title, words(&said)))
        });
        lines.extend(given);
        lines
    });
    let parts: Vec<Vec<Row>> = parts.filter(|lines| !lines.is_empty()).collect();
    if parts.is_empty() {
        return None;
    }
    let said = html! {
        ol class="parts" {
            @for lines in &parts { li { dl { @for line in lines { (line.line()) } } } }
        }
    };
    Some(Row::titled(&group.title, said))
}

/// What was given to the applicant as such, under its names; nothing where the workflow names none.
fn given_to_all(case: &Case<'_>, facts: &Facts) -> Option<Markup> {
    let lines = gifts(case, None).filter_map(|gift| Some((gift, given(case, facts, gift, None)?)));
    let lines: Vec<(&Gift, Text)> = lines.collect();
    (!lines.is_empty()).then(|| {
        html! {
            ul class="gifts" {
                @for (gift, said) in &lines {
                    li { b { (words(&gift.title)) } " " span class="given" { (words(said)) } }
                }
            }
        }
    })
}

/// The gifts of reviews that were held once a row of this group, or once for the whole request.
fn gifts<'a>(case: &Case<'a>, group: Option<&FieldKey>) -> impl Iterator<Item = &'a Gift> {
    let workflow = case.workflow;
    let of_group = move |gift: &&Gift| {
        let round = workflow.stage(&gift.stage).and_then(|stage| stage.round());
        let mut rules = round.into_iter().flat_map(|round| &round.reviews);
        let rule = rules.find(|rule| rule.key == gift.review);
        rule.is_some_and(|rule| rule.for_each.as_ref() == group)
    };
    workflow.result.grant.gives.iter().filter(of_group)
}

/// The words of the opinion where they are asked for, else who gave it and when. A review that did
/// not agree, or never opened, gave nothing.
fn given(case: &Case<'_>, facts: &Facts, gift: &Gift, row: Option<&str>) -> Option<Text> {
    let id = ReviewId {
        stage: gift.stage.clone(),
        review: gift.review.clone(),
        row: row.map(str::to_owned),
    };
    let review = case.request.reviews.get(&id)?;
    let opinion = review.opinion.as_ref()?;
    if !matches!(opinion.verdict, Verdict::Agree | Verdict::Conditions) {
        return None;
    }
    let written = opinion_words(case, facts, &id).filter(|_| gift.words);
    if let Some(written) = written {
        return Some(Text {
            zh: written,
            en: None,
        });
    }
    let said = |language| {
        let department = case.department(&review.department, language);
        let date = dates::full(language, civil(opinion.at).date());
        let values = [("department", department.into()), ("date", date.into())];
        text(language, "paper-given", &values)
    };
    Some(Text {
        zh: said(Language::Zh),
        en: Some(said(Language::En)),
    })
}

/// What the grant says, with what single reviews gave below it.
pub(super) fn granted(case: &Case<'_>, facts: &Facts) -> Markup {
    let said = |language: Language| {
        let service = case.workflow.title.in_language(language).to_owned();
        text(
            language,
            "paper-grants-text",
            &[("service", service.into())],
        )
    };
    html! {
        (pair(&said(Language::Zh), &said(Language::En)))
        @if let Some(given) = given_to_all(case, facts) { (given) }
    }
}
