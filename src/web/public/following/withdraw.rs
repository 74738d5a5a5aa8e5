//! Taking a request back 撤回: asked once more, with a reason if somebody wants to give one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{Done, answers, needs_code, page};
use crate::access::Caller;
use crate::domain::command::{Action, Command, WORDS_MAX_CHARS};
use crate::doors::present::following::can_be_withdrawn;
use crate::doors::{Doors, Found, Problem};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// What it means, and the button.
pub(super) async fn ask(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Path(case): Path<String>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    if frame.by_contact() {
        return Ok(needs_code(&frame, &case));
    }
    confirm(&doors, &frame, &found, "", &[]).await
}

/// Takes it back. What fell meanwhile, a decision above all, stands.
pub(super) async fn withdraw(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Path(case): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    if frame.by_contact() {
        return Ok(needs_code(&frame, &case).into_response());
    }
    let reason = form.text("reason");
    let command = Command {
        actor: caller.actor(),
        action: Action::Withdraw {
            reason: reason.to_owned(),
        },
        expected: None,
    };
    let id = found.request.id;
    let done = doors
        .command(id, &caller, command, &form.envelope, &form.digest)
        .await;
    let problem = match done {
        Ok(_) => {
            let number = found.case_number();
            let back = format!("/cases/{number}{}", Done::Withdrawn.query());
            return Ok(see_other(&frame.link(&back)));
        }
        Err(problem) if matches!(problem.status, 409 | 412 | 422) => problem,
        Err(problem) => return Err(problem),
    };
    let found = doors.find(id).await?;
    let mistakes = field::mistakes(&frame, &problem, |_| Some("reason".to_owned()));
    let page = confirm(&doors, &frame, &found, form.raw("reason"), &mistakes).await?;
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    Ok(page.mistaken(status).into_response())
}

async fn confirm(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    reason: &str,
    mistakes: &[Mistake],
) -> Result<Page, Problem> {
    let shown = page::shown(doors, frame, found).await?;
    let title = frame.say("withdraw-title");
    let (label, hint) = (
        frame.say("withdraw-reason"),
        frame.say("withdraw-reason-hint"),
    );
    let line = Line {
        name: "reason",
        label: &label,
        hint: Some(&hint),
        value: reason,
        mistake: field::of(mistakes, "reason"),
        max_chars: Some(WORDS_MAX_CHARS as u32),
        optional: true,
        ..Line::default()
    };
    let body = html! {
        (field::summary(frame, mistakes))
        p class="back" { a href=(shown.link("")) { (frame.say("slip-back")) } }
        h1 { (title) }
        p { (frame.words(&shown.status.service)) " · " span class="casenumber" { (shown.status.case_number) } }
        @if can_be_withdrawn(&shown.case) {
            div class="note warm" {
                @for key in ["withdraw-ends", "withdraw-again", "withdraw-kept"] { p { (frame.say(key)) } }
            }
            form method="post" action=(shown.link("/withdraw")) {
                (form::key())
                (field::area(frame, &line, 3))
                div class="actions" {
                    button class="grave" { (frame.say("withdraw-go")) }
                    a href=(shown.link("")) { (frame.say("form-cancel")) }
                }
            }
        } @else {
            p { b { (answers::now(&shown)) } }
            p { (frame.say("withdraw-too-late")) }
            p { a class="button" href=(shown.link("")) { (frame.say("slip-back")) } }
        }
    };
    Ok(Page::public(frame, title, body))
}
