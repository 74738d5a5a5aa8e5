#![allow(clippy::unwrap_used)]
//! Against a provider on this machine that says what it is told to, with keys of its own.

use std::collections::BTreeMap;
use std::sync::Mutex as Told;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use super::*;

/// A key with its name.
struct Signer {
    kid: &'static str,
    pair: Ed25519KeyPair,
}

impl Signer {
    fn new(kid: &'static str) -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        Self { kid, pair }
    }

    fn published(&self) -> Value {
        let x = BASE64.encode(self.pair.public_key());
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.kid, "x": x}]})
    }

    fn sign(&self, claims: &Value) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": self.kid});
        let said = format!("{}.{}", part(&header), part(claims));
        let signature = BASE64.encode(self.pair.sign(said.as_bytes()));
        format!("{said}.{signature}")
    }
}

/// What the provider says now.
struct Mind {
    published: Signer,
    /// Signs instead of the published key.
    hidden: Option<Signer>,
    claims: Value,
    user_info: Value,
    /// The form and the authorization of each code that was redeemed.
    redeemed: Vec<(BTreeMap<String, String>, String)>,
}

type Shared = Arc<Told<Mind>>;

struct Town {
    mind: Shared,
    issuer: String,
    oidc: Oidc,
}

fn secrets() -> Secrets {
    let text = |letter: &str| letter.repeat(64);
    Secrets {
        state: text("5"),
        nonce: text("6"),
        verifier: text("7"),
    }
}

async fn redeem(
    State(mind): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let mut mind = mind.lock().unwrap();
    let authorization = headers.get("authorization");
    let authorization = authorization.map_or("", |value| value.to_str().unwrap());
    mind.redeemed.push((form.clone(), authorization.to_owned()));
    if form["code"] != "good" {
        let error = Json(json!({"error": "invalid_grant", "error_description": "secret words"}));
        return (StatusCode::BAD_REQUEST, error).into_response();
    }
    let signer = mind.hidden.as_ref().unwrap_or(&mind.published);
    let token = signer.sign(&mind.claims);
    Json(json!({"access_token": "opens", "token_type": "Bearer", "id_token": token}))
        .into_response()
}

async fn user_info(State(mind): State<Shared>, headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers["authorization"], "Bearer opens");
    Json(mind.lock().unwrap().user_info.clone())
}

impl Town {
    async fn open() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/town", socket.local_addr().unwrap());
        let now = Utc::now().timestamp();
        let claims = json!({
            "iss": issuer, "aud": "lianban", "sub": "17", "nonce": secrets().nonce,
            "iat": now, "exp": now + 300, "preferred_username": "zhao.yun",
            "realm_access": {"roles": ["lianban-clerk"]}, "amr": ["pwd", "otp"], "acr": "2",
        });
        let mind = Arc::new(Told::new(Mind {
            published: Signer::new("one"),
            hidden: None,
            claims,
            user_info: json!({"sub": "17", "name": "赵云", "department": "教育局", "preferred_username": "other"}),
            redeemed: Vec::new(),
        }));
        let own = issuer.clone();
        let described = json!({
            "issuer": own, "authorization_endpoint": format!("{own}/authorize"),
            "token_endpoint": format!("{own}/token"), "userinfo_endpoint": format!("{own}/me"),
            "jwks_uri": format!("{own}/keys"), "end_session_endpoint": format!("{own}/leave"),
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "HS256"],
        });
        let keys = |State(mind): State<Shared>| async move {
            Json(mind.lock().unwrap().published.published())
        };
        let routes = Router::new()
            .route(
                "/town/.well-known/openid-configuration",
                get(|| async { Json(described) }),
            )
            .route("/town/keys", get(keys))
            .route("/town/token", post(redeem))
            .route("/town/me", get(user_info))
            .with_state(mind.clone());
        tokio::spawn(async move { axum::serve(socket, routes).await });
        let oidc = Oidc::new(settings(&issuer)).unwrap();
        Self { mind, issuer, oidc }
    }

    fn think(&self, change: impl FnOnce(&mut Mind)) {
        change(&mut self.mind.lock().unwrap());
    }

    async fn take(&self, code: &str) -> Result<Vouched, Trouble> {
        Provider::take(&self.oidc, code, &secrets()).await
    }

    /// What is said of a token with one claim changed.
    async fn takes(&self, claim: &str, value: Value) -> Result<Vouched, Trouble> {
        let before = self.mind.lock().unwrap().claims[claim].clone();
        self.think(|mind| mind.claims[claim] = value);
        let taken = self.take("good").await;
        self.think(|mind| mind.claims[claim] = before);
        taken
    }
}

fn settings(issuer: &str) -> Settings {
    Settings {
        issuer: issuer.to_owned(),
        client_id: "lianban".to_owned(),
        client_secret: Some("a secret".to_owned()),
        scopes: vec!["profile".to_owned()],
        authorities: None,
        back_to: "https://town.example/desk/provider/back".parse().unwrap(),
        out_to: "https://town.example/desk/enter".parse().unwrap(),
        timeout: Duration::from_secs(5),
    }
}

#[track_caller]
fn is_refused(taken: Result<Vouched, Trouble>, expected: &str) {
    match taken {
        Err(Trouble::Refused(text)) => assert!(text.contains(expected), "{text}"),
        other => panic!("{expected}: {other:?}"),
    }
}

#[tokio::test]
async fn the_way_in_binds_state_nonce_and_verifier_to_the_browser() {
    let town = Town::open().await;
    let url = Provider::way_in(&town.oidc, &secrets()).await.unwrap();
    let url: Url = url.parse().unwrap();
    assert_eq!(url.path(), "/town/authorize");
    let asked: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let challenge = BASE64.encode(Sha256::digest(secrets().verifier));
    let expected = [
        ("response_type", "code"),
        ("client_id", "lianban"),
        ("state", &secrets().state),
        ("nonce", &secrets().nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("redirect_uri", "https://town.example/desk/provider/back"),
        ("scope", "openid profile"),
    ];
    for (name, value) in expected {
        assert_eq!(asked[name], value, "{name}");
    }
    assert!(!url.as_str().contains(&secrets().verifier));
}

#[tokio::test]
async fn a_good_token_vouches_with_everything_that_is_said() {
    let town = Town::open().await;
    let vouched = town.take("good").await.unwrap();
    assert_eq!(vouched.subject, "17");
    assert_eq!(vouched.methods, ["pwd", "otp", "2"]);
    assert_eq!(vouched.claims["preferred_username"], "zhao.yun");
    assert_eq!(vouched.claims["realm_access"]["roles"][0], "lianban-clerk");
    assert_eq!(vouched.claims["name"], "赵云");
    assert_eq!(vouched.claims["department"], "教育局");
    let mind = town.mind.lock().unwrap();
    let [(form, authorization)] = mind.redeemed.as_slice() else {
        panic!("{:?}", mind.redeemed);
    };
    assert_eq!(form["code_verifier"], secrets().verifier);
    assert!(authorization.starts_with("Basic "), "{authorization}");
    assert!(!form.contains_key("client_secret"));
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_refused() {
    let town = Town::open().await;
    let now = Utc::now().timestamp();
    is_refused(
        town.takes("nonce", json!("another")).await,
        "another question",
    );
    is_refused(town.takes("aud", json!("elsewhere")).await, "for another");
    is_refused(
        town.takes("aud", json!(["lianban", "elsewhere"])).await,
        "for another",
    );
    is_refused(
        town.takes("iss", json!("https://evil.example")).await,
        "another issuer's",
    );
    is_refused(town.takes("exp", json!(now - 90)).await, "not of now");
    is_refused(town.takes("iat", json!(now + 90)).await, "not of now");
    is_refused(town.takes("iat", json!(now - 3600)).await, "not of now");
    is_refused(town.take("forged").await, "does not take the code");
    town.think(|mind| mind.user_info["sub"] = json!("18"));
    is_refused(town.take("good").await, "about somebody else");
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let town = Town::open().await;
    let now = Utc::now().timestamp();
    assert!(town.takes("exp", json!(now - 30)).await.is_ok());
    assert!(town.takes("iat", json!(now + 30)).await.is_ok());
}

#[tokio::test]
async fn keys_may_change_and_only_published_ones_count() {
    let town = Town::open().await;
    assert!(town.take("good").await.is_ok());
    town.think(|mind| mind.published = Signer::new("two"));
    assert!(town.take("good").await.is_ok(), "the new key is looked up");
    town.think(|mind| mind.published = Signer::new("two"));
    assert!(
        town.take("good").await.is_ok(),
        "also where it has the old one's name"
    );
    town.think(|mind| mind.hidden = Some(Signer::new("two")));
    is_refused(town.take("good").await, "not signed by the provider");
}

#[tokio::test]
async fn a_secret_that_both_sides_have_signs_nothing() {
    let town = Town::open().await;
    let part = |value: &Value| BASE64.encode(value.to_string());
    let claims = part(&town.mind.lock().unwrap().claims);
    for alg in ["HS256", "none"] {
        let said = format!("{}.{claims}", part(&json!({"alg": alg})));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"a secret");
        let signature = match alg {
            "none" => String::new(),
            _ => BASE64.encode(ring::hmac::sign(&key, said.as_bytes())),
        };
        let known = town.oidc.known(STANDS).await.unwrap();
        let Ok(token) = format!("{said}.{signature}").parse::<CoreIdToken>() else {
            continue;
        };
        let verified = verified(&token, &known, &Nonce::new(secrets().nonce));
        assert!(verified.is_err(), "{alg}");
    }
}

#[tokio::test]
async fn whoever_leaves_is_known_by_their_token_and_comes_back() {
    let town = Town::open().await;
    let voucher = town.take("good").await.unwrap().voucher;
    let url = Provider::way_out(&town.oidc, &voucher).await.unwrap();
    let url: Url = url.parse().unwrap();
    assert_eq!(url.path(), "/town/leave");
    let told: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(told["id_token_hint"], voucher);
    assert_eq!(
        told["post_logout_redirect_uri"],
        "https://town.example/desk/enter"
    );
    assert_eq!(Provider::way_out(&town.oidc, "no token").await, None);
}

#[tokio::test]
async fn a_provider_that_is_down_or_another_is_trouble_and_nothing_of_it_is_repeated() {
    let town = Town::open().await;
    let oidc = Oidc::new(settings("http://127.0.0.1:1/town")).unwrap();
    let down = Provider::way_in(&oidc, &secrets()).await.unwrap_err();
    assert_eq!(
        down,
        Trouble::Unreachable("the provider cannot be reached".to_owned())
    );
    let oidc = Oidc::new(settings(&format!("{}/", town.issuer))).unwrap();
    let other = Provider::way_in(&oidc, &secrets()).await.unwrap_err();
    assert!(
        matches!(&other, Trouble::Unreachable(text) if text.contains("another issuer")),
        "{other:?}"
    );
    let refused = town.take("secret code").await.unwrap_err().to_string();
    assert!(!refused.contains("secret"), "{refused}");
    let vouched = format!("{:?}", town.take("good").await.unwrap());
    assert!(
        !vouched.contains("zhao") && !vouched.contains("eyJ"),
        "{vouched}"
    );
}

#[tokio::test]
async fn a_crowd_before_a_silent_provider_waits_once() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&format!("http://{}/town", socket.local_addr().unwrap()));
    settings.timeout = Duration::from_secs(1);
    let oidc = Oidc::new(settings).unwrap();
    let begun = Instant::now();
    let secrets = secrets();
    let crowd = (0..6).map(|_| Provider::way_in(&oidc, &secrets));
    let crowd = futures::future::join_all(crowd).await;
    assert!(crowd.iter().all(Result::is_err), "{crowd:?}");
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "one after the other"
    );
    let later = Instant::now();
    let taken = Provider::take(&oidc, "good", &secrets).await;
    assert!(matches!(taken, Err(Trouble::Unreachable(_))), "{taken:?}");
    assert!(
        later.elapsed() < Duration::from_millis(500),
        "it is remembered"
    );
}

#[tokio::test]
async fn a_provider_that_comes_back_is_found_again() {
    let town = Town::open().await;
    let away = (Instant::now(), Trouble::Unreachable("away".to_owned()));
    *town.oidc.asking.lock().await = Some(away.clone());
    assert_eq!(town.take("good").await, Err(away.1.clone()));
    let long_ago = away.0.checked_sub(FRESH).unwrap();
    *town.oidc.asking.lock().await = Some((long_ago, away.1.clone()));
    assert!(town.take("good").await.is_ok());
    // What is known goes on to hold while it cannot be asked.
    *town.oidc.asking.lock().await = Some(away);
    assert!(town.take("good").await.is_ok());
}
