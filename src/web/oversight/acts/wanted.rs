//! What a form says that acts on many.

use super::super::intervene;
use crate::domain::calendar::Instant;
use crate::domain::command::Act;
use crate::domain::directory::Officer;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{ClockKey, Duty};
use crate::domain::stop::{Ground, StopScope};
use crate::doors::{Doors, Problem};
use crate::web::form::Form;

/// What the form says besides the work.
pub(super) enum Wanted {
    Urge,
    Waive,
    Reassign(Option<DepartmentKey>, Option<Officer>),
    Extend(ClockKey),
    Stop(Ground, Instant),
}

impl Wanted {
    pub(super) async fn read(doors: &Doors, act: &str, form: &Form) -> Result<Self, Problem> {
        if form.text("reason").is_empty() {
            return Err(Problem::at("/reason", "missing", "say why"));
        }
        Ok(match act {
            "urge" => Self::Urge,
            "waive" => Self::Waive,
            "reassign" => Self::Reassign(
                intervene::known_department(doors, form)?,
                intervene::officer(doors, form).await?,
            ),
            "extend" => Self::Extend(intervene::parsed(form, "clock")?),
            "stop" => Self::Stop(
                intervene::ground(form)?,
                intervene::end_of(intervene::day(form)?)?,
            ),
            _ => return Err(Problem::not_found()),
        })
    }

    /// The act on one piece of work; none where it cannot be done to such work.
    pub(super) fn on(&self, duty: Option<&Duty>) -> Option<Act> {
        Some(match (self, duty) {
            (Self::Urge, Some(duty)) => Act::Urge(duty.clone()),
            (Self::Waive, Some(Duty::Review(review))) => Act::Waive(review.clone()),
            (Self::Reassign(department, officer), Some(duty)) => Act::Reassign {
                duty: duty.clone(),
                department: department.clone(),
                officer: officer.clone(),
            },
            (Self::Extend(clock), _) => Act::Extend(clock.clone()),
            (Self::Stop(ground, until), _) => Act::Stop {
                scope: StopScope::Request,
                ground: *ground,
                until: *until,
            },
            (Self::Urge | Self::Waive | Self::Reassign(..), _) => return None,
        })
    }
}
