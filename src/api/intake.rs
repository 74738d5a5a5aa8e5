//! The desk's five outcomes (Licensing Law Art. 32), and mending at the counter.

use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::acting::{Acted, Doing};
use super::applications::{AnswerBody, AnswerMultipart};
use super::receiving::Sent;
use super::reviews::{ItemsBody, Nothing};
use crate::domain::command::Action;
use crate::doors::body::{Body, MaybeBody};
use crate::doors::place::CasePlace;
use crate::doors::problem::Problem;

/// A refusal at the desk, with its reasons.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "false-papers", "basis": "行政许可法31", "text": "The contract is of another person"}))]
pub struct RefuseBody {
    /// Reason code.
    pub reason: String,
    /// Legal basis.
    pub basis: String,
    /// The reasons, in words the applicant understands.
    #[schema(max_length = 4000)]
    pub text: String,
}

/// Why no approval is needed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "A stall at the farmers' market needs no licence"}))]
pub struct NotNeededBody {
    /// Why not.
    #[schema(max_length = 4000)]
    pub text: String,
}

/// Who is competent instead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"authority": "Shuangliu District Education Bureau, 028-8582 0000"}))]
pub struct RedirectBody {
    /// The competent authority, so that the applicant finds it.
    #[schema(max_length = 4000)]
    pub authority: String,
}

/// Accept 受理 (Art. 32(5)): reviews start, the statutory term runs.
#[utoipa::path(post, path = "/api/v1/requests/{case}/intake/accept", tag = "intake",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Accepted")))]
pub async fn accept(doing: Doing<CasePlace, MaybeBody<Nothing>>) -> Result<Response, Problem> {
    doing.act.carry_out(Action::Accept).await
}

/// Ask once for everything that is missing (Art. 32(4)).
#[utoipa::path(post, path = "/api/v1/requests/{case}/intake/correction", tag = "intake",
    request_body = ItemsBody, responses((status = 200, body = Acted, description = "The applicant is told")))]
pub async fn correction(doing: Doing<CasePlace, Body<ItemsBody>>) -> Result<Response, Problem> {
    let action = Action::AskAtIntake(doing.body.into_items()?);
    doing.act.carry_out(action).await
}

/// Mend it at the counter, while the applicant is there (Art. 32(3)).
#[utoipa::path(post, path = "/api/v1/requests/{case}/intake/on-the-spot", tag = "intake",
    request_body(content((AnswerBody = "application/json"), (AnswerMultipart = "multipart/form-data"))),
    responses((status = 200, body = Acted, description = "Mended")))]
pub async fn on_the_spot(doing: Doing<CasePlace, Sent<AnswerBody>>) -> Result<Response, Problem> {
    let action = Action::CorrectOnTheSpot(doing.body.at_intake()?);
    doing.act.carry_out(action).await
}

/// Do not accept 不予受理, with reasons.
#[utoipa::path(post, path = "/api/v1/requests/{case}/intake/refuse", tag = "intake",
    request_body = RefuseBody, responses((status = 200, body = Acted, description = "Not accepted; the applicant is told why and where to turn")))]
pub async fn refuse(doing: Doing<CasePlace, Body<RefuseBody>>) -> Result<Response, Problem> {
    let RefuseBody {
        reason,
        basis,
        text,
    } = doing.body;
    let action = Action::RefuseIntake {
        reason,
        basis,
        text,
    };
    doing.act.carry_out(action).await
}

/// Say that no approval is needed (Art. 32(1)).
#[utoipa::path(post, path = "/api/v1/requests/{case}/intake/not-needed", tag = "intake",
    request_body = NotNeededBody, responses((status = 200, body = Acted, description = "Told at once")))]
pub async fn not_needed(doing: Doing<CasePlace, Body<NotNeededBody>>) -> Result<Response, Problem> {
    let action = Action::NotNeeded {
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}

/// Name the competent authority (Art. 32(2)).
#[utoipa::path(post, path = "/api/v1/requests/{case}/intake/redirect", tag = "intake",
    request_body = RedirectBody, responses((status = 200, body = Acted, description = "Told at once")))]
pub async fn redirect(doing: Doing<CasePlace, Body<RedirectBody>>) -> Result<Response, Problem> {
    let action = Action::Redirect {
        authority: doing.body.authority,
    };
    doing.act.carry_out(action).await
}
