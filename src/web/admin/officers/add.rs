//! A new officer, with a login and a first password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::fields::{Typed, fields, mistakes};
use crate::access::{Error, FirstLogin, LOGIN_MAX_CHARS, LoginName};
use crate::doors::{Doors, Problem};
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// The empty form.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Page {
    page(&doors, &frame, &Typed::default(), "", &[])
}

fn page(doors: &Doors, frame: &Frame, typed: &Typed, login: &str, wrong: &[Mistake]) -> Page {
    let title = frame.say("officers-add");
    let (label, hint) = (frame.say("enter-login"), frame.say("officer-login-hint"));
    let line = Line {
        name: "login",
        label: &label,
        hint: Some(&hint),
        value: login,
        autocomplete: Some("off"),
        max_chars: Some(LOGIN_MAX_CHARS as u32),
        mistake: field::of(wrong, "login"),
        ..Line::default()
    };
    let body = html! {
        (field::summary(frame, wrong))
        h1 { (title) }
        form method="post" action=(frame.link("/admin/officers/add")) class="narrow" {
            (form::key())
            (fields(doors, frame, typed, wrong))
            (field::line(frame, &line))
            button { (frame.say("officer-add-go")) }
        }
    };
    super::page(frame, title, body)
}

/// Opens the account with its login and shows the first password. The password goes with the form's
/// key: a double tap opens one account, and both answers show the same.
pub(super) async fn add(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let typed = Typed::from(&form);
    let (written, understood) = (form.text("login"), typed.understood(&doors));
    let mut wrong = match &understood {
        Ok(_) => Vec::new(),
        Err(problem) => mistakes(&frame, problem),
    };
    let login = written.parse::<LoginName>();
    if login.is_err() {
        wrong.push(at_login(&frame, "officer-login-wrong"));
    }
    let refused = |wrong: &[Mistake]| {
        page(&doors, &frame, &typed, written, wrong)
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    };
    let (Ok(new), Ok(login)) = (understood, login) else {
        return Ok(refused(&wrong));
    };
    let key = super::key(&frame, &form)?;
    let password = doors.engine.first_password(&key);
    let first = FirstLogin {
        login: &login,
        password: &password,
    };
    let keeper = super::keeper(&doors, &frame, &form)?;
    match keeper.welcome_officer_once(&new, first, &key).await {
        Ok(account) => super::first_password(&doors, &frame, &account, first).await,
        Err(Error::LoginTaken) => Ok(refused(&[at_login(&frame, "officer-login-taken")])),
        Err(other) => Err(other.into()),
    }
}

fn at_login(frame: &Frame, key: &str) -> Mistake {
    Mistake {
        field: "login".to_owned(),
        words: frame.say(key),
    }
}
