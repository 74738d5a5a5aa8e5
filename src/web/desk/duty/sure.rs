//! What cannot be taken back is confirmed first: a refusal that settles the round.

use crate::domain::command::Action;
use crate::domain::decide::retraction::is_final;
use crate::doors::{Doors, Found, Problem};
use crate::web::Frame;
use crate::web::form::Form;

/// The tick that confirms.
pub(super) const TICK: &str = "sure";

/// Asks for the tick where the core says that the refusal could not be taken back.
///
/// # Errors
/// 422 while it is not ticked.
pub(super) fn asked(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    action: &Action,
    form: &Form,
) -> Result<(), Problem> {
    if form.has(TICK) {
        return Ok(());
    }
    let officer = &frame.officer()?.officer;
    let known = (&found.request, &found.facts);
    match is_final(&doors.rules(found), known, officer, action, found.at) {
        true => {
            let detail = "the refusal settles the round and cannot be taken back; confirm it";
            Err(Problem::at(format!("/{TICK}"), "final", detail))
        }
        false => Ok(()),
    }
}
