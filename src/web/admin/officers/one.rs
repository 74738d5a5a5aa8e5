//! One officer: what they are, and everything that may be done to their account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::acts as acts_page;
use super::fields::{Typed, fields, mistakes};
use super::{list, place, told};
use crate::access::{Error, LOGIN_MAX_CHARS};
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::OfficerId;
use crate::doors::body::digest;
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, officers};
use crate::storage::accounts::Account;
use crate::storage::acts::{self, Kind, Wanted};
use crate::storage::credentials::{self, Credential};
use crate::storage::{provider, queues};
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Acts on an account that its page shows, latest first; the others stand on a page of their own.
const PAST_SHOWN: u64 = 10;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    #[serde(default)]
    told: String,
}

/// The page.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(id): Place<i64>,
    Question(told): Question<Told>,
) -> Result<Page, Problem> {
    let account = doors.access.officer(OfficerId(id)).await?;
    page(&doors, &frame, &account, None, &[], &told.told).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn page(
    doors: &Doors,
    frame: &Frame,
    account: &Account,
    form: Option<&Form>,
    wrong: &[Mistake],
    told: &str,
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let held = queues::held_count(db, account.id).await?;
    let credential = credentials::find(db, account.id).await?;
    let is_bound = provider::is_bound_anywhere(db, account.id).await?;
    let past = acts::list(db, &of(account), PAST_SHOWN).await?;
    let names = acts_page::names(doors, &past).await?;
    let typed = form.map_or_else(|| Typed::from(account), Typed::from);
    let is_self = frame
        .staff()
        .is_some_and(|staff| staff.officer.id == account.id);
    let link = |act: &str| frame.link(&format!("{}/{act}", place(account)));
    let body = html! {
        (field::summary(frame, wrong))
        p class="back" { a href=(frame.link("/admin/officers")) { (frame.say("officers-back")) } }
        h1 { (account.name) " " (list::state(frame, account)) }
        (news(frame, told))
        dl class="facts" {
            div { dt { (frame.say("me-department")) } dd { (list::department(doors, frame, account)) } }
            div { dt { (frame.say("me-roles")) } dd { (list::roles(doors, frame, account).join(" · ")) } }
            div { dt { (frame.say("enter-login")) } dd { (credential.as_ref().map_or("—", |found| found.login.as_str())) } }
            div { dt { (frame.say("officer-password")) } dd { (frame.say(password_state(credential.as_ref()))) } }
            div { dt { (frame.say("me-second")) } dd { (frame.say(second_state(credential.as_ref()))) } }
            div { dt { (frame.say("officer-held")) } dd { (frame.say_with("officer-held-count", &[("count", held.into())])) } }
        }
        div class="two" {
            section class="card" {
                h2 { (frame.say("officer-change")) }
                form method="post" action=(link("change")) {
                    (form::key())
                    (field::hidden("seen", &seen(account)))
                    (fields(doors, frame, &typed, wrong))
                    button { (frame.say("form-save")) }
                    p class="hint" { (frame.say("officer-change-hint")) }
                }
            }
            div {
                @if account.active { (entry(frame, account, credential.as_ref(), form, wrong, is_self)) }
                @if is_bound && !is_self { (at_provider(frame, account)) }
                (leaving(frame, account, held, is_self))
            }
        }
        section {
            h2 { (frame.say("officer-acts")) }
            (acts_page::table(doors, frame, &past, &names))
            p { a href=(frame.link(&format!("/admin/acts?person={}", account.id))) { (frame.say("officer-acts-all")) } }
        }
    };
    Ok(super::page(frame, account.name.clone(), body))
}

fn of(account: &Account) -> Wanted {
    Wanted {
        subject: Some(format!("officer:{}", account.id)),
        ..Wanted::default()
    }
}

fn news(frame: &Frame, told: &str) -> Markup {
    let key = match told {
        "changed" => Some("officer-told-changed"),
        "second" => Some("officer-told-second"),
        "sessions" => Some("officer-told-sessions"),
        "unbound" => Some("officer-told-unbound"),
        "opened" => Some("officer-told-opened"),
        "given-before" => Some("officer-told-given-before"),
        _ => None,
    };
    html! { @if let Some(key) = key { p class="done" role="status" { (frame.say(key)) } } }
}

fn password_state(credential: Option<&Credential>) -> &'static str {
    match credential {
        None => "officer-password-none",
        Some(found) if found.password.is_none() => "officer-password-provider",
        Some(found) if found.must_change => "officer-password-first",
        Some(_) => "officer-password-own",
    }
}

fn second_state(credential: Option<&Credential>) -> &'static str {
    let second = credential.and_then(|found| found.second.as_ref());
    match second.and_then(|second| second.confirmed_at) {
        Some(_) => "officer-second-on",
        None => "officer-second-off",
    }
}

/// How they come in, and what to do when they cannot.
fn entry(
    frame: &Frame,
    account: &Account,
    credential: Option<&Credential>,
    form: Option<&Form>,
    wrong: &[Mistake],
    is_self: bool,
) -> Markup {
    let link = |act: &str| frame.link(&format!("{}/{act}", place(account)));
    let (label, hint) = (frame.say("enter-login"), frame.say("officer-login-hint"));
    let line = Line {
        name: "login",
        label: &label,
        hint: Some(&hint),
        value: form.map_or("", |form| form.text("login")),
        autocomplete: Some("off"),
        max_chars: Some(LOGIN_MAX_CHARS as u32),
        mistake: field::of(wrong, "login"),
        ..Line::default()
    };
    html! {
        section class="card" {
            h2 { (frame.say("officer-entry")) }
            @if is_self { p { (frame.say("officer-self-entry")) " " a href=(frame.link("/desk/me")) { (frame.say("me-title")) } } }
            @else {
                form method="post" action=(link("password")) {
                    (form::key())
                    @if credential.is_none() { (field::line(frame, &line)) }
                    button class="quiet" { (frame.say("officer-new-password")) }
                    p class="hint" { (frame.say("officer-new-password-hint")) }
                }
                @if credential.is_some() {
                    form method="post" action=(link("second")) {
                        (form::key())
                        button class="quiet" { (frame.say("officer-reset-second")) }
                        p class="hint" { (frame.say("officer-reset-second-hint")) }
                    }
                    form method="post" action=(link("sessions")) {
                        (form::key())
                        button class="quiet" { (frame.say("officer-end-sessions")) }
                        p class="hint" { (frame.say("officer-end-sessions-hint")) }
                    }
                }
            }
        }
    }
}

/// Whoever the town's sign-in means by this account, and how to loose it from them.
fn at_provider(frame: &Frame, account: &Account) -> Markup {
    html! {
        section class="card" {
            h2 { (frame.say("officer-provider")) }
            form method="post" action=(frame.link(&format!("{}/unbind", place(account)))) {
                (form::key())
                button class="quiet" { (frame.say("officer-unbind")) }
                p class="hint" { (frame.say("officer-unbind-hint")) }
            }
        }
    }
}

/// Work in hand, leaving, and coming back.
fn leaving(frame: &Frame, account: &Account, held: i64, is_self: bool) -> Markup {
    let link = |act: &str| frame.link(&format!("{}/{act}", place(account)));
    html! {
        section class="card" {
            @if account.active {
                h2 { (frame.say("officer-leaving")) }
                @if is_self { p { (frame.say("officer-self-close")) } }
                @else {
                    p { (frame.say("officer-close-hint")) }
                    p { a class="button grave" href=(link("close")) { (frame.say("officer-close")) } }
                }
            } @else {
                h2 { (frame.say("officer-back")) }
                form method="post" action=(link("open")) {
                    (form::key())
                    button class="quiet" { (frame.say("officer-open")) }
                    p class="hint" { (frame.say("officer-open-hint")) }
                }
                @if held > 0 { p { a class="button grave" href=(link("close")) { (frame.say("officer-hand-back-rest")) } } }
            }
        }
    }
}

/// What an account looked like to its reader: nobody overwrites what they have not seen.
fn seen(account: &Account) -> String {
    digest(format!("{account:?}").as_bytes())
}

/// Changes name, mail, department, roles and language.
pub(super) async fn change(
    doors: &Doors,
    frame: &Frame,
    account: Account,
    form: &Form,
) -> Result<Response, Problem> {
    let whole = |words: String| {
        vec![Mistake {
            field: String::new(),
            words,
        }]
    };
    if form.text("seen") != seen(&account) {
        return stale(doors, frame, &account, form).await;
    }
    let new = match Typed::from(form).understood(doors) {
        Ok(new) => new,
        Err(problem) => {
            let wrong = mistakes(frame, &problem);
            let page = page(doors, frame, &account, Some(form), &wrong, "").await?;
            return Ok(page.mistaken(problem.status()).into_response());
        }
    };
    let keeps = new.roles.iter().any(|role| role.as_ref() == ADMINISTRATOR);
    if account.active && !keeps && officers::is_last_administrator(doors, account.id).await? {
        let wrong = whole(frame.say("officer-last"));
        let page = page(doors, frame, &account, Some(form), &wrong, "").await?;
        return Ok(page.mistaken(StatusCode::CONFLICT).into_response());
    }
    let own = frame.officer()?.officer.id == account.id;
    if own && !new.roles.is_subset(&account.roles) {
        let wrong = whole(frame.say("officer-own-roles"));
        let page = page(doors, frame, &account, Some(form), &wrong, "").await?;
        return Ok(page.mistaken(StatusCode::FORBIDDEN).into_response());
    }
    let changed = Account {
        name: new.name,
        email: new.email,
        department: new.department,
        roles: new.roles,
        language: new.language,
        ..account.clone()
    };
    let keeper = super::keeper(doors, frame, form)?;
    match keeper.change_seen_officer(&account, &changed).await {
        Ok(()) => Ok(told(frame, &changed, "changed")),
        Err(Error::Overtaken) => {
            let stands = doors.access.officer(account.id).await?;
            stale(doors, frame, &stands, form).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Somebody else was quicker: who and when, the account as it stands, and what was typed.
async fn stale(
    doors: &Doors,
    frame: &Frame,
    account: &Account,
    form: &Form,
) -> Result<Response, Problem> {
    let wrong = vec![Mistake {
        field: String::new(),
        words: changed_by(doors, frame, account).await?,
    }];
    let page = page(doors, frame, account, Some(form), &wrong, "").await?;
    let status = StatusCode::PRECONDITION_FAILED;
    Ok(page.mistaken(status).into_response())
}

async fn changed_by(doors: &Doors, frame: &Frame, account: &Account) -> Result<String, Problem> {
    let db = doors.engine.store().reader();
    let kinds = [Kind::Changed, Kind::Closed, Kind::Reopened];
    let Some(last) = acts::last_on(db, account.id, &kinds).await? else {
        return Ok(frame.say("officer-stale"));
    };
    let who = match last.by {
        Some(by) => doors.access.officer(by).await?.name,
        None => frame.say("acts-operator"),
    };
    let values = [
        ("who", who.as_str().into()),
        ("at", frame.minute(last.at).into()),
    ];
    Ok(frame.say_with("officer-stale-by", &values))
}
