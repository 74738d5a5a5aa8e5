//! A recurring sitting is called when its time has come.

use crate::domain::calendar::{Instant, civil, instant};
use crate::domain::identifiers::{StageKey, WorkflowKey};
use crate::engine::{Engine, SittingError};
use crate::jobs::Failure;

/// A date on a day off moves to the next working day, at the same hour.
pub(super) async fn call(
    engine: &Engine,
    workflow: &WorkflowKey,
    stage: &StageKey,
    at: Instant,
) -> Result<(), Failure> {
    let calendar = engine.calendar();
    let scheduled = civil(at);
    let day = match calendar.is_working_day(scheduled.date()) {
        true => scheduled.date(),
        false => calendar.next_working_day(scheduled.date()),
    };
    let called_for = instant(day.and_time(scheduled.time()));
    match engine.call_recurring(workflow, stage, called_for).await {
        Ok(None) => Ok(()),
        Ok(Some(sitting)) => {
            let (id, items) = (sitting.id, sitting.agenda.len());
            tracing::info!(%workflow, %stage, %id, items, "sitting called");
            Ok(())
        }
        // Another run was first and the sitting is over already.
        Err(SittingError::CalledAlready) => Ok(()),
        Err(SittingError::Engine(error)) => Err(Failure::Retry(error.to_string())),
        Err(error) => Err(Failure::Fatal(error.to_string())),
    }
}
