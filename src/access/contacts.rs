//! Whoever proved by a one-time code that they are reached by some contact: the list of what was filed
//! with it, and from there one request after the other.

use chrono::TimeDelta;

use super::cases::CASE_HOURS;
use super::sessions::{Proof, Started, Visit};
use super::{Access, Error, commit};
use crate::domain::identifiers::RequestId;
use crate::storage::reach::{self, Mark};
use crate::storage::sessions::Holder;

/// How long such a session lives without being used, in minutes.
pub const CONTACT_IDLE_MINUTES: i64 = 30;
/// How long it lives, in hours.
pub const CONTACT_HOURS: i64 = 2;

impl Access {
    pub(super) async fn start_contact(&self, mark: Mark, visit: &Visit) -> Result<Started, Error> {
        let whole = TimeDelta::hours(CONTACT_HOURS);
        self.start(Holder::Contact(mark), whole, visit).await
    }

    /// By which mark this token opens requests. Notes that it was used, which puts off its end for
    /// want of use.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Storage`].
    pub async fn contact(&self, token: &str) -> Result<Mark, Error> {
        let idle = TimeDelta::minutes(CONTACT_IDLE_MINUTES);
        match self.live(token, idle).await?.holder {
            Holder::Contact(mark) => Ok(mark),
            Holder::Officer(_) | Holder::Request(_) => Err(Error::Unknown),
        }
    }

    /// Begins a session of a request that is reached so now; it lasts no longer than that.
    ///
    /// # Errors
    /// [`Error::Unknown`] if the request is reached otherwise, [`Error::Storage`].
    pub async fn start_case_by(
        &self,
        mark: Mark,
        request: RequestId,
        visit: &Visit,
    ) -> Result<Started, Error> {
        if !reach::holds(self.store.reader(), request, mark).await? {
            return Err(Error::Unknown);
        }
        let proof = Proof {
            opened_by: Some(mark),
            ..Proof::default()
        };
        let (holder, whole) = (Holder::Request(request), TimeDelta::hours(CASE_HOURS));
        let tx = self.store.begin().await?;
        let started = self.start_in(&tx, holder, whole, visit, proof).await?;
        commit(tx).await?;
        Ok(started)
    }
}
