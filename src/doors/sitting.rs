//! Sittings 集中审批会 at the door: who may know of one.

use super::Doors;
use super::problem::Problem;
use crate::domain::directory::{AUDITOR, Officer, SUPERVISOR};
use crate::domain::identifiers::SittingId;
use crate::domain::sitting::Sitting;

/// The sitting of this number, for an officer who may know of it.
///
/// # Errors
/// 404, or trouble of the store.
pub async fn of(doors: &Doors, officer: &Officer, id: SittingId) -> Result<Sitting, Problem> {
    let found = doors.engine.sitting(id).await?;
    if is_concerned(doors, officer, &found) {
        Ok(found)
    } else {
        Err(Problem::not_found())
    }
}

/// Whether a department has a part in the sitting's service.
#[must_use]
pub fn is_concerned(doors: &Doors, officer: &Officer, sitting: &Sitting) -> bool {
    let service = doors.engine.registry().newest(&sitting.workflow);
    let part =
        service.is_some_and(|service| service.workflow.departments().contains(&officer.department));
    part || officer.is(SUPERVISOR) || officer.is(AUDITOR)
}
