//! Conditions: what they may ask, and the traps of YAML around them.

use lianban::language;

use super::{errors, fault, file, read, tell, tell_in, town};

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
    let when = "when: \"opinions.verify.work != 'none' && form.children.exists(c, c.grade > 3)\"";
    for (written, hint) in [
        ("when: true", "remove `when`"),
        ("when: false", "remove `when`"),
        ("when:", "remove `when`"),
        ("when: \"\"", "remove `when`"),
        ("when: form.married", "when: \"form.married\""),
        ("when: form.basis == 'own'", "when: \"form.basis == 'own'\""),
        ("when: [form.married]", "put the condition in quotes"),
        ("when: {form.married: true}", "put the condition in quotes"),
    ] {
        let source = file("tests/workflows/base.yaml").replacen(when, written, 1);
        tell_in(
            &source,
            "condition-unquoted",
            &format!("    {written}"),
            hint,
        );
    }
    tell(&[
        fault(
            "'employed'\"}\nintake",
            "\"employed\"\"}\nintake",
            "condition-quotes",
            "contract:",
            "single ones around text",
        ),
        fault(
            "answer: 10wd, reads: \"*\"",
            "answer: 10wd, reads: *",
            "star-unquoted",
            "reads: *",
            "reads: \"*\"",
        ),
        fault(
            "en: Married}",
            "en: Married, or so}",
            "unknown-key",
            "or so",
            "a comma ends a text",
        ),
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

#[test]
fn papers_may_hang_on_who_files_and_nothing_else_may() {
    let base = file("tests/workflows/base.yaml");
    let paper = "when: \"form.basis == 'employed'\"}\nintake";
    let asked = base.replacen(paper, "when: \"filer == 'window'\"}\nintake", 1);
    assert_eq!(errors(&read(&asked)), Vec::<&language::Finding>::new());
    tell(&[
        fault(
            paper,
            "when: \"filer == 'agent'\"}\nintake",
            "condition-unknown-word",
            "filer",
            "self",
        ),
        fault(
            "when: \"form.basis == 'employed'\"}\n      advice",
            "when: \"filer == 'window'\"}\n      advice",
            "condition-unknown-name",
            "filer",
            "known here",
        ),
    ]);
}
