//! One act of a supervisor on many pieces of work: chosen in a list, given one reason, done one by one,
//! with what came of each.

mod fields;
mod result;
mod rows;
mod wanted;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::intervene;
use crate::domain::command::Action;
use crate::domain::request::Request;
use crate::doors::place::Place;
use crate::doors::supervising::{self, Part};
use crate::doors::{Doors, Found, Problem};
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Mistake};
use crate::web::{Frame, Page};
use rows::{FROM, Row, known_act, list_of, rows};
use wanted::Wanted;

pub(super) use rows::{choosing, head, link, supervises, tick};

/// The page that asks for the reason.
pub(super) async fn choose(
    State(doors): State<Doors>,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Page, Problem> {
    let query = query.unwrap_or_default();
    let asked: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let of = |name: &'static str| {
        let named = asked.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    };
    let act = known_act(&frame, of("act").next().unwrap_or_default())?;
    let rows = rows(act, of("row"));
    let from = list_of(of(FROM).next().unwrap_or_default());
    page(&doors, &frame, (act, from), &rows, None, &[]).await
}

/// Does it, and says what came of each.
pub(super) async fn carry_out(
    State(doors): State<Doors>,
    frame: Frame,
    Place(act): Place<String>,
    form: Form,
) -> Result<Response, Problem> {
    let act = known_act(&frame, &act)?;
    let rows = rows(act, form.all("row"));
    let wanted = match Wanted::read(&doors, act, &form).await {
        Ok(wanted) => wanted,
        Err(problem) if problem.status == 422 => {
            let field_of = |pointer: &str| Some(pointer.trim_start_matches('/').to_owned());
            let mistakes = field::mistakes(&frame, &problem, field_of);
            let at = (act, list_of(form.text(FROM)));
            let page = page(&doors, &frame, at, &rows, Some(&form), &mistakes).await?;
            let page = page.mistaken(StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(page.into_response());
        }
        Err(problem) => return Err(problem),
    };
    let outcomes = outcomes(&doors, &frame, &rows, &wanted, &form).await;
    Ok(result::page(&doors, &frame, act, &form, &rows, &outcomes)
        .await?
        .into_response())
}

/// What came of each row; work to which this cannot be done is refused before.
async fn outcomes(
    doors: &Doors,
    frame: &Frame,
    rows: &[Row],
    wanted: &Wanted,
    form: &Form,
) -> Vec<Result<Request, Problem>> {
    let part = |row: &Row| {
        let act = wanted.on(row.duty.as_ref())?;
        Some(Part {
            key: row.value().replace(' ', "/"),
            case_number: row.number.clone(),
            action: Action::Supervise {
                act,
                reason: form.text("reason").to_owned(),
            },
        })
    };
    let parts: Vec<Option<Part>> = rows.iter().map(part).collect();
    let fitting: Vec<bool> = parts.iter().map(Option::is_some).collect();
    let caller = frame.staff_caller();
    let parts = parts.into_iter().flatten().collect();
    let done = supervising::each(doors, &caller, &form.envelope, &form.digest, parts).await;
    let mut done = done.into_iter();
    let outcome = |fits: bool| {
        let done = if fits { done.next() } else { None };
        done.unwrap_or_else(|| {
            Err(Problem::new(
                "wrong_phase",
                "this cannot be done to such work",
            ))
        })
    };
    fitting.into_iter().map(outcome).collect()
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    (act, from): (&str, &str),
    rows: &[Row],
    typed: Option<&Form>,
    mistakes: &[Mistake],
) -> Result<Page, Problem> {
    let title = frame.say(&format!("act-{act}"));
    let found = found(doors, frame, rows).await;
    let chosen: Vec<_> = rows.iter().zip(found.iter().map(Option::as_ref)).collect();
    let form = form_of(doors, frame, (act, from), &chosen, (typed, mistakes)).await?;
    let body = html! {
        (field::summary_named(frame, "", mistakes, |name| intervene::name_of(frame, name)))
        (back(frame, from))
        h1 { (title) }
        @if rows.is_empty() { p class="empty" { (frame.say("bulk-nothing")) } }
        @else {
            p class="lead" { (frame.say_with("acts-count", &[("count", rows.len().into())])) }
            div class="two" {
                ul class="plainlist" { @for (row, found) in rows.iter().zip(&found) { li { (name(doors, frame, row, found.as_ref())) } } }
                (form)
            }
        }
    };
    Ok(Page::staff(frame, title, body))
}

/// The form of an act on what was chosen, with what was typed before.
async fn form_of(
    doors: &Doors,
    frame: &Frame,
    (act, from): (&str, &str),
    chosen: &[(&Row, Option<&Found>)],
    typed: (Option<&Form>, &[Mistake]),
) -> Result<Markup, Problem> {
    let fields = fields::fields(doors, frame, act, chosen, typed).await?;
    Ok(html! {
        form method="post" action=(frame.link(&format!("/oversight/acts/{act}"))) {
            (form::key())
            (field::hidden(FROM, from))
            @for (row, _) in chosen { (field::hidden("row", &row.value())) }
            (fields)
            p class="hint" { (frame.say("acts-hint")) }
            button { (frame.say(&format!("act-{act}"))) }
        }
    })
}

/// The requests of the rows, as far as the reader may know of them.
async fn found(doors: &Doors, frame: &Frame, rows: &[Row]) -> Vec<Option<Found>> {
    let caller = frame.staff_caller();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(doors.case_of(&caller, &row.number).await.ok());
    }
    found
}

fn name(doors: &Doors, frame: &Frame, row: &Row, found: Option<&Found>) -> Markup {
    let duty = row.duty.as_ref().zip(found);
    html! {
        a class="case" href=(frame.link(&format!("/oversight/requests/{}", row.number))) { (row.number) }
        @if let Some(found) = found { " " (frame.text(&found.service.workflow.title)) }
        @if let Some((duty, found)) = duty { " · " (frame.words(&doors.case(found).duty(duty))) }
    }
}

/// The way back to the list that somebody came from.
fn back(frame: &Frame, from: &str) -> Markup {
    html! { p class="back" { a href=(frame.link(from)) { (frame.say("acts-back")) } } }
}
