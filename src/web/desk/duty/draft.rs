//! What an officer is typing at a duty, kept while it is typed and shown again: nothing is lost with a
//! closed window.

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::{DutyPlace, Shown};
use crate::doors::duty::fits;
use crate::doors::{Doors, Problem};
use crate::storage::drafts;
use crate::telemetry::Correlation;
use crate::web::Frame;
use crate::web::form::{Form, KEY, REVISION};

/// The member of a draft that holds a form of these pages: its fields in order, as pairs.
const FIELDS: &str = "fields";

/// Keeps the form.
///
/// # Errors
/// 404 and 403 for whoever does not hold the work; trouble of the store.
pub(super) async fn keep(
    doors: &Doors,
    frame: &Frame,
    at: &DutyPlace,
    form: &Form,
) -> Result<Response, Problem> {
    let officer = &frame.officer()?.officer;
    let found = doors.case_of(&frame.staff_caller(), &at.case).await?;
    let typed = form.fields().iter();
    let typed = typed.filter(|(name, _)| name != KEY && name != REVISION);
    let pairs = typed.map(|(name, value)| Value::from(vec![name.as_str(), value.as_str()]));
    let draft = Map::from_iter([(FIELDS.to_owned(), pairs.collect())]);
    fits(&draft)?;
    let correlation = Some(form.envelope.correlation.as_str());
    let id = found.request.id;
    doors
        .engine
        .save_draft(id, &at.duty, officer, &draft, correlation)
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The form as it was kept last, for whoever typed it.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn kept(
    doors: &Doors,
    frame: &Frame,
    shown: &Shown,
    correlation: Correlation,
) -> Result<Option<Form>, Problem> {
    let officer = &frame.officer()?.officer;
    let Ok(duty) = shown.view.duty.parse() else {
        return Ok(None);
    };
    let db = doors.engine.store().reader();
    let row = drafts::find(db, shown.found.request.id, &duty, officer.id).await?;
    let draft: Option<Map<String, Value>> =
        row.and_then(|row| serde_json::from_str(&row.body).ok());
    let fields = draft.and_then(|mut draft| draft.remove(FIELDS));
    let fields: Option<Vec<(String, String)>> =
        fields.and_then(|fields| serde_json::from_value(fields).ok());
    fields
        .map(|fields| Form::of(fields, &Method::POST, frame.path(), correlation))
        .transpose()
}
