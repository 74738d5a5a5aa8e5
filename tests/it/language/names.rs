//! Names, shapes and words: what is told of a slip of the hand.

use lianban::language;

use super::{errors, fault, file, read, tell};

#[test]
fn a_department_role_field_or_material_that_does_not_exist_is_told() {
    tell(&[
        fault(
            "department: labor,",
            "department: labour,",
            "unknown-department",
            "work:",
            "did you mean `labor`?",
        ),
        fault(
            "lead: education",
            "lead: weather",
            "unknown-department",
            "lead: weather",
            "known here",
        ),
        fault(
            "role: head",
            "role: haed",
            "unknown-role",
            "role: haed",
            "did you mean `head`?",
        ),
        fault(
            "approver: government_head",
            "approver: mayor",
            "unknown-role",
            "statutory",
            "known here",
        ),
        fault(
            "[children, household_book]",
            "[childen, household_book]",
            "unknown-read",
            "age:",
            "did you mean `children`?",
        ),
        fault(
            "[children.name, contract]",
            "[children.nam, contract]",
            "unknown-read",
            "work:",
            "did you mean `name`?",
        ),
        fault(
            "[children, household_book]",
            "[children, houshold_book]",
            "unknown-read",
            "age:",
            "did you mean `household_book`?",
        ),
        fault(
            "ladder: standard",
            "ladder: standart",
            "unknown-ladder",
            "ladder: standart",
            "did you mean `standard`?",
        ),
        fault(
            "remedy: standard",
            "remedy: short",
            "unknown-remedy",
            "remedy: short",
            "standard",
        ),
        fault(
            "for_each: form.children",
            "for_each: form.basis",
            "for-each-no-group",
            "advice:",
            "children",
        ),
        fault(
            "reads: [row], for_each: form.children, advice",
            "reads: [row], advice",
            "row-without-for-each",
            "advice:",
            "for_each",
        ),
    ]);
}

#[test]
fn a_shape_that_is_wrong_is_told() {
    tell(&[
        fault(
            "promised:",
            "promissed:",
            "unknown-key",
            "promissed",
            "did you mean `promised`?",
        ),
        fault(
            "lead: education\n",
            "",
            "missing-key",
            "workflow: base",
            "lead: education",
        ),
        fault(
            "version: 1",
            "version: one",
            "wrong-type",
            "version: one",
            "version: 1",
        ),
        fault(
            "version: 1",
            "version: 1\nversion: 2",
            "duplicate-key",
            "version: 2",
            "keep one",
        ),
        fault(
            "kind: joint",
            "kind: jiont",
            "unknown-word",
            "kind: jiont",
            "did you mean `joint`?",
        ),
        fault(
            "promised: {for: 30wd}",
            "promised: {for: 30 days}",
            "bad-limit",
            "30 days",
            "5wd",
        ),
        fault(
            "type: date,",
            "type: day,",
            "unknown-word",
            "type: day",
            "date",
        ),
        fault(
            "repeat: \"1..3\"",
            "repeat: \"3..1\"",
            "out-of-range",
            "3..1",
            "1..5",
        ),
        fault(
            "from: \"04-01\"",
            "from: \"04-31\"",
            "bad-date",
            "04-31",
            "04-01",
        ),
        fault(
            "\"0 30 9 * * Tue\"",
            "\"30 9 * * Tue\"",
            "bad-schedule",
            "mode: sitting",
            "0 30 9",
        ),
        fault(
            "\"0 30 9 * * Tue\"",
            "\"0 30 9 31 2 *\"",
            "bad-schedule",
            "mode: sitting",
            "0 30 9",
        ),
        fault(
            "materials:\n",
            "materials:\n  born: {class: core, title: {zh: 生, en: B}}\n",
            "name-clash",
            "born: {class",
            "rename",
        ),
        fault("  cool:", "  Cool:", "bad-key", "Cool:", "a to z"),
        fault(
            "    wait: {until: form.born, at_most: 5wd}\n",
            "",
            "stage-without-work",
            "cool:",
            "review",
        ),
    ]);
}

#[test]
fn missing_chinese_is_an_error_and_missing_english_a_warning() {
    tell(&[
        fault(
            "title: {zh: 已婚, en: Married}",
            "title: {en: Married}",
            "zh-missing",
            "married:",
            "zh",
        ),
        fault(
            "title: {zh: 已婚, en: Married}",
            "title: {zh: 已婚}",
            "en-missing",
            "married:",
            "en",
        ),
        fault(
            "title: {zh: 公安, en: Police}, ",
            "",
            "zh-missing",
            "police:",
            "zh",
        ),
    ]);
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let base = file("tests/workflows/base.yaml");
    let source = base
        .replacen("department: labor,", "department: labour,", 1)
        .replacen("version: 1", "version: one", 1)
        .replacen("promised: {for: 30wd}", "promised: {for: 30 days}", 1)
        .replacen("after: [visit]", "after: [vist]", 1)
        .replacen("at_least: 2", "at_least: 7", 1);
    let reading = read(&source);
    let mut codes: Vec<_> = errors(&reading)
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "bad-limit",
            "policy-impossible",
            "unknown-department",
            "unknown-stage",
            "wrong-type"
        ]
    );
}

#[test]
fn a_finding_points_at_its_very_word() {
    let base = file("tests/workflows/base.yaml");
    let source = base.replacen("department: labor,", "department: labour,", 1);
    let reading = read(&source);
    let place = reading.findings[0].place;
    let line = source.lines().nth(place.line - 1).unwrap();
    let word: String = line
        .chars()
        .skip(place.column - 1)
        .take(place.length)
        .collect();
    assert_eq!(word, "labour");
    let report = language::report(&source, &reading.findings, false);
    assert!(
        report.contains(&format!("workflow.yaml:{}:{}", place.line, place.column)),
        "{report}"
    );
    assert!(
        report.contains("did you mean `labor`?") && report.contains("labour"),
        "{report}"
    );
}
