//! The whole record of one request: what was told, word for word; what happened; who looked.

use axum::extract::State;
use maud::html;

use super::{Shown, history, looks, notices, page};
use crate::access::Caller;
use crate::doors::letters::texts;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Place(case): Place<String>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    let (entries, seen) = (doors.entries(&found).await?, doors.looks(&found).await?);
    let shown = Shown::of(&doors, &frame, &found);
    let texts = texts(&doors, &found, &entries, frame.language());
    let body = html! {
        p class="back" { a href=(shown.link("")) { (frame.say("record-back")) } }
        (page::whose(&shown))
        h1 { (frame.say("record-title")) }
        (notices::in_full(&shown, &texts))
        (history::past(&shown, &entries))
        (looks::looks(&shown, &seen))
    };
    Ok(Page::public(&frame, frame.say("record-title"), body))
}
