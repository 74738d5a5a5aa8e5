//! Wrong secrets of officers, counted for whom they are tried and where they come from: guessing is
//! slow, and nobody can lock an officer out from elsewhere.

use std::time::Instant;

use crate::doors::address::{self, ClientAddress};
use crate::doors::gate::too_many;
use crate::doors::{Doors, Problem};

/// One try at a secret.
pub(super) struct Tries {
    neighbourhood: String,
    here: String,
    now: Instant,
}

impl Tries {
    /// A try at what `who` names, such as `login chen.jing`.
    ///
    /// # Errors
    /// 429 after too many that failed.
    pub(super) fn begin(doors: &Doors, who: &str, client: ClientAddress) -> Result<Self, Problem> {
        let neighbourhood = address::neighbourhood(client.0);
        let here = format!("{who} {neighbourhood}");
        let now = Instant::now();
        let paces = &doors.paces;
        paces.failures.look(&neighbourhood, now).map_err(too_many)?;
        paces.case_failures.look(&here, now).map_err(too_many)?;
        Ok(Self {
            neighbourhood,
            here,
            now,
        })
    }

    /// It was wrong.
    pub(super) fn failed(self, doors: &Doors) {
        let _ = doors.paces.failures.take(&self.neighbourhood, self.now);
        let _ = doors.paces.case_failures.take(&self.here, self.now);
    }
}
