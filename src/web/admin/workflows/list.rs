//! Every published version, how many requests run on each, and what waits for a second person.

use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, html};

use crate::domain::identifiers::{OfficerId, WorkflowKey};
use crate::doors::{Doors, Problem};
use crate::storage::proposals::{self, Listed};
use crate::storage::workflows::{self, Published};
use crate::storage::{accounts, requests};
use crate::web::parts::field::Mistake;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    page(&doors, &frame, "", &[]).await
}

/// The page, with what was sent and what is wrong with it.
pub(super) async fn page(
    doors: &Doors,
    frame: &Frame,
    typed: &str,
    wrong: &[Mistake],
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let mut all = workflows::all(db).await?;
    all.reverse();
    all.sort_by(|one, other| one.workflow.key.cmp(&other.workflow.key));
    let running = requests::running(db).await?;
    let running: BTreeMap<(String, u32), i64> = running
        .into_iter()
        .filter_map(|(key, version, open)| Some(((key, u32::try_from(version).ok()?), open)))
        .collect();
    let (open, ended) = (
        proposals::list(db, true).await?,
        proposals::list(db, false).await?,
    );
    let people = open.iter().chain(&ended);
    let people = people.flat_map(|found| [Some(found.proposed_by), found.ended_by]);
    let names = names(doors, people.collect()).await?;
    let title = frame.say("workflows-title");
    let body = html! {
        (crate::web::parts::field::summary(frame, wrong))
        h1 { (title) }
        @if !open.is_empty() { (waiting(doors, frame, &open, &names)) }
        (versions(frame, &all, &running))
        section class="card" {
            h2 { (frame.say("workflows-new")) }
            ol { @for key in ["workflows-step-check", "workflows-step-propose", "workflows-step-publish"] { li { (frame.say(key)) } } }
            (super::calendar::upload(frame, "/admin/workflows/check", ".yaml,.yml,text/yaml", typed, wrong))
        }
        @if !ended.is_empty() { (before(doors, frame, &ended, &names)) }
        (super::super::stands_in(frame, "workflows.folder", &doors.town.files.workflows, "workflows/"))
    };
    Ok(super::super::page(frame, title, body))
}

/// Who proposed and ended, by number.
pub(super) async fn names(
    doors: &Doors,
    people: Vec<Option<OfficerId>>,
) -> Result<BTreeMap<i64, String>, Problem> {
    let people: Vec<OfficerId> = people.into_iter().flatten().collect();
    let found = accounts::find_all(doors.engine.store().reader(), people).await?;
    Ok(found
        .into_iter()
        .map(|account| (account.id.0, account.name))
        .collect())
}

/// A service's name; its key where no version of it is published yet.
pub(super) fn service(doors: &Doors, frame: &Frame, key: &WorkflowKey) -> String {
    let newest = doors.engine.registry().newest(key);
    newest.map_or_else(
        || key.to_string(),
        |found| frame.text(&found.workflow.title).to_owned(),
    )
}

fn waiting(doors: &Doors, frame: &Frame, open: &[Listed], names: &BTreeMap<i64, String>) -> Markup {
    html! {
        section {
            h2 { (frame.say("workflows-waiting")) }
            ul class="plainlist" {
                @for found in open {
                    li class="card" {
                        a href=(frame.link(&format!("/admin/proposals/{}", found.number))) { b { (service(doors, frame, &found.workflow)) " v" (found.version) } }
                        " · " (names.get(&found.proposed_by.0).map_or("—", String::as_str))
                        " · " (frame.minute(found.proposed_at))
                        @if !found.note.is_empty() { p { (found.note) } }
                    }
                }
            }
        }
    }
}

fn versions(frame: &Frame, all: &[Published], running: &BTreeMap<(String, u32), i64>) -> Markup {
    html! {
        div class="table" {
            table {
                caption { (frame.say("workflows-caption")) }
                thead { tr { @for key in ["service", "version", "counts", "running", "published", "hash"] { th scope="col" { (frame.say(&format!("workflows-column-{key}"))) } } } }
                tbody {
                    @for (index, found) in all.iter().enumerate() {
                        @let workflow = &found.workflow;
                        @let newest = index == 0 || all[index - 1].workflow.key != workflow.key;
                        @let open = running.get(&(workflow.key.to_string(), workflow.version)).copied().unwrap_or(0);
                        tr {
                            th scope="row" { (frame.text(&workflow.title)) }
                            td { a href=(frame.link(&format!("/admin/workflows/{}/{}", workflow.key, workflow.version))) { "v" (workflow.version) } }
                            td { @if newest { span class="light green" { (frame.say("workflows-newest")) } } @else { (frame.say("workflows-older")) } }
                            td { (open) }
                            td { (frame.minute(found.at)) }
                            td class="case" { (workflow.hash.chars().take(12).collect::<String>()) }
                        }
                    }
                }
            }
        }
    }
}

fn before(doors: &Doors, frame: &Frame, ended: &[Listed], names: &BTreeMap<i64, String>) -> Markup {
    html! {
        details {
            summary { (frame.say("workflows-before")) }
            ul class="plainlist" {
                @for found in ended {
                    li {
                        a href=(frame.link(&format!("/admin/proposals/{}", found.number))) { (service(doors, frame, &found.workflow)) " v" (found.version) }
                        @if let Some(ending) = found.ending { " · " (frame.say(&format!("proposal-{}", ending.as_str()))) }
                        @if let Some(by) = found.ended_by { " · " (names.get(&by.0).map_or("—", String::as_str)) }
                        @if let Some(at) = found.ended_at { " · " (frame.minute(at)) }
                    }
                }
            }
        }
    }
}
