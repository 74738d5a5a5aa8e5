//! The journal of a request: every line with its place in the chain; personal parts by read set.

use axum::extract::State;
use maud::html;
use serde::Deserialize;

use super::history;
use crate::domain::directory::SUPERVISOR;
use crate::domain::visibility::{Viewer, visible};
use crate::doors::place::Place;
use crate::doors::present::journal::line;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, recent};
use crate::storage::journal;
use crate::storage::looks::{self, Look};
use crate::telemetry::Correlation;
use crate::web::{Frame, Page};

/// Most lines of the page.
const LINES: u64 = 1_000;

/// Which part of it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The event with which the page ends.
    until: Option<u64>,
}

/// The page, the newest lines unless others are asked for; the look is recorded.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(number): Place<String>,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let officer = &frame.officer()?.officer;
    let found = doors.case_of(&frame.staff_caller(), &number).await?;
    let store = doors.engine.store();
    let id = found.request.id;
    let look = Look {
        officer,
        purpose: looks::OF_JOURNAL,
        correlation: Some(correlation.as_str()),
        by_program: false,
        at: found.at,
    };
    looks::record(store.writer(), id, &look).await?;
    let viewer = match officer.is(SUPERVISOR) {
        true => Viewer::Supervisor,
        false => Viewer::Auditor,
    };
    let view = visible(
        &found.service.workflow,
        &found.request,
        &found.facts,
        viewer,
    );
    let stretch = recent::stretch(&doors, &found, asked.until, LINES).await?;
    let places: Vec<_> = stretch
        .lines
        .iter()
        .map(|(seq, _)| (id.get(), *seq))
        .collect();
    let mut hashes = journal::hashes(store.reader(), &places).await?;
    let rows: Vec<_> = stretch
        .lines
        .iter()
        .map(|(seq, entry)| line(*seq, entry, hashes.remove(&(id.get(), *seq)), &view))
        .collect();
    let names = history::Names::of(&doors, &stretch.lines).await?;
    let hears = super::hears_complaints(&frame);
    let told: Vec<_> = stretch
        .lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let is_hidden = !hears && history::is_of_complaints(&found, &stretch.lines[place..]);
            let told = || history::told(&doors, &frame, &found, &names, line);
            if is_hidden { None } else { told() }
        })
        .collect();
    let title = format!("{} · {number}", frame.say("journal-title"));
    let body = html! {
        p class="back" { a href=(frame.link(&format!("/oversight/requests/{number}"))) { (number) } }
        h1 { (frame.say("journal-title")) }
        p class="hint" { (frame.say("journal-hint")) }
        @if let Some(until) = stretch.earlier {
            p { a href=(frame.link(&format!("/oversight/requests/{number}/journal?until={until}"))) { (frame.say("page-earlier")) } }
        }
        div class="table" {
            table {
                caption { (number) }
                thead { tr { @for key in ["seq", "at", "by", "what", "hash"] { th scope="col" { (frame.say(&format!("journal-{key}"))) } } } }
                tbody {
                    @for ((row, told), (_, entry)) in rows.iter().zip(&told).zip(&stretch.lines) {
                        tr {
                            td class="number" { (row.seq) }
                            td class="date" { (frame.minute(row.at)) }
                            td { (history::who(&frame, &names, &doors.case(&found), &entry.by)) }
                            td {
                                @match told {
                                    Some(told) => (history::line(told)),
                                    None => small { (frame.say("journal-inner")) },
                                }
                                @if row.withheld { " " small { (frame.say("journal-withheld")) } }
                                details {
                                    summary { (frame.say("journal-raw")) }
                                    code { (row.event) }
                                    @if !row.facts.is_empty() { " " code { (serde_json::Value::Object(row.facts.clone())) } }
                                }
                            }
                            td { code { (row.hash.as_deref().map_or("", |hash| &hash[..12.min(hash.len())])) } }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::staff(&frame, title, body))
}
