//! From the decision to the applicant's hands: decide, issue, deliver, tell; and replies to cards.

use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::acting::{Acted, Doing, OfCase};
use super::reviews::Nothing;
use crate::domain::command::{Action, Ruling};
use crate::doors::body::{Body, MaybeBody};
use crate::doors::place::CasePlace;
use crate::doors::problem::Problem;
use crate::doors::words::OutcomeWord;

/// `…/{case}/…/{number}`
#[derive(Debug, Deserialize)]
pub struct NumberPlace {
    /// The case number.
    pub case: String,
    /// The number within the request.
    pub number: u32,
}

impl OfCase for NumberPlace {
    fn case(&self) -> &str {
        &self.case
    }
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"outcome": "grant", "text": ""}))]
pub struct DecisionBody {
    /// Grant or refuse; conditions of the opinions are added by the engine.
    pub outcome: OutcomeWord,
    /// Reason code; a refusal needs one.
    #[serde(default)]
    pub reason: Option<String>,
    /// Legal basis; a refusal needs one.
    #[serde(default)]
    pub basis: Option<String>,
    /// The reasons, in words the applicant understands.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub text: String,
}

/// Words about what was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Handed to the applicant at window 3, identity card seen"}))]
pub struct WordsBody {
    /// How, to whom, by what.
    #[schema(max_length = 4000)]
    pub text: String,
}

/// Decide 决定.
#[utoipa::path(post, path = "/api/v1/requests/{case}/decision", tag = "result",
    request_body = DecisionBody, responses((status = 200, body = Acted, description = "Decided")))]
pub async fn decide(doing: Doing<CasePlace, Body<DecisionBody>>) -> Result<Response, Problem> {
    let DecisionBody {
        outcome,
        reason,
        basis,
        text,
    } = doing.body;
    let action = Action::Decide(Ruling {
        outcome: outcome.into(),
        reason,
        basis,
        text,
    });
    doing.act.carry_out(action).await
}

/// Issue the certificate 制证.
#[utoipa::path(post, path = "/api/v1/requests/{case}/certificate", tag = "result",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Issued")))]
pub async fn issue(doing: Doing<CasePlace, MaybeBody<Nothing>>) -> Result<Response, Problem> {
    doing.act.carry_out(Action::IssueCertificate).await
}

/// Hand the result over 送达; the request is concluded.
#[utoipa::path(post, path = "/api/v1/requests/{case}/delivery", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Delivered")))]
pub async fn deliver(doing: Doing<CasePlace, Body<WordsBody>>) -> Result<Response, Problem> {
    let action = Action::Deliver {
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}

/// Record that the applicant was told a notice at the counter or by phone.
#[utoipa::path(post, path = "/api/v1/requests/{case}/notices/{number}/told", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Told")))]
pub async fn told(doing: Doing<NumberPlace, Body<WordsBody>>) -> Result<Response, Problem> {
    let action = Action::RecordTold {
        notice: doing.place.number,
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}

/// Record that a notice did not reach the applicant after all, as when a letter came back.
///
/// It is work for the desk again, and what began when it counted as told counts for nothing.
#[utoipa::path(post, path = "/api/v1/requests/{case}/notices/{number}/not-told", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Not told")))]
pub async fn not_told(doing: Doing<NumberPlace, Body<WordsBody>>) -> Result<Response, Problem> {
    let action = Action::RecordNotTold {
        notice: doing.place.number,
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}

/// Reply to a yellow or red card against the department.
#[utoipa::path(post, path = "/api/v1/requests/{case}/cards/{number}/answer", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Answered")))]
pub async fn answer_card(doing: Doing<NumberPlace, Body<WordsBody>>) -> Result<Response, Problem> {
    let action = Action::AnswerCard {
        card: doing.place.number,
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}
