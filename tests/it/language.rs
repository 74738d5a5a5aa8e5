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
        ..Directory::default()
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

#[test]
fn the_example_of_the_readme_is_without_a_finding() {
    let readme = file("workflows/README.md");
    let example = readme
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let reading = read(example);
    assert!(
        reading.findings.is_empty(),
        "{}",
        language::report(example, &reading.findings, false)
    );
}

#[test]
fn the_base_of_these_tests_is_without_a_finding() {
    let base = file("tests/workflows/base.yaml");
    let reading = read(&base);
    assert!(
        reading.findings.is_empty(),
        "{}",
        language::report(&base, &reading.findings, false)
    );
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
    let town = town();
    for Fault {
        from,
        to,
        code,
        line,
        hint,
    } in faults
    {
        assert!(base.contains(from), "the base has no {from:?}");
        let source = base.replacen(from, to, 1);
        let reading = language::read("workflow.yaml", &source, &town);
        let report = language::report(&source, &reading.findings, false);
        let told: Vec<_> = reading
            .findings
            .iter()
            .filter(|finding| finding.code == *code)
            .collect();
        assert_eq!(
            told.len(),
            1,
            "{from:?} → {to:?}: not told once as {code}\n{report}"
        );
        let expected = source.lines().position(|text| text.contains(line)).unwrap() + 1;
        assert_eq!(
            told[0].place.line, expected,
            "{to:?} is told at the wrong place\n{report}"
        );
        assert!(
            told[0].hint.contains(hint),
            "{to:?}: the hint is {:?}",
            told[0].hint
        );
        let refused = told[0].severity == Severity::Error;
        assert_eq!(
            reading.workflow.is_none(),
            refused,
            "{to:?}: an error must refuse, a warning must not"
        );
        assert_eq!(
            errors(&reading).len(),
            usize::from(refused),
            "{to:?} is told together with what it does not mean\n{report}"
        );
    }
}

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
fn a_condition_that_asks_for_what_is_not_known_is_told() {
    tell(&[
        fault(
            "opinions.verify.work != 'none'",
            "opinions.meet.school != 'none'",
            "opinion-not-known-yet",
            "when: \"opinions.meet",
            "after",
        ),
        fault(
            "verify.opinions]",
            "meet.opinions]",
            "opinion-not-known-yet",
            "inspect:",
            "after",
        ),
        fault(
            "title: {zh: 已婚, en: Married}",
            "title: {zh: 已婚, en: Married}, when: \"form.count == 1\"",
            "field-not-known-yet",
            "married:",
            "move `count`",
        ),
        fault(
            "when: \"form.basis == 'employed'\"}\nintake",
            "when: \"materials.household_book\"}\nintake",
            "material-not-known-yet",
            "contract:",
            "form fields",
        ),
        fault(
            "when: \"opinions.verify.work != 'none' &&",
            "when: \"opinions.verify.wrk != 'none' &&",
            "unknown-review",
            "wrk",
            "did you mean `work`?",
        ),
        fault(
            "when: \"form.basis == 'employed'\"}\n      advice",
            "when: \"form.basi == 'employed'\"}\n      advice",
            "unknown-field",
            "form.basi ",
            "did you mean `basis`?",
        ),
        fault(
            "when: \"form.basis == 'employed'\"}\n      advice",
            "when: \"row.name == 'x'\"}\n      advice",
            "condition-unknown-name",
            "row.name",
            "known here",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "materials.contrac",
            "unknown-material",
            "materials.contrac",
            "did you mean `contract`?",
        ),
    ]);
}

#[test]
fn a_condition_of_the_wrong_type_is_told() {
    tell(&[
        fault(
            "c.grade > 3",
            "c.grade > '3'",
            "condition-type",
            "grade > '3'",
            "without quotes",
        ),
        fault(
            "c.grade > 3",
            "c.name > 3",
            "condition-type",
            "c.name > 3",
            "one kind",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.children.grade > 3",
            "condition-type",
            "children.grade",
            "exists",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.children",
            "condition-type",
            "&& form.children\"",
            "compare",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.born < 'May'",
            "condition-type",
            "'May'",
            "2026-04-01",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.count > 3",
            "condition-may-be-empty",
            "form.count > 3",
            "form.count != null &&",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.basis == 'emploied'",
            "condition-unknown-word",
            "emploied",
            "did you mean `employed`?",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.children.size() + 1 > 2",
            "condition-unsupported",
            "+ 1",
            "compare",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.children.exists(c, ",
            "condition-unreadable",
            "exists(c, \"",
            "quotes",
        ),
        fault(
            "form.children.exists(c, c.grade > 3)",
            "form.children.all(a, form.children.all(b, form.children.all(c, c.grade > 1)))",
            "condition-too-large",
            "all(a",
            "2 deep",
        ),
    ]);
}

#[test]
fn a_condition_without_quotes_is_told_to_be_quoted() {
    tell(&[
        fault(
            "when: \"form.basis == 'employed'\"}\n      advice",
            "when: [form.basis] == 'employed'}\n      advice",
            "condition-unquoted",
            "work:",
            "put the condition in quotes",
        ),
        fault(
            "when: \"opinions.verify.work != 'none' && form.children.exists(c, c.grade > 3)\"",
            "when: !form.married",
            "yaml-tag",
            "!form",
            "put the condition in quotes",
        ),
        fault(
            "title: {zh: 合同, en: Contract}, when: \"form.basis == 'employed'\"}",
            "title: {zh: 合同, en: Contract}, when: {form.basis}}",
            "condition-unquoted",
            "contract:",
            "put the condition in quotes",
        ),
    ]);
}

#[test]
fn a_question_may_be_asked_once_it_is_known_to_be_answered() {
    let base = file("tests/workflows/base.yaml");
    for guarded in [
        "form.count != null && form.count > 3",
        "form.count == null || form.count > 3",
        "form.count != null ? form.count > 3 : form.married",
        "form.basis in ['employed', 'own'] && form.born < '2020-09-01'",
        "form.children.filter(c, c.grade > 3).size() > 1",
        "form.children.exists_one(c, c.name.startsWith('李'))",
        "materials.contract && opinions.verify.age == 'agree'",
        "form.children.map(c, c.grade).exists(g, g == 3)",
    ] {
        let source = base.replacen(
            "form.children.exists(c, c.grade > 3)",
            &format!("({guarded})"),
            1,
        );
        let reading = read(&source);
        assert!(
            reading.findings.is_empty(),
            "{guarded}\n{}",
            language::report(&source, &reading.findings, false)
        );
    }
}

#[test]
fn stages_that_never_open_or_never_finish_are_told() {
    tell(&[
        fault(
            "after: [visit]",
            "after: [vist]",
            "unknown-stage",
            "after: [vist]",
            "did you mean `visit`?",
        ),
        fault(
            "    title: {zh: 等待, en: Wait}\n    after: [verify]",
            "    title: {zh: 等待, en: Wait}\n    after: [cool]",
            "stage-cycle",
            "after: [cool]",
            "`after`",
        ),
        fault(
            "when: \"opinions.verify.work != 'none' && form.children.exists(c, c.grade > 3)\"",
            "when: \"false\"",
            "stage-unreachable",
            "when: \"false\"",
            "remove",
        ),
    ]);
    let base = file("tests/workflows/base.yaml");
    let circle = base.replacen(
        "    title: {zh: 核验, en: Check}",
        "    title: {zh: 核验, en: Check}\n    after: [cool]",
        1,
    );
    let reading = read(&circle);
    let codes: Vec<_> = errors(&reading)
        .iter()
        .map(|finding| (finding.code.as_str(), finding.path.as_str()))
        .collect();
    assert!(
        codes.contains(&("stage-cycle", "stages.cool.after")),
        "{codes:?}"
    );
    assert!(
        codes.contains(&("stage-unreachable", "stages.meet")),
        "{codes:?}"
    );
}

#[test]
fn a_policy_that_cannot_be_met_is_told() {
    tell(&[
        fault(
            "policy: {at_least: 2}",
            "policy: {at_least: 3}",
            "policy-impossible",
            "at_least: 3",
            "at_least: 2",
        ),
        fault(
            "policy: {at_least: 2}",
            "policy: {veto: [labor]}",
            "policy-impossible",
            "veto",
            "known here",
        ),
        fault(
            "policy: {at_least: 2}",
            "policy: {veto: []}",
            "policy-impossible",
            "veto",
            "name the departments",
        ),
        fault(
            "quorum: 2",
            "quorum: 3",
            "quorum-impossible",
            "quorum: 3",
            "1 to 2",
        ),
        fault(
            "inspect: {department: education,",
            "inspect: {people: 9, department: education,",
            "people-out-of-range",
            "people: 9",
            "1 to 5",
        ),
    ]);
    let base = file("tests/workflows/base.yaml");
    let led = base.replacen("{at_least: 2}", "lead", 1).replacen(
        "school: {department: education",
        "school: {department: health",
        1,
    );
    let reading = read(&led);
    let told = errors(&reading);
    assert_eq!(
        (told.len(), told[0].code.as_str()),
        (1, "policy-impossible")
    );
    assert!(told[0].hint.contains("exactly one review"));
}

#[test]
fn a_material_nobody_sees_is_told() {
    let base = file("tests/workflows/base.yaml");
    let hidden = base
        .replacen("reads: \"*\"}\nresult", "reads: [children]}\nresult", 1)
        .replacen("[children.name, contract]", "[children.name]", 1);
    let reading = read(&hidden);
    assert_eq!(reading.findings.len(), 1);
    assert_eq!(
        (
            reading.findings[0].code.as_str(),
            reading.findings[0].severity
        ),
        ("material-only-at-intake", Severity::Warning)
    );
    let unseen = hidden.replacen(
        "answer: 10wd, reads: \"*\"",
        "answer: 10wd, reads: [household_book]",
        1,
    );
    let reading = read(&unseen);
    let told = errors(&reading);
    assert_eq!(
        (told.len(), told[0].code.as_str(), told[0].path.as_str()),
        (1, "material-unseen", "materials.contract")
    );
    assert!(told[0].hint.contains("contract"));
}

#[test]
fn a_wait_without_bound_or_owner_is_told() {
    tell(&[
        fault(
            "wait: {until: form.born, at_most: 5wd}",
            "wait: {until: form.born}",
            "wait-without-bound",
            "wait:",
            "at_most: 10wd",
        ),
        fault(
            "wait: {until: form.born,",
            "wait: {until: form.basis,",
            "wait-no-date",
            "wait:",
            "type date",
        ),
        fault(
            "title: {zh: 公安, en: Police}, for: 3wd,",
            "title: {zh: 公安, en: Police},",
            "wait-without-bound",
            "police:",
            "for: 5wd",
        ),
        fault(
            "deliver: {for: 10wd, basis: 行政许可法44, owner: window}",
            "deliver: {for: 10wd, basis: 行政许可法44}",
            "missing-key",
            "deliver",
            "owner: window",
        ),
        fault(
            "ladder: standard",
            "ladder: outer",
            "ladder-without-end",
            "ladder: outer",
            "hand_to: supervisor",
        ),
        fault(
            "for: 3wd, rule: one_decision,",
            "for: 3wd, ladder: outer, rule: one_decision,",
            "ladder-without-end",
            "decide:",
            "hand_to",
        ),
    ]);
}

#[test]
fn a_path_that_does_not_fit_its_limit_is_named() {
    let base = file("tests/workflows/base.yaml");
    let source = base.replacen("promised: {for: 30wd}", "promised: {for: 19wd}", 1);
    let reading = read(&source);
    let told = errors(&reading);
    assert_eq!(
        (told.len(), told[0].code.as_str(), told[0].path.as_str()),
        (1, "path-over-limit", "limits.promised.for")
    );
    let path = "verify/age 5wd → visit/inspect 5wd → meet sitting 4wd → meet/school 3wd → decide 3wd = 20wd";
    assert!(told[0].message.contains(path), "{}", told[0].message);
    assert!(
        told[0].hint.contains("stages.verify.reviews.age")
            || told[0].hint.contains("stages.visit.inspect")
    );
    tell(&[
        fault(
            "promised: {for: 30wd}",
            "promised: {for: 46wd}",
            "promise-over-statute",
            "46wd",
            "at most the statutory",
        ),
        // 20 working days from before the holidays of October need more than 25 calendar days
        fault(
            "promised: {for: 30wd}",
            "promised: {for: 25cd}",
            "path-over-limit",
            "25cd",
            "shorten a step",
        ),
        fault(
            "by: education, role: clerk, for: 5wd",
            "by: education, role: clerk, for: 11wd",
            "issue-over-delivery",
            "11wd",
            "deliver",
        ),
        fault(
            "extend: {by: 15wd",
            "extend: {by: 15cd",
            "extension-unit",
            "15cd",
            "working days",
        ),
        fault(
            "    title: {zh: 踏勘, en: Visit}",
            "    title: {zh: 踏勘, en: Visit}\n    for: 4wd",
            "review-over-stage",
            "inspect:",
            "lengthen",
        ),
    ]);
}

#[test]
fn silence_the_law_does_not_allow_is_told() {
    tell(&[
        fault(
            "desk: window, for: 5wd",
            "desk: window, for: 6wd",
            "intake-over-law",
            "6wd",
            "5wd or less",
        ),
        fault(
            "inspect: {department: education, for: 5wd,",
            "inspect: {department: education, for: 5wd, silence: deem_agree,",
            "silence-unlawful",
            "inspect:",
            "escalate",
        ),
        fault(
            "age: {department: education,",
            "age: {silence: deem_agree, department: education,",
            "silence-unlawful",
            "age:",
            "escalate",
        ),
    ]);
    let base = file("tests/workflows/base.yaml");
    let one = base.replacen("{at_least: 2}", "any", 1).replacen(
        "title: {zh: 公安, en: Police},",
        "title: {zh: 公安, en: Police}, silence: deem_agree,",
        1,
    );
    let reading = read(&one);
    let told: Vec<_> = errors(&reading)
        .iter()
        .map(|finding| (finding.code.as_str(), finding.path.as_str()))
        .collect();
    assert_eq!(
        told,
        [("silence-unlawful", "stages.meet.reviews.police.silence")]
    );
    let absent =
        base.replacen("{at_least: 2}", "any", 1)
            .replacen("absent: written", "absent: deemed", 1);
    let reading = read(&absent);
    let told: Vec<_> = errors(&reading)
        .iter()
        .map(|finding| (finding.code.as_str(), finding.path.as_str()))
        .collect();
    assert_eq!(
        told,
        [("silence-unlawful", "stages.meet.round.sitting.absent")]
    );
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

#[test]
fn the_hash_follows_the_meaning_and_the_ladder_but_not_the_spelling() {
    let base = file("tests/workflows/base.yaml");
    let hash =
        |source: &str, town: &Catalogue| language::read("w", source, town).workflow.unwrap().hash;
    let mut town = town();
    let first = hash(&base, &town);
    assert_eq!(
        first,
        hash(
            &format!(
                "# a remark\n{}",
                base.replacen("kind: joint", "kind:   joint", 1)
            ),
            &town
        )
    );
    assert_ne!(
        first,
        hash(&base.replacen("for: 3wd, rule", "for: 2wd, rule", 1), &town)
    );
    let ladder = town.ladders.get_mut("standard").unwrap();
    ladder.rungs.remove(0);
    assert_ne!(first, hash(&base, &town));
}

#[test]
fn what_would_cost_too_much_is_refused_at_once_with_its_line() {
    let bomb = {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            text += &format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", "));
        }
        text
    };
    let long_text = format!(
        "a: &a \"{}\"\nb: [{}]\n",
        "x".repeat(400_000),
        vec!["*a"; 15_000].join(", ")
    );
    let deep_aliases: String = (1..9_000).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        text + &format!("a{level}: &a{level} [*a{}]\n", level - 1)
    });
    let stages: String = (0..100_000)
        .map(|index| format!("  s{index}: {{title: {{zh: 核, en: C}}, wait: {{for: 1wd}}}}\n"))
        .collect();
    let few_stages: String = (0..500)
        .map(|index| format!("  s{index}: {{title: {{zh: 核, en: C}}, wait: {{for: 1wd}}}}\n"))
        .collect();
    let cases = [
        (bomb, "file-too-complex"),
        (long_text, "file-too-complex"),
        (deep_aliases, "file-too-deep"),
        ("[".repeat(200_000), "file-too-deep"),
        ("- ".repeat(100_000), "file-too-deep"),
        (
            format!("workflow: big\nstages:\n{stages}"),
            "file-too-large",
        ),
        (format!("workflow: big\nstages:\n{few_stages}"), "too-many"),
        ("a: *nothing\n".to_owned(), "yaml-broken"),
        (String::new(), "yaml-empty"),
    ];
    let town = town();
    for (source, code) in cases {
        let start = Instant::now();
        let reading = language::read("w", &source, &town);
        let took = start.elapsed();
        let found = reading.findings.iter().find(|finding| finding.code == code);
        let shown: String = source.chars().take(60).collect();
        assert!(
            found.is_some_and(|finding| finding.place.line >= 1 && !finding.hint.is_empty()),
            "{shown}: {:?}",
            reading.findings.first()
        );
        assert!(took < Duration::from_secs(2), "{shown} took {took:?}");
    }
}

#[test]
fn a_condition_too_deep_or_too_long_is_refused_before_it_is_parsed() {
    let base = file("tests/workflows/base.yaml");
    let town = town();
    for wild in [
        "(".repeat(400),
        "!".repeat(400),
        "[".repeat(300),
        "form.count + ".repeat(100),
        "-".repeat(300),
        "a?b:".repeat(100),
    ] {
        let source = base.replacen("form.children.exists(c, c.grade > 3)", &wild, 1);
        let reading = language::read("w", &source, &town);
        assert!(
            errors(&reading)
                .iter()
                .any(|finding| finding.code.starts_with("condition-")),
            "{wild}"
        );
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    #[test]
    fn no_change_to_a_file_makes_the_reader_panic(
        cuts in proptest::collection::vec((0.0..1.0_f64, 0_usize..12, "[a-z0-9 :,{}\\[\\]\"'*&!|>#?().=<\n-]{0,8}"), 1..5)
    ) {
        let mut source: Vec<char> = file("tests/workflows/base.yaml").chars().collect();
        for (at, removed, added) in cuts {
            let at = (source.len() as f64 * at) as usize;
            let end = (at + removed).min(source.len());
            source.splice(at..end, added.chars());
        }
        let source: String = source.into_iter().collect();
        let reading = read(&source);
        let _ = language::report(&source, &reading.findings, false);
        proptest::prop_assert!(reading.workflow.is_some() || !errors(&reading).is_empty());
        let lines = source.lines().count() + 1;
        proptest::prop_assert!(reading.findings.iter().all(|finding| (1..=lines).contains(&finding.place.line)));
    }
}

#[test]
fn the_schema_takes_what_is_right_and_refuses_what_is_not() {
    let schema: serde_json::Value = serde_json::from_str(language::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let json = |source: &str| language::tree::parse(source).unwrap().to_json();
    let mut files = workflows_in("workflows");
    files.insert("base.yaml".into(), file("tests/workflows/base.yaml"));
    for (file, source) in files {
        let problems: Vec<_> = validator
            .iter_errors(&json(&source))
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{file}: {problems:?}");
    }
    let base = file("tests/workflows/base.yaml");
    for (from, to) in [
        ("promised:", "promissed:"),
        ("for: 30wd", "for: 30 days"),
        ("kind: joint", "kind: jiont"),
        ("type: date,", "type: day,"),
        ("title: {zh: 已婚, en: Married}", "title: {en: Married}"),
        ("type: date, title", "type: date, max: 3, title"),
        ("policy: all", "policy: most"),
        ("    wait: {until: form.born, at_most: 5wd}\n", ""),
    ] {
        assert!(
            !validator.is_valid(&json(&base.replacen(from, to, 1))),
            "the schema takes {to:?}"
        );
    }
}

#[test]
fn a_diagram_names_every_stage_and_department_in_both_languages() {
    use lianban::domain::definition::Language;
    let mut files = workflows_in("workflows");
    files.insert("base.yaml".into(), file("tests/workflows/base.yaml"));
    for (file, source) in files {
        let workflow = read(&source).workflow.unwrap();
        for language in [Language::Zh, Language::En] {
            let svg = language::diagram(&workflow, language);
            assert!(
                svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
                "{file}"
            );
            assert!(svg.contains("<title>") && svg.contains("<desc>"), "{file}");
            for stage in &workflow.stages {
                let start: String = stage.title.in_language(language).chars().take(4).collect();
                assert!(svg.contains(&start), "{file}: {start}");
            }
            for department in workflow.departments() {
                assert!(
                    svg.contains(&department.as_str().replace('_', " ")),
                    "{file}: {department}"
                );
            }
        }
        if let Ok(folder) = std::env::var("LIANBAN_DIAGRAMS") {
            std::fs::write(
                Path::new(&folder).join(format!("{file}.svg")),
                language::diagram(&workflow, Language::Zh),
            )
            .unwrap();
            std::fs::write(
                Path::new(&folder).join(format!("{file}.en.svg")),
                language::diagram(&workflow, Language::En),
            )
            .unwrap();
        }
    }
}
