//! I1: every acknowledged submission exists exactly once. Ids are primary keys, so what exists
//! exists once; what is looked for is what is gone.

use super::report::Check;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::engine::{Engine, Error, write};
use crate::storage::{self, idempotency, journal};

/// Remembered answers read at once.
const PAGE_ROWS: u64 = 500;

pub(super) async fn check(
    engine: &Engine,
    acknowledged: &[String],
    check: &mut Check,
) -> Result<(), Error> {
    for case_number in acknowledged {
        match case_number.trim().parse::<CaseNumber>() {
            Ok(number) => exists(engine, number.request_id(), check).await?,
            Err(error) => check.fail(None, format!("{case_number}: {error}")),
        }
    }
    remembered(engine, check).await
}

/// The house's own list: answers that were given under an idempotency key.
async fn remembered(engine: &Engine, check: &mut Check) -> Result<(), Error> {
    let mut after = None;
    loop {
        let db = engine.store().reader();
        let page = idempotency::of_kind(db, write::FILED, after.as_ref(), PAGE_ROWS).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.key.clone());
        for answer in &page {
            match write::acknowledged(answer) {
                Ok(id) => exists(engine, id, check).await?,
                Err(error) => check.fail(None, unreadable(error)?),
            }
        }
    }
}

async fn exists(engine: &Engine, id: RequestId, check: &mut Check) -> Result<(), Error> {
    let outcome = match begins(engine, id).await {
        Ok(true) => Ok(()),
        Ok(false) => Err("its journal does not begin with its filing".to_owned()),
        Err(Error::NotFound) => Err("acknowledged, but there is no such request".to_owned()),
        Err(error) => Err(unreadable(error)?),
    };
    check.count(Some(id), outcome);
    Ok(())
}

async fn begins(engine: &Engine, id: RequestId) -> Result<bool, Error> {
    engine.request(id).await?;
    let first = journal::page(engine.store().reader(), id, 0, 1).await?;
    let filed = first.first();
    Ok(filed.is_some_and(|(_, entry)| entry.event.name() == "filed"))
}

/// What is wrong with a row that cannot be read; any other failure ends the report.
fn unreadable(error: Error) -> Result<String, Error> {
    match error {
        Error::Storage(error @ storage::Error::Unreadable { .. }) => Ok(error.to_string()),
        error => Err(error),
    }
}
