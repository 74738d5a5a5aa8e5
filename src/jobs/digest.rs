//! The daily digest of a department's queue, to its clerks and its head.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::directory::{CLERK, HEAD};
use crate::domain::identifiers::{CaseNumber, DepartmentKey, KeyError, RequestId, RoleKey};
use crate::notices::{self, Waiting};
use crate::storage::jobs::{self, NewJob};
use crate::storage::queues::{self, Filter};
use crate::storage::{self, accounts, instant};

use super::office::{Office, reader};
use super::{Failure, Job, Meta};

/// The queue that [`DigestJob`]s wait in.
pub const DIGEST_QUEUE: &str = "digest";

/// Tells one department what waits for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestJob {
    /// Whose queue.
    pub department: DepartmentKey,
    /// The civil day.
    pub day: NaiveDate,
}

/// Enqueues the digest of every department for a day; a day has one however often this is called.
///
/// # Errors
/// Whatever the database says.
pub async fn enqueue(office: &Office, day: NaiveDate) -> Result<(), storage::Error> {
    let engine = &office.engine;
    let tx = engine.store().begin().await?;
    for department in engine.directory().departments.keys() {
        let job = DigestJob {
            department: department.clone(),
            day,
        };
        let row = NewJob::new(DIGEST_QUEUE, &job)?.dedup_key(format!("{day}-{department}"));
        jobs::enqueue(&tx, row, engine.ports().machine.now()).await?;
    }
    tx.commit().await?;
    engine.store().wake();
    Ok(())
}

impl Job for DigestJob {
    const QUEUE: &'static str = DIGEST_QUEUE;
    type Context = Office;

    async fn run(self, office: &Office, meta: &Meta) -> Result<(), Failure> {
        let waiting = self.waiting(office).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut mails = Vec::new();
        for role in roles()? {
            let store = office.engine.store().reader();
            for account in accounts::of_post(store, &self.department, &role).await? {
                let message_id = office.message_id(meta, &format!("officer-{}", account.id));
                // Who holds both roles reads it once.
                let known = mails
                    .iter()
                    .any(|mail: &notices::Mail| mail.message_id == message_id);
                if let Some(reader) = reader(&account).filter(|_| !known) {
                    let directory = office.engine.directory();
                    mails.push(notices::digest(
                        directory,
                        &self.department,
                        &waiting,
                        self.day,
                        office.links(),
                        &reader,
                        &message_id,
                    ));
                }
            }
        }
        office.deliver_all(mails, meta).await
    }
}

impl DigestJob {
    async fn waiting(&self, office: &Office) -> Result<Vec<Waiting>, Failure> {
        let store = office.engine.store().reader();
        let roles: Vec<RoleKey> = office.engine.directory().roles.keys().cloned().collect();
        let limit = queues::PAGE_MAX;
        let page = queues::page(
            store,
            &self.department,
            &roles,
            &Filter::default(),
            None,
            limit,
        )
        .await?;
        let mut waiting = Vec::new();
        for row in page.rows {
            let Ok(id) = RequestId::try_from(row.request_id) else {
                continue;
            };
            let stored = office
                .engine
                .request(id)
                .await
                .map_err(|error| Failure::Retry(error.to_string()))?;
            let on = &stored.request.workflow;
            let service = office
                .engine
                .service(&on.key, on.version)
                .await
                .map_err(|error| Failure::Retry(error.to_string()))?;
            waiting.push(Waiting {
                case: CaseNumber::from(id),
                service: service.workflow.title.clone(),
                due: Some(instant(row.due_at)),
            });
        }
        Ok(waiting)
    }
}

fn roles() -> Result<[RoleKey; 2], Failure> {
    let named = |key: &str| {
        key.parse()
            .map_err(|error: KeyError| Failure::Fatal(error.to_string()))
    };
    Ok([named(CLERK)?, named(HEAD)?])
}
