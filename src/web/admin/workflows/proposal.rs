//! A proposal: what it is, and what a second person makes of it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::changes::since_last;
use super::check::{drawn, in_words};
use super::findings::findings;
use super::list::{names, service};
use crate::doors::place::Place;
use crate::doors::publishing::{self, Outcome};
use crate::doors::{Doors, Problem};
use crate::engine::Published;
use crate::storage::proposals::{self, Ending, Proposal};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Longest reason, in characters.
const REASON_MAX_CHARS: usize = 500;

async fn find(doors: &Doors, number: i64) -> Result<Proposal, Problem> {
    let found = proposals::find(doors.engine.store().reader(), number).await?;
    found.ok_or_else(Problem::not_found)
}

/// The proposal.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(number): Place<i64>,
) -> Result<Page, Problem> {
    let found = find(&doors, number).await?;
    page(&doors, &frame, &found, "", &[]).await
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    found: &Proposal,
    reason: &str,
    wrong: &[Mistake],
) -> Result<Page, Problem> {
    let names = names(doors, vec![Some(found.proposed_by), found.ended_by]).await?;
    let name = |officer: i64| names.get(&officer).map_or("—", String::as_str);
    let reading = publishing::checked(doors, found.workflow.as_ref(), &found.source);
    let standing = match &reading.workflow {
        Some(workflow) => Some(publishing::standing(doors, workflow).await?),
        None => None,
    };
    let title = frame.say_with(
        "proposal-title",
        &[
            ("workflow", service(doors, frame, &found.workflow).into()),
            ("version", i64::from(found.version).into()),
        ],
    );
    let (key, version) = (&found.workflow, found.version);
    let changes = since_last(doors, frame, key, version, &found.source).await?;
    let own = frame.officer()?.officer.id == found.proposed_by;
    let body = html! {
        (field::summary(frame, wrong))
        p class="back" { a href=(frame.link("/admin/workflows")) { (frame.say("workflows-back")) } }
        h1 { (title) }
        @if let Some(ending) = found.ending {
            p class="done" role="status" {
                (frame.say(&format!("proposal-{}", ending.as_str())))
                @if let Some(by) = found.ended_by { " · " (name(by.0)) }
                @if let Some(at) = found.ended_at { " · " (frame.minute(at)) }
                @if !found.reason.is_empty() { br; (found.reason) }
            }
        }
        dl class="facts" {
            div { dt { (frame.say("proposal-by")) } dd { (name(found.proposed_by.0)) " · " (frame.minute(found.proposed_at)) } }
            div { dt { (frame.say("proposal-note")) } dd { (found.note) } }
            div { dt { (frame.say("workflows-column-hash")) } dd { code { (found.hash) } } }
        }
        @if found.ending.is_none() {
            @if let (Some(workflow), Some(standing)) = (&reading.workflow, &standing) { p class="note" { (in_words(frame, workflow, standing)) } }
            (acts(frame, found, own, reason, wrong))
        }
        (findings(frame, &found.source, &reading.findings))
        (changes)
        @if let Some(workflow) = &reading.workflow { (drawn(doors, frame, workflow)) }
        details {
            summary { (frame.say("workflows-source")) }
            pre class="excerpt" tabindex="0" { (found.source) }
        }
    };
    Ok(super::super::page(frame, title, body))
}

/// Publishing is another's; taking back is one's own.
fn acts(frame: &Frame, found: &Proposal, own: bool, reason: &str, wrong: &[Mistake]) -> Markup {
    let link = |act: &str| frame.link(&format!("/admin/proposals/{}/{act}", found.number));
    let label = frame.say("form-reason");
    let line = Line {
        name: "reason",
        label: &label,
        value: reason,
        max_chars: Some(REASON_MAX_CHARS as u32),
        mistake: field::of(wrong, "reason"),
        ..Line::default()
    };
    let (end, go) = match own {
        true => ("withdraw", "proposal-withdraw"),
        false => ("reject", "proposal-reject"),
    };
    html! {
        section class="card" {
            @if own { p { (frame.say("proposal-own")) } }
            @else {
                form method="post" action=(link("publish")) {
                    (form::key())
                    p { (frame.say("proposal-publish-hint")) }
                    button { (frame.say("proposal-publish")) }
                }
            }
            details open[!wrong.is_empty()] {
                summary { (frame.say(go)) }
                form method="post" action=(link(end)) class="narrow" {
                    (form::key())
                    (field::area(frame, &line, 2))
                    button class="quiet" { (frame.say(go)) }
                }
            }
        }
    }
}

/// Publishes, rejects or takes back.
pub(super) async fn act(
    State(doors): State<Doors>,
    frame: Frame,
    Place((number, act)): Place<(i64, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let found = find(&doors, number).await?;
    let by = frame.officer()?.officer.id;
    let own = by == found.proposed_by;
    let ending = match (act.as_str(), own) {
        ("publish", _) => return publish(&doors, &frame, &found).await,
        ("withdraw", true) => Ending::Withdrawn,
        ("reject", false) => Ending::Rejected,
        _ => return Err(Problem::not_found()),
    };
    let reason = form.text("reason");
    if reason.is_empty() || reason.chars().count() > REASON_MAX_CHARS {
        let wrong = [Mistake {
            field: "reason".to_owned(),
            words: frame.say("refused-reason-needed"),
        }];
        let page = page(&doors, &frame, &found, reason, &wrong).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page.mistaken(status).into_response());
    }
    let now = doors.engine.ports().machine.now();
    let db = doors.engine.store().writer();
    if proposals::close(db, number, ending, by, reason, now).await? {
        return Ok(back(&frame, number));
    }
    let found = find(&doors, number).await?;
    let words = frame.say("proposal-closed");
    refused(&doors, &frame, &found, StatusCode::CONFLICT, words).await
}

fn back(frame: &Frame, number: i64) -> Response {
    see_other(&frame.link(&format!("/admin/proposals/{number}")))
}

async fn publish(doors: &Doors, frame: &Frame, found: &Proposal) -> Result<Response, Problem> {
    let by = frame.officer()?.officer.id;
    let outcome = match publishing::publish(doors, found, by).await? {
        Outcome::Faulty => {
            let words = frame.say("proposal-faulty");
            return refused(doors, frame, found, StatusCode::CONFLICT, words).await;
        }
        Outcome::Of(outcome) => outcome,
    };
    let status = match outcome {
        Published::Now => return Ok(back(frame, found.number)),
        Published::SamePerson | Published::OwnAccount => StatusCode::FORBIDDEN,
        _ => StatusCode::CONFLICT,
    };
    let found = find(doors, found.number).await?;
    let words = not(doors, frame, &found, &outcome);
    refused(doors, frame, &found, status, words).await
}

async fn refused(
    doors: &Doors,
    frame: &Frame,
    found: &Proposal,
    status: StatusCode,
    words: String,
) -> Result<Response, Problem> {
    let wrong = [Mistake {
        field: String::new(),
        words,
    }];
    let page = page(doors, frame, found, "", &wrong).await?;
    Ok(page.mistaken(status).into_response())
}

/// Why a proposal does not count.
fn not(doors: &Doors, frame: &Frame, found: &Proposal, outcome: &Published) -> String {
    let version = ("version", i64::from(found.version).into());
    match outcome {
        Published::SamePerson => frame.say("proposal-own"),
        Published::OwnAccount => {
            let days = i64::from(doors.settings.second_person_days);
            frame.say_with("proposal-own-account", &[("days", days.into())])
        }
        Published::Altered => frame.say("proposal-altered"),
        Published::Older { newest } => frame.say_with(
            "standing-older",
            &[version, ("newest", i64::from(*newest).into())],
        ),
        Published::Taken => frame.say_with("standing-taken", &[version]),
        Published::Closed | Published::Now => frame.say("proposal-closed"),
    }
}
