//! From a parsed command to its answer: the one path by which a handler changes a request.

use axum::Json;
use axum::extract::{self, FromRequest, FromRequestParts};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Caller;
use crate::domain::command::{self, Action, Command};
use crate::domain::identifiers::CaseNumber;
use crate::domain::request::{Duty, Request};
use crate::doors::body::{Body, MaybeBody};
use crate::doors::envelope::Envelope;
use crate::doors::place::{CasePlace, Place};
use crate::doors::problem::Problem;
use crate::doors::{Doors, Found};

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "case_number": "2222-ABC-DEF-2345", "phase": "under_review", "version": 31,
    "at": "2026-04-07T02:15:00Z",
    "duty": {"duty": "review:verify.age", "open": true, "holder": 17, "revision": 31}
}))]
pub struct Acted {
    /// The case number.
    pub case_number: String,
    /// Where the request stands now.
    pub phase: String,
    /// Length of its journal.
    pub version: u64,
    /// When it happened, by the law's clock.
    pub at: DateTime<Utc>,
    /// The duty that was acted on; its revision is the next `If-Match`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub duty: Option<SeatNow>,
}

/// A duty as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatNow {
    /// Which duty.
    pub duty: String,
    /// Whether it is still open.
    pub open: bool,
    /// Who holds it, by officer number.
    pub holder: Option<i64>,
    /// Its revision; 0 once it is closed.
    pub revision: u64,
}

impl Acted {
    /// The answer to a command on this duty, if it was about one.
    #[must_use]
    pub fn of(request: &Request, duty: Option<&Duty>) -> Self {
        Self {
            case_number: CaseNumber::from(request.id).to_string(),
            phase: request.phase.as_str().to_owned(),
            version: request.version,
            at: request.last_event_at,
            duty: duty.map(|duty| seat_now(request, duty)),
        }
    }
}

fn seat_now(request: &Request, duty: &Duty) -> SeatNow {
    let seat = request.seats.get(duty);
    SeatNow {
        duty: duty.to_string(),
        open: seat.is_some(),
        holder: seat.and_then(|seat| seat.holder).map(|officer| officer.0),
        revision: seat.map_or(0, |seat| seat.revision),
    }
}

/// A POST that changes one request, taken apart at the door: where, with what body, and everything
/// else that [`Act::carry_out`] needs. A handler adds what is particular to it: the action.
pub struct Doing<P, B: Parsed> {
    /// The path.
    pub place: P,
    /// The body.
    pub body: B::Value,
    /// Who is at which door, under which envelope.
    pub act: Act,
}

/// Who wants to change which request, and under which envelope.
pub struct Act {
    /// The state behind the handler.
    pub doors: Doors,
    /// Who asks.
    pub caller: Caller,
    case: String,
    envelope: Envelope,
    body_digest: String,
}

/// A path that names a request.
pub trait OfCase {
    /// The case number as written.
    fn case(&self) -> &str;
}

/// A body read whole, with the digest that its idempotency key stands for.
pub trait Parsed {
    /// What was sent.
    type Value;

    /// What was sent, and SHA-256 of the bytes, hex.
    fn parsed(self) -> (Self::Value, String);
}

impl OfCase for CasePlace {
    fn case(&self) -> &str {
        &self.case
    }
}

impl<T> Parsed for Body<T> {
    type Value = T;

    fn parsed(self) -> (T, String) {
        (self.value, self.digest)
    }
}

impl<T> Parsed for MaybeBody<T> {
    type Value = T;

    fn parsed(self) -> (T, String) {
        (self.value, self.digest)
    }
}

impl<P, B> FromRequest<Doors> for Doing<P, B>
where
    P: OfCase + DeserializeOwned + Send,
    B: Parsed + FromRequest<Doors, Rejection = Problem>,
{
    type Rejection = Problem;

    async fn from_request(request: extract::Request, doors: &Doors) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, doors).await?;
        let Place(place) = Place::<P>::from_request_parts(&mut parts, doors).await?;
        let envelope = Envelope::from_request_parts(&mut parts, doors).await?;
        let request = extract::Request::from_parts(parts, body);
        let (body, body_digest) = B::from_request(request, doors).await?.parsed();
        let act = Act {
            doors: doors.clone(),
            caller,
            case: place.case().to_owned(),
            envelope,
            body_digest,
        };
        Ok(Self { place, body, act })
    }
}

impl Act {
    /// The request as it stands, if the caller may know of it.
    ///
    /// # Errors
    /// 404, or trouble of the store.
    pub async fn found(&self) -> Result<Found, Problem> {
        self.doors.case_of(&self.caller, &self.case).await
    }

    /// Carries the action out and answers with the duty it was about.
    ///
    /// # Errors
    /// Whatever the core or the engine refuses, as a problem.
    pub async fn carry_out(self, action: Action) -> Result<Response, Problem> {
        let duty = duty_of(&action);
        let command = Command {
            actor: self.caller.actor(),
            action,
            expected: self.envelope.expected,
        };
        let (doors, caller, envelope) = (&self.doors, &self.caller, &self.envelope);
        let request = doors
            .command_of(caller, &self.case, command, envelope, &self.body_digest)
            .await?;
        Ok(answer(&Acted::of(&request, duty.as_ref())))
    }
}

/// The duty that an action is about, if it is about one.
#[must_use]
pub fn duty_of(action: &Action) -> Option<Duty> {
    Some(match action {
        Action::Accept
        | Action::AskAtIntake(_)
        | Action::CorrectOnTheSpot(_)
        | Action::RefuseIntake { .. }
        | Action::NotNeeded { .. }
        | Action::Redirect { .. } => Duty::Intake,
        Action::Claim(duty)
        | Action::KeepClaim(duty)
        | Action::Release(duty)
        | Action::Transfer { duty, .. } => duty.clone(),
        Action::See(review)
        | Action::Opine { review, .. }
        | Action::Retract { review }
        | Action::Sit { review, .. }
        | Action::AskItems { review, .. } => Duty::Review(review.clone()),
        Action::SendCorrection(stage) => Duty::Correction(stage.clone()),
        Action::Decide(_) => Duty::Decide,
        Action::IssueCertificate => Duty::Issue,
        Action::Deliver { .. } => Duty::Deliver,
        Action::RecordTold { notice, .. } | Action::RecordNotTold { notice, .. } => {
            Duty::Tell(*notice)
        }
        Action::CloseFollowUp { .. } => Duty::FollowUp,
        Action::AnswerComplaint { complaint, .. } => Duty::Complaint(*complaint),
        Action::Supervise { act, .. } => return duty_of_act(act),
        Action::Tick
        | Action::AnswerCorrection { .. }
        | Action::AddDepartment { .. }
        | Action::SwitchMode { .. }
        | Action::Withdraw { .. }
        | Action::AnswerCard { .. }
        | Action::Rate { .. }
        | Action::Complain { .. }
        | Action::ChangeContact(_)
        | Action::ReplaceSecret { .. }
        | Action::Erase { .. }
        | Action::TellDueMoved { .. } => return None,
    })
}

fn duty_of_act(act: &command::Act) -> Option<Duty> {
    use command::Act;
    match act {
        Act::Reassign { duty, .. } | Act::Urge(duty) => Some(duty.clone()),
        Act::Reopen(review) | Act::Waive(review) | Act::DecideInStead { review, .. } => {
            Some(Duty::Review(review.clone()))
        }
        Act::Extend(_)
        | Act::Stop { .. }
        | Act::Resume { .. }
        | Act::AllowCorrection(_)
        | Act::Cancel
        | Act::KeepOn => None,
    }
}

/// The answer with the seat's revision as its ETag.
fn answer(acted: &Acted) -> Response {
    let revision = acted
        .duty
        .as_ref()
        .filter(|duty| duty.open)
        .map(|duty| duty.revision);
    let mut response = Json(acted).into_response();
    if let Some(etag) =
        revision.and_then(|revision| HeaderValue::from_str(&format!("\"{revision}\"")).ok())
    {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}
