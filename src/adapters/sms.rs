//! Short messages through one HTTP gateway of the house's own choice.
//!
//! Every message is one `POST` of `{"to": …, "text": …, "id": …}` with the header
//! `X-Lianban-Signature: t=<seconds since 1970>,v1=<hex>`, where the hex is HMAC-SHA256 under the
//! shared key over `<t>.<body as sent>`. The gateway checks it, and refuses an old `t`; any 2xx takes
//! the message. What a gateway answers is not repeated: it may quote the number or the code.

use std::time::Duration;

use chrono::Utc;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use ring::hmac;
use serde::Serialize;

use crate::engine::ports::sms::{Answer, Message, Sms};

/// The header that proves where a message comes from.
pub const SIGNATURE_HEADER: &str = "x-lianban-signature";

/// A gateway cannot be prepared: the HTTP client takes the settings for none.
#[derive(Debug, thiserror::Error)]
#[error("the client for the SMS gateway cannot be made")]
pub struct Error(#[from] reqwest::Error);

/// One gateway.
pub struct Gateway {
    http: Client,
    url: Url,
    key: hmac::Key,
}

/// What is posted.
#[derive(Serialize)]
struct Body<'a> {
    to: &'a str,
    text: &'a str,
    id: &'a str,
}

impl Gateway {
    /// Prepares the client; connects to nothing yet. `timeout` is for the whole of one attempt.
    ///
    /// # Errors
    /// [`Error`].
    pub fn new(url: Url, key: &[u8], timeout: Duration) -> Result<Self, Error> {
        // Another part of the process may have chosen before; there is only this one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A redirect would carry the message, and its signature, somewhere else.
        let http = Client::builder()
            .timeout(timeout)
            .redirect(Policy::none())
            .build()?;
        Ok(Self {
            http,
            url,
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        })
    }

    async fn attempt(&self, message: &Message) -> Answer {
        let Message { id, to, text } = message;
        let body = match serde_json::to_string(&Body { to, text, id }) {
            Ok(body) => body,
            Err(error) => {
                let text = format!("the message is no JSON: {error}");
                return Answer::Refused { text };
            }
        };
        let signature = signature(&self.key, Utc::now().timestamp(), &body);
        let sent = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE_HEADER, signature)
            .body(body)
            .send();
        match sent.await {
            Ok(response) => verdict(response.status()),
            Err(error) => Answer::Later {
                text: trouble(&error).to_owned(),
            },
        }
    }
}

impl Sms for Gateway {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Answer> {
        self.attempt(message).boxed()
    }
}

fn signature(key: &hmac::Key, seconds: i64, body: &str) -> String {
    let tag = hmac::sign(key, format!("{seconds}.{body}").as_bytes());
    format!("t={seconds},v1={}", hex::encode(tag))
}

/// 408 and 429 ask for patience; every other 4xx, and a redirect, would come again the next time.
fn verdict(status: StatusCode) -> Answer {
    let text = format!("the SMS gateway answered {}", status.as_u16());
    let patience = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
    if status.is_success() {
        Answer::Sent
    } else if status.is_server_error() || patience.contains(&status) {
        Answer::Later { text }
    } else {
        Answer::Refused { text }
    }
}

/// In words without the address, which may have a password in it.
fn trouble(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "the SMS gateway did not answer in time"
    } else if error.is_connect() {
        "the SMS gateway cannot be reached"
    } else {
        "the exchange with the SMS gateway broke off"
    }
}

#[cfg(test)]
mod tests;
