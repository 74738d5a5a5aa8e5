//! Before the first question: what is needed, how long it takes, and whether it can be applied for
//! at all at this time of year.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::sheet::{held, service};
use crate::domain::definition::Workflow;
use crate::domain::identifiers::CaseNumber;
use crate::doors::cookies::{self, Keep};
use crate::doors::drafts::plan::{Plan, filer_kinds};
use crate::doors::drafts::{self, Code, Draft, KEPT_DAYS};
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::engine::Service;
use crate::notices::{dates, term};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::public::{bring, season};
use crate::web::{Frame, Page};

/// What the person should know.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
    headers: HeaderMap,
) -> Result<Page, Problem> {
    let service = service(&doors, &key)?;
    let held = held(&doors, &frame, &headers).await?;
    Ok(page(&doors, &frame, &service, held.as_ref()))
}

/// Begins a draft and asks its first question.
pub(super) async fn begin(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
    headers: HeaderMap,
    _: Form,
) -> Result<Response, Problem> {
    let service = service(&doors, &key)?;
    let workflow = &service.workflow;
    if season::closed(workflow, frame.today()).is_some()
        || filer_kinds(workflow, frame.is_at_window()).is_empty()
    {
        let held = held(&doors, &frame, &headers).await?;
        let page = page(&doors, &frame, &service, held.as_ref());
        return Ok(page
            .with_status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    let code = drafts::begin(
        &doors,
        workflow,
        frame.language(),
        frame.officer_at_window(),
    )
    .await?;
    let draft = drafts::open(&doors, &code).await?;
    let draft = draft.ok_or_else(Problem::not_found)?;
    let first = first_open(&doors, &frame, &service, &draft);
    let link = frame.link(&format!("/apply/{key}/{first}"));
    Ok(remembering(&doors, &code, &draft, &link))
}

/// 303, with the draft's code for this browser to keep.
pub(super) fn remembering(doors: &Doors, code: &Code, draft: &Draft, link: &str) -> Response {
    let mut response = see_other(link);
    let keep = match draft.answers.officer {
        Some(_) => Keep::Session,
        None => Keep::Days(KEPT_DAYS),
    };
    let cookie = cookies::set(doors, cookies::DRAFT, code.as_str(), keep);
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The first page of a draft that needs something.
pub(super) fn first_open(doors: &Doors, frame: &Frame, service: &Service, draft: &Draft) -> String {
    let calendar = doors.engine.calendar();
    let rules = doors.engine.rules(service, &calendar);
    let plan = Plan::of(&rules, draft, frame.today());
    plan.first_open().path()
}

fn page(doors: &Doors, frame: &Frame, service: &Service, held: Option<&(Code, Draft)>) -> Page {
    let workflow = &service.workflow;
    let title = frame.text(&workflow.title);
    let closed = season::closed(workflow, frame.today());
    let (own, other) = match held {
        Some((_, draft)) if draft.workflow == workflow.key => (Some(draft), None),
        Some((_, draft)) => (None, Some(draft).filter(|draft| draft.filed_as.is_none())),
        None => (None, None),
    };
    let body = html! {
        p class="back" { a href=(frame.link(&format!("/services/{}", workflow.key))) { (frame.say("apply-start-guide")) } }
        h1 { (frame.say_with("apply-start-title", &[("service", title.into())])) }
        @match (own, closed) {
            (Some(draft), closed) if closed.is_none() || draft.filed_as.is_some() => {
                (going_on(doors, frame, service, draft))
            }
            _ => {}
        }
        @if let Some(other) = other { (another(doors, frame, other)) }
        @match closed {
            Some(next) => {
                div class="note warm" {
                    h2 { (frame.say("apply-start-closed")) }
                    p { (season::next(frame, next)) }
                    p { (frame.say("apply-start-closed-more")) }
                }
                (needed(frame, workflow))
            }
            None if filer_kinds(workflow, frame.is_at_window()).is_empty() => {
                p class="note warm" { (frame.say("apply-start-window-only")) }
            }
            None => {
                (before(frame, workflow))
                (needed(frame, workflow))
                form method="post" action=(frame.link(&format!("/apply/{}", workflow.key))) {
                    (form::key())
                    div class="actions" {
                        button class=[own.map(|_| "quiet")] {
                            (frame.say(if own.is_some() { "apply-start-anew" } else { "apply-start-go" }))
                        }
                    }
                }
                p { a href=(frame.link("/continue")) { (frame.say("apply-start-continue")) } }
            }
        }
    };
    Page::public(
        frame,
        frame.say_with("apply-start-title", &[("service", title.into())]),
        body,
    )
}

fn going_on(doors: &Doors, frame: &Frame, service: &Service, draft: &Draft) -> Markup {
    let key = &service.workflow.key;
    match draft.filed_as {
        Some(id) => html! {
            div class="done" {
                p { (frame.say("apply-start-filed")) }
                p { a class="button" href=(frame.link(&format!("/apply/{key}/done/{}", CaseNumber::from(id)))) { (frame.say("apply-start-see")) } }
            }
        },
        None => html! {
            div class="note" {
                p { (frame.say("apply-start-unfinished")) }
                p { a class="button" href=(frame.link(&format!("/apply/{key}/{}", first_open(doors, frame, service, draft)))) { (frame.say("apply-start-resume")) } }
            }
        },
    }
}

/// Something else is unfinished in this browser: beginning here would let it go.
fn another(doors: &Doors, frame: &Frame, draft: &Draft) -> Markup {
    let service = doors.engine.registry().newest(&draft.workflow);
    let title = service.map_or_else(
        || draft.workflow.to_string(),
        |service| frame.text(&service.workflow.title).to_owned(),
    );
    html! {
        div class="note" {
            p { (frame.say_with("apply-start-other", &[("service", title.into())])) }
            p { a href=(frame.link(&format!("/apply/{}/saved", draft.workflow))) { (frame.say("apply-start-other-code")) } }
        }
    }
}

fn before(frame: &Frame, workflow: &Workflow) -> Markup {
    let limits = &workflow.limits;
    let promised = limits.promised.as_ref().unwrap_or(&limits.statutory);
    let language = frame.language();
    let last = season::until(workflow, frame.today());
    html! {
        ul class="points" {
            @if let Some(last) = last {
                li { (frame.say_with("apply-start-until", &[("day", dates::date(language, last, frame.today()).into())])) }
            }
            li { (frame.say_with("apply-start-intake", &[("term", term(language, workflow.intake.limit).into())])) }
            li { (frame.say_with("apply-start-term", &[("term", term(language, promised.budget).into())])) }
            li { (frame.say("apply-start-free")) }
            li { (season::kept(frame, workflow, "apply-start-kept")) }
        }
    }
}

/// What to have at hand.
fn needed(frame: &Frame, workflow: &Workflow) -> Markup {
    html! {
        h2 { (frame.say("apply-start-needed")) }
        p class="hint" { (frame.say("apply-start-needed-hint")) }
        (bring::list(frame, workflow))
    }
}
