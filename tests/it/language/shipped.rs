//! The files that are shipped, and what the schema and the hash make of a file.

use lianban::language::{self, Catalogue};

use super::{file, read, town, workflows_in};

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
