//! The rows of a repeated group, a page each. A row has an id of the draft's own, so that what is
//! sent twice is one row, and removed once.

use axum::response::{IntoResponse, Response};
use maud::html;
use serde_json::{Map, Value};

use super::questions::{self, field};
use super::sheet::{From, Sheet, Turned};
use crate::domain::definition::{Field, FieldKind, Repeat};
use crate::doors::Problem;
use crate::doors::drafts::Draft;
use crate::doors::drafts::plan::{Plan, Step};
use crate::doors::place::Place;
use crate::doors::problem::PlaceError;
use crate::doors::question::Question;
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self as parts, Mistake};
use crate::web::parts::page::TYPING;

/// The row's own id within the draft; it never leaves the draft.
pub(super) const ID: &str = "id";
/// Longest id of a row, in characters.
const ID_MAX_CHARS: usize = 16;

type RowPlace = Place<(String, String, String)>;

/// The page of a row, or of one that is to be.
pub(super) async fn read(
    sheet: Sheet,
    Place((_, key, id)): RowPlace,
    Question(from): Question<From>,
) -> Result<Response, Turned> {
    let (group, repeat) = repeated(&sheet, &key)?;
    let plan = sheet.plan();
    sheet.asked(&plan, &Step::Field(group.key.clone()))?;
    let rows = rows(&sheet.draft, group);
    let found = position(&rows, &id);
    if found.is_none() && (rows.len() >= repeat.max as usize || !is_id(&id)) {
        return Err(Turned::Elsewhere(sheet.link(&format!("form/{key}"))));
    }
    let values = found.map(|index| &rows[index]);
    Ok(page(&sheet, &plan, group, values, &id, &[], &from))
}

/// What was said in a row.
pub(super) async fn write(
    mut sheet: Sheet,
    Place((_, key, id)): RowPlace,
    form: Form,
) -> Result<Response, Turned> {
    let (group, repeat) = repeated(&sheet, &key)?;
    let group = group.clone();
    if !is_id(&id) {
        return Err(Problem::not_found().into());
    }
    let before = rows(&sheet.draft, &group);
    let before = position(&before, &id).map_or(Value::Null, |index| before[index].clone());
    let mut row = questions::group_answer(&sheet, &group, &form, &before);
    if before.is_null() && is_blank(&row) {
        // Nothing was typed: no row is made of that for a change of language.
        if let Some(turned) = sheet.turned(&form) {
            return Ok(turned);
        }
    }
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
    change.await?;
    if let Some(turned) = sheet.turned(&form) {
        return Ok(turned);
    }
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

fn is_blank(row: &Value) -> bool {
    let blank = |value: &Value| value.is_null() || value.as_str().is_some_and(str::is_empty);
    row.as_object().is_none_or(|row| row.values().all(blank))
}

/// Takes a row out.
pub(super) async fn remove(
    mut sheet: Sheet,
    Place((_, key, id)): RowPlace,
    form: Form,
) -> Result<Response, Turned> {
    let (group, _) = repeated(&sheet, &key)?;
    let group = group.clone();
    let change = sheet.change(|draft| {
        let mut all = rows(draft, &group);
        all.retain(|row| row[ID] != id.as_str());
        keep(draft, &group, all);
    });
    change.await?;
    let from = From {
        from: form.given("from"),
        replace: None,
    };
    Ok(see_other(
        &sheet.link(&format!("form/{key}{}", query(&from))),
    ))
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
        form id=(TYPING) method="post" action=(sheet.link(&format!("form/{}/{id}", group.key))) novalidate {
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
        .typing(None)
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

pub(super) fn of_row<'p>(
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

fn repeated<'s>(sheet: &'s Sheet, key: &str) -> Result<(&'s Field, Repeat), Turned> {
    let group = field(sheet, key)?;
    match &group.kind {
        FieldKind::Group {
            repeat: Some(repeat),
            ..
        } => Ok((group, *repeat)),
        _ => Err(Problem::not_found().into()),
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

pub(super) fn fresh_id() -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    id[..8].to_owned()
}

pub(super) fn query(from: &From) -> &'static str {
    if from.is_change() { "?from=check" } else { "" }
}
