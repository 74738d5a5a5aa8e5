//! The way in for whoever lost their code: a one-time code to the phone or mail they gave when applying.
//!
//! The answer is the same whether or not anything was filed with that contact, and so is the work
//! before it; whether there is somebody to write to is found out afterwards, by the job that writes.

use std::time::Instant;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{open, session};
use crate::access::{Channel, PASSCODE_MINUTES};
use crate::domain::contact::{Contact, ContactKind};
use crate::doors::address::{self, ClientAddress};
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::gate::too_many;
use crate::doors::tries::Try;
use crate::doors::{Doors, Problem};
use crate::engine::reach::PasscodeJob;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Digits of a code, and what people put between them.
const CODE_MAX_CHARS: u32 = 12;

/// The second form of the page that opens a case; nothing where no code can be sent.
pub(super) fn form(doors: &Doors, frame: &Frame, typed: &str, mistakes: &[Mistake]) -> Markup {
    let settings = &doors.settings;
    let key = match (settings.can_mail, settings.can_text) {
        (true, true) => "reach-contact",
        (true, false) => "reach-mail",
        (false, true) => "reach-phone",
        (false, false) => return html! {},
    };
    let label = frame.say(key);
    let hint = frame.say("reach-hint");
    let line = Line {
        name: "contact",
        label: &label,
        hint: Some(&hint),
        value: typed,
        mistake: field::of(mistakes, "contact"),
        autocomplete: Some(if settings.can_text { "on" } else { "email" }),
        max_chars: Some(254),
        ..Line::default()
    };
    html! {
        section aria-labelledby="lost" {
            h2 id="lost" { (frame.say("reach-title")) }
            p { (frame.say("reach-lead")) }
            form method="post" action=(frame.link("/cases/code")) class="narrow" {
                (field::line(frame, &line))
                div class="actions" { button class="quiet" { (frame.say("reach-go")) } }
            }
        }
    }
}

/// Has a code sent to whoever is reached so, if there is anybody.
pub(super) async fn ask(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Problem> {
    let typed = form.text("contact");
    let refused = |key: &str| {
        let mistake = Mistake {
            field: "contact".to_owned(),
            words: frame.say(key),
        };
        let page = open::page(&doors, &frame, ("", ""), typed, &[mistake]);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(page.mistaken(status).into_response())
    };
    let (can_mail, can_text) = (doors.settings.can_mail, doors.settings.can_text);
    let Ok(contact) = typed.parse::<Contact>() else {
        return refused("reach-no-contact");
    };
    let channel = match contact.kind() {
        ContactKind::Mail if can_mail => Channel::Mail,
        ContactKind::Phone if can_text => Channel::Sms,
        ContactKind::Mail => return refused("reach-phone-only"),
        ContactKind::Phone => return refused("reach-mail-only"),
    };
    let neighbourhood = address::neighbourhood(client.0);
    let taken = doors.paces.codes.take(&neighbourhood, Instant::now());
    taken.map_err(too_many)?;
    let language = frame.language();
    let sending = |row: &str| {
        let job = PasscodeJob {
            passcode: row.to_owned(),
            language,
        };
        Ok((doors.engine.passcode(row), job.row()?))
    };
    let mark = doors.engine.mark(&contact);
    let made = doors
        .access
        .make_list_passcode(mark, channel, sending)
        .await?;
    let Some(ticket) = made else {
        return refused("reach-enough");
    };
    let mut response = see_other(&frame.link("/cases/code"));
    let keep = Keep::Minutes(PASSCODE_MINUTES);
    session::keep(&doors, &mut response, cookies::TICKET, &ticket.0, keep);
    Ok(response)
}

/// Where the code is typed in.
pub(super) async fn code(State(doors): State<Doors>, frame: Frame, headers: HeaderMap) -> Response {
    match Shown::of(&headers).get(&doors, cookies::TICKET) {
        Some(_) => page(&frame, &[]).into_response(),
        None => see_other(&frame.link("/cases")),
    }
}

/// Looks at the code, and opens the list.
pub(super) async fn check(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let shown = Shown::of(&headers);
    let Some(ticket) = shown.get(&doors, cookies::TICKET) else {
        return Ok(see_other(&frame.link("/cases")));
    };
    let a_try = Try::begin(&doors, &address::neighbourhood(client.0)).await?;
    let visit = session::visit(&headers, client);
    let (access, typed) = (&doors.access, form.text("code"));
    let taken = access.take_list_passcode(ticket, typed, &visit).await;
    let Some(started) = a_try.end(taken, Option::is_none)? else {
        let mistake = Mistake {
            field: "code".to_owned(),
            words: frame.say("reach-code-wrong"),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&frame, &[mistake]).mistaken(status).into_response());
    };
    if let Some(old) = shown.get(&doors, cookies::CONTACT) {
        doors.access.end(old).await?;
    }
    let mut response = see_other(&frame.link("/cases/mine"));
    session::keep(
        &doors,
        &mut response,
        cookies::CONTACT,
        &started.token,
        Keep::Session,
    );
    session::keep(&doors, &mut response, cookies::TICKET, "", Keep::Forget);
    Ok(response)
}

fn page(frame: &Frame, mistakes: &[Mistake]) -> Page {
    let title = frame.say("reach-code-title");
    let minutes = [("minutes", PASSCODE_MINUTES.into())];
    let (label, hint) = (
        frame.say("reach-code"),
        frame.say_with("reach-code-hint", &minutes),
    );
    let line = Line {
        name: "code",
        label: &label,
        hint: Some(&hint),
        inputmode: Some("numeric"),
        autocomplete: Some("one-time-code"),
        max_chars: Some(CODE_MAX_CHARS),
        short: true,
        mistake: field::of(mistakes, "code"),
        ..Line::default()
    };
    let body = html! {
        (field::summary(frame, mistakes))
        h1 { (title) }
        p class="lead" { (frame.say("reach-sent")) }
        form method="post" action=(frame.link("/cases/code/check")) class="narrow" {
            (field::line(frame, &line))
            div class="actions" { button { (frame.say("reach-code-go")) } }
        }
        p class="hint" { (frame.say("reach-not-come")) }
        p { a href=(frame.link("/cases")) { (frame.say("reach-again")) } }
    };
    Page::public(frame, title, body)
}
