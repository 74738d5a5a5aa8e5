//! What the lead department may do at an open round: send its correction, widen it, hold it
//! otherwise.

use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::acting::{Acted, Doing, OfCase};
use super::colleagues::known_department;
use super::reviews::Nothing;
use crate::domain::clock::Budget;
use crate::domain::command::Action;
use crate::domain::definition::{Absent, Mode, ReadPath, Reads, SittingRule, Workflow};
use crate::domain::identifiers::{DepartmentKey, FieldKey, StageKey};
use crate::doors::body::{Body, MaybeBody};
use crate::doors::problem::Problem;

/// `…/{case}/stages/{stage}`
#[derive(Debug, Deserialize)]
pub struct StagePlace {
    /// The case number.
    pub case: String,
    /// The stage's key.
    pub stage: StageKey,
}

impl OfCase for StagePlace {
    fn case(&self) -> &str {
        &self.case
    }
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

/// Send the stage's one merged correction notice before its window ends.
#[utoipa::path(post, path = "/api/v1/requests/{case}/stages/{stage}/correction/send", tag = "lead",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Sent; the stage's clocks stop once it is told")))]
pub async fn send(doing: Doing<StagePlace, MaybeBody<Nothing>>) -> Result<Response, Problem> {
    let action = Action::SendCorrection(doing.place.stage);
    doing.act.carry_out(action).await
}

/// Add a department to an open round.
#[utoipa::path(post, path = "/api/v1/requests/{case}/stages/{stage}/departments", tag = "lead",
    request_body = AddDepartmentBody, responses((status = 200, body = Acted, description = "Its review is open")))]
pub async fn add_department(
    doing: Doing<StagePlace, Body<AddDepartmentBody>>,
) -> Result<Response, Problem> {
    let AddDepartmentBody {
        department,
        reads: names,
        reason,
    } = doing.body;
    known_department(&doing.act.doors, &department, "/department")?;
    let found = doing.act.found().await?;
    let action = Action::AddDepartment {
        stage: doing.place.stage,
        department,
        reads: reads(&found.service.workflow, &names)?,
        reason,
    };
    doing.act.carry_out(action).await
}

/// Switch how an open round is held; opinions already given stay.
#[utoipa::path(post, path = "/api/v1/requests/{case}/stages/{stage}/mode", tag = "lead",
    request_body = ModeBody, responses((status = 200, body = Acted, description = "Switched")))]
pub async fn switch_mode(doing: Doing<StagePlace, Body<ModeBody>>) -> Result<Response, Problem> {
    let ModeBody {
        mode,
        sitting,
        reason,
    } = doing.body;
    let action = Action::SwitchMode {
        stage: doing.place.stage,
        mode: held(mode, sitting)?,
        reason,
    };
    doing.act.carry_out(action).await
}

/// A mode with its rule, where it has one.
fn held(mode: ModeWord, sitting: Option<SittingBody>) -> Result<Mode, Problem> {
    let wrong = |code, detail: &str| Err(Problem::at("/sitting", code, detail));
    match (mode, sitting) {
        (ModeWord::Parallel, None) => Ok(Mode::Parallel),
        (ModeWord::Sitting, Some(rule)) => Ok(Mode::Sitting(rule.into())),
        (ModeWord::Parallel, Some(_)) => wrong("unknown", "a parallel round has no sitting"),
        (ModeWord::Sitting, None) => wrong("missing", "say the sitting's quorum and rules"),
    }
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
