//! The form's questions: one field a page, one group a page, and the list of a repeated group.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::Value;

use super::row_list;
use super::sheet::{From, Sheet, Turned};
use super::{inputs, typed};
use crate::domain::definition::{Field, FieldKind};
use crate::domain::identifiers::Regions;
use crate::doors::Problem;
use crate::doors::drafts::plan::{Plan, Step, asked_in_group};
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Mistake};
use crate::web::parts::page::TYPING;

/// A question.
pub(super) async fn read(
    sheet: Sheet,
    Place((_, key)): Place<(String, String)>,
    Question(from): Question<From>,
) -> Result<Response, Turned> {
    let field = field(&sheet, &key)?;
    let (plan, step) = (sheet.plan(), Step::Field(field.key.clone()));
    sheet.asked(&plan, &step)?;
    match &field.kind {
        FieldKind::Group {
            repeat: Some(repeat),
            ..
        } => Ok(row_list::list(&sheet, &plan, field, *repeat, &[], &from)),
        _ => Ok(page(&sheet, &plan, field, &[], from.is_change())),
    }
}

/// An answer.
pub(super) async fn write(
    mut sheet: Sheet,
    Place((_, key)): Place<(String, String)>,
    form: Form,
) -> Result<Response, Turned> {
    let field = field(&sheet, &key)?.clone();
    if let FieldKind::Group {
        repeat: Some(repeat),
        ..
    } = &field.kind
    {
        return Ok(row_list::onwards(&sheet, &field, *repeat, &form));
    }
    let answer = answer(&sheet, &field, &form);
    let change = sheet.change(|draft| {
        draft
            .answers
            .form
            .insert(field.key.to_string(), answer.clone());
    });
    change.await?;
    if let Some(turned) = sheet.turned(&form) {
        return Ok(turned);
    }
    let (plan, step) = (sheet.plan(), Step::Field(field.key.clone()));
    let saves = form.text("then") == "save";
    // Whoever saw what lies in the province and chose none of it is told so.
    let key = field.key.as_str();
    let passed_over = form.has(key) && form.text(key).is_empty();
    if !saves && is_half_chosen(&field, &answer) && !passed_over {
        return Ok(again(&sheet, &step, &form));
    }
    let mistakes = sheet.mistakes(plan.mistakes_at(&step));
    if mistakes.is_empty() || saves {
        return Ok(sheet.onwards(&plan, &step, &form));
    }
    let change = form.text("from") == "check";
    Ok(page(&sheet, &plan, &field, &mistakes, change))
}

fn answer(sheet: &Sheet, field: &Field, form: &Form) -> Value {
    let regions = &sheet.doors.engine.directory().regions;
    match &field.kind {
        FieldKind::Group { .. } => {
            let before = sheet.draft.answers.form.get(field.key.as_str());
            let before = before.unwrap_or(&Value::Null);
            group_answer(sheet, field, form, before)
        }
        kind => whole(regions, typed::answer(kind, form, field.key.as_str())),
    }
}

/// The answers to a group's fields, laid over those before.
pub(super) fn group_answer(sheet: &Sheet, group: &Field, form: &Form, before: &Value) -> Value {
    let regions = &sheet.doors.engine.directory().regions;
    let asked = asked_in_group(&sheet.rules(), &sheet.draft, group, before);
    let answers = typed::group(&asked, form, before);
    let answers = answers
        .into_iter()
        .map(|(key, value)| (key, whole(regions, value)));
    Value::Object(answers.collect())
}

/// A province that has nothing in it to choose is chosen with its name.
fn whole(regions: &Regions, value: Value) -> Value {
    match value.as_str() {
        Some(code) if typed::is_unfinished(&value) && inputs::is_whole(regions, code) => {
            Value::String(code.trim_end_matches(typed::UNFINISHED).to_owned())
        }
        _ => value,
    }
}

/// Whether only the province of a region is chosen: then the page comes again with what lies in it.
pub(super) fn is_half_chosen(field: &Field, answer: &Value) -> bool {
    match &field.kind {
        FieldKind::Region => typed::is_unfinished(answer),
        FieldKind::Group { fields, .. } => fields.iter().any(|field| {
            let answer = answer.get(field.key.as_str());
            answer.is_some_and(|answer| is_half_chosen(field, answer))
        }),
        _ => false,
    }
}

/// The same page once more.
fn again(sheet: &Sheet, step: &Step, form: &Form) -> Response {
    let from = if form.text("from") == "check" {
        "?from=check"
    } else {
        ""
    };
    see_other(&sheet.link(&format!("{}{from}", step.path())))
}

fn page(sheet: &Sheet, plan: &Plan, field: &Field, mistakes: &[Mistake], change: bool) -> Response {
    let frame = &sheet.frame;
    let title = frame.text(&field.title).to_owned();
    let inside = match &field.kind {
        FieldKind::Group { .. } => {
            let before = sheet.draft.answers.form.get(field.key.as_str());
            let first = super::rows::for_applicant(sheet, plan, field, before);
            let values = first.as_ref().or(before).unwrap_or(&Value::Null);
            html! {
                @if first.is_some() { p class="note" { (frame.say("apply-filled-in")) } }
                (group(sheet, field, values, mistakes))
            }
        }
        _ => {
            let value = sheet.draft.answers.form.get(field.key.as_str());
            let regions = &sheet.doors.engine.directory().regions;
            html! {
                div class="one" { (inputs::input(frame, regions, field, value.unwrap_or(&Value::Null), mistakes)) }
            }
        }
    };
    let step = Step::Field(field.key.clone());
    let body = html! {
        @if field.optional { p class="hint" { (frame.say("apply-optional")) } }
        form id=(TYPING) method="post" action=(sheet.link(&step.path())) novalidate {
            (form::key())
            @if change { (field::hidden("from", "check")) }
            (inside)
            (sheet.buttons())
        }
    };
    sheet
        .page(plan, &step, &title, mistakes, body)
        .typing(None)
        .into_response()
}

/// The inputs of a group's fields.
pub(super) fn group(sheet: &Sheet, group: &Field, values: &Value, mistakes: &[Mistake]) -> Markup {
    let regions = &sheet.doors.engine.directory().regions;
    let asked = asked_in_group(&sheet.rules(), &sheet.draft, group, values);
    html! {
        @for field in asked {
            (inputs::input(&sheet.frame, regions, field, values.get(field.key.as_str()).unwrap_or(&Value::Null), mistakes))
        }
    }
}

/// The field of a key; a key that the form has not is no page.
pub(super) fn field<'s>(sheet: &'s Sheet, key: &str) -> Result<&'s Field, Turned> {
    let found = sheet.workflow().field(key);
    found.ok_or_else(|| Problem::not_found().into())
}
