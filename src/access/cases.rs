//! Applicants in a session: whoever proved that one request is theirs.

use chrono::TimeDelta;

use super::sessions::{Session, Started, Visit};
use super::{Access, Error};
use crate::domain::identifiers::RequestId;
use crate::storage::reach;
use crate::storage::sessions::{self, Holder};

/// How long an applicant's session lives without being used, in minutes.
pub const CASE_IDLE_MINUTES: i64 = 120;
/// How long an applicant's session lives, in hours.
pub const CASE_HOURS: i64 = 24;

/// An applicant's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSession {
    /// The one request it opens.
    pub request: RequestId,
    /// Whether a contact opened it, and not the request's own code.
    pub by_contact: bool,
    /// The session itself.
    pub session: Session,
}

impl Access {
    /// Begins a session of somebody who proved that the request is theirs; asks nothing.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn start_case(&self, request: RequestId, visit: &Visit) -> Result<Started, Error> {
        let whole = TimeDelta::hours(CASE_HOURS);
        self.start(Holder::Request(request), whole, visit).await
    }

    /// The request that this token opens. Notes that it was used, which puts off its end for want of
    /// use.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Storage`].
    pub async fn case(&self, token: &str) -> Result<CaseSession, Error> {
        let idle = TimeDelta::minutes(CASE_IDLE_MINUTES);
        let stored = self.live(token, idle).await?;
        let Holder::Request(request) = stored.holder else {
            return Err(Error::Unknown);
        };
        if let Some(mark) = stored.opened_by
            && !reach::holds(self.store.reader(), request, mark).await?
        {
            return Err(Error::Unknown);
        }
        Ok(CaseSession {
            request,
            by_contact: stored.opened_by.is_some(),
            session: Session::of(stored, idle),
        })
    }

    /// Ends every session of a request; says how many. Replacing its code and erasing it do so by
    /// themselves.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn end_cases_of(&self, request: RequestId) -> Result<u64, Error> {
        let holder = Holder::Request(request);
        Ok(sessions::end_all(self.store.writer(), holder, None).await?)
    }
}
