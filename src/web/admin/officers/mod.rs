//! Officers 经办人: who has an account, what they are, how they come in, and what happens to the work
//! in their hands when they leave.

mod add;
mod close;
mod fields;
mod list;
mod one;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;

use super::page;
use crate::access::{Error, FirstPassword, LoginName};
use crate::domain::identifiers::OfficerId;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::storage::accounts::Account;
use crate::web::Frame;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::Mistake;

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/admin/officers", get(list::read))
        .route("/admin/officers/add", get(add::read).post(add::add))
        .route("/admin/officers/{id}", get(one::read))
        .route("/admin/officers/{id}/{act}", get(close::read).post(act))
}

/// One thing done to an account.
async fn act(
    State(doors): State<Doors>,
    frame: Frame,
    Place((id, act)): Place<(i64, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let account = doors.access.officer(OfficerId(id)).await?;
    let by = frame.officer()?.officer.id;
    let of_others = ["password", "second", "hand-back", "open"];
    if by == account.id && of_others.contains(&act.as_str()) {
        let detail = "another administrator does this for you";
        return Err(Problem::new("forbidden", detail));
    }
    tracing::info!(%by, on = %account.id, act, "an administrator acts on an account");
    match act.as_str() {
        "change" => one::change(&doors, &frame, account, &form).await,
        "password" => password(&doors, &frame, &account, &form).await,
        "second" => {
            doors.access.reset_second(account.id).await?;
            Ok(told(&frame, &account, "second"))
        }
        "close" => close::close(&doors, &frame, account, &form).await,
        "hand-back" => close::hand_back(&doors, &frame, &account, &form).await,
        "open" => {
            let open = Account {
                active: true,
                ..account
            };
            doors.access.change_officer(&open).await?;
            Ok(told(&frame, &open, "opened"))
        }
        _ => Err(Problem::not_found()),
    }
}

fn place(account: &Account) -> String {
    format!("/admin/officers/{}", account.id)
}

fn told(frame: &Frame, account: &Account, what: &str) -> Response {
    see_other(&frame.link(&format!("{}?told={what}", place(account))))
}

/// A new first password; with a login, where there is none yet.
async fn password(
    doors: &Doors,
    frame: &Frame,
    account: &Account,
    form: &Form,
) -> Result<Response, Problem> {
    let standing = doors.access.logins(&[account.id]).await?;
    let wanted = standing
        .get(&account.id)
        .map_or(form.text("login"), String::as_str);
    match given(doors, account.id, wanted).await? {
        Ok(given) => Ok(shown(frame, account, &given)),
        Err(key) => {
            let mistake = Mistake {
                field: "login".to_owned(),
                words: frame.say(key),
            };
            let page = one::page(doors, frame, account, Some(form), &[mistake], "").await?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(page.mistaken(status).into_response())
        }
    }
}

/// A first password under a login, or the key of why there is none.
async fn given(
    doors: &Doors,
    officer: OfficerId,
    login: &str,
) -> Result<Result<FirstPassword, &'static str>, Problem> {
    let Ok(login) = login.parse::<LoginName>() else {
        return Ok(Err("officer-login-wrong"));
    };
    match doors.access.give_password(officer, &login).await {
        Ok(given) => Ok(Ok(given)),
        Err(Error::LoginTaken) => Ok(Err("officer-login-taken")),
        Err(other) => Err(other.into()),
    }
}

/// A first password, this once.
fn shown(frame: &Frame, account: &Account, given: &FirstPassword) -> Response {
    let title = frame.say("officer-password-title");
    let body = html! {
        h1 { (title) }
        p class="lead" { (frame.say_with("officer-password-for", &[("name", account.name.as_str().into())])) }
        dl class="facts" {
            div { dt { (frame.say("enter-login")) } dd class="secret" { (given.login) } }
            div { dt { (frame.say("password-given")) } dd class="secret" { (given.password) } }
        }
        p { (frame.say("officer-password-once")) }
        p class="actions" { a class="button" href=(frame.link(&place(account))) { (frame.say("officer-password-noted")) } }
    };
    page(frame, title, body).once()
}
