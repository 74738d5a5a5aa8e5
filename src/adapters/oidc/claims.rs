//! What a provider says of somebody, as it says it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, UserInfoClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Claims that are nobody's standard.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct Everything {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Everything {}

/// The claims of a token whose signature was checked.
pub(super) fn of_token(token: &str) -> Option<Map<String, Value>> {
    let payload = token.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// Adds what the token leaves out; what both say, the token says.
pub(super) fn add(
    claims: &mut Map<String, Value>,
    more: UserInfoClaims<Everything, CoreGenderClaim>,
) {
    let Ok(Value::Object(more)) = serde_json::to_value(more) else {
        return;
    };
    for (name, value) in more {
        claims.entry(name).or_insert(value);
    }
}

/// How somebody proved themselves: `amr` (RFC 8176), and the class in `acr`.
pub(super) fn methods(claims: &Map<String, Value>) -> Vec<String> {
    let texts = |name: &str| match claims.get(name) {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one.as_str()],
        _ => Vec::new(),
    };
    let all = [texts("amr"), texts("acr")].concat();
    all.into_iter().map(str::to_owned).collect()
}
