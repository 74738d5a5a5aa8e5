//! The queue 待办.

use maud::html;

use crate::doors::Problem;
use crate::web::{Frame, Page};

/// The officer's queue.
pub(super) async fn read(frame: Frame) -> Result<Page, Problem> {
    let staff = frame.officer()?;
    let body = html! { h1 { (frame.say("queue-title")) } p { (staff.name) } };
    Ok(Page::staff(&frame, frame.say("queue-title"), body))
}
