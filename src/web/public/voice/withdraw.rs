//! Taking a request back 撤回: asked once more, with a reason if somebody wants to give one.

use axum::response::{IntoResponse, Response};
use maud::html;

use super::{Asking, Voice};
use crate::domain::command::{Action, WORDS_MAX_CHARS};
use crate::doors::Problem;
use crate::doors::present::following::can_be_withdrawn;
use crate::web::Page;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::{Done, counter};

/// What it means, and the button.
pub(super) async fn ask(voice: Voice) -> Page {
    let asked = voice.asks_for_code();
    asked.unwrap_or_else(|| page(&voice, "", &[]))
}

/// Takes it back. What fell meanwhile, a decision above all, stands.
pub(super) async fn withdraw(voice: Voice, form: Form) -> Result<Response, Problem> {
    if let Some(page) = voice.asks_for_code() {
        return Ok(page.into_response());
    }
    let action = Action::Withdraw {
        reason: form.text("reason").to_owned(),
    };
    let again = |voice: &Voice, mistakes: &[Mistake]| page(voice, form.raw("reason"), mistakes);
    voice.carry_out(&form, action, Done::Withdrawn, again).await
}

fn page(voice: &Voice, reason: &str, mistakes: &[Mistake]) -> Page {
    let frame = &voice.frame;
    if !can_be_withdrawn(&voice.doors.case(&voice.found)) {
        let now = counter::now(&voice.doors, frame, &voice.found);
        return voice.closed(
            "withdraw",
            &html! { p { b { (now) } } p { (frame.say("withdraw-too-late")) } },
        );
    }
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
    let means = ["withdraw-ends", "withdraw-again", "withdraw-kept"];
    voice.page(&Asking {
        key: "withdraw",
        place: "withdraw",
        grave: true,
        mistakes,
        before: html! { div class="note warm" { @for key in means { p { (frame.say(key)) } } } },
        fields: field::area(frame, &line, 3),
    })
}
