//! Closed lists of words as the API takes and gives them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::definition::{FilerKind, Language};
use crate::domain::explain::Cause;
use crate::domain::request::{DecisionOutcome, Phase, RatingLevel, Verdict};

/// A closed list that repeats one of the domain, both ways.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident for $of:ident { $($(#[$word_doc:meta])* $word:ident = $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$word_doc])* $word),* }

        impl From<$name> for $of {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$variant),* }
            }
        }

        impl From<$of> for $name {
            fn from(word: $of) -> Self {
                match word { $($of::$variant => Self::$word),* }
            }
        }
    };
}

words! {
    /// Where a request stands.
    PhaseWord for Phase {
        /// 收件
        Received = Received,
        /// 补正 at intake
        AwaitingCorrection = AwaitingCorrection,
        /// 审查
        UnderReview = UnderReview,
        /// 决定
        Deciding = Deciding,
        /// 制证
        Certifying = Certifying,
        /// 送达
        Delivering = Delivering,
        /// 办结
        Concluded = Concluded,
        /// 不予受理
        NotAccepted = NotAccepted,
        /// Another authority is competent
        Redirected = Redirected,
        /// 撤回
        Withdrawn = Withdrawn,
        /// 视为撤回
        DeemedWithdrawn = DeemedWithdrawn,
        /// 终止
        Terminated = Terminated,
    }
}

words! {
    /// What a stalled request hangs on.
    CauseWord for Cause {
        /// Nobody of the department has taken the work
        Unclaimed = Unclaimed,
        /// Somebody has taken it and is silent
        Claimed = Claimed,
        /// The applicant owes an answer
        Applicant = Applicant,
        /// The next sitting
        Sitting = Sitting,
        /// A notice that has not arrived
        Notice = Notice,
        /// A date
        Date = Date,
        /// Nothing that is known of
        Nothing = Nothing,
    }
}

words! {
    /// A language that notices are written in.
    LanguageWord for Language {
        /// 中文
        Zh = Zh,
        /// English
        En = En,
    }
}

words! {
    /// In whose hands the filing is.
    FilerWord for FilerKind {
        /// The applicant.
        #[serde(rename = "self")]
        Own = SelfFiled,
        /// A person with a proxy.
        Agent = Agent,
        /// An association that helps migrants file.
        Association = Association,
        /// The officer at the window.
        Window = Window,
    }
}

words! {
    /// What an opinion says.
    VerdictWord for Verdict {
        /// 同意
        Agree = Agree,
        /// 同意（附条件）
        Conditions = Conditions,
        /// 不同意
        Refuse = Refuse,
        /// 不涉及
        NotConcerned = NotConcerned,
        /// 上报: to the head of the department, with the reason as text; the review stays open
        ReferUp = ReferUp,
    }
}

words! {
    /// What a decision says.
    OutcomeWord for DecisionOutcome {
        /// 准予
        Grant = Grant,
        /// 附条件准予
        GrantConditions = GrantConditions,
        /// 不予
        Refuse = Refuse,
    }
}

words! {
    /// How an applicant rates the handling.
    RatingWord for RatingLevel {
        /// 非常满意
        VerySatisfied = VerySatisfied,
        /// 满意
        Satisfied = Satisfied,
        /// 基本满意
        FairlySatisfied = FairlySatisfied,
        /// 不满意
        Dissatisfied = Dissatisfied,
        /// 非常不满意
        VeryDissatisfied = VeryDissatisfied,
    }
}
