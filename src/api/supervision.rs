//! Those who watch over the whole: interventions, singly and in bulk, always with a reason.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acting::{Acted, Doing, duty_of};
use super::interventions::ActBody;
use crate::access::Caller;
use crate::domain::command::Action;
use crate::domain::decide::reasoned;
use crate::doors::Doors;
use crate::doors::body::Body;
use crate::doors::envelope::Envelope;
use crate::doors::place::CasePlace;
use crate::doors::problem::{self, Problem};
use crate::doors::supervising::{self, BULK_MAX, Part};

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
pub async fn supervise(doing: Doing<CasePlace, Body<SuperviseBody>>) -> Result<Response, Problem> {
    let action = Action::Supervise {
        act: doing.body.act.resolved(&doing.act.doors).await?,
        reason: doing.body.reason,
    };
    doing.act.carry_out(action).await
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
    reasoned(&reason)?;
    let action = Action::Supervise {
        act: wanted.resolved(&doors).await?,
        reason,
    };
    let duty = duty_of(&action);
    let part = |case_number: &String| Part {
        key: case_number.clone(),
        case_number: case_number.clone(),
        action: action.clone(),
    };
    let parts: Vec<Part> = requests.iter().map(part).collect();
    let outcomes = supervising::each(&doors, &caller, &envelope, &body.digest, parts).await;
    let results: Vec<BulkResult> = requests
        .into_iter()
        .zip(outcomes)
        .map(|(case_number, came)| {
            let came = came.map(|request| Acted::of(&request, duty.as_ref()));
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
