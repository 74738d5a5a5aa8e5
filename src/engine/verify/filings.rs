//! I1: every acknowledged submission exists exactly once. Ids are primary keys, so what exists
//! exists once; what is looked for is what is gone.

use super::report::Check;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::engine::{Engine, Error, write};
use crate::storage::{idempotency, journal};

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
            exists(engine, write::acknowledged(answer)?, check).await?;
        }
    }
}

async fn exists(engine: &Engine, id: RequestId, check: &mut Check) -> Result<(), Error> {
    let request = engine.request(id).await;
    let outcome = match request {
        Ok(_) => {
            let first = journal::page(engine.store().reader(), id, 0, 1).await?;
            let begins = first
                .first()
                .is_some_and(|(_, entry)| entry.event.name() == "filed");
            if begins {
                Ok(())
            } else {
                Err("its journal does not begin with its filing".into())
            }
        }
        Err(Error::NotFound) => Err("acknowledged, but there is no such request".to_owned()),
        Err(error) => return Err(error),
    };
    check.count(Some(id), outcome);
    Ok(())
}
