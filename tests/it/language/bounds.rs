//! Files that would cost too much, or are no workflow at all.

use std::time::{Duration, Instant};

use lianban::language;

use super::{errors, file, read, town};

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
        (bomb, "file-too-complex", 5, "split it"),
        (long_text, "file-too-complex", 2, "split it"),
        (deep_aliases, "file-too-deep", 24, "bracket too many"),
        ("[".repeat(200_000), "file-too-deep", 1, "bracket too many"),
        ("- ".repeat(100_000), "file-too-deep", 1, "bracket too many"),
        (
            format!("workflow: big\nstages:\n{stages}"),
            "file-too-large",
            9_915,
            "split it",
        ),
        (
            format!("workflow: big\nstages:\n{few_stages}"),
            "too-many",
            67,
            "keep it to 64",
        ),
        ("a: *nothing\n".to_owned(), "yaml-broken", 1, "indentation"),
        (String::new(), "yaml-empty", 1, "workflow: <key>"),
    ];
    let town = town();
    for (source, code, line, hint) in cases {
        let start = Instant::now();
        let reading = language::read("w", &source, &town);
        let took = start.elapsed();
        let found = reading.findings.iter().find(|finding| finding.code == code);
        let shown: String = source.chars().take(60).collect();
        assert!(
            found.is_some_and(|it| it.place.line == line && it.hint.contains(hint)),
            "{shown}: {:?}",
            reading.findings.first()
        );
        assert!(took < Duration::from_secs(2), "{shown} took {took:?}");
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
