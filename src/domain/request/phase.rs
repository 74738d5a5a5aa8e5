//! Where a request stands.

use serde::{Deserialize, Serialize};

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 收件: the desk looks at it.
    Received,
    /// 补正 at intake: the applicant brings what is missing.
    AwaitingCorrection,
    /// 审查
    UnderReview,
    /// All rounds joined; the decision is due.
    Deciding,
    /// 制证
    Certifying,
    /// 送达
    Delivering,
    /// 办结
    Concluded,
    /// 不予受理
    NotAccepted,
    /// Another authority is competent.
    Redirected,
    /// 撤回 by the applicant.
    Withdrawn,
    /// 视为撤回
    DeemedWithdrawn,
    /// 终止
    Terminated,
}

impl Phase {
    /// Whether the request is over in this phase.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(
            self,
            Self::Concluded
                | Self::NotAccepted
                | Self::Redirected
                | Self::Withdrawn
                | Self::DeemedWithdrawn
                | Self::Terminated
        )
    }

    /// The stable word for it in the API and the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::AwaitingCorrection => "awaiting_correction",
            Self::UnderReview => "under_review",
            Self::Deciding => "deciding",
            Self::Certifying => "certifying",
            Self::Delivering => "delivering",
            Self::Concluded => "concluded",
            Self::NotAccepted => "not_accepted",
            Self::Redirected => "redirected",
            Self::Withdrawn => "withdrawn",
            Self::DeemedWithdrawn => "deemed_withdrawn",
            Self::Terminated => "terminated",
        }
    }
}
