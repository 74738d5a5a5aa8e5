//! One client's work: request after request, from filing to the result.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::json;

use super::Officers;
use super::figures::Figures;
use crate::cli::client::{As, Client};

/// Works until the time is up.
pub(super) async fn repeat(
    client: &Client,
    officers: &Officers,
    number: u16,
    until: Instant,
) -> Figures {
    let mut figures = Figures::default();
    let mut count = 0_u64;
    while Instant::now() < until {
        count += 1;
        match one(client, officers, &format!("{number}/{count}"), &mut figures).await {
            Ok(()) => figures.requests += 1,
            Err(error) => figures.trouble(&error),
        }
    }
    figures
}

async fn one(
    client: &Client,
    officers: &Officers,
    subject: &str,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let window = As::Officer(&officers.window);
    let application = json!({
        "workflow": "joint-six",
        "filer": {"kind": "window"},
        "applicant": {"name": "样例"},
        "form": {"subject": subject},
    });
    let filed = client
        .post(window, "/api/v1/requests", &application)
        .await?
        .ok()?;
    let case = filed["case_number"]
        .as_str()
        .context("no case number came back")?;
    let secret = filed["secret"].as_str().context("no secret came back")?;
    let path = format!("/api/v1/requests/{case}");
    client
        .post(window, &format!("{path}/intake/accept"), &json!({}))
        .await?
        .ok()?;
    for (department, token) in &officers.reviewers {
        let begun = Instant::now();
        let duty = format!("{path}/duties/review:checks.{department}/opinion");
        client
            .post(As::Officer(token), &duty, &json!({"verdict": "agree"}))
            .await?
            .ok()?;
        figures.opinions.push(begun.elapsed());
    }
    let result = client.get(As::Applicant(case, secret), &path).await?.ok()?;
    ensure!(
        result.to_string().contains("certifying"),
        "the round did not join: {result}"
    );
    Ok(())
}
