//! Sittings that concern an officer, and calling one.

use axum::extract::State;
use maud::html;

use crate::domain::definition::Mode;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::sitting::{Sitting, SittingProgress};
use crate::doors::{Doors, Problem, sitting};
use crate::storage::sittings;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Most sittings listed.
const LISTED_MAX: u64 = 100;

/// The list.
pub(in crate::web::desk) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
) -> Result<Page, Problem> {
    page(&doors, &frame, &[], None).await
}

pub(super) async fn page(
    doors: &Doors,
    frame: &Frame,
    mistakes: &[Mistake],
    typed: Option<&Form>,
) -> Result<Page, Problem> {
    let officer = &frame.officer()?.officer;
    let db = doors.engine.store().reader();
    let mut shown: Vec<Sitting> = Vec::new();
    for open in [true, false] {
        let found = sittings::list(db, None, open, LISTED_MAX).await?;
        let own = found
            .into_iter()
            .filter(|found| sitting::is_concerned(doors, officer, &found.sitting));
        shown.extend(own.map(|found| found.sitting));
    }
    shown.sort_by_key(|sitting| {
        std::cmp::Reverse((
            sitting.progress == SittingProgress::Called,
            sitting.called_for,
        ))
    });
    shown.dedup_by_key(|sitting| sitting.id);
    let title = frame.say("sittings-title");
    let body = html! {
        (field::summary_named(frame, "", mistakes, |name| name_of(frame, name)))
        h1 { (title) }
        (calling(doors, frame, &officer.department, mistakes, typed))
        @if shown.is_empty() { p class="empty" { (frame.say("sittings-none")) } }
        @else {
            div class="table" {
                table {
                    caption { (frame.say("sittings-caption")) }
                    thead { tr { @for key in ["when", "service", "lead", "items", "progress"] { th scope="col" { (frame.say(&format!("sittings-column-{key}"))) } } } }
                    tbody {
                        @for sitting in &shown {
                            tr data-row {
                                th scope="row" { a href=(frame.link(&format!("/desk/sittings/{}", sitting.id))) { (frame.minute(sitting.called_for)) } }
                                td { (service(doors, frame, sitting)) }
                                td { (department(doors, frame, &sitting.lead)) }
                                td class="number" { (sitting.agenda.len()) }
                                td { (frame.say(progress(sitting))) }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::staff(frame, title, body))
}

fn name_of(frame: &Frame, field: &str) -> Option<String> {
    match field {
        "what" | "at" => Some(frame.say(&format!("sittings-{field}"))),
        _ => None,
    }
}

/// The form that calls one, for departments that lead a service with sittings.
fn calling(
    doors: &Doors,
    frame: &Frame,
    own: &DepartmentKey,
    mistakes: &[Mistake],
    typed: Option<&Form>,
) -> maud::Markup {
    let services = doors.engine.registry().services();
    let mut stages = Vec::new();
    for service in services
        .iter()
        .filter(|service| &service.workflow.lead == own)
    {
        for stage in &service.workflow.stages {
            if stage
                .round()
                .is_some_and(|round| matches!(round.mode, Mode::Sitting(_)))
            {
                let value = format!("{} {}", service.workflow.key, stage.key);
                let words = format!(
                    "{} · {}",
                    frame.text(&service.workflow.title),
                    frame.text(&stage.title)
                );
                stages.push((value, words));
            }
        }
    }
    let text = |name: &str| typed.map_or("", |form| form.raw(name)).to_owned();
    html! {
        @if !stages.is_empty() {
            details class="act" open[!mistakes.is_empty()] {
                summary { (frame.say("sittings-call")) }
                form method="post" action=(frame.link("/desk/sittings")) class="narrow" {
                    (form::key())
                    (field::select(frame, &Line { name: "what", label: &frame.say("sittings-what"), value: &text("what"), mistake: field::of(mistakes, "what"), ..Line::default() }, &stages))
                    (field::line(frame, &Line { name: "at", label: &frame.say("sittings-at"), hint: Some(&frame.say("sittings-at-hint")), kind: "datetime-local", value: &text("at"), mistake: field::of(mistakes, "at"), ..Line::default() }))
                    button { (frame.say("sittings-call")) }
                }
            }
        }
    }
}

pub(super) fn service(doors: &Doors, frame: &Frame, sitting: &Sitting) -> String {
    let newest = doors.engine.registry().newest(&sitting.workflow);
    newest.map_or_else(
        || sitting.workflow.to_string(),
        |found| frame.text(&found.workflow.title).to_owned(),
    )
}

pub(super) fn department(doors: &Doors, frame: &Frame, key: &DepartmentKey) -> String {
    let found = doors.engine.directory().departments.get(key);
    found.map_or_else(
        || key.to_string(),
        |found| frame.text(&found.title).to_owned(),
    )
}

pub(super) fn progress(sitting: &Sitting) -> &'static str {
    match sitting.progress {
        SittingProgress::Called => "sitting-called",
        SittingProgress::Closed => "sitting-closed",
        SittingProgress::CalledOff => "sitting-called-off",
    }
}
