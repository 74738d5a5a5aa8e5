//! Who I am, and where I am signed in.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::device::device;
use crate::access::{Session, StaffSession};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field;
use crate::web::{Frame, Page};

/// Fewer recovery codes than this are worth a warning.
const CODES_FEW: usize = 3;

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
    Question(told): Question<Told>,
) -> Result<Page, Problem> {
    let session = own(&frame)?;
    let sessions = doors.access.list_of(session.account.id).await?;
    let title = frame.say("me-title");
    let body = html! {
        h1 { (title) }
        (news(&frame, &told.told))
        (facts(&doors, &frame, session))
        (second(&frame, session))
        (list(&frame, session, &sessions))
    };
    Ok(Page::staff(&frame, title, body))
}

fn own(frame: &Frame) -> Result<&StaffSession, Problem> {
    let session = frame.session();
    session.ok_or_else(|| Problem::new("unauthorised", "sign in first"))
}

fn news(frame: &Frame, told: &str) -> Markup {
    let key = match told {
        "password" => Some("me-told-password"),
        "recovery-used" => Some("me-told-recovery-used"),
        "ended" => Some("me-told-ended"),
        _ => None,
    };
    html! { @if let Some(key) = key { p class="done" role="status" { (frame.say(key)) } } }
}

fn facts(doors: &Doors, frame: &Frame, session: &StaffSession) -> Markup {
    let account = &session.account;
    let directory = doors.engine.directory();
    let department = directory.departments.get(&account.department);
    let department = department.map_or(account.department.as_ref(), |found| {
        frame.text(&found.title)
    });
    let title = |role| {
        let found = directory.roles.get(role);
        found.map(|role| frame.text(&role.title).to_owned())
    };
    let roles: Vec<String> = account.roles.iter().filter_map(title).collect();
    html! {
        dl class="facts" {
            div { dt { (frame.say("me-name")) } dd { (account.name) } }
            div { dt { (frame.say("enter-login")) } dd { (session.login) } }
            div { dt { (frame.say("me-department")) } dd { (department) } }
            div { dt { (frame.say("me-roles")) } dd { (roles.join(" · ")) } }
            div { dt { (frame.say("me-email")) } dd { (account.email.as_deref().unwrap_or("—")) } }
            @if session.has_password {
                div { dt { (frame.say("enter-password")) } dd { a href=(frame.link("/desk/password?then=/desk/me")) { (frame.say("me-change-password")) } } }
            }
        }
        p class="hint" { (frame.say(if session.voucher.is_some() { "me-wrong-at-provider" } else { "me-wrong" })) }
    }
}

fn second(frame: &Frame, session: &StaffSession) -> Markup {
    let left = session.recovery_left;
    html! {
        section {
            h2 { (frame.say("me-second")) }
            @if session.has_second {
                p class=[(left < CODES_FEW).then_some("note warm")] {
                    (frame.say_with("me-second-on", &[("left", (left as i64).into())]))
                }
                form method="post" action=(frame.link("/desk/me/codes")) {
                    (form::key())
                    button class="quiet" { (frame.say("me-renew-codes")) }
                    p class="hint" { (frame.say("me-renew-codes-hint")) }
                }
            } @else {
                p { (frame.say("me-second-off")) }
                p { a class="button quiet" href=(frame.link("/desk/second/set-up?then=/desk/me")) { (frame.say("me-set-up")) } }
            }
        }
    }
}

fn list(frame: &Frame, own: &StaffSession, sessions: &[Session]) -> Markup {
    html! {
        section {
            h2 { (frame.say("me-sessions")) }
            div class="table" {
                table {
                    caption { (frame.say("me-sessions-hint")) }
                    thead { tr { @for key in ["device", "address", "began", "seen", "ends", "end"] { th scope="col" { (frame.say(&format!("me-column-{key}"))) } } } }
                    tbody { @for session in sessions { (row(frame, session, session.id == own.session.id)) } }
                }
            }
            @if sessions.len() > 1 {
                form method="post" action=(frame.link("/desk/me/sessions")) {
                    (form::key())
                    button name="others" value="yes" { (frame.say("me-end-others")) }
                }
            }
        }
    }
}

fn row(frame: &Frame, session: &Session, is_this: bool) -> Markup {
    let device = device(&session.agent);
    let device = match device.is_empty() {
        true => frame.say("me-device-unknown"),
        false => device,
    };
    html! {
        tr class=[is_this.then_some("current")] {
            th scope="row" { (device) @if is_this { " " span class="tag" { (frame.say("me-this")) } } }
            td { (session.address) }
            td { (frame.minute(session.created_at)) }
            td { (frame.minute(session.seen_at)) }
            td { (frame.minute(session.idle_ends_at)) }
            td {
                @if is_this { "—" } @else {
                    form method="post" action=(frame.link("/desk/me/sessions")) {
                        (form::key())
                        (field::hidden("end", &session.id))
                        button class="plain" aria-label=(frame.say_with("me-end-one", &[("device", device.as_str().into())])) { (frame.say("me-end")) }
                    }
                }
            }
        }
    }
}

/// Ends one of one's own sessions, or all but this one.
pub(super) async fn end(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let session = own(&frame)?;
    let officer = session.account.id;
    if form.has("others") {
        let but = Some(session.session.id.as_str());
        doors.access.end_all_of(officer, but).await?;
    } else {
        // One that is over already is what was wished.
        doors.access.end_one_of(officer, form.text("end")).await?;
    }
    Ok(see_other(&frame.link("/desk/me?told=ended")).into_response())
}
