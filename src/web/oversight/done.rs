//! What a supervisor just did, in words, as the journal has it.

use crate::domain::event::{Entry, Event};
use crate::doors::present::case::Case;
use crate::doors::{Doors, Found, Problem, recent};
use crate::web::Frame;

/// The words; none where nothing was done a moment ago.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn words(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
) -> Result<Option<String>, Problem> {
    let officer = frame.officer()?.officer.id;
    let lines = recent::lines(doors, found, officer).await?;
    let is_act = |entry: &Entry| matches!(entry.event, Event::Intervened { .. });
    let Some(last) = lines.iter().rposition(is_act) else {
        return Ok(None);
    };
    Ok(said(&doors.case(found), frame, &lines[last..]))
}

/// The act with what it brought about.
fn said(case: &Case<'_>, frame: &Frame, lines: &[Entry]) -> Option<String> {
    let Event::Intervened { act } = &lines.first()?.event else {
        return None;
    };
    let brought = |entry: &Entry| match &entry.event {
        Event::Stopped { until, .. } => {
            let day = frame.last_day_of(*until);
            Some(frame.say_with("acted-stop", &[("day", day.into())]))
        }
        Event::Moved {
            officer: None,
            department,
            ..
        } => {
            let department = frame.words(&case.department(department)).to_owned();
            Some(frame.say_with("acted-reassign-queue", &[("department", department.into())]))
        }
        Event::Proposed { .. } => Some(frame.say("acted-cancel-proposed")),
        _ => None,
    };
    let known = |act: &str| frame.say(&format!("acted-{}", act.replace('_', "-")));
    let brought = lines.iter().find_map(brought);
    Some(brought.unwrap_or_else(|| known(act)))
}
