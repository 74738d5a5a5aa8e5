//! Corrections 补正 under review: the applicant answers, the lead sends; and what else the lead
//! may do at an open round.

use axum::extract::{Request, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::acting::{Acted, act};
use super::applications::{AnswerBody, AnswerMultipart, read_answer_to};
use super::reviews::Nothing;
use crate::access::Caller;
use crate::domain::clock::Budget;
use crate::domain::command::Action;
use crate::domain::definition::{Absent, Mode, ReadPath, Reads, SittingRule, Workflow};
use crate::domain::identifiers::{DepartmentKey, FieldKey, StageKey};
use crate::domain::request::Duty;
use crate::doors::Doors;
use crate::doors::body::{Body, MaybeBody};
use crate::doors::envelope::Envelope;
use crate::doors::place::{CasePlace, Place, named};
use crate::doors::problem::Problem;

/// `…/{case}/stages/{stage}`
#[derive(Debug, Deserialize)]
pub struct StagePlace {
    /// The case number.
    pub case: String,
    /// The stage's key.
    pub stage: String,
}

/// A department to add, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"department": "housing", "reads": ["address", "home_proof"], "reason": "The lease is disputed"}))]
pub struct AddDepartmentBody {
    /// Its key.
    #[schema(value_type = String)]
    pub department: DepartmentKey,
    /// What it may see, as a workflow's `reads`; at most what the lead sees.
    #[serde(default)]
    pub reads: Vec<String>,
    /// Why.
    #[schema(max_length = 4000)]
    pub reason: String,
}

/// How the round is to be held, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"mode": "parallel", "reason": "No quorum this week"}))]
pub struct ModeBody {
    /// The new mode.
    pub mode: ModeWord,
    /// Its rule, for a sitting.
    #[serde(default)]
    pub sitting: Option<SittingBody>,
    /// Why.
    #[schema(max_length = 4000)]
    pub reason: String,
}

/// How a round is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModeWord {
    /// 并联审批: each department in its own queue.
    Parallel,
    /// 集中审批: all in one sitting, called by hand.
    Sitting,
}

/// Answer a correction: bring what was asked for.
#[utoipa::path(post, path = "/api/v1/requests/{case}/correction", tag = "applicant",
    request_body(content((AnswerBody = "application/json"), (AnswerMultipart = "multipart/form-data"))),
    responses((status = 200, body = Acted, description = "Received; the clocks run on")))]
pub async fn answer(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    envelope: Envelope,
    request: Request,
) -> Result<Response, Problem> {
    let (stage, answer, digest) = read_answer_to(&doors, request).await?;
    let action = Action::AnswerCorrection { stage, answer };
    act(
        &doors,
        &caller,
        &place.case,
        None,
        action,
        envelope,
        &digest,
    )
    .await
}

/// Send the stage's one merged correction notice before its window ends.
#[utoipa::path(post, path = "/api/v1/requests/{case}/stages/{stage}/correction/send", tag = "lead",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Sent; the stage's clocks stop once it is told")))]
pub async fn send(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<StagePlace>,
    envelope: Envelope,
    body: MaybeBody<Nothing>,
) -> Result<Response, Problem> {
    let stage: StageKey = named(&place.stage)?;
    let duty = Duty::Correction(stage.clone());
    act(
        &doors,
        &caller,
        &place.case,
        Some(&duty),
        Action::SendCorrection(stage),
        envelope,
        &body.digest,
    )
    .await
}

/// Add a department to an open round.
#[utoipa::path(post, path = "/api/v1/requests/{case}/stages/{stage}/departments", tag = "lead",
    request_body = AddDepartmentBody, responses((status = 200, body = Acted, description = "Its review is open")))]
pub async fn add_department(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<StagePlace>,
    envelope: Envelope,
    body: Body<AddDepartmentBody>,
) -> Result<Response, Problem> {
    let AddDepartmentBody {
        department,
        reads: names,
        reason,
    } = body.value;
    let found = doors.case_of(&caller, &place.case).await?;
    let reads = reads(&found.service.workflow, &names)?;
    let action = Action::AddDepartment {
        stage: named(&place.stage)?,
        department,
        reads,
        reason,
    };
    act(
        &doors,
        &caller,
        &place.case,
        None,
        action,
        envelope,
        &body.digest,
    )
    .await
}

/// Switch how an open round is held; opinions already given stay.
#[utoipa::path(post, path = "/api/v1/requests/{case}/stages/{stage}/mode", tag = "lead",
    request_body = ModeBody, responses((status = 200, body = Acted, description = "Switched")))]
pub async fn switch_mode(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<StagePlace>,
    envelope: Envelope,
    body: Body<ModeBody>,
) -> Result<Response, Problem> {
    let stage: StageKey = named(&place.stage)?;
    let mode = match (body.value.mode, body.value.sitting) {
        (ModeWord::Parallel, None) => Mode::Parallel,
        (ModeWord::Sitting, Some(rule)) => Mode::Sitting(rule.into()),
        (ModeWord::Parallel, Some(_)) => {
            return Err(Problem::at(
                "/sitting",
                "unknown",
                "a parallel round has no sitting",
            ));
        }
        (ModeWord::Sitting, None) => {
            return Err(Problem::at(
                "/sitting",
                "missing",
                "say the sitting's quorum and rules",
            ));
        }
    };
    let action = Action::SwitchMode {
        stage,
        mode,
        reason: body.value.reason,
    };
    act(
        &doors,
        &caller,
        &place.case,
        None,
        action,
        envelope,
        &body.digest,
    )
    .await
}

/// What a called sitting needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"quorum": 3, "absent": "written", "within": "4wd"}))]
pub struct SittingBody {
    /// How many departments must be present.
    #[schema(minimum = 1)]
    pub quorum: u32,
    /// What happens to an item of an absent department without a written opinion.
    pub absent: AbsentWord,
    /// Most time a request may wait for a sitting, `4wd`.
    #[schema(value_type = String)]
    pub within: Budget,
}

/// The rule for an absent department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbsentWord {
    /// Its items wait for the next sitting.
    Defer,
    /// Its review goes on in writing, in its queue.
    Written,
}

impl From<SittingBody> for SittingRule {
    fn from(body: SittingBody) -> Self {
        let absent = match body.absent {
            AbsentWord::Defer => Absent::Defer,
            AbsentWord::Written => Absent::Written,
        };
        Self {
            schedule: None,
            quorum: body.quorum,
            absent,
            within: body.within,
        }
    }
}

/// Names as in a workflow's `reads`: `*`, `row`, a material, a field path, `<stage>.opinions`.
fn reads(workflow: &Workflow, names: &[String]) -> Result<Reads, Problem> {
    let path = |(index, name): (usize, &String)| {
        read_path(workflow, name).ok_or_else(|| {
            let detail = "neither a field, a material nor `<stage>.opinions` of this workflow";
            Problem::at(format!("/reads/{index}"), "unknown", detail)
        })
    };
    names
        .iter()
        .enumerate()
        .map(path)
        .collect::<Result<_, _>>()
        .map(Reads)
}

fn read_path(workflow: &Workflow, name: &str) -> Option<ReadPath> {
    if name == "*" {
        return Some(ReadPath::All);
    }
    if let Some(stage) = name.strip_suffix(".opinions") {
        let stage: StageKey = stage.parse().ok()?;
        return workflow
            .stage(&stage)
            .map(|found| ReadPath::Opinions(found.key.clone()));
    }
    if let Some(material) = workflow.material(name) {
        return Some(ReadPath::Material(material.key.clone()));
    }
    let segments: Vec<FieldKey> = name
        .split('.')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    workflow
        .field(segments.first()?.as_ref())
        .map(|_| ReadPath::Field(segments))
}
