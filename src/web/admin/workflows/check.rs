//! A workflow's file, looked at before anybody proposes it: every finding, the picture, how it stands
//! to what is published; and the proposal.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::findings::findings;
use super::{calendar, list};
use crate::domain::definition::Workflow;
use crate::doors::publishing::{self, Standing};
use crate::doors::{Doors, Problem};
use crate::language::{self, Reading};
use crate::storage::proposals::{self, NewProposal};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::picture;
use crate::web::{Frame, Page};

/// Longest note of a proposal, in characters.
const NOTE_MAX_CHARS: usize = 1_000;
/// What a file is called that has no name here.
const FILE: &str = "workflow.yaml";

/// Says everything about a file; stores nothing.
pub(super) async fn check(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let source = calendar::sent(&form);
    if source.trim().is_empty() {
        let wrong = [Mistake {
            field: "text".to_owned(),
            words: frame.say("upload-nothing"),
        }];
        let page = list::page(&doors, &frame, "", &wrong).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page.mistaken(status).into_response());
    }
    looked_at(&doors, &frame, source, "", &[]).await
}

async fn looked_at(
    doors: &Doors,
    frame: &Frame,
    source: &str,
    note: &str,
    wrong: &[Mistake],
) -> Result<Response, Problem> {
    let reading = publishing::checked(doors, FILE, source);
    let standing = match &reading.workflow {
        Some(workflow) => Some(publishing::standing(doors, workflow).await?),
        None => None,
    };
    let fit = matches!(standing, Some(Standing::New { .. }));
    let title = match &reading.workflow {
        Some(workflow) => format!("{} v{}", frame.text(&workflow.title), workflow.version),
        None => frame.say("check-faulty"),
    };
    let body = html! {
        (field::summary(frame, wrong))
        p class="back" { a href=(frame.link("/admin/workflows")) { (frame.say("workflows-back")) } }
        h1 { (title) }
        @if let (Some(workflow), Some(standing)) = (&reading.workflow, &standing) {
            p class=(if fit { "done" } else { "note warm" }) role="status" { (in_words(frame, workflow, standing)) }
        }
        (findings(frame, source, &reading.findings))
        @if let Some(workflow) = &reading.workflow {
            (drawn(doors, frame, workflow))
            @if fit { (proposing(frame, source, note, wrong)) }
        }
        (again(frame, source, &reading))
    };
    let page: Page = super::super::page(frame, title, body);
    Ok(match fit && wrong.is_empty() {
        true => page.into_response(),
        false => page
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response(),
    })
}

/// How it stands to what is published, in plain words.
pub(super) fn in_words(frame: &Frame, workflow: &Workflow, standing: &Standing) -> String {
    let version = ("version", i64::from(workflow.version).into());
    let newest = |newest: u32| ("newest", i64::from(newest).into());
    match standing {
        Standing::New { newest: None } => frame.say("standing-first"),
        Standing::New {
            newest: Some(before),
        } => frame.say_with("standing-new", &[version, newest(*before)]),
        Standing::Known => frame.say_with("standing-known", &[version]),
        Standing::Taken => frame.say_with("standing-taken", &[version]),
        Standing::Older { newest: before } => {
            frame.say_with("standing-older", &[version, newest(*before)])
        }
    }
}

/// The picture, within the page: nobody else has an address for it yet.
pub(super) fn drawn(doors: &Doors, frame: &Frame, workflow: &Workflow) -> Markup {
    let drawing = language::diagram(workflow, doors.engine.directory(), frame.language());
    html! {
        section {
            h2 { (frame.say("guide-diagram")) }
            (picture::shown(&picture::inside(&drawing), &frame.say("guide-diagram-alt")))
        }
    }
}

fn proposing(frame: &Frame, source: &str, note: &str, wrong: &[Mistake]) -> Markup {
    let (label, hint) = (frame.say("proposal-note"), frame.say("proposal-note-hint"));
    let line = Line {
        name: "note",
        label: &label,
        hint: Some(&hint),
        value: note,
        max_chars: Some(NOTE_MAX_CHARS as u32),
        mistake: field::of(wrong, "note"),
        ..Line::default()
    };
    html! {
        section class="card" {
            h2 { (frame.say("proposal-propose")) }
            form method="post" action=(frame.link("/admin/workflows/propose")) enctype="multipart/form-data" {
                (form::key())
                (field::hidden("text", source))
                (field::area(frame, &line, 3))
                button { (frame.say("proposal-propose")) }
                p class="hint" { (frame.say("proposal-propose-hint")) }
            }
        }
    }
}

/// The text again, to be mended on the spot.
fn again(frame: &Frame, source: &str, reading: &Reading) -> Markup {
    html! {
        details open[reading.workflow.is_none()] {
            summary { (frame.say("check-again")) }
            (calendar::upload(frame, "/admin/workflows/check", ".yaml,.yml,text/yaml", source, &[]))
        }
    }
}

/// Stores what was checked, for somebody else to publish.
pub(super) async fn propose(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let (source, note) = (form.raw("text"), form.text("note"));
    if note.is_empty() || note.chars().count() > NOTE_MAX_CHARS {
        let wrong = [Mistake {
            field: "note".to_owned(),
            words: frame.say("proposal-note-wrong"),
        }];
        return looked_at(&doors, &frame, source, note, &wrong).await;
    }
    let reading = publishing::checked(&doors, FILE, source);
    let Some(workflow) = reading.workflow else {
        return looked_at(&doors, &frame, source, note, &[]).await;
    };
    let standing = publishing::standing(&doors, &workflow).await?;
    if !matches!(standing, Standing::New { .. }) {
        return looked_at(&doors, &frame, source, note, &[]).await;
    }
    let db = doors.engine.store();
    let open = proposals::list(db.reader(), true).await?;
    // A double tap, or two who had the same thought: there is one already.
    let same = open
        .iter()
        .find(|found| found.hash == workflow.hash && found.workflow == workflow.key);
    let number = match same {
        Some(found) => found.number,
        None => {
            let new = NewProposal {
                workflow: &workflow.key,
                version: workflow.version,
                hash: &workflow.hash,
                source,
                note,
                by: frame.officer()?.officer.id,
            };
            let now = doors.engine.ports().machine.now();
            proposals::add(db.writer(), new, now).await?
        }
    };
    Ok(see_other(
        &frame.link(&format!("/admin/proposals/{number}")),
    ))
}
