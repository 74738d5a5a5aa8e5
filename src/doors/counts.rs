//! How long queues are. A short queue is counted anew for everybody; of one that is longer than what is
//! counted, every figure says "at least", and a node keeps them for a moment.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant as Machine};

use super::Doors;
use super::problem::Problem;
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::storage::queues::{self, COUNTED_MAX, Counts};

/// How long the figures of a long queue are kept.
const KEPT: Duration = Duration::from_secs(2);
/// Most queues whose figures are kept.
const KEPT_MAX: usize = 1_000;

/// Whose queue, in which roles.
type Key = (DepartmentKey, Vec<RoleKey>);

/// What a node keeps.
#[derive(Debug, Default)]
pub struct LongQueues(Mutex<HashMap<Key, (Machine, Counts)>>);

impl LongQueues {
    fn find(&self, key: &Key, now: Machine) -> Option<Counts> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, counts) = kept.get(key)?;
        (now.duration_since(*at) < KEPT).then_some(*counts)
    }

    fn keep(&self, key: Key, counts: Counts, now: Machine) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_long = u64::try_from(counts.open).is_ok_and(|open| open >= COUNTED_MAX);
        if !is_long {
            kept.remove(&key);
            return;
        }
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(key, (now, counts));
    }
}

impl Doors {
    /// How a department's queue stands for these roles, up to [`COUNTED_MAX`] a role.
    ///
    /// # Errors
    /// Trouble of the store.
    pub async fn counts(
        &self,
        department: &DepartmentKey,
        roles: &[RoleKey],
    ) -> Result<Counts, Problem> {
        let key = (department.clone(), roles.to_vec());
        if let Some(counts) = self.long_queues.find(&key, Machine::now()) {
            return Ok(counts);
        }
        let (db, at) = (self.engine.store().reader(), self.engine.now());
        let counts = queues::counts(db, department, roles, at).await?;
        self.long_queues.keep(key, counts, Machine::now());
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_longer_than_what_is_counted_is_kept_and_not_for_long() {
        let (kept, now) = (LongQueues::default(), Machine::now());
        let key = || -> Result<Key, Box<dyn std::error::Error>> {
            Ok(("labor".parse()?, vec!["clerk".parse()?]))
        };
        let open = |open: u64| Counts {
            open: open.cast_signed(),
            ..Counts::default()
        };
        let Ok(labor) = key() else { panic!("keys") };
        kept.keep(labor.clone(), open(COUNTED_MAX - 1), now);
        assert_eq!(kept.find(&labor, now), None);
        kept.keep(labor.clone(), open(COUNTED_MAX), now);
        assert_eq!(kept.find(&labor, now), Some(open(COUNTED_MAX)));
        assert_eq!(kept.find(&labor, now + KEPT), None);
        kept.keep(labor.clone(), open(3), now);
        assert_eq!(kept.find(&labor, now), None, "it has become short");
    }
}
