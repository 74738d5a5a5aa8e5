//! The counter 综合窗口: whoever stands there is found by the case number, or by name and the end of a
//! number of theirs. The window sees what the applicant's own page tells, of the services it takes in
//! and of no other; every look is written down, and the applicant sees it.

use std::time::Instant;

use super::Found;
use super::credentials::case_number;
use super::duty::Look;
use super::gate::too_many;
use super::problem::Problem;
use crate::domain::directory::{HEAD, Officer, WINDOW};
pub use crate::engine::reach::END_CHARS;
use crate::storage::looks;

/// Why a counter looks.
pub const LOOKED: &str = looks::AT_COUNTER;
/// Why a counter looks for it: whoever finds a request knows already that it is there.
pub const FOUND: &str = "counter:found";
/// Why a counter prints a receipt, which has the name on it.
pub const RECEIPT: &str = "counter:receipt";

/// Whether an officer is of the window that took the request in.
#[must_use]
pub fn is_of_window(officer: &Officer, found: &Found) -> bool {
    let of_counter = officer.is(WINDOW) || officer.is(HEAD);
    of_counter && officer.department == found.service.workflow.intake.desk
}

impl Look<'_> {
    /// A request by its number, recorded as seen for this purpose.
    ///
    /// # Errors
    /// 404 for a number that is none of this window's, and trouble of the store.
    pub async fn at_counter(&self, number: &str, purpose: &str) -> Result<Found, Problem> {
        let found = self.doors.find(case_number(number)?).await?;
        if !is_of_window(self.officer, &found) {
            return Err(Problem::not_found());
        }
        self.record(&found, purpose).await?;
        Ok(found)
    }

    /// The requests of somebody of this name whose identity number or phone ends so, newest first, each
    /// recorded as found.
    ///
    /// # Errors
    /// 422 for a name or an end that is none and where nobody is found, 429 for whoever asks too often,
    /// trouble of the store.
    pub async fn named_at_counter(&self, name: &str, end: &str) -> Result<Vec<Found>, Problem> {
        let (name, end) = (name.trim(), end.trim());
        if name.is_empty() {
            return Err(Problem::at("/name", "missing", "write the whole name"));
        }
        let asker = self.officer.id.0.to_string();
        let pace = &self.doors.paces.names;
        pace.take(&asker, Instant::now()).map_err(too_many)?;
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
        for found in &found {
            self.record(found, FOUND).await?;
        }
        Ok(found)
    }
}
