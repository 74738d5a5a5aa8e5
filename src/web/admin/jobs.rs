//! Work after the commit: how much waits in each queue, and what was given up, to be tried again.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::storage::jobs::{self, Count, Model, Status};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::{Frame, Page};

/// Most jobs of the list, latest first; the same number as `lianban jobs list`.
const DEAD_SHOWN_MAX: u64 = 200;

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
    let db = doors.engine.store().reader();
    let counts = jobs::counts(db).await?;
    let dead = jobs::dead(db, DEAD_SHOWN_MAX).await?;
    let title = frame.say("jobs-title");
    let body = html! {
        h1 { (title) }
        @match told.told.as_str() {
            "retried" => p class="done" role="status" { (frame.say("jobs-told-retried")) },
            "not-dead" => p class="note warm" role="status" { (frame.say("jobs-told-not-dead")) },
            _ => {}
        }
        (given_up(&frame, &dead))
        (queues(&frame, &counts))
    };
    Ok(super::page(&frame, title, body))
}

/// A queue's name in words.
fn queue(frame: &Frame, name: &str) -> String {
    let key = format!("queue-of-{}", name.replace('_', "-"));
    crate::i18n::find(frame.language(), &key, &[]).unwrap_or_else(|| name.to_owned())
}

fn given_up(frame: &Frame, dead: &[Model]) -> Markup {
    html! {
        section {
            h2 { (frame.say("jobs-dead")) }
            @if dead.is_empty() { p class="done" { (frame.say("jobs-dead-none")) } }
            @else {
                p { (frame.say("jobs-dead-hint")) }
                div class="table" {
                    table {
                        caption { (frame.say("jobs-dead-caption")) }
                        thead { tr { @for key in ["queue", "at", "attempts", "error", "act"] { th scope="col" { (frame.say(&format!("jobs-column-{key}"))) } } } }
                        tbody { @for job in dead { (row(frame, job)) } }
                    }
                }
            }
        }
    }
}

fn row(frame: &Frame, job: &Model) -> Markup {
    let error = job.last_error.as_deref().unwrap_or_default();
    let error = error.lines().next().unwrap_or_default();
    html! {
        tr {
            th scope="row" { (queue(frame, &job.queue)) }
            td { @match job.done_at { Some(at) => (frame.stored_minute(at)), None => "—" } }
            td class="number" { (job.attempts) }
            td { code lang="en" { (error) } }
            td {
                form method="post" action=(frame.link(&format!("/admin/jobs/{}/retry", job.id))) {
                    (form::key())
                    button class="quiet" { (frame.say("jobs-retry")) }
                }
            }
        }
    }
}

fn queues(frame: &Frame, counts: &[Count]) -> Markup {
    let mut queues: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
    for count in counts {
        let queue = queues.entry(&count.queue).or_default();
        queue.insert(count.status.as_str(), count.jobs);
    }
    let shown = [Status::Pending, Status::Running, Status::Dead, Status::Done];
    html! {
        section {
            h2 { (frame.say("jobs-queues")) }
            div class="table" {
                table {
                    caption { (frame.say("jobs-queues-caption")) }
                    thead { tr { th scope="col" { (frame.say("jobs-column-queue")) } @for status in shown { th scope="col" class="number" { (frame.say(status_key(status))) } } } }
                    tbody {
                        @for (name, counts) in &queues {
                            tr {
                                th scope="row" { (queue(frame, name)) }
                                @for status in shown { td class="number" { (counts.get(status.as_str()).copied().unwrap_or(0)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::Pending => "jobs-pending",
        Status::Running => "jobs-running",
        Status::Done => "jobs-done",
        Status::Dead => "jobs-dead-column",
    }
}

/// Gives a job a fresh set of attempts.
pub(super) async fn retry(
    State(doors): State<Doors>,
    frame: Frame,
    Place(id): Place<Uuid>,
    _form: Form,
) -> Result<Response, Problem> {
    let store = doors.engine.store();
    let now = doors.engine.ports().machine.now();
    let told = match jobs::revive(store.writer(), id, now).await? {
        true => "retried",
        false if jobs::find(store.reader(), id).await?.is_none() => {
            return Err(Problem::not_found());
        }
        false => "not-dead",
    };
    Ok(see_other(&frame.link(&format!("/admin/jobs?told={told}"))))
}
