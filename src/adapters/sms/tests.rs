#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::net::TcpListener;

use super::*;

const KEY: &[u8] = b"shared with the gateway";

/// What the listener heard: signature and body.
type Heard = Arc<Mutex<Vec<(String, String)>>>;

#[derive(Clone)]
struct Listener {
    answer: Option<Status>,
    heard: Heard,
}

async fn take(State(listener): State<Listener>, headers: HeaderMap, body: String) -> Response {
    let signature = headers[SIGNATURE_HEADER].to_str().unwrap().to_owned();
    assert_eq!(headers["content-type"], "application/json");
    listener.heard.lock().unwrap().push((signature, body));
    match listener.answer {
        Some(status) if status.is_redirection() => {
            (status, [("location", "/elsewhere")]).into_response()
        }
        Some(status) => (status, "to 13800000000: 123456").into_response(),
        None => std::future::pending().await,
    }
}

/// A gateway that answers so, or never.
async fn listening(answer: Option<Status>) -> (SocketAddr, Heard) {
    let heard = Heard::default();
    let listener = Listener {
        answer,
        heard: heard.clone(),
    };
    let routes = Router::new()
        .route("/send", post(take))
        .route("/elsewhere", post(take).get(|| async { "taken" }))
        .with_state(listener);
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(socket, routes).await });
    (address, heard)
}

async fn send(address: SocketAddr, timeout: Duration) -> Answer {
    let url = format!("http://{address}/send").parse().unwrap();
    let message = Message {
        id: "passcode-1".to_owned(),
        to: "13800000000".to_owned(),
        text: "验证码 123456".to_owned(),
    };
    let gateway = Gateway::new(url, KEY, timeout).unwrap();
    gateway.send(&message).await
}

const PATIENT: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_message_is_posted_once_and_signed_as_sent() {
    let (address, heard) = listening(Some(Status::ACCEPTED)).await;
    let before = Utc::now().timestamp();
    assert_eq!(send(address, PATIENT).await, Answer::Sent);
    let heard = heard.lock().unwrap();
    let [(signature, body)] = heard.as_slice() else {
        panic!("{heard:?}");
    };
    let said: serde_json::Value = serde_json::from_str(body).unwrap();
    let expected =
        serde_json::json!({"to": "13800000000", "text": "验证码 123456", "id": "passcode-1"});
    assert_eq!(said, expected);
    let (at, tag) = signature.split_once(",v1=").unwrap();
    let at = at.strip_prefix("t=").unwrap();
    assert!(
        (before..=Utc::now().timestamp()).contains(&at.parse().unwrap()),
        "{at}"
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, KEY);
    let tag = hex::decode(tag).unwrap();
    hmac::verify(&key, format!("{at}.{body}").as_bytes(), &tag).unwrap();
    assert!(hmac::verify(&key, format!("{at}.{body} ").as_bytes(), &tag).is_err());
}

#[test]
fn a_signature_is_what_the_documents_say() {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"key");
    assert_eq!(
        signature(&key, 1_700_000_000, "{}"),
        "t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
    );
}

#[tokio::test]
async fn what_is_refused_for_good_is_told_from_what_may_pass_later() {
    for (status, is_refused) in [
        (Status::BAD_REQUEST, true),
        (Status::UNAUTHORIZED, true),
        (Status::UNPROCESSABLE_ENTITY, true),
        (Status::TEMPORARY_REDIRECT, true),
        (Status::FOUND, true),
        (Status::REQUEST_TIMEOUT, false),
        (Status::TOO_MANY_REQUESTS, false),
        (Status::INTERNAL_SERVER_ERROR, false),
        (Status::BAD_GATEWAY, false),
    ] {
        let (address, heard) = listening(Some(status)).await;
        let text = format!("the SMS gateway answered {}", status.as_u16());
        let expected = match is_refused {
            true => Answer::Refused { text },
            false => Answer::Later { text },
        };
        assert_eq!(send(address, PATIENT).await, expected, "{status}");
        assert_eq!(
            heard.lock().unwrap().len(),
            1,
            "{status}: one attempt, one place"
        );
    }
}

#[tokio::test]
async fn a_gateway_that_falls_silent_is_left_after_the_timeout() {
    let (address, heard) = listening(None).await;
    let answer = send(address, Duration::from_millis(300)).await;
    let text = "the SMS gateway did not answer in time".to_owned();
    assert_eq!(answer, Answer::Later { text });
    assert_eq!(heard.lock().unwrap().len(), 1, "it was heard");
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_tried_later() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    drop(socket);
    let text = "the SMS gateway cannot be reached".to_owned();
    assert_eq!(send(address, PATIENT).await, Answer::Later { text });
}
