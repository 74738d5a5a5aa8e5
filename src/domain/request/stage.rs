//! A stage as reached, and what is asked of the applicant in it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ReviewId;
use crate::domain::calendar::Instant;
use crate::domain::definition::Mode;

/// A stage as reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageState {
    /// How far.
    pub progress: Progress,
    /// The round's outcome, fixed at settlement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<RoundOutcome>,
    /// How the round is held now; the lead may switch it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// When a waiting stage ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_until: Option<Instant>,
    /// The open correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Asked>,
    /// Correction notices sent in this stage.
    #[serde(default)]
    pub corrections_sent: u32,
    /// The reviews whose items the notices had, as far as that was kept.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub asked_by: BTreeSet<ReviewId>,
    /// A supervisor allowed one more.
    #[serde(default)]
    pub another_correction_allowed: bool,
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Its work is under way.
    Open,
    /// Done.
    Finished,
    /// Not needed; counts as finished.
    Skipped,
}

/// How a round came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundOutcome {
    /// The request goes on.
    Positive,
    /// Later stages are skipped; the decision follows.
    Negative,
}

/// Missing items asked of the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// What is missing, by whom.
    pub items: Vec<AskedItem>,
    /// The notice, once sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<u32>,
    /// Whether the applicant was told, from when the answer clock runs.
    #[serde(default)]
    pub told: bool,
}

/// One missing item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedItem {
    /// The field or material, as in `reads`.
    pub what: String,
    /// Which review asks; none at intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewId>,
    /// Where the explanation stands among the facts' words.
    pub words: String,
}

impl AskedItem {
    /// What a letter names it by, whose writing may come after the correction is closed: by the place
    /// of its explanation, what is missing and which review asks.
    pub fn names(&self) -> impl Iterator<Item = (String, String)> {
        let place = &self.words;
        let asker = self.review.as_ref();
        let asker = asker.map(|review| (format!("asker:{place}"), review.to_string()));
        std::iter::once((format!("what:{place}"), self.what.clone())).chain(asker)
    }
}
