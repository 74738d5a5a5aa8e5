//! Those who watch over the whole: interventions, singly and in bulk, always with a reason.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acting::{Acted, act};
use super::reviews::OpinionBody;
use crate::access::Caller;
use crate::domain::command::{Act, Action, Command};
use crate::domain::identifiers::{DepartmentKey, OfficerId, StageKey};
use crate::domain::request::{ClockKey, Duty, ReviewId};
use crate::domain::stop::{Ground, StopScope};
use crate::doors::Doors;
use crate::doors::body::Body;
use crate::doors::envelope::Envelope;
use crate::doors::place::{CasePlace, Place};
use crate::doors::problem::{self, Problem};

/// Most requests of one bulk act.
pub const BULK_MAX: usize = 100;

/// A supervisor's act with its reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"act": {"urge": {"duty": "review:verify.work"}}, "reason": "Three days over, the family is waiting"}))]
pub struct SuperviseBody {
    /// What is done.
    pub act: ActBody,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    pub reason: String,
}

/// The same act on many requests.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"requests": ["2222-ABC-DEF-2345"], "act": {"urge": {"duty": "intake"}}, "reason": "Backlog after the holiday"}))]
pub struct BulkBody {
    /// The case numbers, each once.
    #[schema(min_items = 1, max_items = 100)]
    pub requests: Vec<String>,
    /// What is done at each.
    pub act: ActBody,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    pub reason: String,
}

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
    /// The work it is about, if it is about one.
    fn duty(&self) -> Option<Duty> {
        match self {
            Self::Reassign { duty, .. } | Self::Urge { duty } => Some(duty.clone()),
            Self::Reopen { review }
            | Self::Waive { review }
            | Self::DecideInStead { review, .. } => Some(Duty::Review(review.clone())),
            _ => None,
        }
    }
}

impl From<ActBody> for Act {
    fn from(body: ActBody) -> Self {
        match body {
            ActBody::Reassign {
                duty,
                department,
                officer,
            } => Self::Reassign {
                duty,
                department,
                officer: officer.map(OfficerId),
            },
            ActBody::Urge { duty } => Self::Urge(duty),
            ActBody::Extend { clock } => Self::Extend(clock),
            ActBody::Stop {
                scope,
                ground,
                until,
            } => Self::Stop {
                scope: scope.into(),
                ground: ground.into(),
                until,
            },
            ActBody::Resume { stop } => Self::Resume { stop },
            ActBody::Reopen { review } => Self::Reopen(review),
            ActBody::Waive { review } => Self::Waive(review),
            ActBody::DecideInStead { review, opinion } => Self::DecideInStead {
                review,
                opinion: opinion.into(),
            },
            ActBody::AllowCorrection { stage } => Self::AllowCorrection(stage),
            ActBody::Cancel => Self::Cancel,
        }
    }
}

/// What came of one request of a bulk act.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    /// As sent.
    pub case_number: String,
    /// Whether it was done.
    pub done: bool,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub acted: Option<Acted>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<problem::Document>)]
    pub problem: Option<Problem>,
}

/// What came of a bulk act, in the order sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResults {
    /// How many were done.
    pub done: usize,
    /// How many were refused.
    pub refused: usize,
    /// Each.
    pub results: Vec<BulkResult>,
}

/// Intervene in one request 督办.
#[utoipa::path(post, path = "/api/v1/requests/{case}/supervise", tag = "oversight",
    request_body = SuperviseBody, responses((status = 200, body = Acted, description = "Done, and on the journal with its reason")))]
pub async fn supervise(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    envelope: Envelope,
    body: Body<SuperviseBody>,
) -> Result<Response, Problem> {
    let SuperviseBody {
        act: wanted,
        reason,
    } = body.value;
    let duty = wanted.duty();
    let action = Action::Supervise {
        act: wanted.into(),
        reason,
    };
    act(
        &doors,
        &caller,
        &place.case,
        duty.as_ref(),
        action,
        envelope,
        &body.digest,
    )
    .await
}

/// The same act on up to 100 requests; each succeeds or fails by itself.
#[utoipa::path(post, path = "/api/v1/supervise/bulk", tag = "oversight",
    request_body = BulkBody, responses((status = 200, body = BulkResults, description = "What came of each")))]
pub async fn bulk(
    State(doors): State<Doors>,
    caller: Caller,
    envelope: Envelope,
    body: Body<BulkBody>,
) -> Result<Response, Problem> {
    let BulkBody {
        requests,
        act: wanted,
        reason,
    } = body.value;
    check_list(&requests)?;
    let mut results = Vec::with_capacity(requests.len());
    for case_number in requests {
        let envelope = envelope.for_part(&case_number);
        let came = intervene(
            &doors,
            &caller,
            &case_number,
            &wanted,
            &reason,
            &envelope,
            &body.digest,
        )
        .await;
        results.push(match came {
            Ok(acted) => BulkResult {
                case_number,
                done: true,
                acted: Some(acted),
                problem: None,
            },
            Err(problem) => BulkResult {
                case_number,
                done: false,
                acted: None,
                problem: Some(problem),
            },
        });
    }
    let done = results.iter().filter(|result| result.done).count();
    Ok(Json(BulkResults {
        done,
        refused: results.len() - done,
        results,
    })
    .into_response())
}

fn check_list(requests: &[String]) -> Result<(), Problem> {
    if requests.is_empty() || requests.len() > BULK_MAX {
        return Err(Problem::at(
            "/requests",
            "range",
            format!("name 1 to {BULK_MAX} requests"),
        ));
    }
    let mut seen = std::collections::BTreeSet::new();
    match requests.iter().position(|request| !seen.insert(request)) {
        Some(index) => Err(Problem::at(
            format!("/requests/{index}"),
            "repeated",
            "named twice",
        )),
        None => Ok(()),
    }
}

async fn intervene(
    doors: &Doors,
    caller: &Caller,
    case: &str,
    wanted: &ActBody,
    reason: &str,
    envelope: &Envelope,
    body_digest: &str,
) -> Result<Acted, Problem> {
    let id = doors.case_of(caller, case).await?.request.id;
    let action = Action::Supervise {
        act: wanted.clone().into(),
        reason: reason.to_owned(),
    };
    let command = Command {
        actor: caller.actor(),
        action,
        expected: None,
    };
    let request = doors
        .command(id, caller, command, envelope, body_digest)
        .await?;
    Ok(Acted::of(&request, wanted.duty().as_ref()))
}
