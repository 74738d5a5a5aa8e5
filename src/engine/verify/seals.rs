//! I4, from outside: the chain of seals, and every sealed head against the journals. What a seal
//! outside the house says is fixed, and with it all seals before; what was never sealed is not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::report::Check;
use crate::domain::identifiers::RequestId;
use crate::engine::{Engine, Error};
use crate::storage::seals::{self, HeadOf, Kind, Previous, Seal};
use crate::storage::{self};

/// Sealed heads compared in one statement.
const HEADS_AT_ONCE: usize = 200;

/// The house's seals and those that left it, oldest first; where both have a day, the one outside
/// counts.
pub(super) async fn check(
    engine: &Engine,
    outside: &[Seal],
    check: &mut Check,
) -> Result<(), Error> {
    let outside = by_day(outside, check);
    let kept = seals::days(engine.store().reader()).await?;
    let days: BTreeSet<NaiveDate> = outside.keys().copied().chain(kept).collect();
    let mut before = None;
    for day in days {
        let kept = kept_of(engine, day, check).await?;
        let seal = match outside.get(&day) {
            Some(seal) => {
                check.count(None, is_kept(seal, kept.as_ref()));
                (*seal).clone()
            }
            None => match kept {
                Some(seal) => seal,
                None => continue,
            },
        };
        check.count(None, is_ours(engine, &seal));
        check.count(None, follows(before.as_ref(), &seal));
        heads(engine, &seal, check).await?;
        before = Some(Previous {
            day,
            root: seal.root,
        });
    }
    Ok(())
}

fn by_day<'a>(outside: &'a [Seal], check: &mut Check) -> BTreeMap<NaiveDate, &'a Seal> {
    let mut by_day = BTreeMap::new();
    for seal in outside {
        if let Some(other) = by_day.insert(seal.day, seal)
            && other != seal
        {
            check.fail(
                None,
                format!("two different seals of {} were given", seal.day),
            );
        }
    }
    by_day
}

/// A stored seal that cannot be read is an offender, not an error.
async fn kept_of(
    engine: &Engine,
    day: NaiveDate,
    check: &mut Check,
) -> Result<Option<Seal>, Error> {
    match seals::find(engine.store().reader(), day).await {
        Ok(seal) => Ok(seal),
        Err(error @ (storage::Error::Unreadable { .. } | storage::Error::Impossible(_))) => {
            check.fail(None, format!("the house's seal of {day}: {error}"));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn is_kept(outside: &Seal, kept: Option<&Seal>) -> Result<(), String> {
    let day = outside.day;
    match kept {
        None => Err(format!("the house has lost its seal of {day}")),
        Some(kept) if kept != outside => Err(format!(
            "the house's seal of {day} is not the one that left it"
        )),
        Some(_) => Ok(()),
    }
}

fn is_ours(engine: &Engine, seal: &Seal) -> Result<(), String> {
    if engine.seal_holds(seal) {
        Ok(())
    } else {
        Err(format!(
            "the seal of {} is not ours or was changed",
            seal.day
        ))
    }
}

fn follows(before: Option<&Previous>, seal: &Seal) -> Result<(), String> {
    let day = seal.day;
    match (before, &seal.previous) {
        (None, None) => Ok(()),
        (Some(before), Some(previous)) if before == previous => Ok(()),
        (Some(before), None) => Err(format!(
            "the seal of {day} says it is the first, but {} was sealed before",
            before.day
        )),
        (Some(before), Some(previous)) if previous.day <= before.day => Err(format!(
            "the seal of {day} does not follow that of {}",
            before.day
        )),
        (_, Some(previous)) => Err(format!(
            "the seal of {}, which that of {day} follows, is missing",
            previous.day
        )),
    }
}

async fn heads(engine: &Engine, seal: &Seal, check: &mut Check) -> Result<(), Error> {
    for kind in [Kind::Request, Kind::Sitting, Kind::Calendar] {
        let of_kind: Vec<&HeadOf> = seal.heads.iter().filter(|head| head.kind == kind).collect();
        for heads in of_kind.chunks(HEADS_AT_ONCE) {
            against_journals(engine, kind, heads, seal.day, check).await?;
        }
    }
    Ok(())
}

async fn against_journals(
    engine: &Engine,
    kind: Kind,
    heads: &[&HeadOf],
    day: NaiveDate,
    check: &mut Check,
) -> Result<(), Error> {
    let db = engine.store().reader();
    let places: Vec<(i64, u64)> = heads.iter().map(|head| (head.id, head.version)).collect();
    let ids: Vec<i64> = heads.iter().map(|head| head.id).collect();
    let hashes = seals::hashes(db, kind, &places).await?;
    let lengths = seals::lengths(db, kind, &ids).await?;
    for head in heads {
        let line = head.version;
        let hash = hashes.get(&(head.id, line));
        let outcome = match (lengths.get(&head.id), hash) {
            (None, _) => Err(format!("gone, but sealed on {day} up to line {line}")),
            (Some(length), None) if *length < line => Err(format!(
                "ends at line {length}, but was sealed on {day} up to line {line}"
            )),
            (Some(_), None) => Err(format!("line {line} is missing, which was sealed on {day}")),
            (Some(_), Some(hash)) if *hash != head.hash => Err(format!(
                "written anew: line {line} is not what was sealed on {day}"
            )),
            (Some(_), Some(_)) => Ok(()),
        };
        match kind {
            Kind::Request => check.count(RequestId::try_from(head.id).ok(), outcome),
            Kind::Sitting | Kind::Calendar => {
                let noun = match kind {
                    Kind::Calendar => "calendar",
                    _ => "sitting",
                };
                let named = outcome.map_err(|detail| format!("{noun} {}: {detail}", head.id));
                check.count(None, named);
            }
        }
    }
    Ok(())
}
