//! What the applicant says about the handling 好差评 投诉, and what is answered; and how to reach
//! them from now on.

use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::acting::{Acted, Doing};
use super::decisions::{NumberPlace, WordsBody};
use crate::domain::command::{Action, ContactChange};
use crate::doors::body::Body;
use crate::doors::place::CasePlace;
use crate::doors::problem::Problem;
use crate::doors::words::{LanguageWord, RatingWord};

/// A rating.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"level": "dissatisfied", "text": "Three visits, and nobody called back"}))]
pub struct RatingBody {
    /// One of five.
    pub level: RatingWord,
    /// Why; may be left out.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub text: String,
}

/// A complaint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "The counter asked for a paper that the notice does not name"}))]
pub struct ComplaintBody {
    /// What happened.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
}

/// How to reach the applicant. What is left out stays; an empty text takes it out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"phone": "19900000004", "email": "", "language": "en"}))]
pub struct ContactBody {
    /// Where to call.
    #[serde(default)]
    pub phone: Option<String>,
    /// Where to write; without it the person is told at the counter.
    #[serde(default)]
    pub email: Option<String>,
    /// The language of letters.
    #[serde(default)]
    pub language: Option<LanguageWord>,
}

/// Rate how the request was handled 好差评: once, when it is over and was not withdrawn.
///
/// The two lowest levels open a follow-up for the head of the lead department, with a clock of 15
/// working days; the applicant is told what was done.
#[utoipa::path(post, path = "/api/v1/requests/{case}/rating", tag = "applicant",
    request_body = RatingBody, responses((status = 200, body = Acted, description = "Rated")))]
pub async fn rate(doing: Doing<CasePlace, Body<RatingBody>>) -> Result<Response, Problem> {
    let RatingBody { level, text } = doing.body;
    let action = Action::Rate {
        level: level.into(),
        text,
    };
    doing.act.carry_out(action).await
}

/// Complain 投诉, at any time; one complaint is open at a time.
///
/// Supervisors who had no part in the request answer within 5 working days; nobody else reads it.
#[utoipa::path(post, path = "/api/v1/requests/{case}/complaints", tag = "applicant",
    request_body = ComplaintBody, responses((status = 200, body = Acted, description = "With the supervisors")))]
pub async fn complain(doing: Doing<CasePlace, Body<ComplaintBody>>) -> Result<Response, Problem> {
    let action = Action::Complain {
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}

/// Change phone, mail address and the language of letters.
#[utoipa::path(post, path = "/api/v1/requests/{case}/contact", tag = "applicant",
    request_body = ContactBody, responses((status = 200, body = Acted, description = "Changed; letters go there from now on")))]
pub async fn contact(doing: Doing<CasePlace, Body<ContactBody>>) -> Result<Response, Problem> {
    let ContactBody {
        phone,
        email,
        language,
    } = doing.body;
    let action = Action::ChangeContact(ContactChange {
        phone,
        email,
        language: language.map(Into::into),
    });
    doing.act.carry_out(action).await
}

/// Close the follow-up of a bad rating; the applicant reads what was done.
#[utoipa::path(post, path = "/api/v1/requests/{case}/follow-up", tag = "result",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Closed, and the applicant is told")))]
pub async fn close_follow_up(
    doing: Doing<CasePlace, Body<WordsBody>>,
) -> Result<Response, Problem> {
    let action = Action::CloseFollowUp {
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}

/// Answer a complaint; the applicant reads it.
#[utoipa::path(post, path = "/api/v1/requests/{case}/complaints/{number}/answer", tag = "oversight",
    request_body = WordsBody, responses((status = 200, body = Acted, description = "Answered, and the applicant is told")))]
pub async fn answer(doing: Doing<NumberPlace, Body<WordsBody>>) -> Result<Response, Problem> {
    let action = Action::AnswerComplaint {
        complaint: doing.place.number,
        text: doing.body.text,
    };
    doing.act.carry_out(action).await
}
