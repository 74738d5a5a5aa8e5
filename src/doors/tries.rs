//! Tries at a secret. What a wrong one costs is lent before anybody looks, so that many at once are no
//! way around; who comes while all of it is lent waits until one of those before is done, so that a
//! whole hall behind one address is not turned away. Whoever goes away in the middle learned nothing,
//! and pays nothing.

use super::gate::too_many;
use super::pace::Pace;
use super::{Doors, Problem};

/// One try that is under way.
pub struct Try<'a> {
    address: Lent<'a>,
    here: Option<Lent<'a>>,
}

impl<'a> Try<'a> {
    /// A try that comes from `neighbourhood`, at nobody's secret in particular.
    ///
    /// # Errors
    /// 429 after too many that failed.
    pub async fn begin(doors: &'a Doors, neighbourhood: &str) -> Result<Self, Problem> {
        let address = Lent::of(&doors.paces.failures, neighbourhood.to_owned()).await?;
        Ok(Self {
            address,
            here: None,
        })
    }

    /// A try at what `who` names, such as `login chen.jing` or a case: counted for whom it is tried and
    /// where it comes from, so that nobody can lock its owner out from elsewhere.
    ///
    /// # Errors
    /// 429 after too many that failed.
    pub async fn begin_at(
        doors: &'a Doors,
        who: &str,
        neighbourhood: &str,
    ) -> Result<Self, Problem> {
        // First at this secret: who waits there holds nothing that the others of the address need.
        let here = format!("{who} {neighbourhood}");
        let here = Lent::of(&doors.paces.case_failures, here).await?;
        let begun = Self::begin(doors, neighbourhood).await?;
        Ok(Self {
            here: Some(here),
            ..begun
        })
    }

    /// Ends it: it costs something only where somebody looked and it was wrong.
    ///
    /// # Errors
    /// Those of `outcome`.
    pub fn end<T, E>(
        mut self,
        outcome: Result<T, E>,
        is_wrong: impl FnOnce(&T) -> bool,
    ) -> Result<T, E> {
        let wrong = outcome.as_ref().is_ok_and(is_wrong);
        self.address.spent = wrong;
        if let Some(here) = &mut self.here {
            here.spent = wrong;
        }
        outcome
    }
}

/// What one try takes from one pace; it comes back unless it is spent.
struct Lent<'a> {
    pace: &'a Pace,
    key: String,
    spent: bool,
}

impl<'a> Lent<'a> {
    async fn of(pace: &'a Pace, key: String) -> Result<Self, Problem> {
        pace.lend(&key).await.map_err(too_many)?;
        Ok(Self {
            pace,
            key,
            spent: false,
        })
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.pace.end(&self.key, self.spent);
    }
}
