//! What comes round by the calendar: when it came last, when it comes next.

use axum::extract::State;
use maud::html;

use crate::domain::identifiers::WorkflowKey;
use crate::doors::{Doors, Problem};
use crate::storage::schedules;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    let mut rows = Vec::new();
    for coming in (doors.town.schedules)(frame.now()) {
        let last = schedules::last_tick(doors.engine.store().reader(), &coming.name).await?;
        rows.push((coming, last));
    }
    let title = frame.say("schedules-title");
    let body = html! {
        h1 { (title) }
        @if rows.is_empty() { p class="empty" { (frame.say("schedules-none")) } }
        @else {
            div class="table" {
                table {
                    caption { (frame.say("schedules-caption")) }
                    thead { tr { @for key in ["what", "last", "next", "cron"] { th scope="col" { (frame.say(&format!("schedules-column-{key}"))) } } } }
                    tbody {
                        @for (coming, last) in &rows {
                            tr {
                                th scope="row" { (name(&doors, &frame, &coming.name)) }
                                td { @match last { Some(last) => (frame.minute(*last)), None => (frame.say("schedules-never")) } }
                                td { @match coming.next { Some(next) => (frame.minute(next)), None => "—" } }
                                td { code { (coming.expression) } }
                            }
                        }
                    }
                }
            }
        }
        p class="hint" { (frame.say("schedules-hint")) }
    };
    Ok(super::page(&frame, title, body))
}

/// A schedule's name in words; a sitting by its service.
fn name(doors: &Doors, frame: &Frame, name: &str) -> String {
    let mut parts = name.split(':');
    match (parts.next(), parts.next()) {
        (Some("sitting"), Some(key)) => {
            let newest = key
                .parse::<WorkflowKey>()
                .ok()
                .and_then(|key| doors.engine.registry().newest(&key));
            let service = newest.map_or_else(
                || key.to_owned(),
                |found| frame.text(&found.workflow.title).to_owned(),
            );
            frame.say_with("schedule-sitting", &[("service", service.into())])
        }
        _ => crate::i18n::find(frame.language(), &format!("schedule-{name}"), &[])
            .unwrap_or_else(|| name.to_owned()),
    }
}
