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
