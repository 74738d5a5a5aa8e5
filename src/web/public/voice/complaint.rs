//! Complaining 投诉: at any time, one after the other, answered by supervisors.

use axum::response::Response;
use maud::html;

use super::{Asking, Voice};
use crate::domain::command::{Action, WORDS_MAX_CHARS};
use crate::doors::Problem;
use crate::web::Page;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::Done;

/// What happened?
pub(super) async fn ask(voice: Voice) -> Page {
    page(&voice, "", &[])
}

/// Complains.
pub(super) async fn complain(voice: Voice, form: Form) -> Result<Response, Problem> {
    let text = form.raw("text");
    let action = Action::Complain {
        text: text.trim().to_owned(),
    };
    let again = |voice: &Voice, mistakes: &[Mistake]| page(voice, text, mistakes);
    voice
        .carry_out(&form, action, Done::Complained, again)
        .await
}

fn page(voice: &Voice, text: &str, mistakes: &[Mistake]) -> Page {
    let frame = &voice.frame;
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
    voice.page(&Asking {
        key: "complain",
        place: "complaint",
        grave: false,
        mistakes,
        before: html! { div class="note" { p { (frame.say("complain-lead")) } } },
        fields: field::area(frame, &line, 6),
    })
}
