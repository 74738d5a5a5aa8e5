//! Complaining 投诉: at any time, one after the other, answered by supervisors.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;

use super::Saying;
use crate::access::Caller;
use crate::domain::command::{Action, WORDS_MAX_CHARS};
use crate::doors::{Doors, Found, Problem};
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::Done;
use crate::web::{Frame, Page};

/// What happened?
pub(super) async fn ask(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Path(case): Path<String>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    Ok(page(&frame, &found, "", &[]))
}

/// Complains.
pub(super) async fn complain(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Path(case): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    let text = form.raw("text");
    let saying = Saying {
        doors: &doors,
        frame: &frame,
        caller: &caller,
        found: &found,
        form: &form,
    };
    let action = Action::Complain {
        text: text.trim().to_owned(),
    };
    let again = |mistakes: &[Mistake]| page(&frame, &found, text, mistakes);
    saying.carry_out(action, Done::Complained, again).await
}

fn page(frame: &Frame, found: &Found, text: &str, mistakes: &[Mistake]) -> Page {
    let (label, hint) = (frame.say("complain-text"), frame.say("complain-hint"));
    let line = Line {
        name: "text",
        label: &label,
        hint: Some(&hint),
        value: text,
        mistake: field::of(mistakes, "text"),
        max_chars: Some(WORDS_MAX_CHARS as u32),
        ..Line::default()
    };
    let before = html! { div class="note" { p { (frame.say("complain-lead")) } } };
    let fields = field::area(frame, &line, 6);
    super::page(
        frame,
        found,
        ("complain", "complaint"),
        mistakes,
        &before,
        &fields,
    )
}
