//! What was just done or noted, told at the top of the next page. An address says nothing that did not
//! happen: what is told is what the journal has.

use maud::{Markup, html};

use super::place;
use crate::domain::event::{Entry, Event};
use crate::domain::request::{Duty, ReviewId};
use crate::doors::{Doors, Problem, recent};
use crate::web::Frame;
use crate::web::form;

/// A case at which the reader did something a moment ago.
pub(in crate::web::desk) struct Done {
    case: String,
    /// The review whose opinion may still be taken back.
    undo: Option<String>,
}

impl Done {
    /// What an address says was done, if the journal says so too.
    ///
    /// # Errors
    /// Trouble of the store.
    pub(in crate::web::desk) async fn checked(
        doors: &Doors,
        frame: &Frame,
        case: Option<&str>,
        undo: Option<&str>,
    ) -> Result<Option<Self>, Problem> {
        let Some(case) = case else { return Ok(None) };
        let found = match doors.case_of(&frame.staff_caller(), case).await {
            Ok(found) => found,
            Err(problem) if problem.status < 500 => return Ok(None),
            Err(problem) => return Err(problem),
        };
        let lines = recent::lines(doors, &found, frame.officer()?.officer.id).await?;
        let undo = undo.filter(|duty| match duty.parse() {
            Ok(Duty::Review(review)) => has_opined(&lines, &review),
            _ => false,
        });
        Ok((!lines.is_empty()).then(|| Self {
            case: found.case_number().to_string(),
            undo: undo.map(str::to_owned),
        }))
    }
}

fn has_opined(lines: &[Entry], wanted: &ReviewId) -> bool {
    let of_it =
        |entry: &Entry| matches!(&entry.event, Event::Opined { review, .. } if review == wanted);
    lines.iter().any(of_it)
}

/// What was just noted.
pub(super) fn noted(frame: &Frame, what: Option<&str>) -> Markup {
    let key = match what {
        Some("items") => Some("items-noted"),
        Some("draft") => Some("draft-kept"),
        _ => None,
    };
    html! { @if let Some(key) = key { p class="done" role="status" { (frame.say(key)) } } }
}

/// What was just done; an opinion may be taken back for a while.
pub(in crate::web::desk) fn told(frame: &Frame, done: Option<&Done>) -> Markup {
    html! {
        @if let Some(Done { case, undo }) = done {
            div class="done" role="status" {
                p { (frame.say_with("queue-done", &[("case", case.as_str().into())])) }
                @if let Some(duty) = undo {
                    form method="post" action=(frame.link(&format!("{}/retract", place(case, duty)))) {
                        (form::key())
                        button class="quiet" { (frame.say("opinion-take-back")) }
                    }
                }
            }
        }
    }
}
