//! A service with what lies at each of its steps: drawn on its workflow, and as a table beside it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::overview::behind;
use super::{filters, work};
use crate::domain::check::review_path;
use crate::domain::definition::Workflow;
use crate::domain::identifiers::{StageKey, WorkflowKey};
use crate::domain::request::Duty;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::engine::Service;
use crate::language::{self, Overlay, Tag, Tone};
use crate::storage::instant;
use crate::storage::queues::Counts;
use crate::storage::reports::{self, Kind};
use crate::web::parts::picture;
use crate::web::{Frame, Page};

/// Every service, each a door to its drawing.
pub(super) async fn list(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    let services = doors.engine.registry().services();
    let title = frame.say("flows-title");
    let body = html! {
        (super::rooms(&frame))
        h1 { (title) }
        ul class="plainlist" {
            @for service in &services {
                li { a href=(frame.link(&format!("/oversight/workflows/{}", service.workflow.key))) { (frame.text(&service.workflow.title)) } }
            }
        }
    };
    Ok(Page::staff(&frame, title, body))
}

/// One service.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
) -> Result<Page, Problem> {
    let (service, kinds) = found(&doors, &frame, &key).await?;
    let title = frame.text(&service.workflow.title).to_owned();
    let drawing = frame.link(&format!("/oversight/workflows/{key}/diagram.svg"));
    let body = html! {
        (super::rooms(&frame))
        h1 { (title) }
        section aria-labelledby="cells" {
            h2 id="cells" { (frame.say("overview-cells")) }
            @if kinds.is_empty() { p class="empty" { (frame.say("overview-nothing")) } }
            @else { (table(&doors, &frame, &service.workflow, &kinds)) }
        }
        section aria-labelledby="drawing" {
            h2 id="drawing" { (frame.say("guide-diagram")) }
            p class="hint" { (frame.say("flows-hint")) }
            p class="picture" { a href=(drawing) { img src=(drawing) alt=(frame.say("flows-alt")); } }
        }
    };
    Ok(Page::staff(&frame, title, body))
}

/// Its drawing, with what lies where.
pub(super) async fn picture(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
) -> Result<Response, Problem> {
    let (service, kinds) = found(&doors, &frame, &key).await?;
    let overlay = overlay(&frame, &service.workflow, &kinds);
    let (directory, tongue) = (doors.engine.directory(), frame.language());
    let drawing = language::drawn_upon(&service.workflow, directory, tongue, &overlay);
    Ok(picture::of_now(drawing))
}

async fn found(
    doors: &Doors,
    frame: &Frame,
    key: &str,
) -> Result<(std::sync::Arc<Service>, Vec<Kind>), Problem> {
    let key: WorkflowKey = key.parse().map_err(|_| Problem::not_found())?;
    let service = doors.engine.registry().newest(&key);
    let service = service.ok_or_else(Problem::not_found)?;
    let db = doors.engine.store().reader();
    let mut kinds = reports::kinds(db, &key, frame.now()).await?;
    if !super::hears_complaints(frame) {
        kinds.retain(|kind| !kind.duty.starts_with("complaint:"));
    }
    Ok((service, kinds))
}

fn add(sum: &mut Counts, more: Counts) {
    sum.open += more.open;
    sum.unclaimed += more.unclaimed;
    sum.overdue += more.overdue;
    sum.soon += more.soon;
    sum.stopped += more.stopped;
}

/// The boxes that work of a kind lies in, the box of its stage among them.
fn boxes(workflow: &Workflow, duty: &Duty) -> Vec<String> {
    match duty {
        Duty::Intake => vec!["intake".to_owned()],
        Duty::Decide => vec!["decide".to_owned()],
        Duty::Issue => vec!["result.grant".to_owned()],
        Duty::Deliver => vec!["limits.deliver".to_owned()],
        Duty::Correction(stage) => vec![format!("stages.{stage}")],
        Duty::Review(id) => {
            let stage = workflow.stage(&id.stage);
            let round = stage.and_then(|stage| Some((stage, stage.round()?)));
            let own = round.and_then(|(stage, round)| {
                let rule = round.reviews.iter().find(|rule| rule.key == id.review)?;
                Some(review_path(stage, round, rule))
            });
            let of_stage = format!("stages.{}", id.stage);
            std::iter::once(of_stage).chain(own).collect()
        }
        Duty::Tell(_) | Duty::FollowUp | Duty::Complaint(_) => Vec::new(),
    }
}

fn overlay(frame: &Frame, workflow: &Workflow, kinds: &[Kind]) -> Overlay {
    let mut sums: BTreeMap<String, Counts> = BTreeMap::new();
    let mut whole = Counts::default();
    for kind in kinds {
        add(&mut whole, kind.counts);
        let Ok(duty) = kind.duty.parse() else {
            continue;
        };
        for path in boxes(workflow, &duty) {
            add(sums.entry(path).or_default(), kind.counts);
        }
    }
    let words: Vec<String> = tags(frame, whole)
        .into_iter()
        .map(|tag| tag.words)
        .collect();
    let tagged = sums.into_iter();
    Overlay {
        title: format!(" · {}", frame.minute(frame.now())),
        description: format!("{}. ", words.join(", ")),
        tags: tagged
            .map(|(path, counts)| (path, tags(frame, counts)))
            .collect(),
    }
}

/// How much, and by which lights.
fn tags(frame: &Frame, counts: Counts) -> Vec<Tag> {
    let all = [
        (Tone::Running, "flows-open", counts.open),
        (Tone::Yellow, "queue-yellow", counts.soon),
        (Tone::Red, "queue-red", counts.overdue),
        (Tone::Grey, "queue-grey", counts.stopped),
    ];
    let there = all.into_iter().filter(|(_, _, count)| *count > 0);
    let tag = |(tone, key, count): (Tone, &str, i64)| Tag {
        tone,
        words: frame.say_with(key, &[("count", count.into())]),
    };
    there.map(tag).collect()
}

/// The same by stage and department, each figure a door to the list behind it.
fn table(doors: &Doors, frame: &Frame, workflow: &Workflow, kinds: &[Kind]) -> Markup {
    let mut cells: BTreeMap<(Option<&str>, &str), (Counts, i64)> = BTreeMap::new();
    for kind in kinds {
        let place = (kind.stage.as_deref(), kind.department.as_str());
        let (counts, oldest) = cells.entry(place).or_insert((Counts::default(), i64::MAX));
        add(counts, kind.counts);
        *oldest = kind.oldest.min(*oldest);
    }
    html! {
        div class="table" {
            table {
                caption { (frame.say("flows-caption")) }
                thead { tr {
                    th scope="col" { (frame.say("act-stage")) }
                    th scope="col" { (frame.say("overview-department")) }
                    @for key in ["open", "yellow", "red", "grey"] { th scope="col" class="number" { (frame.say(&format!("overview-{key}"))) } }
                    th scope="col" { (frame.say("overview-oldest")) }
                } }
                tbody {
                    @for ((stage, department), (counts, oldest)) in &cells {
                        @let step = stage.map_or_else(|| format!("{}{}", workflow.key, filters::COUNTER), |stage| format!("{}/{stage}", workflow.key));
                        @let link = |standing: &str| work::link(frame, department, &step, standing);
                        tr {
                            th scope="row" { (stage_title(frame, workflow, *stage)) }
                            td { (filters::department(doors, frame, department)) }
                            td class="number" { (behind(counts.open, &link(""), "")) }
                            td class="number" { (behind(counts.soon, &link("yellow"), "light yellow")) }
                            td class="number" { (behind(counts.overdue, &link("red"), "light red")) }
                            td class="number" { (behind(counts.stopped, &link("grey"), "light grey")) }
                            td class="date" { (frame.brief_day(instant(*oldest))) }
                        }
                    }
                }
            }
        }
    }
}

fn stage_title(frame: &Frame, workflow: &Workflow, stage: Option<&str>) -> String {
    let Some(stage) = stage else {
        return frame.say("overview-counter");
    };
    let found = stage.parse::<StageKey>().ok();
    let found = found.and_then(|key| workflow.stage(&key));
    found.map_or_else(|| stage.to_owned(), |it| frame.text(&it.title).to_owned())
}
