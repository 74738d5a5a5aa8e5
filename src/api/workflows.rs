//! Services 办事指南: what can be applied for, what is asked, how it runs.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::identifiers::WorkflowKey;
use crate::doors::Doors;
use crate::doors::place::{Place, named};
use crate::doors::preconditions::tagged;
use crate::doors::present::guide::{Guide, ServiceRow, guide, service};
use crate::doors::problem::{KINDS, Kind, Problem};
use crate::doors::question::Question;
use crate::doors::words::LanguageWord;
use crate::language;

/// `/workflows/{key}`
#[derive(Debug, Deserialize)]
pub struct WorkflowPlace {
    /// The service's key.
    pub key: String,
}

/// `/problems/{code}`
#[derive(Debug, Deserialize)]
pub struct CodePlace {
    /// The problem's code.
    pub code: String,
}

/// How to draw.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DiagramQuestion {
    /// In which language; Chinese unless said.
    #[param(inline)]
    pub lang: Option<LanguageWord>,
}

/// The services there are.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Services {
    /// By key.
    pub services: Vec<ServiceRow>,
}

/// The problems there are.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Problems {
    /// By status.
    pub problems: Vec<Kind>,
}

/// List the services that can be applied for.
#[utoipa::path(get, path = "/api/v1/workflows", tag = "services",
    responses((status = 200, body = Services, description = "By key")))]
pub async fn list(State(doors): State<Doors>, headers: HeaderMap) -> Response {
    let services = doors.engine.registry().services();
    let row = |found: &std::sync::Arc<crate::engine::Service>| {
        service(&found.workflow, doors.engine.directory())
    };
    public(tagged(
        &headers,
        0,
        &Services {
            services: services.iter().map(row).collect(),
        },
    ))
}

/// Read a service's guide: form, materials, limits, departments.
#[utoipa::path(get, path = "/api/v1/workflows/{key}", tag = "services",
    responses((status = 200, body = Guide, description = "Generated from the workflow")))]
pub async fn read(
    State(doors): State<Doors>,
    Place(place): Place<WorkflowPlace>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key: WorkflowKey = named(&place.key)?;
    let found = doors
        .engine
        .registry()
        .newest(&key)
        .ok_or_else(Problem::not_found)?;
    let calendar = doors.engine.calendar();
    let shown = guide(&doors.engine.rules(&found, &calendar));
    Ok(public(tagged(
        &headers,
        found.workflow.version.into(),
        &shown,
    )))
}

/// Draw a service: parallel reviews side by side.
#[utoipa::path(get, path = "/api/v1/workflows/{key}/diagram.svg", tag = "services", params(DiagramQuestion),
    responses((status = 200, description = "The picture", body = String, content_type = "image/svg+xml")))]
pub async fn diagram(
    State(doors): State<Doors>,
    Place(place): Place<WorkflowPlace>,
    Question(question): Question<DiagramQuestion>,
) -> Result<Response, Problem> {
    let key: WorkflowKey = named(&place.key)?;
    let found = doors
        .engine
        .registry()
        .newest(&key)
        .ok_or_else(Problem::not_found)?;
    let words = question.lang.unwrap_or(LanguageWord::Zh).into();
    let drawing = language::diagram(&found.workflow, doors.engine.directory(), words);
    let mut response = public(drawing.into_response());
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("image/svg+xml"),
    );
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    Ok(response)
}

/// List the kinds of problems this API answers with.
#[utoipa::path(get, path = "/api/v1/problems", tag = "house",
    responses((status = 200, body = Problems, description = "By status")))]
pub async fn problems() -> Response {
    public(
        Json(Problems {
            problems: KINDS.to_vec(),
        })
        .into_response(),
    )
}

/// Say what a problem's code means; every problem's `type` points here.
#[utoipa::path(get, path = "/api/v1/problems/{code}", tag = "house",
    responses((status = 200, body = Kind, description = "The kind")))]
pub async fn problem(Place(place): Place<CodePlace>) -> Result<Response, Problem> {
    let kind = KINDS.iter().find(|kind| kind.code == place.code);
    Ok(public(
        Json(*kind.ok_or_else(Problem::not_found)?).into_response(),
    ))
}

/// What is nobody's own may be kept for a while.
fn public(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    response
}
