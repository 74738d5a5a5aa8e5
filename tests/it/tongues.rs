//! What is said in one language is said in the other: the Fluent files of both have the same
//! names and the same keys.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;

const TONGUES: [&str; 2] = ["zh-CN", "en"];

/// The keys of one Fluent source, an attribute as `key.attribute`; in order, repetitions too.
fn keys(source: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut message = String::new();
    for line in source.lines() {
        let Some((left, _)) = line.split_once('=') else {
            continue;
        };
        let left = left.trim_end();
        if let Some(attribute) = left.trim_start().strip_prefix('.')
            && left.starts_with(' ')
            && is_name(attribute)
        {
            keys.push(format!("{message}.{attribute}"));
        } else if is_name(left.strip_prefix('-').unwrap_or(left)) {
            message = left.to_owned();
            keys.push(message.clone());
        }
    }
    keys
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

/// Every `file: key` of one tongue; a file that is not Fluent, or a key said twice, is a fault.
fn said(folder: &Path) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let mut unique = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "ftl") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        if let Err((_, errors)) = FluentResource::try_new(source.clone()) {
            panic!("{}: {errors:?}", path.display());
        }
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        for key in keys(&source) {
            assert!(
                unique.insert(key.clone()),
                "{}: {key} again",
                path.display()
            );
            said.insert(format!("{file}: {key}"));
        }
    }
    said
}

#[test]
fn both_languages_say_the_same_things() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/i18n");
    if !room.exists() {
        return;
    }
    let [zh, en] = TONGUES.map(|tongue| said(&room.join(tongue)));
    let missing = |from: &BTreeSet<String>, of: &BTreeSet<String>| -> Vec<String> {
        of.difference(from).cloned().collect()
    };
    assert!(!zh.is_empty(), "no key at all");
    assert_eq!(missing(&zh, &en), [""; 0], "said in en only");
    assert_eq!(missing(&en, &zh), [""; 0], "said in zh-CN only");
}

/// The history of a duty's page says every event of the timeline in words.
#[test]
fn every_event_that_is_told_has_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = fs::read_to_string(root.join("src/doors/present/timeline.rs")).unwrap();
    let about = source.split("fn about(").nth(1).unwrap();
    let about = about.split("\nfn ").next().unwrap();
    let told = about.split("Event::").skip(1).map(|rest| {
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric());
        kebab(name.into_iter().next().unwrap())
    });
    let said = said(&root.join("src/i18n/zh-CN"));
    let told: Vec<String> = told.map(|name| format!("desk.ftl: event-{name}")).collect();
    assert!(told.len() > 20, "only {told:?}");
    let silent: Vec<_> = told.iter().filter(|key| !said.contains(*key)).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

/// A page that says no says it in the reader's words, whatever the kind of problem.
#[test]
fn every_kind_of_problem_has_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = fs::read_to_string(root.join("src/doors/problem/kinds.rs")).unwrap();
    let kinds: Vec<String> = source
        .lines()
        .filter_map(|line| line.trim().split_once(" \"")?.1.split_once("\" "))
        .filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map(|(code, _)| format!(": refused-{}", code.replace('_', "-")))
        .collect();
    assert!(kinds.len() > 50, "only {kinds:?}");
    let said = said(&root.join("src/i18n/zh-CN"));
    let has = |key: &str| said.iter().any(|said| said.ends_with(key));
    let silent: Vec<_> = kinds.iter().filter(|key| !has(key)).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

/// `CardIssued` as `card-issued`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

#[test]
fn keys_are_found_and_text_that_looks_like_one_is_not() {
    let source = "# note = no\nhello = Hello\n    .title = T\n-brand = L\nlong =\n    a = b\n    { $x ->\n       *[one] c = d\n    }\n";
    assert!(FluentResource::try_new(source.to_owned()).is_ok());
    assert_eq!(keys(source), ["hello", "hello.title", "-brand", "long"]);
}
