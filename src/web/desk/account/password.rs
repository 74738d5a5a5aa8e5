//! A password of one's own: asked for after a first one was given, or wished.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{Asking, Coming, Then, first, onward};
use crate::access::{Change, PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS, Pending, StaffSession, Unfit};
use crate::doors::Problem;
use crate::doors::question::Question;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// What may be pending while a password is changed.
const MEANWHILE: [Pending; 2] = [Pending::NewPassword, Pending::SetUpSecond];

/// The form.
pub(super) async fn read(coming: Coming, Question(then): Question<Then>) -> Response {
    let Coming { frame, session, .. } = &coming;
    if let Some(first) = first(frame, session, &MEANWHILE) {
        return first;
    }
    if !session.has_password {
        return see_other(&frame.link("/desk/me"));
    }
    ask(frame, session, &then, &[]).into_response()
}

fn ask(frame: &Frame, session: &StaffSession, then: &Then, mistakes: &[Mistake]) -> Page {
    let forced = session.must_change;
    let title = frame.say(match forced {
        true => "password-title-first",
        false => "password-title",
    });
    let current = frame.say(match forced {
        true => "password-given",
        false => "password-current",
    });
    let line = |name: &'static str, autocomplete: &'static str| Line {
        name,
        kind: "password",
        autocomplete: Some(autocomplete),
        mistake: field::of(mistakes, name),
        ..Line::default()
    };
    let range = [
        ("least", (PASSWORD_MIN_CHARS as i64).into()),
        ("most", (PASSWORD_MAX_CHARS as i64).into()),
    ];
    let (new, again, fitness) = (
        frame.say("password-new"),
        frame.say("password-again"),
        frame.say_with("password-fitness", &range),
    );
    let asking = Asking {
        title,
        mistakes,
        before: html! { @if forced { p class="lead" { (frame.say("password-why-first")) } } },
        place: "/desk/password",
        then,
        fields: html! {
            // So that a keeper of passwords knows whose this is.
            input type="text" name="username" value=(session.login) autocomplete="username" readonly hidden;
            (field::line(frame, &Line { label: &current, ..line("current", "current-password") }))
            (field::line(frame, &Line { label: &new, hint: Some(&fitness), ..line("new", "new-password") }))
            (field::line(frame, &Line { label: &again, ..line("again", "new-password") }))
        },
        go: "password-go",
        after: html! { p class="hint" { (frame.say("password-ends-others")) } },
    };
    asking.page(frame)
}

/// Changes it; every other session of the officer is over then.
pub(super) async fn change(coming: Coming, form: Form) -> Result<Response, Problem> {
    let Coming { frame, session, .. } = &coming;
    let then = Then {
        then: form.text("then").to_owned(),
    };
    if let Some(first) = first(frame, session, &MEANWHILE) {
        return Ok(first);
    }
    let refused = |field: &str, words: String| {
        let mistake = Mistake {
            field: field.to_owned(),
            words,
        };
        ask(frame, session, &then, &[mistake])
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    };
    if form.raw("new") != form.raw("again") {
        return Ok(refused("again", frame.say("password-differs")));
    }
    let a_try = coming.begin("password").await?.dear();
    let access = &coming.doors.access;
    let changed = access.change_password(session, form.raw("current"), form.raw("new"));
    let is_wrong = |change: &Change| *change == Change::WrongPassword;
    Ok(match a_try.end(changed.await, is_wrong)? {
        Change::Done if session.must_change => onward(frame, &then),
        Change::Done => see_other(&frame.link("/desk/me?told=password")),
        Change::WrongPassword => refused("current", frame.say("password-wrong")),
        Change::Unfit(unfit) => refused("new", unfitness(frame, unfit)),
    })
}

/// Why a password cannot be taken, in plain words.
fn unfitness(frame: &Frame, unfit: Unfit) -> String {
    let least = [("least", (PASSWORD_MIN_CHARS as i64).into())];
    let most = [("most", (PASSWORD_MAX_CHARS as i64).into())];
    match unfit {
        Unfit::TooShort => frame.say_with("password-too-short", &least),
        Unfit::TooLong => frame.say_with("password-too-long", &most),
        Unfit::IsLogin => frame.say("password-is-login"),
        Unfit::Common => frame.say("password-common"),
        Unfit::Unchanged => frame.say("password-unchanged"),
    }
}
