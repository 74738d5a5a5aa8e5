//! What a supervisor may do, as it is sent.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use super::colleagues::{colleague, known_department};
use super::reviews::OpinionBody;
use crate::domain::command::{Act, Opinion};
use crate::domain::identifiers::{DepartmentKey, StageKey};
use crate::domain::request::{ClockKey, Duty, ReviewId};
use crate::domain::stop::{Ground, StopScope};
use crate::doors::Doors;
use crate::doors::problem::Problem;

/// What a supervisor may do.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ActBody {
    /// Gives work to an officer, to another department's queue, or back to its queue.
    Reassign {
        /// The work.
        #[schema(value_type = String)]
        duty: Duty,
        /// Another department's queue.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        department: Option<DepartmentKey>,
        /// A named officer.
        #[serde(default)]
        officer: Option<i64>,
    },
    /// 督办: presses on the record.
    Urge {
        /// The work.
        #[schema(value_type = String)]
        duty: Duty,
    },
    /// Extends a term once (Art. 42), by the role that the workflow names.
    Extend {
        /// The clock: `statutory`, `promised`.
        #[schema(value_type = String)]
        clock: ClockKey,
    },
    /// Stops clocks on a ground, until a date.
    Stop {
        /// How wide; the whole request unless said.
        #[serde(default)]
        scope: ScopeBody,
        /// The legal ground.
        ground: GroundWord,
        /// When it resumes by itself.
        until: DateTime<Utc>,
    },
    /// Ends one stop.
    Resume {
        /// Its number.
        stop: u32,
    },
    /// Takes a closed review up again.
    Reopen {
        /// Which.
        #[schema(value_type = String)]
        review: ReviewId,
    },
    /// Ends an open review without an opinion.
    Waive {
        /// Which.
        #[schema(value_type = String)]
        review: ReviewId,
    },
    /// Gives the opinion in a silent department's stead.
    DecideInStead {
        /// Which review.
        #[schema(value_type = String)]
        review: ReviewId,
        /// The opinion.
        opinion: OpinionBody,
    },
    /// Allows one more correction notice in a stage.
    AllowCorrection {
        /// Which stage.
        #[schema(value_type = String)]
        stage: StageKey,
    },
    /// Ends the request; a second person must send the same.
    Cancel,
    /// Takes off the table that the request be ended.
    KeepOn,
}

/// How wide a stop reaches.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ScopeBody {
    /// Every clock of the request that the ground may stop.
    #[default]
    Request,
    /// One stage.
    Stage {
        /// Which.
        #[schema(value_type = String)]
        stage: StageKey,
    },
    /// One review alone.
    Review {
        /// Which.
        #[schema(value_type = String)]
        review: ReviewId,
    },
}

/// Grounds that a person may stop clocks on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroundWord {
    /// 听证 (Art. 45)
    Hearing,
    /// 招标 (Art. 45)
    Tender,
    /// 拍卖 (Art. 45)
    Auction,
    /// 检验 (Art. 45)
    Inspection,
    /// 检测 (Art. 45)
    Testing,
    /// 检疫 (Art. 45)
    Quarantine,
    /// 鉴定 (Art. 45)
    Appraisal,
    /// 专家评审 (Art. 45)
    ExpertReview,
    /// 公示
    Publicity,
    /// Another authority's answer.
    OutsideAnswer,
}

impl From<GroundWord> for Ground {
    fn from(word: GroundWord) -> Self {
        match word {
            GroundWord::Hearing => Self::Hearing,
            GroundWord::Tender => Self::Tender,
            GroundWord::Auction => Self::Auction,
            GroundWord::Inspection => Self::Inspection,
            GroundWord::Testing => Self::Testing,
            GroundWord::Quarantine => Self::Quarantine,
            GroundWord::Appraisal => Self::Appraisal,
            GroundWord::ExpertReview => Self::ExpertReview,
            GroundWord::Publicity => Self::Publicity,
            GroundWord::OutsideAnswer => Self::OutsideAnswer,
        }
    }
}

impl From<ScopeBody> for StopScope {
    fn from(body: ScopeBody) -> Self {
        match body {
            ScopeBody::Request => Self::Request,
            ScopeBody::Stage { stage } => Self::Stage(stage),
            ScopeBody::Review { review } => Self::Review(review),
        }
    }
}

impl ActBody {
    /// As the core takes it, with the people and departments it names.
    ///
    /// # Errors
    /// 422 at whoever is not there, besides trouble of the store.
    pub async fn resolved(self, doors: &Doors) -> Result<Act, Problem> {
        Ok(match self {
            Self::Reassign {
                duty,
                department,
                officer,
            } => reassign(doors, duty, department, officer).await?,
            Self::Urge { duty } => Act::Urge(duty),
            Self::Extend { clock } => Act::Extend(clock),
            Self::Stop {
                scope,
                ground,
                until,
            } => Act::Stop {
                scope: scope.into(),
                ground: ground.into(),
                until,
            },
            Self::Resume { stop } => Act::Resume { stop },
            Self::Reopen { review } => Act::Reopen(review),
            Self::Waive { review } => Act::Waive(review),
            Self::DecideInStead { review, opinion } => Act::DecideInStead {
                review,
                opinion: unsigned(opinion)?,
            },
            Self::AllowCorrection { stage } => Act::AllowCorrection(stage),
            Self::Cancel => Act::Cancel,
            Self::KeepOn => Act::KeepOn,
        })
    }
}

async fn reassign(
    doors: &Doors,
    duty: Duty,
    department: Option<DepartmentKey>,
    officer: Option<i64>,
) -> Result<Act, Problem> {
    if let Some(department) = &department {
        known_department(doors, department, "/act/reassign/department")?;
    }
    let officer = match officer {
        Some(number) => Some(colleague(doors, number, "/act/reassign/officer").await?),
        None => None,
    };
    Ok(Act::Reassign {
        duty,
        department,
        officer,
    })
}

/// A supervisor speaks alone: whoever went to see the place did so for the department.
fn unsigned(opinion: OpinionBody) -> Result<Opinion, Problem> {
    if opinion.with.is_empty() {
        return Ok(opinion.alone());
    }
    Err(Problem::at(
        "/act/decide_in_stead/opinion/with",
        "too_many",
        "nobody signs beside a supervisor",
    ))
}
