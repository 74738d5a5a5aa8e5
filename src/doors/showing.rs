//! What is read about a found request to show it: the request itself, its journal, the looks at it.

use super::house::{Doors, Found};
use super::letters::INTAKE_WORDS;
use super::present::case::Case;
use super::present::status::LookView;
use super::problem::Problem;
use super::recent;
use crate::domain::event::{Entry, Event};
use crate::domain::request::Phase;
use crate::storage::{instant, looks};

/// Most lines of a timeline.
const TIMELINE_LINES: u64 = 2_000;
/// Most looks of people, and most of programs, that a status lists.
const LOOKS: u64 = looks::PAGE_MAX;

impl Doors {
    /// The request as it is presented.
    #[must_use]
    pub fn case<'a>(&'a self, found: &'a Found) -> Case<'a> {
        Case {
            rules: self.rules(found),
            request: &found.request,
            facts: &found.facts,
            at: found.at,
            base_path: &self.settings.base_path,
        }
    }

    /// What happened to it, the newest of it, oldest first.
    ///
    /// # Errors
    /// Trouble of the store.
    pub async fn entries(&self, found: &Found) -> Result<Vec<Entry>, Problem> {
        let newest = recent::stretch(self, found, None, TIMELINE_LINES).await?;
        Ok(newest.lines.into_iter().map(|(_, entry)| entry).collect())
    }

    /// What was written to the applicant about an end without a decision: why it was not accepted, which
    /// authority it belongs to, why it was ended.
    ///
    /// # Errors
    /// Trouble of the store.
    pub async fn words_of_end(&self, found: &Found) -> Result<Option<String>, Problem> {
        match found.request.phase {
            Phase::NotAccepted | Phase::Redirected => {
                Ok(found.facts.words.get(INTAKE_WORDS).cloned())
            }
            Phase::Terminated => Ok(words_of_cancelling(&self.entries(found).await?)),
            _ => Ok(None),
        }
    }

    /// Who looked at its personal data, people first, the newest of each first.
    ///
    /// # Errors
    /// Trouble of the store.
    pub async fn looks(&self, found: &Found) -> Result<Vec<LookView>, Problem> {
        let reader = self.engine.store().reader();
        let id = found.request.id;
        let mut rows = looks::of_request(reader, id, false, None, LOOKS).await?;
        rows.extend(looks::of_request(reader, id, true, None, LOOKS).await?);
        let look = |row: looks::Row| LookView {
            at: instant(row.at),
            department: row.department,
            purpose: row.purpose,
            by_program: row.by_program,
        };
        Ok(rows.into_iter().map(look).collect())
    }
}

fn words_of_cancelling(entries: &[Entry]) -> Option<String> {
    let cancelled =
        |entry: &&Entry| matches!(&entry.event, Event::Intervened { act } if act == "cancel");
    let last = entries.iter().rev().find(cancelled)?;
    last.facts.as_ref()?.words.values().next().cloned()
}
