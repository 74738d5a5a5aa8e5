//! Workflow files: whatever is written, reading ends; each problem has its place in the file and says what
//! it is; what goes live is drawn, comes back from its JSON as it was, and reads the same again.

use lianban::domain::definition::{Language, Workflow};
use lianban::language::{self, Reading, any_error};

use super::shipped::{SERVICES, TOWN};
use super::text;

/// Longest file that is read twice.
const TWICE_MAX_BYTES: usize = 4 << 10;

pub fn run(bytes: &[u8]) {
    let Some(source) = text(bytes) else { return };
    let reading = language::read("fuzzed.yaml", source, &TOWN);
    findings_have_places(source, &reading);
    let told = language::report(source, &reading.findings, false);
    assert_eq!(
        told.trim().is_empty(),
        reading.findings.is_empty(),
        "{told}"
    );
    match &reading.workflow {
        Some(workflow) => goes_live(workflow),
        None => assert!(any_error(&reading.findings), "refused without a word"),
    }
    if source.len() <= TWICE_MAX_BYTES {
        assert_eq!(reading, language::read("fuzzed.yaml", source, &TOWN));
    }
}

fn findings_have_places(source: &str, reading: &Reading) {
    // YAML ends lines with CR as well; the place after the last line is the end of the file.
    let lines = source.split(['\n', '\r']).count() + 1;
    for finding in &reading.findings {
        let line = finding.place.line;
        assert!(
            (1..=lines).contains(&line),
            "line {line} of {lines}: {finding:?}"
        );
        assert!(finding.place.column >= 1, "{finding:?}");
        assert!(
            !finding.code.is_empty() && !finding.message.is_empty(),
            "{finding:?}"
        );
    }
}

fn goes_live(workflow: &Workflow) {
    let json = serde_json::to_value(workflow).expect("a workflow is JSON");
    let back: Workflow = serde_json::from_value(json).expect("its own JSON");
    assert_eq!(&back, workflow);
    for language in [Language::Zh, Language::En] {
        let drawn = language::diagram(workflow, &TOWN.directory, language);
        assert!(drawn.contains("<svg"), "{drawn}");
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let shipped = SERVICES
        .iter()
        .map(|(source, _)| source.as_bytes().to_vec());
    let odd = [
        "a: &a [*a, *a]",
        "stages: {}\nform: []",
        "- - - -",
        "title: {zh: 一, en: \"\\u0000\"}",
        "? [a]\n: b",
    ];
    shipped.chain(super::owned(&odd)).collect()
}
