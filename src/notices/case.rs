//! The request a letter is about, with what is needed to name its parts and dates.

use chrono::NaiveDate;

use crate::domain::calendar::{Calendar, Instant, civil};
use crate::domain::clock::Due;
use crate::domain::condition::Conditions;
use crate::domain::definition::{Language, Workflow};
use crate::domain::directory::Directory;
use crate::domain::identifiers::{CaseNumber, DepartmentKey, SittingId};
use crate::domain::request::{ClockKey, Duty, Request};
use crate::i18n;

use super::dates;

/// What a letter is about. Personal data is not in it.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The service.
    pub workflow: &'a Workflow,
    /// Its conditions, for what the answers call for.
    pub conditions: &'a Conditions,
    /// Working days, for due dates.
    pub calendar: &'a Calendar,
    /// Departments and roles.
    pub directory: &'a Directory,
    /// Where the request stands.
    pub request: &'a Request,
    /// When the letter is written, by the law's clock.
    pub at: Instant,
    /// Where the pages are.
    pub links: Links<'a>,
}

/// The addresses that letters and papers name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Links<'a> {
    /// The public address, with the base path and without a slash at its end.
    pub public_url: &'a str,
}

impl Links<'_> {
    /// Where the applicant follows a case.
    #[must_use]
    pub fn case(&self, case: CaseNumber) -> String {
        format!("{}/cases/{case}", self.public_url)
    }

    /// Where an officer finds a piece of work; none: whatever of the request is in their queue.
    #[must_use]
    pub fn duty(&self, case: CaseNumber, duty: Option<&Duty>) -> String {
        let desk = format!("{}/desk", self.public_url);
        match duty {
            // `#` begins a fragment, which never reaches the server.
            Some(duty) => {
                let duty = duty.to_string().replace('#', "%23");
                format!("{desk}/requests/{case}/duties/{duty}")
            }
            None => format!("{desk}?q={case}"),
        }
    }

    /// Where a department reads and answers the cards against it.
    #[must_use]
    pub fn cards(&self, case: CaseNumber) -> String {
        format!("{}/desk/requests/{case}/cards", self.public_url)
    }

    /// Where a supervisor finds a request.
    #[must_use]
    pub fn overseen(&self, case: CaseNumber) -> String {
        format!("{}/oversight/requests/{case}", self.public_url)
    }

    /// Where an officer finds their queue.
    #[must_use]
    pub fn queue(&self) -> String {
        format!("{}/desk", self.public_url)
    }

    /// Where a sitting is seen, and opinions are given beforehand.
    #[must_use]
    pub fn sitting(&self, sitting: SittingId) -> String {
        format!("{}/desk/sittings/{sitting}", self.public_url)
    }

    /// Where anybody verifies a certificate by its code.
    #[must_use]
    pub fn verify(&self, case: CaseNumber, code: &str) -> String {
        format!("{}/certificates/{case}/{code}", self.public_url)
    }
}

impl<'a> Case<'a> {
    /// The number people read over the phone, grouped.
    #[must_use]
    pub fn number(&self) -> CaseNumber {
        CaseNumber::from(self.request.id)
    }

    pub(super) fn today(&self) -> NaiveDate {
        civil(self.at).date()
    }

    pub(super) fn day(&self, language: Language, at: Instant) -> String {
        dates::date(language, civil(at).date(), self.today())
    }

    /// The day a clock is due, said to be provisional where it is. A stopped clock is shown as due
    /// when every open stop ends as planned.
    pub(super) fn due(&self, language: Language, clock: &ClockKey) -> Option<String> {
        let ledger = self.request.ledger(clock)?;
        let hours = self
            .directory
            .hours(&self.request.clocks.get(clock)?.department);
        let due = ledger.due(self.calendar, hours).unwrap_or_else(|| {
            let planned = self.request.stops.iter().filter(|stop| stop.is_open());
            let resumed = planned.map(|stop| stop.until).fold(self.at, Ord::max);
            ledger.due_if_resumed(resumed, self.calendar, hours)
        });
        Some(self.due_day(language, &due))
    }

    /// A due day, said to be provisional where it is.
    pub(super) fn due_day(&self, language: Language, due: &Due) -> String {
        let day = dates::date(language, due.date, self.today());
        if !due.provisional {
            return day;
        }
        let provisional = i18n::text(language, "light-provisional", &[]);
        format!("{day} {provisional}")
    }

    /// The phone of the first of these departments that has one.
    pub(super) fn phone(&self, departments: &[&DepartmentKey]) -> Option<String> {
        let mut found = departments
            .iter()
            .filter_map(|key| self.directory.departments.get(*key));
        found.find_map(|department| department.phone.clone())
    }
}
