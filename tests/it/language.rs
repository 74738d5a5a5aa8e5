//! Workflow files as their writers meet them: what is accepted, and how each fault is told.

mod bounds;
mod certificates;
mod conditions;
mod diagram;
mod flow;
mod limits;
mod names;
mod shapes;
mod shipped;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lianban::domain::calendar::Calendar;
use lianban::domain::directory::Directory;
use lianban::domain::identifiers::Regions;
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
        regions: Regions::from_csv(&file("config/regions.csv")).unwrap(),
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

/// One change to the base file and what must be said about it.
struct Fault {
    from: &'static str,
    to: &'static str,
    code: &'static str,
    /// The finding stands on the first line of the changed file that contains this.
    line: &'static str,
    hint: &'static str,
}

const fn fault(
    from: &'static str,
    to: &'static str,
    code: &'static str,
    line: &'static str,
    hint: &'static str,
) -> Fault {
    Fault {
        from,
        to,
        code,
        line,
        hint,
    }
}

fn tell(faults: &[Fault]) {
    let base = file("tests/workflows/base.yaml");
    for Fault {
        from,
        to,
        code,
        line,
        hint,
    } in faults
    {
        assert!(base.contains(from), "the base has no {from:?}");
        tell_in(&base.replacen(from, to, 1), code, line, hint);
    }
}

/// Exactly one thing is told of this file: this code, on the first line that contains `line`.
fn tell_in(source: &str, code: &str, line: &str, hint: &str) {
    let reading = language::read("workflow.yaml", source, &town());
    let report = language::report(source, &reading.findings, false);
    let told = told(&reading, code);
    assert_eq!(told.len(), 1, "not told once as {code}\n{report}");
    let expected = source.lines().position(|text| text.contains(line)).unwrap() + 1;
    assert_eq!(told[0].place.line, expected, "at the wrong place\n{report}");
    assert!(
        told[0].hint.contains(hint),
        "{code}: the hint is {:?}",
        told[0].hint
    );
    let refused = told[0].severity == Severity::Error;
    assert_eq!(
        reading.workflow.is_none(),
        refused,
        "an error must refuse, a warning must not\n{report}"
    );
    assert_eq!(
        errors(&reading).len(),
        usize::from(refused),
        "told together with what it does not mean\n{report}"
    );
}

fn told<'r>(reading: &'r Reading, code: &str) -> Vec<&'r Finding> {
    let findings = reading.findings.iter();
    findings.filter(|finding| finding.code == code).collect()
}
