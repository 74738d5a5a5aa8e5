//! The daily seal: one signed root over the heads of all journals, sent out of the house, so that a
//! rewritten database is found out.
//!
//! The root is a Merkle tree as in RFC 6962: leaves and nodes are hashed under different prefixes, so
//! that neither can pass for the other.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Engine, Error};
use crate::storage;
use crate::storage::jobs::{self, NewJob};
use crate::storage::seals::{self, HeadOf, Seal};

/// The queue that [`SealJob`]s wait in.
pub const SEAL_QUEUE: &str = "seal";

/// Sends one day's seal out of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealJob {
    /// Which day's.
    pub day: NaiveDate,
}

impl Engine {
    /// Seals a civil day over the heads as they stand now, and enqueues its sending. A day is sealed
    /// once; whoever comes second gets the seal that stands.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn seal(&self, day: NaiveDate) -> Result<Seal, Error> {
        let heads = seals::heads(self.store.reader()).await?;
        let root = root(&heads);
        let signature = self.keys.sign(&message(day, &root));
        let seal = Seal {
            day,
            root,
            heads,
            signature,
            at: self.now(),
        };
        let tx = self.store.begin().await?;
        if !seals::add(&tx, &seal).await? {
            drop(tx);
            return seals::find(self.store.reader(), day)
                .await?
                .ok_or(Error::Busy);
        }
        let job = NewJob::new(SEAL_QUEUE, &SealJob { day })?.dedup_key(day.to_string());
        jobs::enqueue(&tx, job, self.machine_now()).await?;
        tx.commit().await.map_err(storage::Error::from)?;
        self.store.wake();
        Ok(seal)
    }

    /// Whether a seal is ours and its root follows from its heads.
    #[must_use]
    pub fn seal_holds(&self, seal: &Seal) -> bool {
        root(&seal.heads) == seal.root
            && self
                .keys
                .is_signed(&message(seal.day, &seal.root), &seal.signature)
    }
}

fn message(day: NaiveDate, root: &str) -> Vec<u8> {
    format!("lianban seal {day} {root}").into_bytes()
}

/// The Merkle root over heads in their order, hex.
#[must_use]
pub fn root(heads: &[HeadOf]) -> String {
    let leaves: Vec<[u8; 32]> = heads.iter().map(leaf).collect();
    hex::encode(climb(leaves))
}

fn leaf(HeadOf(id, version, head): &HeadOf) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix([0]);
    hash.update(id.to_be_bytes());
    hash.update(version.to_be_bytes());
    hash.update(head);
    hash.finalize().into()
}

/// Pairs level by level; an odd one out goes up as it is.
fn climb(mut level: Vec<[u8; 32]>) -> [u8; 32] {
    if level.is_empty() {
        return Sha256::digest([]).into();
    }
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
            .map(|id| HeadOf(id, 3, format!("{id:064x}")))
            .collect()
    }

    #[test]
    fn the_root_tells_every_head_and_their_order() {
        for count in 1..9 {
            let whole = heads(count);
            let sealed = root(&whole);
            assert_ne!(sealed, root(&whole[..whole.len() - 1]), "{count}");
            for changed in 0..whole.len() {
                let mut other = whole.clone();
                other[changed].1 += 1;
                assert_ne!(sealed, root(&other), "{changed} of {count}");
            }
            if count > 1 {
                let mut swapped = whole.clone();
                swapped.swap(0, 1);
                assert_ne!(sealed, root(&swapped), "{count}");
            }
        }
    }
}
