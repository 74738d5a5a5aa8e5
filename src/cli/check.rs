//! `lianban check [FILES]`

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Ending, Misuse, Settings, say};
use crate::app::town;
use crate::language::{self, Finding, Reading, Severity};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban check\n  lianban check workflows/open-a-shop.yaml\n  lianban check --json | jq '.files[].findings'\n\nEnds with 0 if every file may go live (warnings are allowed), else with 1."
)]
pub(super) struct Arguments {
    /// Workflow files; else every .yaml in the folder of the settings
    files: Vec<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// A file with what came of it.
struct Checked {
    name: String,
    source: String,
    reading: Reading,
}

#[derive(Serialize)]
struct FileReport<'a> {
    file: &'a str,
    ok: bool,
    workflow: Option<String>,
    version: Option<u32>,
    hash: Option<&'a str>,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    errors: usize,
    warnings: usize,
    files: Vec<FileReport<'a>>,
}

pub(super) fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let config = settings.load()?;
    let catalogue = town::catalogue(&config)?;
    let files = match arguments.files.as_slice() {
        [] => town::own_workflow_files(&config)?,
        files => files.to_vec(),
    };
    if files.is_empty() {
        let folder = config.workflows.folder.display();
        return Err(Misuse(format!(
            "there is no workflow in {folder}; name files to check"
        ))
        .into());
    }
    let mut checked = Vec::with_capacity(files.len());
    for path in files {
        let source = town::text(&path).map_err(|error| Misuse(error.to_string()))?;
        let name = path.display().to_string();
        let reading = language::read(&name, &source, &catalogue);
        checked.push(Checked {
            name,
            source,
            reading,
        });
    }
    let report = report(&checked);
    if arguments.json {
        say::json(&report)?;
    } else {
        print(&checked, &report)?;
    }
    Ok(if report.ok {
        Ending::Done
    } else {
        Ending::Refused
    })
}

fn report(checked: &[Checked]) -> Report<'_> {
    let count = |severity| {
        let findings = checked.iter().flat_map(|file| &file.reading.findings);
        findings
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let file = |file: &'_ Checked| -> (bool, Option<String>, Option<u32>) {
        let workflow = file.reading.workflow.as_ref();
        (
            workflow.is_some(),
            workflow.map(|found| found.key.to_string()),
            workflow.map(|found| found.version),
        )
    };
    let files: Vec<FileReport<'_>> = checked
        .iter()
        .map(|each| {
            let (ok, workflow, version) = file(each);
            let hash = each
                .reading
                .workflow
                .as_ref()
                .map(|workflow| workflow.hash.as_str());
            FileReport {
                file: &each.name,
                ok,
                workflow,
                version,
                hash,
                findings: &each.reading.findings,
            }
        })
        .collect();
    Report {
        ok: files.iter().all(|file| file.ok),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        files,
    }
}

fn print(checked: &[Checked], report: &Report<'_>) -> anyhow::Result<()> {
    for file in checked
        .iter()
        .filter(|file| !file.reading.findings.is_empty())
    {
        say::line(
            language::report(&file.source, &file.reading.findings, say::has_colours()).trim_end(),
        )?;
        say::line("")?;
    }
    let row = |file: &FileReport<'_>| {
        let named = file.workflow.as_ref().zip(file.version);
        vec![
            file.file.to_owned(),
            named.map_or_else(
                || "-".to_owned(),
                |(key, version)| format!("{key} v{version}"),
            ),
            if file.ok { "may go live" } else { "refused" }.to_owned(),
            file.findings.len().to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = report.files.iter().map(row).collect();
    say::line(say::table(
        &["file", "workflow", "verdict", "findings"],
        &rows,
    ))?;
    let (files, errors, warnings) = (report.files.len(), report.errors, report.warnings);
    say::line(format!(
        "{files} checked, {errors} errors, {warnings} warnings"
    ))?;
    Ok(())
}
