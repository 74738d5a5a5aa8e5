//! The second question: a code of the app on one's phone, or a recovery code.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::{Asking, Coming, Then, onward};
use crate::access::{Pending, SecondOutcome, StaffSession};
use crate::doors::Problem;
use crate::doors::question::Question;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Longest code, as it may be typed.
const CODE_MAX_CHARS: u32 = 40;

/// Where to go on, and with which code.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    then: String,
    /// `recovery`, or empty: the app.
    #[serde(default)]
    by: String,
}

/// The form.
pub(super) async fn read(coming: Coming, Question(asked): Question<Asked>) -> Response {
    let Coming { frame, session, .. } = &coming;
    let then = Then { then: asked.then };
    if session.pending() != Some(Pending::SecondFactor) {
        return onward(frame, &then);
    }
    ask(frame, session, &then, asked.by == "recovery", &[]).into_response()
}

fn ask(
    frame: &Frame,
    session: &StaffSession,
    then: &Then,
    by_recovery: bool,
    mistakes: &[Mistake],
) -> Page {
    let title = frame.say("second-title");
    let (label, hint) = match by_recovery {
        true => ("second-recovery", "second-recovery-hint"),
        false => ("second-code", "second-code-hint"),
    };
    let (label, hint) = (frame.say(label), frame.say(hint));
    let line = Line {
        name: "code",
        label: &label,
        hint: Some(&hint),
        autocomplete: Some("one-time-code"),
        inputmode: (!by_recovery).then_some("numeric"),
        max_chars: Some(CODE_MAX_CHARS),
        mistake: field::of(mistakes, "code"),
        short: true,
        ..Line::default()
    };
    let then_query: String = url::form_urlencoded::byte_serialize(then.path().as_bytes()).collect();
    let (other, other_words) = match by_recovery {
        true => ("", "second-by-app"),
        false => ("recovery", "second-by-recovery"),
    };
    let asking = Asking {
        title,
        mistakes,
        before: html! {
            p { (frame.say_with("second-who", &[("name", session.account.name.as_str().into())])) }
        },
        place: "/desk/second",
        then,
        fields: html! {
            (field::hidden("by", if by_recovery { "recovery" } else { "" }))
            (field::line(frame, &line))
        },
        go: "second-go",
        after: html! {
            p { a href=(frame.link(&format!("/desk/second?then={then_query}&by={other}"))) { (frame.say(other_words)) } }
            p class="hint" { (frame.say("second-lost")) }
        },
    };
    asking.page(frame)
}

/// Takes a code. A recovery code that was used is told on one's own page.
pub(super) async fn pass(coming: Coming, form: Form) -> Result<Response, Problem> {
    let Coming {
        doors,
        frame,
        session,
        ..
    } = &coming;
    let then = Then {
        then: form.text("then").to_owned(),
    };
    if session.pending() != Some(Pending::SecondFactor) {
        return Ok(onward(frame, &then));
    }
    let a_try = coming.begin("second").await?;
    let outcome = doors.access.pass_second(session, form.text("code")).await;
    let is_wrong = |outcome: &_| matches!(outcome, SecondOutcome::Wrong | SecondOutcome::Over);
    match a_try.end(outcome, is_wrong)? {
        SecondOutcome::Passed => Ok(onward(frame, &then)),
        SecondOutcome::PassedByRecovery { .. } => {
            Ok(see_other(&frame.link("/desk/me?told=recovery-used")))
        }
        SecondOutcome::Wrong => {
            let mistake = Mistake {
                field: "code".to_owned(),
                words: frame.say("second-wrong"),
            };
            let by_recovery = form.text("by") == "recovery";
            let page = ask(frame, session, &then, by_recovery, &[mistake]);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(page.mistaken(status).into_response())
        }
        SecondOutcome::Over => Ok(over(frame).into_response()),
    }
}

/// Too many answers: the session is over.
fn over(frame: &Frame) -> Page {
    let title = frame.say("second-over");
    let body = html! {
        h1 { (title) }
        p { (frame.say("second-over-hint")) }
        p class="actions" { a class="button" href=(frame.link("/desk/enter")) { (frame.say("enter-title")) } }
    };
    Page::public(frame, title, body).mistaken(StatusCode::UNPROCESSABLE_ENTITY)
}
