//! What one finished today, the newest first.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::duty::{may_take_back, take_back};
use crate::domain::calendar::midnight;
use crate::domain::identifiers::RequestId;
use crate::domain::request::Duty;
use crate::doors::concern::is_concerned;
use crate::doors::{Doors, Found, Problem};
use crate::storage::finished;
use crate::web::Frame;

/// Most lines of the list.
const LISTED: u64 = 200;

/// What the list says of each.
const COLUMNS: [&str; 4] = [
    "queue-column-case",
    "queue-column-matter",
    "queue-column-service",
    "finished-at",
];

/// The way back, while the core allows it.
fn back(doors: &Doors, frame: &Frame, found: &Found, duty: &Duty) -> Markup {
    let free = match duty {
        Duty::Review(review) => may_take_back(doors, frame, found, review),
        _ => false,
    };
    let case = || found.case_number().to_string();
    html! { @if free { (take_back(frame, &case(), &duty.to_string())) } }
}

/// The list.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn list(doors: &Doors, frame: &Frame) -> Result<Markup, Problem> {
    let officer = &frame.officer()?.officer;
    let db = doors.engine.store().reader();
    let rows = finished::since(db, officer.id, midnight(frame.today()), LISTED).await?;
    let ids = rows
        .iter()
        .filter_map(|row| RequestId::try_from(row.request_id).ok());
    let found = doors.find_all(ids.collect()).await?;
    let found: BTreeMap<i64, &Found> = found
        .iter()
        .filter(|found| is_concerned(officer, found))
        .map(|found| (found.request.id.get(), found))
        .collect();
    let shown = rows.iter().filter_map(|row| {
        let found = found.get(&row.request_id)?;
        Some((row, *found, row.duty.parse::<Duty>().ok()?))
    });
    let shown: Vec<_> = shown.collect();
    let labels = COLUMNS.map(|key| frame.say(key));
    let [case, matter, service, at] = &labels;
    Ok(html! {
        @if shown.is_empty() { p class="empty" { (frame.say("finished-none")) } }
        @else {
            div class="table stack" {
                table {
                    caption { (frame.say("finished-order")) }
                    thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                    tbody {
                        @for (row, found, duty) in &shown {
                            tr {
                                th scope="row" class="case" data-label=(case) { (found.case_number()) }
                                td data-label=(matter) { (frame.words(&doors.case(found).duty(duty))) (back(doors, frame, found, duty)) }
                                td data-label=(service) { (frame.text(&found.service.workflow.title)) }
                                td class="date" data-label=(at) { (frame.stored_minute(row.at)) }
                            }
                        }
                    }
                }
            }
        }
    })
}
