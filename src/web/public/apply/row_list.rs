//! The list of a repeated group's rows, with "add another".

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::Value;

use super::rows::{ID, fresh_id, of_row, query, rows};
use super::sheet::{From, Sheet};
use crate::domain::definition::{Field, FieldKind, Repeat};
use crate::doors::drafts::plan::{Plan, Step};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self as parts, Mistake};

/// The list of rows, with "add another"; where one is needed and none is there, its page at once.
pub(super) fn list(
    sheet: &Sheet,
    plan: &Plan,
    group: &Field,
    repeat: Repeat,
    mistakes: &[Mistake],
    from: &From,
) -> Response {
    let frame = &sheet.frame;
    let rows = rows(&sheet.draft, group);
    if rows.is_empty() && repeat.min > 0 {
        let link = format!("form/{}/{}{}", group.key, fresh_id(), query(from));
        return see_other(&sheet.link(&link));
    }
    let title = frame.text(&group.title).to_owned();
    let body = html! {
        @if rows.is_empty() { p { (frame.say("apply-rows-none")) } }
        @else {
            p { (frame.say_with("apply-rows-count", &[("count", (rows.len() as u64).into())])) }
            ul class="entries" {
                @for (index, row) in rows.iter().enumerate() {
                    (line(sheet, plan, group, index, row, from))
                }
            }
        }
        @if rows.len() < repeat.max as usize {
            p {
                a class="button quiet" href=(sheet.link(&format!("form/{}/{}{}", group.key, fresh_id(), query(from)))) {
                    (frame.say(if rows.is_empty() { "apply-rows-add" } else { "apply-rows-add-another" }))
                }
            }
        } @else { p class="hint" { (frame.say_with("apply-mistake-rows-too-many", &[("max", i64::from(repeat.max).into())])) } }
        form method="post" action=(sheet.link(&format!("form/{}", group.key))) novalidate {
            (form::key())
            @if from.is_change() { (parts::hidden("from", "check")) }
            div class="actions" {
                button name="then" value="next" { (frame.say("apply-rows-next")) }
                button class="quiet" name="then" value="save" { (frame.say("apply-save")) }
            }
        }
    };
    let step = Step::Field(group.key.clone());
    sheet
        .page(plan, &step, &title, mistakes, body)
        .into_response()
}

/// Onwards from the list, once every row is in order.
pub(super) fn onwards(sheet: &Sheet, group: &Field, repeat: Repeat, form: &Form) -> Response {
    let (plan, step) = (sheet.plan(), Step::Field(group.key.clone()));
    let mut mistakes: Vec<Mistake> = Vec::new();
    let rows = rows(&sheet.draft, group);
    for (index, row) in rows.iter().enumerate() {
        let found = sheet.mistakes(of_row(&plan, group, index));
        // What is wrong stands on the row's own page.
        let id = row[ID].as_str().unwrap_or_default();
        mistakes.extend(found.into_iter().map(|mistake| Mistake {
            field: format!("row-{id}"),
            words: format!("{}. {}", index + 1, mistake.words),
        }));
    }
    let pointer = format!("/form/{}", group.key);
    let whole = plan
        .mistakes
        .iter()
        .filter(|error| error.pointer == pointer);
    mistakes.extend(sheet.mistakes(whole));
    if mistakes.is_empty() || form.text("then") == "save" {
        return sheet.onwards(&plan, &step, form);
    }
    let from = From {
        from: form.given("from"),
        replace: None,
    };
    list(sheet, &plan, group, repeat, &mistakes, &from)
}

fn line(
    sheet: &Sheet,
    plan: &Plan,
    group: &Field,
    index: usize,
    row: &Value,
    from: &From,
) -> Markup {
    let frame = &sheet.frame;
    let id = row[ID].as_str().unwrap_or_default();
    let name = row_name(sheet, group, index, row);
    let wrong = of_row(plan, group, index).next().is_some();
    html! {
        li id={ "row-" (id) } class=[wrong.then_some("wrong")] {
            b { (name) }
            @if wrong { span class="mistake" { (frame.say("apply-rows-wrong")) } }
            span class="deeds" {
                a href=(sheet.link(&format!("form/{}/{id}{}", group.key, query(from)))) {
                    (frame.say("apply-change")) span class="unseen" { " " (name) }
                }
                form method="post" action=(sheet.link(&format!("form/{}/{id}/remove", group.key))) {
                    (form::key())
                    @if from.is_change() { (parts::hidden("from", "check")) }
                    button class="plain" { (frame.say("apply-remove")) span class="unseen" { " " (name) } }
                }
            }
        }
    }
}

/// What a row is called: its first text, or its number.
fn row_name(sheet: &Sheet, group: &Field, index: usize, row: &Value) -> String {
    let FieldKind::Group { fields, .. } = &group.kind else {
        return String::new();
    };
    let text = fields
        .iter()
        .find(|field| matches!(field.kind, FieldKind::Text { .. }));
    let name = text.and_then(|field| row.get(field.key.as_str())?.as_str());
    name.map_or_else(
        || {
            let number = (index + 1) as u64;
            sheet
                .frame
                .say_with("apply-row-number", &[("number", number.into())])
        },
        str::to_owned,
    )
}
