//! `lianban verify`: whether what must hold does hold, in every request.
//!
//! One file per invariant of the proof: `filings` I1, `opinions` I2, `tables` I3, `chains` and
//! `seals` I4, `rungs` I5, `effects` I6, `spans` I7, `looks` I8, `files` I9, `waits` I10; `sittings` has their I3 and I4, `days` what I3 and
//! I5 count by. Each request is read in one snapshot, so a live database may be verified. Nothing is
//! mended here. Start at [`Engine::verify`].

mod chains;
mod days;
mod effects;
mod files;
mod filings;
mod looks;
mod opinions;
mod report;
mod rungs;
mod seals;
mod sittings;
mod spans;
mod tables;
mod waits;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Engine, Error, Service};
use crate::domain::decide::Rules;
use crate::domain::identifiers::RequestId;
use crate::storage::entities::{document, seat};
use crate::storage::journal::{self, Written};
use crate::storage::looks::Step;
use crate::storage::reach::{self, Marks};
use crate::storage::requests::{self, Stored};
use crate::storage::seals::Seal;
use crate::storage::{self, Transaction, files as documents, mails, queues};

use days::{History, Reckoning};
pub use report::{Check, OFFENDERS_MAX, Offender, Report};

/// Requests read in one snapshot.
const SNAPSHOT_REQUESTS: u64 = 100;

/// What to compare with besides the database itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Case numbers that clients were told: each must exist.
    pub acknowledged: Vec<String>,
    /// Seals that left the house.
    pub seals: Vec<Seal>,
}

/// One request with everything that is its own.
struct Case {
    stored: Stored,
    lines: Vec<Written>,
    seats: Vec<seat::Model>,
    documents: Vec<document::Model>,
    marks: Option<Marks>,
    mails: Vec<mails::Row>,
    /// Notices whose letter is still to be sent.
    letters_owed: BTreeSet<u32>,
    looks: Vec<Step>,
    service: Arc<Service>,
}

impl Case {
    fn id(&self) -> RequestId {
        self.stored.id
    }

    fn rules<'a>(&'a self, by: &'a Reckoning) -> Rules<'a> {
        Rules {
            workflow: &self.service.workflow,
            conditions: &self.service.conditions,
            calendar: &by.calendar,
            directory: &by.directory,
        }
    }
}

impl Engine {
    /// Checks every invariant over the whole database.
    ///
    /// # Errors
    /// [`Error::Storage`] where the database cannot be read; what does not hold is in the report.
    pub async fn verify(&self, options: &Options) -> Result<Report, Error> {
        let mut report = Report::default();
        let history = History::read(self, &mut report.chains).await?;
        let mut after = None;
        loop {
            let tx = self.store.snapshot().await?;
            let ids = requests::ids(&tx, after, SNAPSHOT_REQUESTS).await?;
            let Some(last) = ids.last() else {
                break;
            };
            after = Some(*last);
            for id in ids {
                if let Some(case) = self.case(&tx, id, &mut report).await? {
                    self.verify_case(&case, &history, &mut report).await;
                }
            }
        }
        filings::check(self, &options.acknowledged, &mut report.filings).await?;
        sittings::check(self, &mut report).await?;
        seals::check(self, &options.seals, &mut report.chains).await?;
        Ok(report)
    }

    async fn verify_case(&self, case: &Case, history: &History, report: &mut Report) {
        opinions::check(case, &mut report.opinions);
        let rules = case.rules(history.laid());
        let marks = self.marks(&case.stored.facts);
        tables::check(case, &rules, history.is_laid(), &marks, &mut report.tables);
        chains::check(case, &mut report.chains);
        rungs::check(case, history, self.now(), &mut report.rungs);
        effects::check(case, &mut report.effects);
        spans::check(case, &rules, &mut report.spans);
        waits::check(case, &mut report.waits);
        looks::check(case, &mut report.looks);
        files::check(self, case, &mut report.files).await;
    }

    /// Everything of one request; a row that cannot be read is an offender, not an error.
    async fn case(
        &self,
        tx: &Transaction,
        id: RequestId,
        report: &mut Report,
    ) -> Result<Option<Case>, Error> {
        let read = async {
            let Some(stored) = requests::find(tx, id).await? else {
                return Ok(None);
            };
            let on = &stored.request.workflow;
            let service = self.service(&on.key, on.version).await?;
            let lines = journal::read(tx, id).await?;
            let mails = mails::of_request(tx, id).await?;
            let request = &stored.request;
            let letters_owed = effects::owed(tx, id, request, &lines, &mails).await?;
            Ok(Some(Case {
                lines,
                seats: queues::of_request(tx, id).await?,
                documents: documents::of_request(tx, id).await?,
                marks: reach::of_request(tx, id).await?,
                mails,
                letters_owed,
                looks: storage::looks::steps(tx, id).await?,
                stored,
                service,
            }))
        };
        match read.await {
            Err(Error::Storage(error @ storage::Error::Unreadable { .. })) => {
                report.tables.fail(Some(id), error.to_string());
                Ok(None)
            }
            Err(error @ Error::MissingVersion(..)) => {
                report.tables.fail(Some(id), error.to_string());
                Ok(None)
            }
            outcome => outcome,
        }
    }
}
