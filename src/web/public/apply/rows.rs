//! A repeated group: its list, and a page for each row. A row has an id of the draft's own, so that
//! what is sent twice is one row, and removed once.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::questions::{self, field};
use super::sheet::{From, Sheet};
use crate::domain::definition::{Field, FieldKind, Repeat};
use crate::doors::Problem;
use crate::doors::drafts::Draft;
use crate::doors::drafts::plan::{Plan, Step};
use crate::doors::problem::PlaceError;
use crate::doors::question::Question;
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self as parts, Mistake};

/// The row's own id within the draft; it never leaves the draft.
const ID: &str = "id";
/// Longest id of a row, in characters.
const ID_MAX_CHARS: usize = 16;

type Place = Path<(String, String, String)>;

/// The page of a row, or of one that is to be.
pub(super) async fn read(
    sheet: Sheet,
    Path((_, key, id)): Place,
    Question(from): Question<From>,
) -> Result<Response, Response> {
    let (group, repeat) = repeated(&sheet, &key)?;
    let plan = sheet.plan();
    sheet.asked(&plan, &Step::Field(group.key.clone()))?;
    let rows = rows(&sheet.draft, group);
    let found = position(&rows, &id);
    if found.is_none() && (rows.len() >= repeat.max as usize || !is_id(&id)) {
        return Err(see_other(&sheet.link(&format!("form/{key}"))));
    }
    let values = found.map(|index| &rows[index]);
    Ok(page(&sheet, &plan, group, values, &id, &[], &from))
}

/// What was said in a row.
pub(super) async fn write(
    mut sheet: Sheet,
    Path((_, key, id)): Place,
    form: Form,
) -> Result<Response, Response> {
    let (group, repeat) = repeated(&sheet, &key)?;
    let group = group.clone();
    if !is_id(&id) {
        return Err(Problem::not_found().into_response());
    }
    let before = rows(&sheet.draft, &group);
    let before = position(&before, &id).map_or(Value::Null, |index| before[index].clone());
    let mut row = questions::group_answer(&sheet, &group, &form, &before);
    row[ID] = Value::String(id.clone());
    let change = sheet.change(|draft| {
        let mut all = rows(draft, &group);
        match position(&all, &id) {
            Some(index) => all[index] = row.clone(),
            None if all.len() < repeat.max as usize => all.push(row.clone()),
            None => {}
        }
        keep(draft, &group, all);
    });
    change.await.map_err(IntoResponse::into_response)?;
    let plan = sheet.plan();
    let all = rows(&sheet.draft, &group);
    let from = From {
        from: form.given("from"),
        replace: None,
    };
    let to_list = || see_other(&sheet.link(&format!("form/{key}{}", query(&from))));
    let Some(index) = position(&all, &id) else {
        return Ok(to_list());
    };
    if form.text("then") == "save" {
        return Ok(see_other(&sheet.link("saved")));
    }
    if questions::is_half_chosen(&group, &all[index]) {
        let link = format!("form/{key}/{id}{}", query(&from));
        return Ok(see_other(&sheet.link(&link)));
    }
    let mistakes = sheet.mistakes(of_row(&plan, &group, index));
    if mistakes.is_empty() {
        return Ok(to_list());
    }
    let values = Some(&all[index]);
    Ok(page(&sheet, &plan, &group, values, &id, &mistakes, &from))
}

/// Takes a row out.
pub(super) async fn remove(
    mut sheet: Sheet,
    Path((_, key, id)): Place,
    form: Form,
) -> Result<Response, Response> {
    let (group, _) = repeated(&sheet, &key)?;
    let group = group.clone();
    let change = sheet.change(|draft| {
        let mut all = rows(draft, &group);
        all.retain(|row| row[ID] != id.as_str());
        keep(draft, &group, all);
    });
    change.await.map_err(IntoResponse::into_response)?;
    let from = From {
        from: form.given("from"),
        replace: None,
    };
    Ok(see_other(
        &sheet.link(&format!("form/{key}{}", query(&from))),
    ))
}

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
pub(super) fn onwards(
    sheet: &Sheet,
    group: &Field,
    repeat: Repeat,
    form: &Form,
) -> Result<Response, Response> {
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
        return Ok(sheet.onwards(&plan, &step, form));
    }
    let from = From {
        from: form.given("from"),
        replace: None,
    };
    Ok(list(sheet, &plan, group, repeat, &mistakes, &from))
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
pub(super) fn row_name(sheet: &Sheet, group: &Field, index: usize, row: &Value) -> String {
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

fn page(
    sheet: &Sheet,
    plan: &Plan,
    group: &Field,
    values: Option<&Value>,
    id: &str,
    mistakes: &[Mistake],
    from: &From,
) -> Response {
    let frame = &sheet.frame;
    let all = rows(&sheet.draft, group);
    let number = position(&all, id).unwrap_or(all.len()) + 1;
    let title = frame.say_with(
        "apply-row-title",
        &[
            ("title", frame.text(&group.title).into()),
            ("number", (number as u64).into()),
        ],
    );
    let first = match all.is_empty() {
        true => for_applicant(sheet, plan, group, values),
        false => None,
    };
    let shown = first.as_ref().or(values).unwrap_or(&Value::Null);
    let body = html! {
        @if first.is_some() { p class="note" { (frame.say("apply-filled-in")) } }
        form method="post" action=(sheet.link(&format!("form/{}/{id}", group.key))) novalidate {
            (form::key())
            @if from.is_change() { (parts::hidden("from", "check")) }
            (questions::group(sheet, group, shown, mistakes))
            (sheet.buttons())
        }
        @if !all.is_empty() {
            p { a href=(sheet.link(&format!("form/{}{}", group.key, query(from)))) { (frame.say("apply-rows-back")) } }
        }
    };
    let step = Step::Field(group.key.clone());
    sheet
        .page(plan, &step, &title, mistakes, body)
        .into_response()
}

/// Nobody is asked twice (WCAG 3.3.7): where a group that nobody filled in yet asks for a person's
/// number and phone, the applicant's are there already, to be changed.
pub(super) fn for_applicant(
    sheet: &Sheet,
    plan: &Plan,
    group: &Field,
    before: Option<&Value>,
) -> Option<Value> {
    let FieldKind::Group { fields, .. } = &group.kind else {
        return None;
    };
    let has = |kind: &FieldKind| fields.iter().any(|field| &field.kind == kind);
    let is_empty = before.is_none_or(|row| row.as_object().is_none_or(Map::is_empty));
    let is_person = has(&FieldKind::IdentityNumber) && has(&FieldKind::Phone);
    let applicant = plan.applicant();
    if !is_empty || !is_person || applicant.name.is_empty() || group_told(sheet, group) {
        return None;
    }
    let known = fields.iter().filter_map(|field| {
        let known = match &field.kind {
            FieldKind::IdentityNumber => applicant.identity.clone()?,
            FieldKind::Phone => applicant.phone.clone()?,
            FieldKind::Text { .. } if field.key.as_str() == "name" => applicant.name.clone(),
            _ => return None,
        };
        Some((field.key.to_string(), Value::String(known)))
    });
    Some(Value::Object(known.collect()))
}

/// Whether the group was answered before, if only with nothing.
fn group_told(sheet: &Sheet, group: &Field) -> bool {
    let told = sheet.draft.answers.form.get(group.key.as_str());
    told.is_some_and(|told| !told.is_null() && told.as_array().is_none_or(|rows| !rows.is_empty()))
}

fn of_row<'p>(
    plan: &'p Plan,
    group: &Field,
    index: usize,
) -> impl Iterator<Item = &'p PlaceError> + use<'p> {
    let at = format!("/form/{}/{index}", group.key);
    plan.mistakes.iter().filter(move |error| {
        let rest = error.pointer.strip_prefix(at.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn repeated<'s>(sheet: &'s Sheet, key: &str) -> Result<(&'s Field, Repeat), Response> {
    let group = field(sheet, key)?;
    match &group.kind {
        FieldKind::Group {
            repeat: Some(repeat),
            ..
        } => Ok((group, *repeat)),
        _ => Err(Problem::not_found().into_response()),
    }
}

/// The rows of a group in a draft.
pub(super) fn rows(draft: &Draft, group: &Field) -> Vec<Value> {
    let rows = draft.answers.form.get(group.key.as_str());
    rows.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn keep(draft: &mut Draft, group: &Field, rows: Vec<Value>) {
    draft
        .answers
        .form
        .insert(group.key.to_string(), Value::Array(rows));
}

fn position(rows: &[Value], id: &str) -> Option<usize> {
    rows.iter().position(|row| row[ID] == id)
}

fn is_id(id: &str) -> bool {
    (1..=ID_MAX_CHARS).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn fresh_id() -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    id[..8].to_owned()
}

fn query(from: &From) -> &'static str {
    if from.is_change() { "?from=check" } else { "" }
}
