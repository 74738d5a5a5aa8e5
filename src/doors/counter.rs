//! The counter 综合窗口: whoever stands there is found by the case number, or by name and the end of a
//! number of theirs. The window sees what the applicant's own page tells, of the services it takes in
//! and of no other; every look is written down, and the applicant sees it.

use super::Found;
use super::credentials::case_number;
use super::duty::Look;
use super::problem::Problem;
use crate::domain::directory::{HEAD, Officer, WINDOW};
pub use crate::engine::reach::END_CHARS;

/// Why a counter looks.
pub const LOOKED: &str = "counter";
/// Why a counter prints a receipt, which has the name on it.
pub const RECEIPT: &str = "counter:receipt";

/// Whether an officer is of the window that took the request in.
#[must_use]
pub fn is_of_window(officer: &Officer, found: &Found) -> bool {
    let of_counter = officer.is(WINDOW) || officer.is(HEAD);
    of_counter && officer.department == found.service.workflow.intake.desk
}

impl Look<'_> {
    /// A request by its number, to be shown by a page that records the look.
    ///
    /// # Errors
    /// 404 for a number that is none of this window's, and trouble of the store.
    pub async fn is_at_counter(&self, number: &str) -> Result<Found, Problem> {
        let found = self.doors.find(case_number(number)?).await?;
        match is_of_window(self.officer, &found) {
            true => Ok(found),
            false => Err(Problem::not_found()),
        }
    }

    /// The same, recorded as seen for this purpose.
    ///
    /// # Errors
    /// As [`Look::is_at_counter`].
    pub async fn at_counter(&self, number: &str, purpose: &str) -> Result<Found, Problem> {
        let found = self.is_at_counter(number).await?;
        self.record(&found, purpose).await?;
        Ok(found)
    }

    /// The requests of somebody of this name whose identity number or phone ends so, newest first. Several
    /// are each recorded as seen; of one, its page does that.
    ///
    /// # Errors
    /// 422 for a name or an end that is none, 404 where nobody is found, trouble of the store.
    pub async fn named_at_counter(&self, name: &str, end: &str) -> Result<Vec<Found>, Problem> {
        let (name, end) = (name.trim(), end.trim());
        if name.is_empty() {
            return Err(Problem::at("/name", "missing", "write the whole name"));
        }
        let fits = end.len() == END_CHARS && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !fits {
            let detail = "write the last four characters of the identity number or the phone";
            return Err(Problem::at("/end", "last_four", detail));
        }
        let mut found = Vec::new();
        for stored in self.doors.engine.requests_named(name, end).await? {
            found.push(self.doors.found(stored).await?);
        }
        found.retain(|found| is_of_window(self.officer, found));
        if found.is_empty() {
            return Err(Problem::at(
                "/name",
                "nobody",
                "nobody of that name has such a number",
            ));
        }
        found.sort_by_key(|found| std::cmp::Reverse(found.request.received_at));
        for found in found.iter().filter(|_| found.len() > 1) {
            self.record(found, LOOKED).await?;
        }
        Ok(found)
    }
}
