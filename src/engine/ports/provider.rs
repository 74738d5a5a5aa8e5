//! The port to somebody else who knows the officers: an OpenID Connect provider of the town.

use futures::future::BoxFuture;
use serde_json::{Map, Value};

/// A provider that vouches for officers. Each call is one attempt.
pub trait Provider: Send + Sync {
    /// Who it is, as its own tokens name it.
    fn issuer(&self) -> &str;
    /// Where the browser goes to be asked; the secrets bind the answer to it.
    fn way_in<'a>(&'a self, secrets: &'a Secrets) -> BoxFuture<'a, Result<String, Trouble>>;
    /// Whom the code of a browser that came back stands for. All that the provider says is checked:
    /// signature, issuer, audience, times, nonce.
    fn take<'a>(
        &'a self,
        code: &'a str,
        secrets: &'a Secrets,
    ) -> BoxFuture<'a, Result<Vouched, Trouble>>;
    /// Where the browser goes to leave the provider as well; none where it has no such place.
    fn way_out<'a>(&'a self, voucher: &'a str) -> BoxFuture<'a, Option<String>>;
}

/// What binds the way to the provider and back to one browser. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Proves to the provider that who redeems the code is who asked for it (RFC 7636).
    pub verifier: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// Somebody for whom the provider vouched.
#[derive(Clone, PartialEq)]
pub struct Vouched {
    /// What the provider calls them for ever.
    pub subject: String,
    /// Everything it says of them, names as it has them.
    pub claims: Map<String, Value>,
    /// How they proved themselves there (`amr` and `acr`).
    pub methods: Vec<String>,
    /// The ID token itself, to be shown when they leave.
    pub voucher: String,
}

/// Who somebody is, is personal.
impl std::fmt::Debug for Vouched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vouched")
            .field("methods", &self.methods)
            .finish_non_exhaustive()
    }
}

/// Why the provider vouches for nobody. The texts name no person and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It does not answer, or not as a provider does.
    #[error("{0}")]
    Unreachable(String),
    /// It answered, and what it said does not hold.
    #[error("{0}")]
    Refused(String),
}
