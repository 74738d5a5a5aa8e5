//! Those who watch over the whole: interventions, singly and in bulk, always with a reason.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acting::{Acted, act};
use super::colleagues::colleague;
use super::reviews::OpinionBody;
use crate::access::Caller;
use crate::domain::command::{Act, Action, Command, Opinion};
use crate::domain::identifiers::{DepartmentKey, StageKey};
use crate::domain::request::{ClockKey, Duty, ReviewId};
use crate::domain::stop::{Ground, StopScope};
use crate::doors::Doors;
use crate::doors::body::Body;
use crate::doors::envelope::Envelope;
use crate::doors::house::call;
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

impl ActBody {
    /// As the core takes it, with the people and departments it names.
    ///
    /// # Errors
    /// 422 at whoever is not there, besides trouble of the store.
    async fn resolved(self, doors: &Doors) -> Result<Act, Problem> {
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
        })
    }
}

async fn reassign(
    doors: &Doors,
    duty: Duty,
    department: Option<DepartmentKey>,
    officer: Option<i64>,
) -> Result<Act, Problem> {
    let known = &doors.engine.directory().departments;
    if department
        .as_ref()
        .is_some_and(|key| !known.contains_key(key))
    {
        let detail = "there is no such department";
        return Err(Problem::at("/act/reassign/department", "unknown", detail));
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

impl BulkResult {
    fn of(case_number: String, came: Result<Acted, Problem>) -> Self {
        let (acted, problem) = match came {
            Ok(acted) => (Some(acted), None),
            Err(problem) => (None, Some(problem)),
        };
        Self {
            case_number,
            done: acted.is_some(),
            acted,
            problem,
        }
    }
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
        act: wanted.resolved(&doors).await?,
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
    let duty = wanted.duty();
    let action = Action::Supervise {
        act: wanted.resolved(&doors).await?,
        reason,
    };
    let mut found = Vec::with_capacity(requests.len());
    let mut commands = Vec::with_capacity(requests.len());
    for case_number in &requests {
        let case = doors.case_of(&caller, case_number).await;
        found.push(case.map(|case| {
            let command = Command {
                actor: caller.actor(),
                action: action.clone(),
                expected: None,
            };
            let envelope = envelope.for_part(case_number);
            let call = call(caller.idempotency_actor(), &envelope, &body.digest);
            commands.push((case.request.id, command, call));
        }));
    }
    let mut outcomes = doors.engine.act_each(commands).await.into_iter();
    let results: Vec<BulkResult> = requests
        .into_iter()
        .zip(found)
        .map(|(case_number, found)| {
            let came = found.and_then(|()| match outcomes.next() {
                Some(outcome) => Ok(outcome?),
                None => Err(Problem::internal("a command of a bulk act has no outcome")),
            });
            let came = came.map(|acted| Acted::of(&acted.request, duty.as_ref()));
            BulkResult::of(case_number, came)
        })
        .collect();
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
