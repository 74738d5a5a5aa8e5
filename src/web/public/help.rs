//! Help: how to follow a request, whom to call.

use axum::extract::State;
use maud::html;

use crate::doors::Doors;
use crate::web::{Frame, Page};

/// The page, in the same place for everybody.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Page {
    let departments = doors.engine.directory().departments.values();
    let reachable: Vec<_> = departments
        .filter_map(|found| Some((found, found.phone.as_ref()?)))
        .collect();
    let body = html! {
        h1 { (frame.say("help-title")) }
        @for key in ["help-number", "help-code", "help-missing", "help-late", "help-data"] {
            section { h2 { (frame.say(key)) } p { (frame.say(&format!("{key}-words"))) } }
        }
        @if !reachable.is_empty() {
            section {
                h2 { (frame.say("help-call")) }
                ul class="phones" {
                    @for (department, phone) in reachable {
                        li { (frame.text(&department.title)) " " a href={ "tel:" (phone) } { (phone) } }
                    }
                }
            }
        }
    };
    Page::public(&frame, frame.say("help-title"), body)
}
