//! Officers and their tokens: who am I, and what the administrator keeps.

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::oversight::PageQuestion;
use super::reviews::Nothing;
use crate::access::{Caller, Keeper, NewOfficer};
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::doors::Doors;
use crate::doors::body::{Body, MaybeBody};
use crate::doors::cursor;
use crate::doors::envelope::Envelope;
use crate::doors::house;
use crate::doors::officers;
use crate::doors::place::Place;
use crate::doors::preconditions::NoIdempotencyKey;
use crate::doors::present::Page;
use crate::doors::problem::Problem;
use crate::doors::question::Question;
use crate::doors::words::LanguageWord;
use crate::storage::accounts::{self, Account};
use crate::telemetry::Correlation;

/// `/officers/{id}`
#[derive(Debug, Deserialize)]
pub struct OfficerPlace {
    /// The officer's number.
    pub id: i64,
}

/// `/officers/{id}/tokens/{token}`
#[derive(Debug, Deserialize)]
pub struct TokenPlace {
    /// The officer's number.
    pub id: i64,
    /// The token's hash, as given when it was issued.
    pub token: String,
}

/// An officer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"id": 17, "name": "陈立", "email": "chen@example.org", "department": "education", "roles": ["clerk"], "language": "zh", "active": true}))]
pub struct OfficerView {
    /// The officer's number.
    pub id: i64,
    /// What colleagues call them.
    pub name: String,
    /// Where they are written to; left out in `/me`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub email: Option<String>,
    /// Where they work.
    pub department: String,
    /// What they may act as.
    pub roles: Vec<String>,
    /// The language they read.
    pub language: LanguageWord,
    /// Whether the account may be used.
    pub active: bool,
}

/// An officer to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "陈立", "email": "chen@example.org", "department": "education", "roles": ["clerk"], "language": "zh"}))]
pub struct OfficerBody {
    /// What colleagues call them.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Where they are written to.
    #[serde(default)]
    pub email: Option<String>,
    /// Where they work.
    #[schema(value_type = String)]
    pub department: DepartmentKey,
    /// What they may act as.
    #[schema(value_type = Vec<String>, min_items = 1)]
    pub roles: BTreeSet<RoleKey>,
    /// The language they read; Chinese unless said.
    #[serde(default)]
    pub language: Option<LanguageWord>,
}

/// A token to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"label": "desk computer, window 3", "expires_at": "2027-01-01T00:00:00Z"}))]
pub struct TokenBody {
    /// What its owner calls it.
    #[schema(max_length = 100)]
    pub label: String,
    /// When it ends, by machine time; none: when revoked.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A new token.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"token": "lianban_…", "hash": "3f0c…", "expires_at": null}))]
pub struct TokenView {
    /// The token, shown here and never again.
    pub token: String,
    /// What revoking names.
    pub hash: String,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

impl From<Account> for OfficerView {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            name: account.name,
            email: account.email,
            department: account.department.to_string(),
            roles: account.roles.iter().map(ToString::to_string).collect(),
            language: account.language.into(),
            active: account.active,
        }
    }
}

/// Say whose token this is.
#[utoipa::path(get, path = "/api/v1/me", tag = "house", responses((status = 200, body = OfficerView, description = "You")))]
pub async fn me(caller: Caller) -> Result<Response, Problem> {
    let Caller::Staff(staff) = caller else {
        return Err(Problem::new("unauthorised", "a token is needed"));
    };
    let view = OfficerView {
        id: staff.officer.id.0,
        name: staff.name,
        email: None,
        department: staff.officer.department.to_string(),
        roles: staff
            .officer
            .roles
            .iter()
            .map(ToString::to_string)
            .collect(),
        language: staff.language.into(),
        active: true,
    };
    Ok(Json(view).into_response())
}

/// List officers, by number.
#[utoipa::path(get, path = "/api/v1/officers", tag = "accounts", params(PageQuestion),
    responses((status = 200, body = Page<OfficerView>, description = "By number")))]
pub async fn list(
    State(doors): State<Doors>,
    Question(question): Question<PageQuestion>,
) -> Result<Response, Problem> {
    let limit = cursor::rows(question.limit)?;
    let after = cursor::decode::<i64>(question.cursor.as_deref())?.map(OfficerId);
    let found = accounts::list(doors.engine.store().reader(), after, limit).await?;
    let full = found.len() as u64 == limit;
    let next = found
        .last()
        .filter(|_| full)
        .map(|last| cursor::encode(last.id));
    let rows = found.into_iter().map(OfficerView::from).collect();
    Ok(Json(Page { rows, next }).into_response())
}

/// Open an account.
#[utoipa::path(post, path = "/api/v1/officers", tag = "accounts", request_body = OfficerBody,
    responses((status = 201, body = OfficerView, description = "Opened; it has no token yet")))]
pub async fn add(
    State(doors): State<Doors>,
    caller: Caller,
    envelope: Envelope,
    body: Body<OfficerBody>,
) -> Result<Response, Problem> {
    let new = new_officer(&doors, body.value)?;
    let keeper = keeper(&doors, &caller, &envelope.correlation)?;
    let call = house::call(caller.idempotency_actor(), &envelope, &body.digest);
    let account = match call.idempotency {
        Some(key) => keeper.add_officer_once(&new, &key).await?,
        None => keeper.add_officer(&new).await?,
    };
    Ok((StatusCode::CREATED, Json(OfficerView::from(account))).into_response())
}

/// The accounts in the hands of whoever is calling.
fn keeper(doors: &Doors, caller: &Caller, correlation: &Correlation) -> Result<Keeper, Problem> {
    let officer = caller.officer();
    let officer = officer.ok_or_else(|| Problem::new("unauthorised", "a token is needed"))?;
    Ok(doors.access.keeper(officer.id, correlation.as_str()))
}

fn new_officer(doors: &Doors, body: OfficerBody) -> Result<NewOfficer, Problem> {
    officers::checked(
        doors,
        NewOfficer {
            name: body.name,
            email: body.email,
            department: body.department,
            roles: body.roles,
            language: body.language.map(Into::into).unwrap_or_default(),
        },
    )
}

/// Close an account: its tokens are worthless at once.
///
/// Refused for the last administrator: nobody could open another account.
#[utoipa::path(post, path = "/api/v1/officers/{id}/deactivate", tag = "accounts", request_body(content = Nothing),
    responses((status = 200, body = OfficerView, description = "Closed")))]
pub async fn deactivate(
    State(doors): State<Doors>,
    caller: Caller,
    correlation: Correlation,
    Place(place): Place<OfficerPlace>,
    _body: MaybeBody<Nothing>,
) -> Result<Response, Problem> {
    let keeper = keeper(&doors, &caller, &correlation)?;
    let account = keeper.close_officer(OfficerId(place.id)).await?;
    Ok(Json(OfficerView::from(account)).into_response())
}

/// Issue a token to an officer.
///
/// A token is not kept, so it cannot be shown twice and an Idempotency-Key is refused; one that was lost
/// on the way is revoked by its hash.
#[utoipa::path(post, path = "/api/v1/officers/{id}/tokens", tag = "accounts", request_body = TokenBody,
    responses((status = 201, body = TokenView, description = "Issued; the token is shown once")))]
pub async fn add_token(
    State(doors): State<Doors>,
    caller: Caller,
    correlation: Correlation,
    Place(place): Place<OfficerPlace>,
    _: NoIdempotencyKey,
    body: Body<TokenBody>,
) -> Result<Response, Problem> {
    let TokenBody { label, expires_at } = body.value;
    let keeper = keeper(&doors, &caller, &correlation)?;
    let officer = OfficerId(place.id);
    let issued = keeper.issue_token(officer, &label, expires_at).await?;
    let view = TokenView {
        token: issued.token,
        hash: issued.hash,
        expires_at: issued.expires_at,
    };
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// Revoke a token.
#[utoipa::path(post, path = "/api/v1/officers/{id}/tokens/{token}/revoke", tag = "accounts", request_body(content = Nothing),
    responses((status = 204, description = "Revoked")))]
pub async fn revoke_token(
    State(doors): State<Doors>,
    caller: Caller,
    correlation: Correlation,
    Place(place): Place<TokenPlace>,
    _body: MaybeBody<Nothing>,
) -> Result<Response, Problem> {
    let officer = OfficerId(place.id);
    let keeper = keeper(&doors, &caller, &correlation)?;
    keeper.revoke_token_of(officer, &place.token).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
