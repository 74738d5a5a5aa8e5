//! Calls about sittings that come twice under one key: the second changes nothing and gets what the
//! first was told.
//!
//! What is remembered is which sitting it was and what came of each item, never the words of opinions or
//! minutes: the sitting itself is shown as it stands.

use serde::{Deserialize, Serialize};

use super::Error;
use crate::domain::calendar::Instant;
use crate::domain::identifiers::SittingId;
use crate::domain::sitting::{Sitting, SittingRefusal};
use crate::storage::idempotency::{self, Answer, Key};
use crate::storage::{self, Transaction, sittings};

/// The kind of remembered answer about a sitting.
const SAT: &str = "sat";

/// What came of each request for an agenda.
pub(super) type Outcomes = Vec<Result<(), SittingRefusal>>;

#[derive(Serialize, Deserialize)]
struct Remembered {
    sitting: SittingId,
    /// Of each item, why it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Option<SittingRefusal>>,
}

/// What was answered under this key before, with the sitting as it stands.
///
/// # Errors
/// [`Error::IdempotencyReuse`] where the key came with another call, besides trouble of the store.
pub(super) async fn answered(
    tx: &Transaction,
    key: Option<&Key>,
) -> Result<Option<(Sitting, Outcomes)>, Error> {
    let Some(key) = key else {
        return Ok(None);
    };
    let Some(known) = idempotency::find(tx, &[key]).await?.pop() else {
        return Ok(None);
    };
    if known.key.body_hash != key.body_hash || known.status != SAT {
        return Err(Error::IdempotencyReuse);
    }
    let remembered: Remembered =
        serde_json::from_str(&known.answer).map_err(storage::Error::Payload)?;
    let found = sittings::find(tx, remembered.sitting).await?;
    let sitting = found.ok_or(Error::NotFound)?.sitting;
    let outcomes = remembered.refused.into_iter();
    let outcomes = outcomes
        .map(|refused| refused.map_or(Ok(()), Err))
        .collect();
    Ok(Some((sitting, outcomes)))
}

/// The answer to be remembered in the transaction of what it tells; none without a key.
///
/// # Errors
/// Only where it does not become JSON.
pub(super) fn answer(
    key: Option<&Key>,
    sitting: SittingId,
    outcomes: &Outcomes,
) -> Result<Vec<Answer>, Error> {
    let Some(key) = key else {
        return Ok(Vec::new());
    };
    let refused = outcomes.iter().map(|outcome| outcome.clone().err());
    let remembered = Remembered {
        sitting,
        refused: refused.collect(),
    };
    Ok(vec![Answer {
        key: key.clone(),
        status: SAT.to_owned(),
        answer: serde_json::to_string(&remembered).map_err(storage::Error::Payload)?,
    }])
}

/// Remembers an answer that no [`Work`](super::work::Work) takes with it.
///
/// # Errors
/// A conflict where the key was used meanwhile: roll back and look again.
pub(super) async fn remember(
    tx: &Transaction,
    key: Option<&Key>,
    sitting: SittingId,
    outcomes: &Outcomes,
    now: Instant,
) -> Result<(), Error> {
    Ok(idempotency::remember(tx, &answer(key, sitting, outcomes)?, now).await?)
}
