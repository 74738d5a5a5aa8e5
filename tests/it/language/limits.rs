//! Limits and silence, against one another and against the law.

use super::{errors, fault, file, read, tell, tell_in};

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
    tell_in(&one, "silence-unlawful", "police:", "escalate");
    let absent =
        base.replacen("{at_least: 2}", "any", 1)
            .replacen("absent: written", "absent: deemed", 1);
    tell_in(
        &absent,
        "silence-unlawful",
        "absent: deemed",
        "absent: defer",
    );
}

#[test]
fn silence_that_alone_decides_a_round_is_told() {
    let base = file("tests/workflows/base.yaml");
    let deemed = |source: &str, review: &str| {
        let loud = format!("{review}: {{");
        source.replacen(&loud, &format!("{review}: {{silence: deem_agree, "), 1)
    };
    // The others may refuse as they like: only the police have a veto, and they may stay silent.
    let veto = base.replacen("{at_least: 2}", "{veto: [public_security]}", 1);
    tell_in(
        &deemed(&veto, "police"),
        "silence-unlawful",
        "police:",
        "escalate",
    );
    // Who has no veto decides nothing by staying silent.
    let others = veto.replacen("seat: {by: meet.school, ", "seat: {by: meet.police, ", 1);
    let reading = read(&deemed(&others, "school"));
    assert!(errors(&reading).is_empty(), "{:?}", errors(&reading));
    // Two children are two agreements of nobody.
    let rows = deemed(&base, "school").replacen(
        "title: {zh: 学校, en: School}, for: 3wd, reads: [children]}",
        "title: {zh: 学校, en: School}, for: 3wd, reads: [row], for_each: form.children}",
        1,
    );
    let rows = rows.replacen("seat: {by: meet.school, ", "seat: {by: meet.police, ", 1);
    tell_in(&rows, "silence-unlawful", "school:", "escalate");
    // Rows that may all be missing are nobody who speaks.
    let none = deemed(&base, "age")
        .replacen("repeat: \"1..3\"", "repeat: \"0..3\"", 1)
        .replacen(
            "work: {department: labor, title: {zh: 就业, en: Work}, for: 5wd, reads: [children.name, contract], when: \"form.basis == 'employed'\"}",
            "work: {department: labor, title: {zh: 就业, en: Work}, for: 5wd, reads: [row, contract], for_each: form.children}",
            1,
        );
    tell_in(&none, "silence-unlawful", "age:", "escalate");
}

#[test]
fn absent_departments_that_alone_decide_a_sitting_are_told() {
    let base = file("tests/workflows/base.yaml");
    let absent = |policy: &str, quorum: &str| {
        base.replacen("{at_least: 2}", policy, 1)
            .replacen("quorum: 2", quorum, 1)
            .replacen("absent: written", "absent: deemed", 1)
    };
    for (policy, quorum) in [
        ("{at_least: 1}", "quorum: 1"),
        ("{veto: [public_security]}", "quorum: 1"),
    ] {
        let source = absent(policy, quorum);
        tell_in(
            &source,
            "silence-unlawful",
            "absent: deemed",
            "absent: defer",
        );
    }
    for (policy, quorum) in [("all", "quorum: 1"), ("{at_least: 2}", "quorum: 1")] {
        let reading = read(&absent(policy, quorum));
        assert!(errors(&reading).is_empty(), "{:?}", errors(&reading));
    }
}

#[test]
fn separate_decisions_without_parts_or_cut_short_are_told() {
    let base = file("tests/workflows/base.yaml");
    let separate = base.replacen("rule: one_decision", "rule: separate_decisions", 1);
    let hint = "fate: keep";
    tell_in(
        &separate,
        "separate-cut-short",
        "round: {mode: sitting",
        hint,
    );
    let kept = separate.replacen(
        "policy: {at_least: 2}",
        "policy: {at_least: 2}, fate: keep",
        1,
    );
    assert!(
        errors(&read(&kept)).is_empty(),
        "{:?}",
        errors(&read(&kept))
    );
    let gives = ", gives: {seat: {by: meet.school, title: {zh: 学位, en: Place}, words: true}}";
    let without = kept.replacen(gives, "", 1);
    let hint = "result.grant.gives";
    tell_in(
        &without,
        "separate-without-parts",
        "rule: separate_decisions",
        hint,
    );
}
