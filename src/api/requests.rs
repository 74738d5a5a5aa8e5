//! The applicant's door: file, follow, withdraw.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acting::{Acted, Doing};
use super::applications::{ApplicationBody, ApplicationMultipart};
use super::receiving::Sent;
use crate::access::Caller;
use crate::domain::command::Action;
use crate::domain::facts::Applicant;
use crate::doors::body::MaybeBody;
use crate::doors::envelope::KeyedEnvelope;
use crate::doors::filing::{self, Handed, Sender};
use crate::doors::place::{CasePlace, Place};
use crate::doors::preconditions::tagged;
use crate::doors::present::status::{Status, status};
use crate::doors::present::timeline::{Timeline, timeline};
use crate::doors::problem::Problem;
use crate::doors::{Doors, Found};

/// A filed request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "case_number": "2222-ABC-DEF-2345", "secret": "7K3MZQ9RTW",
    "status_url": "/api/v1/requests/2222-ABC-DEF-2345",
    "receipt": "我们收到了您的申请…",
    "next": "窗口在 5 个工作日内告知是否受理"
}))]
pub struct FiledView {
    /// The case number, to be read over the phone.
    pub case_number: String,
    /// What the applicant proves their request with; shown here and never again.
    pub secret: String,
    /// Where to follow it, with `Authorization: Case <case_number>:<secret>`.
    pub status_url: String,
    /// The receipt's text, in the applicant's language.
    pub receipt: String,
    /// What happens next, in the applicant's language.
    pub next: String,
}

/// Why a request is taken back.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "We move back home"}))]
pub struct WithdrawBody {
    /// Why, if they say.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub reason: String,
}

/// File an application 收件, with its materials.
#[utoipa::path(post, path = "/api/v1/requests", tag = "applicant",
    request_body(content((ApplicationBody = "application/json"), (ApplicationMultipart = "multipart/form-data"))),
    responses((status = 201, body = FiledView, description = "Received",
        headers(("location" = String, description = "Where to follow it")))))]
pub async fn file(
    State(doors): State<Doors>,
    caller: Caller,
    envelope: KeyedEnvelope,
    sent: Sent<ApplicationBody>,
) -> Result<Response, Problem> {
    let KeyedEnvelope(envelope) = envelope;
    let digest = sent.digest.clone();
    let filed = filing::file(&doors, &caller, handed(sent), &envelope, &digest).await?;
    let found = doors.find(filed.id).await?;
    let place = format!("/api/v1/requests/{}", filed.case_number);
    let place = doors.settings.link(&place);
    let view = FiledView {
        case_number: filed.case_number.to_string(),
        secret: filed.secret,
        status_url: place.clone(),
        receipt: filing::receipt(&doors, &found),
        next: next(&doors, &found),
    };
    let mut response = (StatusCode::CREATED, Json(view)).into_response();
    if let Ok(location) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn handed(sent: Sent<ApplicationBody>) -> Handed {
    let ApplicationBody {
        workflow,
        language,
        filer,
        applicant,
        form,
        ..
    } = sent.value;
    Handed {
        workflow,
        sender: Sender {
            kind: filer.kind.into(),
            name: filer.name,
            authority: filer.authority,
        },
        applicant: Applicant {
            name: applicant.name,
            identity: applicant.identity,
            phone: applicant.phone,
            email: applicant.email,
            language: language.map(Into::into).unwrap_or_default(),
        },
        form,
        materials: sent.documents,
    }
}

fn next(doors: &Doors, found: &Found) -> String {
    let language = found.facts.language();
    let (desk, due) = filing::first_look(doors, found);
    let due = due.map(|due| due.date).unwrap_or_default();
    crate::i18n::text(
        language,
        "explain-desk",
        &[
            ("department", desk.in_language(language).into()),
            ("due", due.into()),
        ],
    )
}

/// Follow a request: where it stands, who has it, until when, what to bring.
#[utoipa::path(get, path = "/api/v1/requests/{case}", tag = "applicant",
    responses((status = 200, body = Status, description = "As it stands")))]
pub async fn read(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &place.case).await?;
    let shown = status(&doors.case(&found), doors.looks(&found).await?);
    Ok(tagged(&headers, found.request.version, &shown))
}

/// What happened so far, and what time brings if nobody acts.
#[utoipa::path(get, path = "/api/v1/requests/{case}/timeline", tag = "applicant",
    responses((status = 200, body = Timeline, description = "Oldest first")))]
pub async fn read_timeline(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &place.case).await?;
    let shown = timeline(&doors.case(&found), &doors.entries(&found).await?);
    Ok(tagged(&headers, found.request.version, &shown))
}

/// Take a request back, at any time before the decision 撤回.
#[utoipa::path(post, path = "/api/v1/requests/{case}/withdraw", tag = "applicant",
    request_body(content = WithdrawBody), responses((status = 200, body = Acted, description = "Withdrawn")))]
pub async fn withdraw(
    doing: Doing<CasePlace, MaybeBody<WithdrawBody>>,
) -> Result<Response, Problem> {
    let action = Action::Withdraw {
        reason: doing.body.reason,
    };
    doing.act.carry_out(action).await
}
