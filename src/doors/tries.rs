//! Tries at a secret: what a wrong one costs is taken before anybody looks, so that many at once are no
//! way around, and given back where it was right.

use std::time::Instant;

use super::gate::too_many;
use super::{Doors, Problem};

/// One try that is under way. Whoever gives up in the middle of it has tried.
pub struct Try<'a> {
    doors: &'a Doors,
    neighbourhood: String,
    here: Option<String>,
    now: Instant,
}

impl<'a> Try<'a> {
    /// A try that comes from `neighbourhood`, at nobody's secret in particular.
    ///
    /// # Errors
    /// 429 after too many that failed, or are under way.
    pub fn begin(doors: &'a Doors, neighbourhood: &str) -> Result<Self, Problem> {
        let now = Instant::now();
        let failures = &doors.paces.failures;
        failures.take(neighbourhood, now).map_err(too_many)?;
        Ok(Self {
            doors,
            neighbourhood: neighbourhood.to_owned(),
            here: None,
            now,
        })
    }

    /// A try at what `who` names, such as `login chen.jing` or a case: counted for whom it is tried and
    /// where it comes from, so that nobody can lock its owner out from elsewhere.
    ///
    /// # Errors
    /// 429 after too many that failed, or are under way.
    pub fn begin_at(doors: &'a Doors, who: &str, neighbourhood: &str) -> Result<Self, Problem> {
        let mut begun = Self::begin(doors, neighbourhood)?;
        let here = format!("{who} {neighbourhood}");
        if let Err(seconds) = doors.paces.case_failures.take(&here, begun.now) {
            begun.give_back();
            return Err(too_many(seconds));
        }
        begun.here = Some(here);
        Ok(begun)
    }

    /// Ends it: it costs something only where somebody looked and it was wrong.
    ///
    /// # Errors
    /// Those of `outcome`.
    pub fn end<T, E>(
        self,
        outcome: Result<T, E>,
        is_wrong: impl FnOnce(&T) -> bool,
    ) -> Result<T, E> {
        if !outcome.as_ref().is_ok_and(is_wrong) {
            self.give_back();
        }
        outcome
    }

    fn give_back(self) {
        let paces = &self.doors.paces;
        paces.failures.give_back(&self.neighbourhood, self.now);
        if let Some(here) = &self.here {
            paces.case_failures.give_back(here, self.now);
        }
    }
}
