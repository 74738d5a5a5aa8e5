//! Stages, policies, materials and waits that could never come to an end.

use super::{fault, file, read, tell, tell_in, told};

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
    let line = |word: &str| circle.lines().position(|text| text.contains(word)).unwrap() + 1;
    for (code, path, at, hint) in [
        (
            "stage-cycle",
            "stages.cool.after",
            "after: [cool]",
            "`after`",
        ),
        ("stage-unreachable", "stages.meet", "  meet:", "cycle"),
    ] {
        let all = told(&reading, code);
        let found = all.iter().find(|finding| finding.path.starts_with(path));
        let found = found.unwrap_or_else(|| panic!("{path} is not told as {code}: {all:?}"));
        assert!(found.hint.contains(hint), "{code}: {:?}", found.hint);
        let near = [line(at), line("  cool:") + 2];
        assert!(
            near.contains(&found.place.line),
            "{code}: {:?}",
            found.place
        );
    }
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
    tell_in(
        &led,
        "policy-impossible",
        "policy: lead",
        "exactly one review",
    );
}

#[test]
fn a_material_nobody_sees_is_told() {
    let base = file("tests/workflows/base.yaml");
    let hidden = base
        .replacen("reads: \"*\"}\nresult", "reads: [children]}\nresult", 1)
        .replacen("[children.name, contract]", "[children.name]", 1);
    tell_in(
        &hidden,
        "material-only-at-intake",
        "contract: {class",
        "add `contract`",
    );
    let unseen = hidden.replacen(
        "answer: 10wd, reads: \"*\"",
        "answer: 10wd, reads: [household_book]",
        1,
    );
    tell_in(
        &unseen,
        "material-unseen",
        "contract: {class",
        "add `contract`",
    );
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
