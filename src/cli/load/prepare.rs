//! What a measurement stands on: the workflow, eight accounts, their tokens.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};

use super::Officers;
use crate::access::{Access, NewOfficer};
use crate::app::{Clocks, House};
use crate::cli::{Ending, Settings, say, secret_file};
use crate::domain::definition::Language;
use crate::domain::directory::{CLERK, WINDOW};
use crate::language;

const WORKFLOW: &str = include_str!("../../../workflows/bench/joint-six.yaml");
/// Who reviews, in the order in which opinions are given.
const REVIEWERS: [&str; 6] = [
    "family_planning",
    "health",
    "education",
    "labor",
    "public_security",
    "commerce",
];

pub(super) async fn run(settings: &Settings, path: &Path) -> anyhow::Result<Ending> {
    let config = Arc::new(settings.load()?);
    let clocks = Clocks::of(&config);
    let house = House::open(config, clocks).await?;
    let reading = language::read("joint-six.yaml", WORKFLOW, &house.catalogue);
    let workflow = reading.workflow.ok_or_else(|| {
        anyhow!(
            "this town cannot run the measurement:\n{}",
            language::report(WORKFLOW, &reading.findings, false)
        )
    })?;
    house.engine.publish(workflow, WORKFLOW).await?;
    let mut reviewers = Vec::new();
    for department in REVIEWERS {
        let token = officer(&house.access, department, CLERK).await?;
        reviewers.push((department.to_owned(), token));
    }
    let window = officer(&house.access, "window", WINDOW).await?;
    let officers = serde_json::to_string_pretty(&Officers { window, reviewers })?;
    secret_file::write(path, &officers)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    house.close().await?;
    say::line(format!(
        "joint-six is published; tokens are in {}",
        path.display()
    ))?;
    Ok(Ending::Done)
}

async fn officer(access: &Access, department: &str, role: &str) -> anyhow::Result<String> {
    let account = access
        .operator()
        .add_officer(&NewOfficer {
            name: format!("Load {department}"),
            email: None,
            department: department.parse()?,
            roles: BTreeSet::from([role.parse()?]),
            language: Language::Zh,
        })
        .await?;
    Ok(access
        .operator()
        .issue_token(account.id, "load", None)
        .await?
        .token)
}
