//! Departments 部门 as the town's file says them, with who works there and what they take part in; what
//! merging one into another would mean, and its officers' move.
//!
//! A merger comes into force with the file, on every node, so it is not applied here: the page says
//! what it would touch and what to write. The officers move here, once its day has come.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::officers::departments;
use crate::domain::definition::Workflow;
use crate::domain::directory::{Department, Succession};
use crate::domain::identifiers::DepartmentKey;
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::notices::dates;
use crate::storage::{accounts, queues};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Longest reason, in characters.
const REASON_MAX_CHARS: usize = 500;

/// The page.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    let counts = accounts::counts(doors.engine.store().reader()).await?;
    let services = doors.engine.registry().services();
    let takes_part = |department: &DepartmentKey| -> Vec<String> {
        services
            .iter()
            .filter(|found| found.workflow.departments().contains(department))
            .map(|found| frame.text(&found.workflow.title).to_owned())
            .collect()
    };
    let title = frame.say("departments-title");
    let body = html! {
        h1 { (title) }
        div class="table" {
            table {
                caption { (frame.say("departments-caption")) }
                thead { tr { @for key in ["name", "hours", "phone", "officers", "services"] { th scope="col" { (frame.say(&format!("departments-column-{key}"))) } } } }
                tbody {
                    @for (key, department) in &doors.engine.directory().departments {
                        @let services = takes_part(key);
                        @let officers = counts.get(key.as_str()).copied().unwrap_or(0);
                        tr {
                            th scope="row" {
                                a href=(frame.link(&format!("/admin/departments/{key}"))) { (frame.text(&department.title)) }
                                " " small class="case" { (key) }
                                @if let Some(next) = &department.succeeded_by { br; span class="tag" { (succession(&doors, &frame, next)) } }
                            }
                            td { (department.hours) }
                            td { (department.phone.as_deref().unwrap_or("—")) }
                            td {
                                @if officers > 0 { a href=(frame.link(&format!("/admin/officers?department={key}"))) { (officers) } }
                                @else if services.is_empty() { "0" }
                                @else { span class="light red" { (frame.say("departments-nobody")) } }
                            }
                            td { @if services.is_empty() { "—" } @else { (services.join(" · ")) } }
                        }
                    }
                }
            }
        }
        h2 { (frame.say("me-roles")) }
        ul { @for (key, role) in &doors.engine.directory().roles { li { (frame.text(&role.title)) " " small class="case" { (key) } } } }
        (super::stands_in(&frame, "town.departments", &doors.town.files.departments, "config/departments.yaml"))
        (super::stands_in(&frame, "town.roles", &doors.town.files.roles, "config/roles.yaml"))
    };
    Ok(super::page(&frame, title, body))
}

/// Into what it goes on, and from when.
fn succession(doors: &Doors, frame: &Frame, next: &Succession) -> String {
    let values = [
        ("into", title(doors, frame, &next.by).into()),
        (
            "day",
            dates::brief(frame.language(), next.from, frame.today()).into(),
        ),
    ];
    frame.say_with("departments-merged", &values)
}

fn title(doors: &Doors, frame: &Frame, key: &DepartmentKey) -> String {
    let found = doors.engine.directory().departments.get(key);
    found.map_or_else(
        || key.to_string(),
        |found| frame.text(&found.title).to_owned(),
    )
}

/// What is asked about a merger, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    into: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    told: String,
}

/// One department: its names, what a merger would touch, and its officers' move.
pub(super) async fn one(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let key = known(&doors, &key)?;
    page(&doors, &frame, &key, &asked, "", &[]).await
}

fn known(doors: &Doors, key: &str) -> Result<DepartmentKey, Problem> {
    let key: DepartmentKey = key.parse().map_err(|_| Problem::not_found())?;
    let departments = &doors.engine.directory().departments;
    departments
        .contains_key(&key)
        .then_some(key)
        .ok_or_else(Problem::not_found)
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    key: &DepartmentKey,
    asked: &Asked,
    reason: &str,
    wrong: &[Mistake],
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let department = &doors.engine.directory().departments[key];
    let open = queues::count_of(db, key).await?;
    let officers = accounts::counts(db).await?;
    let officers = officers.get(key.as_str()).copied().unwrap_or(0);
    let name = title(doors, frame, key);
    let body = html! {
        (field::summary(frame, wrong))
        p class="back" { a href=(frame.link("/admin/departments")) { (frame.say("departments-title")) } }
        h1 { (name) " " small class="case" { (key) } }
        @if asked.told == "moved" { p class="done" role="status" { (frame.say("department-told-moved")) } }
        @if let Some(next) = &department.succeeded_by { p class="note" { (succession(doors, frame, next)) } }
        dl class="facts" {
            div { dt { (frame.say("department-open")) } dd { (open) } }
            div { dt { (frame.say("departments-column-officers")) } dd { a href=(frame.link(&format!("/admin/officers?department={key}"))) { (officers) } } }
            @if !department.formerly.is_empty() { div { dt { (frame.say("department-formerly")) } dd { (formerly(frame, department)) } } }
        }
        @match &department.succeeded_by {
            Some(next) => (moving(doors, frame, key, next, officers, reason, wrong)),
            None => (trying(doors, frame, key, asked)),
        }
    };
    Ok(super::page(frame, name, body))
}

fn formerly(frame: &Frame, department: &Department) -> Markup {
    html! {
        ul class="plainlist" {
            @for former in &department.formerly {
                @let day = dates::brief(frame.language(), former.until, frame.today());
                li { (frame.text(&former.title)) " " (frame.say_with("department-until", &[("day", day.into())])) }
            }
        }
    }
}

/// The dry run: choose another department and a day, see what it would touch and what to write.
fn trying(doors: &Doors, frame: &Frame, key: &DepartmentKey, asked: &Asked) -> Markup {
    let others = departments(doors, frame).into_iter();
    let others: Vec<_> = others.filter(|(other, _)| other != key.as_str()).collect();
    let into = asked.into.parse::<DepartmentKey>().ok();
    let into = into.filter(|into| others.iter().any(|(other, _)| other == into.as_str()));
    let from = asked.from.parse::<chrono::NaiveDate>().ok();
    let (label, day) = (frame.say("department-into"), frame.say("department-from"));
    html! {
        section class="card" {
            h2 { (frame.say("department-merge")) }
            p { (frame.say("department-merge-hint")) }
            form method="get" action=(frame.link(&format!("/admin/departments/{key}"))) class="narrow" {
                (field::select(frame, &Line { name: "into", label: &label, value: &asked.into, ..Line::default() }, &others))
                (field::line(frame, &Line { name: "from", label: &day, value: &asked.from, kind: "date", short: true, ..Line::default() }))
                button class="quiet" { (frame.say("department-try")) }
            }
            @if let (Some(into), Some(from)) = (into, from) { (touched(doors, frame, key, &into, from)) }
        }
    }
}

fn touched(
    doors: &Doors,
    frame: &Frame,
    key: &DepartmentKey,
    into: &DepartmentKey,
    from: chrono::NaiveDate,
) -> Markup {
    let services = doors.engine.registry().services();
    let named = services
        .iter()
        .filter(|service| service.workflow.departments().contains(key));
    let department = &doors.engine.directory().departments[key];
    html! {
        h3 { (frame.say("department-touches")) }
        ul {
            @for service in named {
                li {
                    (frame.text(&service.workflow.title)) " v" (service.workflow.version)
                    @if both_speak(&service.workflow, key, into) { " " span class="tag" { (frame.say("department-both")) } }
                }
            }
        }
        p { (frame.say("department-write")) }
        pre class="excerpt" tabindex="0" {
            (key) ": {title: {zh: " (department.title.zh) "}, …, succeeded_by: {department: " (into) ", from: " (from) "}}"
        }
        ol { @for step in ["department-step-file", "department-step-start", "department-step-move"] { li { (frame.say(step)) } } }
    }
}

/// Whether both review in one round: the one they become speaks twice there.
fn both_speak(workflow: &Workflow, one: &DepartmentKey, other: &DepartmentKey) -> bool {
    let rounds = workflow.stages.iter().filter_map(|stage| stage.round());
    rounds.into_iter().any(|round| {
        let speaks =
            |key: &DepartmentKey| round.reviews.iter().any(|review| review.department == *key);
        speaks(one) && speaks(other)
    })
}

/// The officers go where the work went, once it did.
fn moving(
    doors: &Doors,
    frame: &Frame,
    key: &DepartmentKey,
    next: &Succession,
    officers: i64,
    reason: &str,
    wrong: &[Mistake],
) -> Markup {
    let label = frame.say("form-reason");
    let line = Line {
        name: "reason",
        label: &label,
        value: reason,
        max_chars: Some(REASON_MAX_CHARS as u32),
        mistake: field::of(wrong, "reason"),
        ..Line::default()
    };
    let into = [("into", title(doors, frame, &next.by).into())];
    html! {
        section class="card" {
            h2 { (frame.say_with("department-move", &into)) }
            @if doors.engine.now() < next.begins() { p { (frame.say("department-move-later")) } }
            @else if officers == 0 { p { (frame.say("department-move-nobody")) } }
            @else {
                p { (frame.say("department-move-hint")) }
                form method="post" action=(frame.link(&format!("/admin/departments/{key}/move"))) class="narrow" {
                    (form::key())
                    (field::area(frame, &line, 2))
                    button { (frame.say_with("department-move-go", &[("count", officers.into())])) }
                }
            }
        }
    }
}

/// Moves the officers of a merged department.
pub(super) async fn move_officers(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
    form: Form,
) -> Result<Response, Problem> {
    let key = known(&doors, &key)?;
    let into = doors.engine.directory().standing(&key, doors.engine.now());
    if *into == key {
        return Err(Problem::new("not_open", "the department is not merged"));
    }
    let reason = form.text("reason");
    if reason.is_empty() || reason.chars().count() > REASON_MAX_CHARS {
        let wrong = [Mistake {
            field: "reason".to_owned(),
            words: frame.say("refused-reason-needed"),
        }];
        let page = page(&doors, &frame, &key, &Asked::default(), reason, &wrong).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page.mistaken(status).into_response());
    }
    let by = frame.officer()?.officer.id;
    let keeper = doors.access.keeper(by, form.envelope.correlation.as_str());
    keeper.move_department(&key, into, reason).await?;
    Ok(see_other(
        &frame.link(&format!("/admin/departments/{key}?told=moved")),
    ))
}
