//! The applicant's door: file, follow, withdraw.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acting::{Acted, Doing};
use super::applications::{ApplicantBody, ApplicationBody, ApplicationMultipart, FilerBody};
use super::receiving::Sent;
use crate::access::Caller;
use crate::domain::command::{Action, Application};
use crate::domain::definition::FilerKind;
use crate::domain::directory::WINDOW;
use crate::domain::effect::{Recipient, Tell};
use crate::domain::facts::{Applicant, Proxy};
use crate::domain::request::NoticeKind;
use crate::doors::body::{self, MaybeBody};
use crate::doors::envelope::KeyedEnvelope;
use crate::doors::house;
use crate::doors::papers;
use crate::doors::place::{CasePlace, Place};
use crate::doors::preconditions::tagged;
use crate::doors::present::status::{Status, status};
use crate::doors::present::timeline::{Timeline, timeline};
use crate::doors::problem::{PlaceError, Problem};
use crate::doors::{Doors, Found};
use crate::notices;

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
    check_filer(&caller, &sent.value.filer)?;
    check_people(&sent.value.filer, &sent.value.applicant)?;
    let digest = sent.digest.clone();
    let workflow = sent.value.workflow.clone();
    let application = application(sent);
    let actor = house::call(
        filer_key(&caller, &application.applicant),
        &envelope,
        &digest,
    );
    let filed = doors
        .engine
        .file(&workflow, application, caller.actor(), actor)
        .await?;
    let found = doors.find(filed.id).await?;
    let place = format!("/api/v1/requests/{}", filed.case_number);
    let view = FiledView {
        case_number: filed.case_number.to_string(),
        secret: filed.secret,
        status_url: place.clone(),
        receipt: receipt(&doors, &found),
        next: next(&doors, &found),
    };
    let mut response = (StatusCode::CREATED, Json(view)).into_response();
    if let Ok(location) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Whoever comes without a token files for themselves or with a proxy's paper; at the window an
/// officer of it files.
fn check_filer(caller: &Caller, filer: &FilerBody) -> Result<(), Problem> {
    let kind: FilerKind = filer.kind.into();
    match (caller, kind) {
        (Caller::Staff(_), FilerKind::Window) if caller.is(WINDOW) => {}
        (Caller::Staff(_), FilerKind::Window) => {
            return Err(Problem::new(
                "forbidden",
                "filing at the window needs the role window",
            ));
        }
        (_, FilerKind::Window) => {
            return Err(Problem::new(
                "forbidden",
                "only officers file at the window",
            ));
        }
        _ => {}
    }
    Ok(())
}

/// Every mistake about the people, at once.
fn check_people(filer: &FilerBody, applicant: &ApplicantBody) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let mut wrong = |pointer: &str, code: &str, detail: String| {
        errors.push(PlaceError {
            pointer: pointer.to_owned(),
            code: code.to_owned(),
            detail,
        });
    };
    let by_others = matches!(filer.kind.into(), FilerKind::Agent | FilerKind::Association);
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if by_others && blank(&filer.name) {
        wrong("/filer/name", "missing", "say who files".to_owned());
    }
    if by_others && blank(&filer.authority) {
        let detail = "say what authorises them (Art. 29)".to_owned();
        wrong("/filer/authority", "missing", detail);
    }
    let name = applicant.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS {
        let detail = format!("1 to {NAME_MAX_CHARS} characters");
        wrong("/applicant/name", "range", detail);
    }
    if errors.is_empty() {
        return Ok(());
    }
    Err(Problem::places(errors))
}

fn application(sent: Sent<ApplicationBody>) -> Application {
    let ApplicationBody {
        language,
        filer,
        applicant,
        form,
        ..
    } = sent.value;
    let kind: FilerKind = filer.kind.into();
    let proxy = match kind {
        FilerKind::Agent | FilerKind::Association => filer
            .name
            .zip(filer.authority)
            .map(|(name, authority)| Proxy { name, authority }),
        FilerKind::SelfFiled | FilerKind::Window => None,
    };
    Application {
        filer: kind,
        applicant: Applicant {
            name: applicant.name.trim().to_owned(),
            identity: applicant.identity,
            phone: applicant.phone,
            email: applicant.email,
            language: language.map(Into::into).unwrap_or_default(),
        },
        proxy,
        form,
        materials: sent.documents,
        salt: String::new(),
    }
}

/// Longest name of a person, in characters.
const NAME_MAX_CHARS: usize = 200;

/// Keys of different people must not meet: two strangers may both have thought of `1`.
fn filer_key(caller: &Caller, applicant: &Applicant) -> String {
    if caller.officer().is_some() {
        return caller.idempotency_actor();
    }
    let parts = [
        Some(&applicant.name),
        applicant.identity.as_ref(),
        applicant.phone.as_ref(),
    ];
    let person = parts
        .map(|part| part.map(String::as_str).unwrap_or_default())
        .join("\n");
    format!("filer:{}", body::digest(person.as_bytes()))
}

/// The receipt as it also goes out by mail; whoever has no address reads it here.
fn receipt(doors: &Doors, found: &Found) -> String {
    let mut facts = found.facts.clone();
    if let Some(applicant) = &mut facts.applicant {
        applicant.email.get_or_insert_default();
    }
    let kind = NoticeKind::Receipt;
    let notice = found
        .request
        .notices
        .iter()
        .find(|notice| notice.kind == kind);
    let tell = Tell {
        to: Recipient::Applicant,
        template: kind.template().to_owned(),
        notice: notice.map(|notice| notice.number),
        duty: None,
        values: BTreeMap::new(),
        words: BTreeMap::new(),
    };
    let letter = notices::to_applicant(&papers::letter_case(doors, found), &facts, &tell, "");
    letter.map(|letter| letter.text).unwrap_or_default()
}

fn next(doors: &Doors, found: &Found) -> String {
    let language = found.facts.language();
    let desk = &found.service.workflow.intake.desk;
    let department = doors.engine.directory().departments.get(desk);
    let title = department.map_or(desk.as_str(), |department| {
        department.title.in_language(language)
    });
    let clock = crate::domain::request::ClockKey::Intake;
    let due = crate::domain::due::view(&doors.rules(found), &found.request, &clock, found.at);
    let due = due.map(|due| due.date.to_string()).unwrap_or_default();
    crate::i18n::text(
        language,
        "explain-desk",
        &[("department", title.into()), ("due", due.into())],
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
