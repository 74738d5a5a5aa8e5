//! The morning letter to each officer whose queue is not empty.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Routines;
use crate::domain::calendar::{Instant, civil};
use crate::domain::identifiers::{CaseNumber, OfficerId, RequestId};
use crate::jobs::{Failure, Job, Meta};
use crate::notices::{self, Links, Reader, Waiting};
use crate::storage::accounts::{self, Account};
use crate::storage::jobs::enqueue_many;
use crate::storage::queues::{self, Filter, Row};
use crate::storage::{Error, instant};

/// Rows of a queue that a letter starts from.
const ROWS: u64 = 100;

/// One officer's letter of one morning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestJob {
    /// Who.
    pub officer: OfficerId,
    /// Which morning, in China.
    pub day: NaiveDate,
}

/// A letter for everybody who has an address and work that waits.
pub(super) async fn enqueue(cx: &Routines, at: Instant) -> Result<(), Failure> {
    let day = civil(at).date();
    if !cx.engine.calendar().is_working_day(day) {
        return Ok(());
    }
    let store = cx.engine.store();
    let mut after = None;
    loop {
        let page = accounts::list(store.reader(), after, accounts::PAGE_MAX).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = Some(last.id);
        let mut letters = Vec::new();
        for account in page.iter().filter(|account| account.active && account.email.is_some()) {
            if !waiting(cx, account).await?.is_empty() {
                let job = DigestJob { officer: account.id, day };
                letters.push(job.row()?.dedup_key(format!("{}@{day}", account.id)));
            }
        }
        enqueue_many(store.writer(), letters, cx.engine.ports().machine.now()).await?;
    }
    store.wake();
    Ok(())
}

async fn waiting(cx: &Routines, account: &Account) -> Result<Vec<Row>, Error> {
    let db = cx.engine.store().reader();
    let page = queues::page(db, &account.department, &account.roles, Filter::All, None, ROWS);
    Ok(page.await?.rows)
}

impl Job for DigestJob {
    const QUEUE: &'static str = "digest";
    type Context = Routines;

    async fn run(self, cx: &Routines, _: &Meta) -> Result<(), Failure> {
        let account = accounts::find(cx.engine.store().reader(), self.officer).await?;
        let Some(account) = account.filter(|account| account.active) else {
            return Ok(());
        };
        let Some(address) = account.email.clone() else {
            return Ok(());
        };
        let rows = waiting(cx, &account).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let work: Vec<Waiting> = rows.iter().filter_map(|row| named(cx, row)).collect();
        let reader = Reader { name: account.name, address, language: account.language };
        let links = Links { public_url: &cx.public_url };
        let id = format!("digest-{}-{}@{}", self.officer, self.day, cx.post.domain);
        let directory = cx.engine.directory();
        let mail = notices::digest(directory, &account.department, &work, self.day, links, &reader, &id);
        cx.post.send(mail).await
    }
}

fn named(cx: &Routines, row: &Row) -> Option<Waiting> {
    let service = cx.engine.registry().newest(&row.workflow_key.parse().ok()?)?;
    Some(Waiting {
        case: CaseNumber::from(RequestId::try_from(row.request_id).ok()?),
        service: service.workflow.title.clone(),
        due: (row.due_at != i64::MAX).then(|| instant(row.due_at)),
    })
}
