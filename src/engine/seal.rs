//! The daily seal: one signed root over the seal before and the heads of the journals that changed
//! since, sent out of the house, so that a rewritten database is found out. Seals make a chain: the
//! newest one fixes all before it, and a night's cost follows the day's work.
//!
//! The root is a Merkle tree as in RFC 6962: leaves and nodes are hashed under different prefixes, so
//! that neither can pass for the other. What happened after the newest seal that left the house is
//! fixed by nothing.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Engine, Error};
use crate::domain::calendar::Instant;
use crate::faults;
use crate::storage;
use crate::storage::jobs::{self, NewJob};
use crate::storage::seals::{self, HeadOf, Kind, Last, Previous, Seal};

/// The queue that [`SealJob`]s wait in.
pub const SEAL_QUEUE: &str = "seal";

/// How far before the last seal changes are looked for again: past any transaction that was open
/// then, and any difference between the clocks of nodes. What stands sealed is not sealed twice.
const OVERLAP_HOURS: i64 = 24;
/// How often the end of the chain is looked for when another node came first.
const ATTEMPTS: usize = 4;

/// Sends one day's seal out of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealJob {
    /// Which day's.
    pub day: NaiveDate,
}

impl Engine {
    /// Seals a civil day over the journals that changed since the last seal, and enqueues its
    /// sending. A day is sealed once, and none after a later one: whoever comes second gets the
    /// seal that stands.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Storage`].
    pub async fn seal(&self, day: NaiveDate) -> Result<Seal, Error> {
        for _ in 0..ATTEMPTS {
            let db = self.store.reader();
            let last = seals::last(db).await?;
            if let Some(last) = last.as_ref().filter(|last| last.seal.day >= day) {
                let own = seals::find(db, day).await?;
                let standing = match own {
                    None => seals::find(db, last.seal.day).await?,
                    own => own,
                };
                return standing.ok_or(Error::Busy);
            }
            if let Some(seal) = self.seal_after(day, last).await? {
                return Ok(seal);
            }
        }
        Err(Error::Busy)
    }

    /// None where another node was first.
    async fn seal_after(&self, day: NaiveDate, last: Option<Last>) -> Result<Option<Seal>, Error> {
        // Before the heads are read: what is written meanwhile belongs to the next seal too.
        let (at, taken_at) = (self.now(), self.machine_now());
        let heads = self.unsealed(last.as_ref()).await?;
        let previous = last.map(|last| last.seal);
        let root = root(previous.as_ref(), &heads);
        let signature = self.keys.sign(&message(day, at, &root));
        let seal = Seal {
            day,
            previous,
            heads,
            root,
            signature,
            at,
        };
        let tx = self.store.begin().await?;
        if !seals::add(&tx, &seal, taken_at).await? {
            return Ok(None);
        }
        let job = NewJob::new(SEAL_QUEUE, &SealJob { day })?
            .max_attempts(self.letter_attempts)
            .dedup_key(day.to_string());
        jobs::enqueue(&tx, job, taken_at).await?;
        faults::at("seal.before");
        tx.commit().await.map_err(storage::Error::from)?;
        faults::at("seal.after");
        self.store.wake();
        Ok(Some(seal))
    }

    async fn unsealed(&self, last: Option<&Last>) -> Result<Vec<HeadOf>, Error> {
        let db = self.store.reader();
        let Some(last) = last else {
            let ever = Instant::UNIX_EPOCH;
            return Ok(seals::changed(db, ever, ever).await?.into_iter().collect());
        };
        let overlap = TimeDelta::hours(OVERLAP_HOURS);
        let (machine, law) = (last.taken_at - overlap, last.at - overlap);
        let sealed = match seals::sealed_since(db, machine).await {
            // Somebody spoilt a stored seal: `verify` says so, and what it held is sealed again.
            Err(storage::Error::Unreadable { .. }) => BTreeSet::new(),
            sealed => sealed?,
        };
        let heads = seals::changed(db, machine, law).await?;
        Ok(heads.difference(&sealed).cloned().collect())
    }

    /// Whether a seal is ours and its root follows from what it holds.
    #[must_use]
    pub fn seal_holds(&self, seal: &Seal) -> bool {
        root(seal.previous.as_ref(), &seal.heads) == seal.root
            && self
                .keys
                .is_signed(&message(seal.day, seal.at, &seal.root), &seal.signature)
    }
}

fn message(day: NaiveDate, at: Instant, root: &str) -> Vec<u8> {
    format!("lianban seal {day} {} {root}", storage::micros(at)).into_bytes()
}

/// The Merkle root over the seal before and the heads in their order, hex.
#[must_use]
pub fn root(previous: Option<&Previous>, heads: &[HeadOf]) -> String {
    let mut leaves = vec![first_leaf(previous)];
    leaves.extend(heads.iter().map(leaf));
    hex::encode(climb(leaves))
}

fn first_leaf(previous: Option<&Previous>) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix([2]);
    if let Some(previous) = previous {
        hash.update(previous.day.to_string());
        hash.update(&previous.root);
    }
    hash.finalize().into()
}

fn leaf(head: &HeadOf) -> [u8; 32] {
    let kind = match head.kind {
        Kind::Request => 0,
        Kind::Sitting => 1,
        Kind::Calendar => 2,
    };
    let mut hash = Sha256::new_with_prefix([0, kind]);
    hash.update(head.id.to_be_bytes());
    hash.update(head.version.to_be_bytes());
    hash.update(&head.hash);
    hash.finalize().into()
}

/// Pairs level by level; an odd one out goes up as it is.
fn climb(mut level: Vec<[u8; 32]>) -> [u8; 32] {
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => {
                    let node = Sha256::new_with_prefix([1])
                        .chain_update(left)
                        .chain_update(right);
                    node.finalize().into()
                }
                alone => alone[0],
            })
            .collect();
    }
    level[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(count: i64) -> Vec<HeadOf> {
        (0..count)
            .map(|id| HeadOf {
                kind: Kind::Request,
                id,
                version: 3,
                hash: format!("{id:064x}"),
            })
            .collect()
    }

    #[test]
    fn the_root_tells_every_head_and_their_order() {
        let root = |heads: &[HeadOf]| root(None, heads);
        for count in 1..9 {
            let whole = heads(count);
            let sealed = root(&whole);
            assert_ne!(sealed, root(&whole[..whole.len() - 1]), "{count}");
            for changed in 0..whole.len() {
                let mut other = whole.clone();
                other[changed].version += 1;
                assert_ne!(sealed, root(&other), "{changed} of {count}");
                other[changed] = HeadOf {
                    kind: Kind::Sitting,
                    ..whole[changed].clone()
                };
                assert_ne!(sealed, root(&other), "{changed} of {count}");
            }
            if count > 1 {
                let mut swapped = whole.clone();
                swapped.swap(0, 1);
                assert_ne!(sealed, root(&swapped), "{count}");
            }
        }
    }

    #[test]
    fn the_root_tells_the_seal_before() {
        let previous = |day: &str, root: &str| Previous {
            day: day.parse().unwrap_or_default(),
            root: root.to_owned(),
        };
        let roots = [
            root(None, &[]),
            root(Some(&previous("2026-04-11", "aa")), &[]),
            root(Some(&previous("2026-04-12", "aa")), &[]),
            root(Some(&previous("2026-04-11", "ab")), &[]),
        ];
        let different: std::collections::BTreeSet<_> = roots.iter().collect();
        assert_eq!(different.len(), roots.len());
    }
}
