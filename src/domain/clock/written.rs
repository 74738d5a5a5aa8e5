//! A ledger as it is written down, and the door back in.

use serde::{Deserialize, Serialize};

use super::{Budget, Instant, Ledger, LedgerError, Span};

/// A ledger as stored, before its extension is checked.
#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    budget: Budget,
    started: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extension: Option<Budget>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    stops: Vec<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Instant>,
}

impl TryFrom<Written> for Ledger {
    type Error = LedgerError;

    fn try_from(written: Written) -> Result<Self, LedgerError> {
        let mut ledger = Self::new(written.budget, written.started).with_stops(written.stops);
        if let Some(extension) = written.extension {
            ledger = ledger.extended(extension)?;
        }
        ledger.ended = written.ended;
        Ok(ledger)
    }
}

impl From<Ledger> for Written {
    fn from(ledger: Ledger) -> Self {
        Self {
            budget: ledger.budget,
            started: ledger.started,
            extension: ledger.extension,
            stops: ledger.stops,
            ended: ledger.ended,
        }
    }
}
