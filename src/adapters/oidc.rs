//! Officers known by an OpenID Connect provider: authorization code with PKCE (RFC 7636, S256).
//!
//! The provider is looked up when somebody goes there and not before, so a house starts and runs
//! while it is down. What it publishes is asked again for each way in, and its keys once more when
//! a token is signed by one that is not among them: they may have changed meanwhile. Nothing that
//! the provider says is repeated in an error: it may name a person, or quote a token.

mod claims;
mod http;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreGenderClaim, CoreIdToken,
    CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, DiscoveryError, EndSessionUrl, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope,
    SubjectIdentifier, TokenResponse, UserInfoClaims,
};
use reqwest::Url;
use tokio::sync::Mutex;

use self::claims::Everything;
use self::http::Http;
use crate::engine::ports::provider::{Provider, Secrets, Trouble, Vouched};

pub use self::http::Error;

/// How far the provider's clock may be from ours.
const SKEW: TimeDelta = TimeDelta::seconds(60);
/// How old a token may be that was made for a code redeemed just now.
const TOKEN_AGE_MAX: TimeDelta = TimeDelta::minutes(10);
/// What was looked up so lately is not looked up again for a way in, nor after it failed: a crowd
/// asks once.
const FRESH: Duration = Duration::from_secs(5);
/// For how long it stands for everything else.
const STANDS: Duration = Duration::from_secs(60 * 60);
/// Signatures that count; none that needs a secret both sides have.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What has to be known about the provider beforehand.
#[derive(Clone)]
pub struct Settings {
    /// Who it is, exactly as it says itself.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// What we prove ourselves with; none for a client that has PKCE alone.
    pub client_secret: Option<String>,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// The only authorities to trust for it, PEM; none: the system's.
    pub authorities: Option<Vec<u8>>,
    /// Where it sends a browser back to.
    pub back_to: Url,
    /// Where it sends a browser that has left.
    pub out_to: Url,
    /// For each exchange.
    pub timeout: Duration,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider as it described itself at one time.
struct Known {
    client: Client,
    end_session: Option<EndSessionUrl>,
    has_user_info: bool,
    at: Instant,
}

/// One provider.
pub struct Oidc {
    settings: Settings,
    issuer: IssuerUrl,
    http: Http,
    known: RwLock<Option<Arc<Known>>>,
    /// Held by whoever asks, with how it went wrong last.
    asking: Mutex<Option<(Instant, Trouble)>>,
}

impl Oidc {
    /// Prepares the client; connects to nothing yet.
    ///
    /// # Errors
    /// [`Error`].
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let http = Http::new(settings.timeout, settings.authorities.as_deref())?;
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| Error::Issuer)?;
        Ok(Self {
            settings,
            issuer,
            http,
            known: RwLock::default(),
            asking: Mutex::default(),
        })
    }

    /// The provider as it is now, or as it was a moment ago. One asks, and whoever comes meanwhile
    /// waits for that answer, whatever it is.
    async fn known(&self, no_older: Duration) -> Result<Arc<Known>, Trouble> {
        let since = Instant::now();
        let stands = |at: Instant| at >= since || at.elapsed() < no_older;
        if let Some(known) = self.remembered().filter(|known| stands(known.at)) {
            return Ok(known);
        }
        let mut failed = self.asking.lock().await;
        if let Some(known) = self.remembered().filter(|known| stands(known.at)) {
            return Ok(known);
        }
        if let Some((at, trouble)) = &*failed
            && at.elapsed() < FRESH
        {
            return Err(trouble.clone());
        }
        match self.discover().await {
            Ok(found) => {
                let found = Arc::new(found);
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
                *failed = None;
                Ok(found)
            }
            Err(trouble) => {
                *failed = Some((Instant::now(), trouble.clone()));
                Err(trouble)
            }
        }
    }

    fn remembered(&self) -> Option<Arc<Known>> {
        let known = self.known.read();
        known.unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn discover(&self) -> Result<Known, Trouble> {
        let found =
            ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http).await;
        let found = found.map_err(|error| Trouble::Unreachable(undiscovered(&error).to_owned()))?;
        let settings = &self.settings;
        let end_session = &found.additional_metadata().end_session_endpoint;
        let (end_session, has_user_info) =
            (end_session.clone(), found.userinfo_endpoint().is_some());
        let methods = found.token_endpoint_auth_methods_supported();
        let by_header = methods
            .is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let secret = settings.client_secret.clone().map(ClientSecret::new);
        let id = ClientId::new(settings.client_id.clone());
        let client = CoreClient::from_provider_metadata(found, id, secret)
            .set_redirect_uri(RedirectUrl::from_url(settings.back_to.clone()))
            .set_auth_type(match by_header {
                true => AuthType::BasicAuth,
                false => AuthType::RequestBody,
            });
        Ok(Known {
            client,
            end_session,
            has_user_info,
            at: Instant::now(),
        })
    }

    async fn way_in(&self, secrets: &Secrets) -> Result<String, Trouble> {
        let known = self.known(FRESH).await?;
        let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, _, _) = known
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state.clone()),
                move || Nonce::new(nonce.clone()),
            )
            .add_scopes(scopes)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url.into())
    }

    async fn take(&self, code: &str, secrets: &Secrets) -> Result<Vouched, Trouble> {
        let known = self.known(STANDS).await?;
        let answer = self.redeem(&known, code, secrets).await?;
        let token = answer
            .id_token()
            .ok_or_else(|| refused("the provider gave no ID token"))?;
        let nonce = Nonce::new(secrets.nonce.clone());
        let subject = match verified(token, &known, &nonce) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let renewed = self.known(Duration::ZERO).await?;
                verified(token, &renewed, &nonce)
            }
            first => first,
        };
        let subject = subject.map_err(|error| refused(unverified(&error)))?;
        let voucher = token.to_string();
        let mut all = claims::of_token(&voucher)
            .ok_or_else(|| refused("the provider's ID token cannot be read"))?;
        let methods = claims::methods(&all);
        if known.has_user_info {
            let more = self.user_info(&known, answer.access_token(), &subject);
            claims::add(&mut all, more.await?);
        }
        Ok(Vouched {
            subject: subject.to_string(),
            claims: all,
            methods,
            voucher,
        })
    }

    async fn redeem(
        &self,
        known: &Known,
        code: &str,
        secrets: &Secrets,
    ) -> Result<CoreTokenResponse, Trouble> {
        let request = known
            .client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| Trouble::Unreachable("the provider has no place for codes".to_owned()))?
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier.clone()));
        request
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(_) => {
                    refused("the provider does not take the code")
                }
                RequestTokenError::Request(error) => Trouble::Unreachable(error.to_string()),
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Trouble::Unreachable(
                    "the provider's answer to a code cannot be read".to_owned(),
                ),
            })
    }

    /// What else it says of the same subject: many leave roles out of the token.
    async fn user_info(
        &self,
        known: &Known,
        access: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<UserInfoClaims<Everything, CoreGenderClaim>, Trouble> {
        let asked = known
            .client
            .user_info(access.clone(), Some(subject.clone()))
            .map_err(|_| Trouble::Unreachable("the provider has no user info".to_owned()))?;
        let told = asked.request_async(&self.http).await;
        told.map_err(|error| match error {
            openidconnect::UserInfoError::ClaimsVerification(_) => {
                refused("the provider's user info is about somebody else")
            }
            _ => Trouble::Unreachable("the provider's user info cannot be read".to_owned()),
        })
    }

    async fn way_out(&self, voucher: &str) -> Option<String> {
        let known = self.known(STANDS).await.ok()?;
        let place = known.end_session.clone()?;
        let token: CoreIdToken = voucher.parse().ok()?;
        let leave = LogoutRequest::from(place)
            .set_id_token_hint(&token)
            .set_client_id(ClientId::new(self.settings.client_id.clone()))
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::from_url(
                self.settings.out_to.clone(),
            ));
        Some(leave.http_get_url().into())
    }
}

impl Provider for Oidc {
    fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    fn way_in<'a>(&'a self, secrets: &'a Secrets) -> BoxFuture<'a, Result<String, Trouble>> {
        self.way_in(secrets).boxed()
    }

    fn take<'a>(
        &'a self,
        code: &'a str,
        secrets: &'a Secrets,
    ) -> BoxFuture<'a, Result<Vouched, Trouble>> {
        self.take(code, secrets).boxed()
    }

    fn way_out<'a>(&'a self, voucher: &'a str) -> BoxFuture<'a, Option<String>> {
        self.way_out(voucher).boxed()
    }
}

/// Whose token it is, if it is good: signature, issuer, audience, times and nonce.
fn verified(
    token: &CoreIdToken,
    known: &Known,
    nonce: &Nonce,
) -> Result<SubjectIdentifier, ClaimsVerificationError> {
    let now = Utc::now();
    let verifier: CoreIdTokenVerifier<'_> = known
        .client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |at| is_timely(at, now));
    let claims = token.claims(&verifier, nonce)?;
    Ok(claims.subject().clone())
}

fn is_timely(issued: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), String> {
    if issued > now + SKEW {
        return Err("issued in the future".to_owned());
    }
    if issued < now - TOKEN_AGE_MAX - SKEW {
        return Err("issued long ago".to_owned());
    }
    Ok(())
}

fn refused(text: &str) -> Trouble {
    Trouble::Refused(text.to_owned())
}

fn undiscovered(error: &DiscoveryError<http::Broken>) -> &'static str {
    match error {
        DiscoveryError::Request(broken) => broken.text(),
        DiscoveryError::Validation(_) => "the provider says that it is another issuer",
        DiscoveryError::Parse(_) | DiscoveryError::Response(..) => {
            "the provider's description of itself cannot be read"
        }
        _ => "the provider cannot be looked up",
    }
}

fn unverified(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "the provider's ID token is not of now",
        ClaimsVerificationError::InvalidAudience(_) => "the provider's ID token is for another",
        ClaimsVerificationError::InvalidIssuer(_) => "the ID token is another issuer's",
        ClaimsVerificationError::InvalidNonce(_) => "the ID token answers another question",
        ClaimsVerificationError::SignatureVerification(_) => {
            "the ID token is not signed by the provider"
        }
        _ => "the provider's ID token does not hold",
    }
}

#[cfg(test)]
mod tests;
