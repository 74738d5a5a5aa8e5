//! One client's work: request after request, from filing to the result.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Officers;
use super::figures::Figures;
use super::wire::{Answer, Wire};
use crate::cli::client::{self, As};

/// What is needed of a filing's answer.
#[derive(Deserialize)]
struct Filed {
    case_number: String,
    secret: String,
}

/// One client with its connection.
pub(super) struct Client<'o> {
    wire: Wire,
    officers: &'o Officers,
    /// The subject of its requests.
    name: String,
}

impl<'o> Client<'o> {
    pub(super) fn new(wire: Wire, officers: &'o Officers, name: String) -> Self {
        Self {
            wire,
            officers,
            name,
        }
    }

    /// Works until the time is up.
    pub(super) async fn repeat(mut self, until: Instant) -> Figures {
        let mut figures = Figures::default();
        while Instant::now() < until {
            match self.one(&mut figures).await {
                Ok(()) => figures.requests += 1,
                Err(error) => figures.trouble(&error),
            }
        }
        figures
    }

    async fn one(&mut self, figures: &mut Figures) -> anyhow::Result<()> {
        let officers = self.officers;
        let window = As::Officer(&officers.window);
        let application = json!({
            "workflow": "joint-six",
            "filer": {"kind": "window"},
            "applicant": {"name": "样例"},
            "form": {"subject": self.name},
        })
        .to_string();
        let body = self.post(window, "/api/v1/requests", &application).await?;
        let filed: Filed = serde_json::from_slice(body).context("no case came back")?;
        let path = format!("/api/v1/requests/{}", filed.case_number);
        self.post(window, &format!("{path}/intake/accept"), "{}")
            .await?;
        for (department, token) in &officers.reviewers {
            let begun = Instant::now();
            let duty = format!("{path}/duties/review:checks.{department}/opinion");
            self.post(As::Officer(token), &duty, r#"{"verdict":"agree"}"#)
                .await?;
            figures.opinions.push(begun.elapsed());
        }
        let applicant = As::Applicant(&filed.case_number, &filed.secret);
        let answer = self.wire.get(applicant, &path).await?;
        let result = std::str::from_utf8(good(&answer)?)?;
        ensure!(
            result.contains("certifying"),
            "the round did not join: {result}"
        );
        Ok(())
    }

    /// Under a key as long as those of forms: it stands in a row and in an index.
    async fn post(&mut self, who: As<'_>, path: &str, body: &str) -> anyhow::Result<&[u8]> {
        let key = uuid::Uuid::new_v4().to_string();
        good(&self.wire.post(who, path, &key, body).await?)
    }
}

/// The body of an answer that says yes; else the problem in plain words.
fn good<'a>(answer: &Answer<'a>) -> anyhow::Result<&'a [u8]> {
    if (200..300).contains(&answer.status) {
        return Ok(answer.body);
    }
    let body = serde_json::from_slice(answer.body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(answer.body).into_owned()));
    let said = client::Answer {
        status: answer.status,
        body,
    };
    anyhow::bail!("{}", said.problem())
}
