//! Workflow files as their writers meet them: what is accepted, and how each fault is told.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lianban::domain::calendar::Calendar;
use lianban::domain::directory::Directory;
use lianban::language::{self, Catalogue, Finding, Reading, Severity};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn file(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn town() -> Catalogue {
    let departments =
        language::read_departments("config/departments.yaml", &file("config/departments.yaml"));
    let roles = language::read_roles("config/roles.yaml", &file("config/roles.yaml"));
    let ladders = language::read_ladders("config/ladders.yaml", &file("config/ladders.yaml"));
    assert_eq!(
        (&departments.findings, &roles.findings, &ladders.findings),
        (&vec![], &vec![], &vec![])
    );
    let directory = Directory {
        departments: departments.value,
        roles: roles.value,
    };
    let calendar = Calendar::from_json(&file("config/calendars.json")).unwrap();
    Catalogue::new(directory, ladders.value, calendar)
}

fn workflows_in(folder: &str) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let yaml = files.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    yaml.map(|path| (name(&path), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn read(source: &str) -> Reading {
    language::read("workflow.yaml", source, &town())
}

fn errors(reading: &Reading) -> Vec<&Finding> {
    reading
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect()
}

#[test]
fn every_shipped_workflow_is_without_a_finding() {
    let files = workflows_in("workflows");
    assert!(files.len() >= 3, "no workflows found");
    for (file, source) in files {
        let reading = read(&source);
        let report = language::report(&source, &reading.findings, false);
        assert!(reading.findings.is_empty(), "{file}\n{report}");
        assert_eq!(reading.workflow.unwrap().hash.len(), 64);
    }
}
