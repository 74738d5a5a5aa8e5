//! A recurring sitting comes round: what came meanwhile is added to the one whose time it is, and the
//! next one is called.

use crate::domain::calendar::{Calendar, Instant, civil, instant};
use crate::domain::identifiers::{StageKey, WorkflowKey};
use crate::engine::{Engine, Recurrence, SittingError};
use crate::jobs::Failure;
use crate::jobs::cron;

/// `times` is the schedule's expression.
pub(super) async fn recur(
    engine: &Engine,
    workflow: WorkflowKey,
    stage: StageKey,
    times: &str,
    at: Instant,
) -> Result<(), Failure> {
    let calendar = engine.calendar();
    // A tick that was carried out late calls a sitting to come all the same.
    let next = cron::next(times, at.max(engine.now()))
        .map_err(|error| Failure::Fatal(error.to_string()))?;
    let Some(next) = next else {
        return Ok(());
    };
    let recurrence = Recurrence {
        workflow,
        stage,
        current: held_on(&calendar, at),
        next: held_on(&calendar, next),
    };
    match engine.recur(&recurrence).await {
        Ok(None) => Ok(()),
        Ok(Some(sitting)) => {
            let Recurrence {
                workflow, stage, ..
            } = recurrence;
            let (id, items) = (sitting.id, sitting.agenda.len());
            let called_for = sitting.called_for;
            tracing::info!(%workflow, %stage, %id, %called_for, items, "sitting called");
            Ok(())
        }
        Err(SittingError::Engine(error)) => Err(Failure::Retry(error.to_string())),
        Err(error) => Err(Failure::Fatal(error.to_string())),
    }
}

/// A date on a day off moves to the next working day, at the same hour.
fn held_on(calendar: &Calendar, at: Instant) -> Instant {
    let scheduled = civil(at);
    let day = match calendar.is_working_day(scheduled.date()) {
        true => scheduled.date(),
        false => calendar.next_working_day(scheduled.date()),
    };
    instant(day.and_time(scheduled.time()))
}
