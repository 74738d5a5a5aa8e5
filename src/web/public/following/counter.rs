//! What the window tells whoever stands before it: what their own page tells them, without its links.

use maud::{Markup, html};

use super::{Shown, answers, slip, strands};
use crate::doors::present::following::calls;
use crate::doors::{Doors, Found};
use crate::web::Frame;

/// Where it is now, in one sentence, and the answers below it.
#[must_use]
pub fn told(doors: &Doors, frame: &Frame, found: &Found) -> (String, Markup) {
    let shown = Shown::of(doors, frame, found);
    let body = html! {
        (asked(&shown))
        (answers::by_when(&shown))
        (strands::who(&shown))
        (answers::next(&shown))
        (answers::call(frame, &calls(&shown.case)))
    };
    (answers::now(&shown), body)
}

/// Where it is now, in one sentence.
#[must_use]
pub fn now(doors: &Doors, frame: &Frame, found: &Found) -> String {
    answers::now(&Shown::of(doors, frame, found))
}

/// Whose it is, as little as is needed to know them.
#[must_use]
pub fn whose(frame: &Frame, doors: &Doors, found: &Found) -> Markup {
    super::page::whose(&Shown::of(doors, frame, found))
}

/// The slip once more, without a code: that is written nowhere.
#[must_use]
pub fn sheet(doors: &Doors, frame: &Frame, found: &Found) -> Markup {
    slip::sheet(doors, &Shown::of(doors, frame, found), None)
}

/// What the applicant is to bring.
fn asked(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    html! {
        @for correction in &shown.status.corrections {
            div class="note warm" {
                p { b { (frame.say_with("to-do-bring", &[("count", correction.items.len().into())])) } }
                ul { @for item in &correction.items { li { b { (frame.words(&item.title)) } p class="said" { (item.explanation) } } } }
                @if let Some(due) = &correction.due { p { (answers::until(frame, "to-do-until", due)) } }
            }
        }
    }
}
