//! From the decision to the applicant's hands: decide, issue, deliver, tell; and replies to cards.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::acting::{Acted, act};
use super::reviews::Nothing;
use super::words::OutcomeWord;
use crate::access::Caller;
use crate::domain::command::{Action, Ruling};
use crate::domain::request::Duty;
use crate::doors::Doors;
use crate::doors::body::{Body, MaybeBody};
use crate::doors::envelope::Envelope;
use crate::doors::place::{CasePlace, Place};
use crate::doors::problem::Problem;

/// `…/{case}/…/{number}`
#[derive(Debug, Deserialize)]
pub struct NumberPlace {
    /// The case number.
    pub case: String,
    /// The number within the request.
    pub number: u32,
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
pub async fn decide(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    envelope: Envelope,
    body: Body<DecisionBody>,
) -> Result<Response, Problem> {
    let DecisionBody {
        outcome,
        reason,
        basis,
        text,
    } = body.value;
    let action = Action::Decide(Ruling {
        outcome: outcome.into(),
        reason,
        basis,
        text,
    });
    act(
        &doors,
        &caller,
        &place.case,
        Some(&Duty::Decide),
        action,
        envelope,
        &body.digest,
    )
    .await
}

/// Issue the certificate 制证.
#[utoipa::path(post, path = "/api/v1/requests/{case}/certificate", tag = "result",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Issued")))]
pub async fn issue(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    envelope: Envelope,
    body: MaybeBody<Nothing>,
) -> Result<Response, Problem> {
    act(
        &doors,
        &caller,
        &place.case,
        Some(&Duty::Issue),
        Action::IssueCertificate,
        envelope,
        &body.digest,
    )
    .await
}

/// Hand the result over 送达; the request is concluded.
#[utoipa::path(post, path = "/api/v1/requests/{case}/delivery", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Delivered")))]
pub async fn deliver(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    envelope: Envelope,
    body: Body<WordsBody>,
) -> Result<Response, Problem> {
    let action = Action::Deliver {
        text: body.value.text,
    };
    act(
        &doors,
        &caller,
        &place.case,
        Some(&Duty::Deliver),
        action,
        envelope,
        &body.digest,
    )
    .await
}

/// Record that the applicant was told a notice at the counter or by phone.
#[utoipa::path(post, path = "/api/v1/requests/{case}/notices/{number}/told", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Told")))]
pub async fn told(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<NumberPlace>,
    envelope: Envelope,
    body: Body<WordsBody>,
) -> Result<Response, Problem> {
    let duty = Duty::Tell(place.number);
    let action = Action::RecordTold {
        notice: place.number,
        text: body.value.text,
    };
    act(
        &doors,
        &caller,
        &place.case,
        Some(&duty),
        action,
        envelope,
        &body.digest,
    )
    .await
}

/// Reply to a yellow or red card against the department.
#[utoipa::path(post, path = "/api/v1/requests/{case}/cards/{number}/answer", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Answered")))]
pub async fn answer_card(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<NumberPlace>,
    envelope: Envelope,
    body: Body<WordsBody>,
) -> Result<Response, Problem> {
    let action = Action::AnswerCard {
        card: place.number,
        text: body.value.text,
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
