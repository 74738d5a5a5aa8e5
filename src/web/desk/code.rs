//! A new code 补发查询码 for an applicant who lost theirs, handed over at the counter.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::doors::credentials::case_number;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, house};
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::qr::qr;
use crate::web::{Frame, Page};

/// Longest case number as people type it, in characters.
const NUMBER_MAX_CHARS: u32 = 40;
/// Longest reason, in characters.
const REASON_MAX_CHARS: u32 = 4_000;

/// What the page is told in its query.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// For which case.
    #[serde(default)]
    case: String,
}

/// Asks for whom, and how the desk made sure.
pub(super) async fn read(frame: Frame, Question(asked): Question<Asked>) -> Page {
    page(&frame, &[], None, &asked.case)
}

/// Makes the code and shows it this once.
pub(super) async fn make(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    match replaced(&doors, &frame, &form).await {
        Ok((number, code)) => Ok(made(&doors, &frame, &number, &code).once()),
        Err(problem) if problem.status < 500 => {
            let mistakes = field::mistakes(&frame, &problem, |pointer| {
                Some(pointer.trim_start_matches('/').to_owned())
            });
            let status = problem.status();
            Ok(page(&frame, &mistakes, Some(&form), "")
                .mistaken(status)
                .into_response())
        }
        Err(problem) => Err(problem),
    }
}

async fn replaced(doors: &Doors, frame: &Frame, form: &Form) -> Result<(String, String), Problem> {
    let officer = &frame.officer()?.officer;
    let unknown = || Problem::at("/case", "no_case", "there is no such case");
    case_number(form.text("case")).map_err(|_| unknown())?;
    let found = doors
        .case_of(&frame.staff_caller(), form.text("case"))
        .await;
    let found = found.map_err(|problem| match problem.status {
        404 => unknown(),
        _ => problem,
    })?;
    let caller = frame.staff_caller();
    let call = house::call(caller.idempotency_actor(), &form.envelope, &form.digest);
    let reason = form.text("reason");
    let id = found.request.id;
    let code = doors.engine.replace_secret(id, officer, reason, &call);
    Ok((found.case_number().to_string(), code.await?))
}

fn page(frame: &Frame, mistakes: &[Mistake], typed: Option<&Form>, case: &str) -> Page {
    let title = frame.say("code-title");
    let text = |name: &str| typed.map_or("", |form| form.raw(name));
    let body = html! {
        (back(frame))
        (field::summary_named(frame, "", mistakes, |name| name_of(frame, name)))
        h1 { (title) }
        p class="note" { (frame.say("code-lead")) }
        form method="post" action=(frame.link("/desk/code")) {
            (form::key())
            (field::line(frame, &Line { name: "case", label: &frame.say("open-number"), value: typed.map_or(case, |form| form.raw("case")), mistake: field::of(mistakes, "case"), max_chars: Some(NUMBER_MAX_CHARS), autocomplete: Some("off"), ..Line::default() }))
            (field::line(frame, &Line { name: "reason", label: &frame.say("code-reason"), hint: Some(&frame.say("code-reason-hint")), value: text("reason"), mistake: field::of(mistakes, "reason"), max_chars: Some(REASON_MAX_CHARS), ..Line::default() }))
            button { (frame.say("code-go")) }
        }
    };
    Page::staff(frame, title, body)
}

fn name_of(frame: &Frame, field: &str) -> Option<String> {
    match field {
        "case" => Some(frame.say("open-number")),
        "reason" => Some(frame.say("code-reason")),
        _ => None,
    }
}

fn made(doors: &Doors, frame: &Frame, case: &str, code: &str) -> Page {
    let title = frame.say("code-new");
    let address = format!("{}/open/{case}/{code}", doors.settings.public_url);
    let body = html! {
        (back(frame))
        h1 { (title) }
        section class="card ticket" {
            dl {
                dt { (frame.say("open-number")) } dd class="casenumber" { (case) }
                dt { (frame.say("open-code")) } dd class="casenumber" { (code) }
            }
            (qr(&address, &frame.say("slip-qr")))
        }
        p class="hint" { (frame.say("code-new-hint")) }
    };
    Page::staff(frame, title, body)
}

fn back(frame: &Frame) -> Markup {
    html! { p class="back" { a href=(frame.link("/desk")) { (frame.say("duty-back")) } } }
}
