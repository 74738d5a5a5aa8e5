//! Corrections 补正: the applicant answers what was asked for.

use axum::response::Response;

use super::acting::{Acted, Doing};
use super::applications::{AnswerBody, AnswerMultipart};
use super::receiving::Sent;
use crate::domain::command::Action;
use crate::doors::place::CasePlace;
use crate::doors::problem::Problem;

/// Answer a correction: bring what was asked for.
#[utoipa::path(post, path = "/api/v1/requests/{case}/correction", tag = "applicant",
    request_body(content((AnswerBody = "application/json"), (AnswerMultipart = "multipart/form-data"))),
    responses((status = 200, body = Acted, description = "Received; the clocks run on")))]
pub async fn answer(doing: Doing<CasePlace, Sent<AnswerBody>>) -> Result<Response, Problem> {
    let (stage, answer) = doing.body.into_answer();
    let action = Action::AnswerCorrection { stage, answer };
    doing.act.carry_out(action).await
}
