//! Files of the right words in the wrong shape, and the town's own files.

use lianban::language::{self, Catalogue, Finding};

use super::{fault, file, read, tell, told, town};

#[test]
fn a_part_with_nothing_in_it_or_too_much_is_told() {
    tell(&[
        fault(
            "filed_by: [self, window]",
            "filed_by: []",
            "nobody-files",
            "filed_by: []",
            "filed_by: [self]",
        ),
        fault(
            "kind: joint\n",
            "kind: joint\nkeywords: [\"\"]\n",
            "keyword-length",
            "keywords:",
            "上学",
        ),
        fault(
            "of: {employed: {zh: 受雇, en: Employed}, own: {zh: 自营, en: Own}}}",
            "of: {}}\n  other: {type: choice, title: {zh: 别, en: O}, of: {employed: {zh: 受雇, en: Employed}, own: {zh: 自营, en: Own}}}",
            "choice-empty",
            "of: {}}",
            "of",
        ),
        fault(
            "      grade: {type: number, title: {zh: 年级, en: Grade}}",
            "      grade: {type: number, title: {zh: 年级, en: Grade}}\n      school: {type: group, title: {zh: 校, en: School}, fields: {name: {type: text, title: {zh: 名, en: Name}}}}",
            "group-in-group",
            "      school:",
            "outer group",
        ),
        fault(
            "    wait: {until: form.born, at_most: 5wd}",
            "    round: {mode: parallel, policy: all}\n    reviews: {}",
            "round-empty",
            "    reviews: {}",
            "remove the stage",
        ),
        fault(
            "    wait: {until: form.born, at_most: 5wd}",
            "    wait: {until: form.born, at_most: 5wd}\n    inspect: {department: education, for: 1wd, reads: [born]}",
            "stage-with-two-works",
            "  cool:",
            "two stages",
        ),
        fault(
            "    wait: {until: form.born, at_most: 5wd}",
            "    wait: {for: 2wd, until: form.born}",
            "wait-twice",
            "for: 2wd",
            "wait: {for: 5wd}",
        ),
    ]);
}

#[test]
fn yaml_that_turns_in_a_circle_or_has_no_words_as_keys_is_told() {
    for (source, code, hint) in [
        ("a: &a [*a]\n", "yaml-alias", "write the value out"),
        ("? [a, b]\n: c\n", "yaml-key", "key: value"),
    ] {
        let reading = read(source);
        let told = told(&reading, code);
        assert_eq!(told.len(), 1, "{source}: {:?}", reading.findings);
        assert!(told[0].hint.contains(hint), "{:?}", told[0].hint);
    }
}

/// Exactly one finding of this code, with this in its hint.
fn one(findings: &[Finding], code: &str, hint: &str) {
    let told: Vec<_> = findings.iter().filter(|it| it.code == code).collect();
    assert_eq!(told.len(), 1, "not told once as {code}: {findings:?}");
    assert!(told[0].hint.contains(hint), "{:?}", told[0].hint);
}

#[test]
fn a_ladder_whose_rungs_do_nothing_or_never_come_is_told() {
    let ladders = |rung: &str| {
        let source = format!("standard:\n  rungs:\n    - {rung}\n");
        language::read_ladders("ladders.yaml", &source).findings
    };
    one(&ladders("{at: due, do: []}"), "rung-does-nothing", "do");
    one(&ladders("{at: soon, do: [urge]}"), "bad-rung", "80%");
    one(&ladders("{at: 100%, do: [urge]}"), "bad-rung", "80%");
    one(&ladders("{at: +0wd, do: [urge]}"), "bad-rung", "+3wd");
}

#[test]
fn office_hours_that_are_none_are_told() {
    let departments = |hours: &str| {
        let source = format!("health:\n  title: {{zh: 卫生, en: Health}}\n  hours: {hours}\n");
        language::read_departments("departments.yaml", &source).findings
    };
    one(
        &departments("[\"nine to five\"]"),
        "bad-hours",
        "09:00-12:00",
    );
    one(
        &departments("[\"17:00-09:00\"]"),
        "bad-hours",
        "09:00-12:00",
    );
}

#[test]
fn a_ladder_whose_rungs_are_out_of_order_is_told() {
    for rungs in [
        "[{at: due, do: [urge]}, {at: 80%, do: [remind]}, {at: +3wd, do: [{hand_to: supervisor}]}]",
        "[{at: 80%, do: [remind]}, {at: +90wd, do: [{hand_to: supervisor}]}]",
    ] {
        let source = format!("standard: {{rungs: {rungs}}}\n");
        let ladders = language::read_ladders("ladders.yaml", &source);
        assert_eq!(ladders.findings, vec![]);
        let town = town();
        let town = Catalogue::new(town.directory, ladders.value, town.calendar);
        let reading = language::read("workflow.yaml", &file("tests/workflows/base.yaml"), &town);
        one(&reading.findings, "ladder-out-of-order", "d");
    }
}

#[test]
fn words_under_which_people_look_for_a_service_are_read_as_they_stand() {
    let base = file("tests/workflows/base.yaml");
    let named = base.replacen(
        "kind: joint\n",
        "kind: joint\nkeywords: [上学, school]\n",
        1,
    );
    let workflow = read(&named).workflow.unwrap();
    assert_eq!(workflow.keywords, ["上学", "school"]);
    let many = ["x"; 51].join(", ");
    let many = base.replacen(
        "kind: joint\n",
        &format!("kind: joint\nkeywords: [{many}]\n"),
        1,
    );
    assert_eq!(told(&read(&many), "keywords-too-many").len(), 1);
}
