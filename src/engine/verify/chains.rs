//! I4: hash chains and sealed heads are intact. Without a seal from outside, whoever owns the
//! database could write a whole chain anew; with one, everything sealed by then is fixed.

use super::Case;
use super::report::Check;
use crate::domain::identifiers::RequestId;
use crate::engine::{Engine, Error};
use crate::storage::journal;
use crate::storage::seals::{self, HeadOf, Seal};
use crate::storage::sittings::{self, genesis};

/// Sealed heads compared in one statement.
const HEADS_AT_ONCE: usize = 200;

pub(super) fn check(case: &Case, check: &mut Check) {
    let id = Some(case.id());
    for line in &case.lines {
        check.count(
            id,
            match line.fault {
                None => Ok(()),
                Some(fault) => Err(format!("line {}: {fault:?}", line.seq)),
            },
        );
    }
    let last = case.lines.last().map(|line| (line.seq, line.hash.as_str()));
    let head = (case.stored.request.version, case.stored.head.as_str());
    if last != Some(head) {
        check.fail(id, "the journal does not end where the request says");
    }
}

/// The stored seals and those that left the house, each against the journals.
pub(super) async fn seals(
    engine: &Engine,
    outside: &[Seal],
    check: &mut Check,
) -> Result<(), Error> {
    for day in seals::days(engine.store().reader()).await? {
        if let Some(seal) = seals::find(engine.store().reader(), day).await? {
            against_journals(engine, &seal, check).await?;
        }
    }
    for seal in outside {
        against_journals(engine, seal, check).await?;
    }
    Ok(())
}

async fn against_journals(engine: &Engine, seal: &Seal, check: &mut Check) -> Result<(), Error> {
    check.count(
        None,
        match engine.seal_holds(seal) {
            true => Ok(()),
            false => Err(format!(
                "the seal of {} is not ours or was changed",
                seal.day
            )),
        },
    );
    for heads in seal.heads.chunks(HEADS_AT_ONCE) {
        let places: Vec<(i64, u64)> = heads.iter().map(|head| (head.0, head.1)).collect();
        let hashes = journal::hashes(engine.store().reader(), &places).await?;
        for HeadOf(id, version, hash) in heads {
            let outcome = if hashes.get(&(*id, *version)) == Some(hash) {
                Ok(())
            } else {
                Err(format!(
                    "line {version} is not what was sealed on {}",
                    seal.day
                ))
            };
            check.count(RequestId::try_from(*id).ok(), outcome);
        }
    }
    Ok(())
}

/// The journals of sittings.
pub(super) async fn sittings(engine: &Engine, check: &mut Check) -> Result<(), Error> {
    let mut after = None;
    loop {
        let db = engine.store().reader();
        let page = sittings::page(db, after, sittings::PAGE_MAX).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.sitting.id);
        for stored in &page {
            check.count(None, sitting(engine, stored).await?);
        }
    }
}

async fn sitting(engine: &Engine, stored: &sittings::Stored) -> Result<Result<(), String>, Error> {
    let id = stored.sitting.id;
    let mut head = genesis(id);
    let lines = sittings::journal(engine.store().reader(), id).await?;
    for (index, line) in lines.iter().enumerate() {
        let linked = journal::link(&head, &line.body);
        if linked != line.hash || line.seq != index as i64 + 1 {
            return Ok(Err(format!(
                "sitting {id}, line {}: the chain is broken",
                line.seq
            )));
        }
        head = linked;
    }
    let whole = head == stored.head && lines.len() as u64 == stored.sitting.version;
    Ok(if whole {
        Ok(())
    } else {
        Err(format!("sitting {id}: the journal is not whole"))
    })
}
