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

pub(super) use fields::departments;

use super::page;
use crate::access::{Error, FirstLogin, Keeper, LoginName};
use crate::domain::identifiers::OfficerId;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::storage::accounts::Account;
use crate::web::Frame;
use crate::web::entry::see_other;
use crate::web::form::{Form, once as key};
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
    let of_others = [
        "password",
        "second",
        "sessions",
        "unbind",
        "hand-back",
        "open",
    ];
    if by == account.id && of_others.contains(&act.as_str()) {
        let detail = "another administrator does this for you";
        return Err(Problem::new("forbidden", detail));
    }
    let keeper = keeper(&doors, &frame, &form)?;
    match act.as_str() {
        "change" => one::change(&doors, &frame, account, &form).await,
        "password" => password(&doors, &frame, &account, &form).await,
        "second" => {
            keeper.reset_second(account.id).await?;
            Ok(told(&frame, &account, "second"))
        }
        "sessions" => {
            keeper.end_sessions(account.id).await?;
            Ok(told(&frame, &account, "sessions"))
        }
        "unbind" => {
            keeper.unbind(account.id).await?;
            Ok(told(&frame, &account, "unbound"))
        }
        "close" => close::close(&doors, &frame, account, &form).await,
        "hand-back" => close::hand_back(&doors, &frame, &account, &form).await,
        "open" => {
            let open = keeper.reopen_officer(account.id).await?;
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
    let refused = |key: &str| {
        vec![Mistake {
            field: "login".to_owned(),
            words: frame.say(key),
        }]
    };
    let wrong = match wanted.parse::<LoginName>() {
        Err(_) => refused("officer-login-wrong"),
        Ok(login) => {
            let key = key(frame, form)?;
            let password = doors.engine.first_password(&key);
            let first = FirstLogin {
                login: &login,
                password: &password,
            };
            let keeper = keeper(doors, frame, form)?;
            match keeper.give_password_once(account.id, first, &key).await {
                Ok(()) => return first_password(doors, frame, account, first).await,
                Err(Error::LoginTaken) => refused("officer-login-taken"),
                Err(other) => return Err(other.into()),
            }
        }
    };
    let page = one::page(doors, frame, account, Some(form), &wrong, "").await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page.mistaken(status).into_response())
}

/// The accounts in the hands of whoever sent a form.
fn keeper(doors: &Doors, frame: &Frame, form: &Form) -> Result<Keeper, Problem> {
    let by = frame.officer()?.officer.id;
    Ok(doors.access.keeper(by, form.envelope.correlation.as_str()))
}

/// A first password, as long as it is one: a page loaded again much later tells nothing stale.
async fn first_password(
    doors: &Doors,
    frame: &Frame,
    account: &Account,
    first: FirstLogin<'_>,
) -> Result<Response, Problem> {
    match doors.access.first_password_holds(account.id, first).await? {
        true => Ok(shown(frame, account, first)),
        false => Ok(told(frame, account, "given-before")),
    }
}

/// A first password, this once.
fn shown(frame: &Frame, account: &Account, given: FirstLogin<'_>) -> Response {
    let title = frame.say("officer-password-title");
    let body = html! {
        h1 { (title) }
        p class="lead" { (frame.say_with("officer-password-for", &[("name", account.name.as_str().into())])) }
        dl class="facts" {
            div { dt { (frame.say("enter-login")) } dd class="secret" { (given.login) } }
            div { dt { (frame.say("officer-password-given")) } dd class="secret" { (given.password) } }
        }
        p { (frame.say("officer-password-once")) }
        p class="actions" { a class="button" href=(frame.link(&place(account))) { (frame.say("officer-password-noted")) } }
    };
    page(frame, title, body).once()
}
