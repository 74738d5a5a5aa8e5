//! A new officer, with a login and a first password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::fields::{Typed, fields, mistakes};
use super::{given, shown};
use crate::access::{LOGIN_MAX_CHARS, LoginName};
use crate::doors::{Doors, Problem, house};
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

/// Opens the account and shows its first password. The login is looked at before anything is
/// written, so that a taken one leaves no account behind.
pub(super) async fn add(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let typed = Typed::from(&form);
    let login = form.text("login");
    let understood = typed.understood(&doors);
    let mut wrong = match &understood {
        Ok(_) => Vec::new(),
        Err(problem) => mistakes(&frame, problem),
    };
    if let Some(key) = unusable(&doors, login).await? {
        wrong.push(Mistake {
            field: "login".to_owned(),
            words: frame.say(key),
        });
    }
    let refused = |wrong: &[Mistake]| {
        page(&doors, &frame, &typed, login, wrong)
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    };
    let Some(new) = understood.ok().filter(|_| wrong.is_empty()) else {
        return Ok(refused(&wrong));
    };
    let caller = frame.staff_caller().idempotency_actor();
    let call = house::call(caller, &form.envelope, &form.digest);
    let account = match call.idempotency {
        Some(key) => doors.access.add_officer_once(&new, &key).await?,
        None => doors.access.add_officer(&new).await?,
    };
    match given(&doors, account.id, login).await? {
        Ok(given) => Ok(shown(&frame, &account, &given)),
        // Somebody else took the login a moment ago: the account stands without one.
        Err(_) => Ok(super::told(&frame, &account, "no-login")),
    }
}

/// Why a login cannot be given, if it cannot.
async fn unusable(doors: &Doors, login: &str) -> Result<Option<&'static str>, Problem> {
    let Ok(login) = login.parse::<LoginName>() else {
        return Ok(Some("officer-login-wrong"));
    };
    match doors.access.officer_of(&login).await {
        Ok(_) => Ok(Some("officer-login-taken")),
        Err(crate::access::Error::NoLogin) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
