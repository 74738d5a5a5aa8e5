//! Tries at a secret. What a wrong one costs is lent before anybody looks ([`super::pace::Loan`]), and comes
//! back where it was right.

use super::gate::too_many;
use super::pace::Loan;
use super::{Doors, Problem};

/// One try that is under way. Whoever goes away in the middle learned nothing and pays nothing, but where
/// looking itself is dear.
pub struct Try {
    loans: Vec<Loan>,
}

impl Try {
    /// A try that comes from `neighbourhood`, at nobody's secret in particular.
    ///
    /// # Errors
    /// 429 after too many that failed.
    pub async fn begin(doors: &Doors, neighbourhood: &str) -> Result<Self, Problem> {
        let patience = doors.settings.patience;
        let loan = doors.paces.failures.lend(neighbourhood, patience).await;
        Ok(Self {
            loans: vec![loan.map_err(too_many)?],
        })
    }

    /// A try at what `who` names, such as `login chen.jing` or a case: counted for whom it is tried and
    /// where it comes from, so that nobody can lock its owner out from elsewhere.
    ///
    /// # Errors
    /// 429 after too many that failed.
    pub async fn begin_at(doors: &Doors, who: &str, neighbourhood: &str) -> Result<Self, Problem> {
        // First at this secret: who waits there holds nothing that the others of the address need.
        let here = format!("{who} {neighbourhood}");
        let patience = doors.settings.patience;
        let here = doors.paces.case_failures.lend(&here, patience).await;
        let here = here.map_err(too_many)?;
        let mut begun = Self::begin(doors, neighbourhood).await?;
        begun.loans.push(here);
        Ok(begun)
    }

    /// The same where looking costs the house so much that whoever goes away pays as well: a password is
    /// compared to its end.
    #[must_use]
    pub fn dear(mut self) -> Self {
        self.spend(true);
        self
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
        self.spend(outcome.as_ref().is_ok_and(is_wrong));
        outcome
    }

    fn spend(&mut self, spent: bool) {
        for loan in &mut self.loans {
            loan.spend(spent);
        }
    }
}
