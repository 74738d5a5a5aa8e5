//! Commands that need no running house.

use lianban::storage::packing::Packed;
use serde_json::Value;

use super::house::{House, Ran, root};

fn shipped(name: &str) -> String {
    root().join("workflows").join(name).display().to_string()
}

/// The school workflow with one fault in it.
fn faulty(house: &House) -> String {
    let source = std::fs::read_to_string(shipped("school-admission.yaml")).unwrap();
    let path = house.path("faulty.yaml");
    std::fs::write(
        &path,
        source.replace("department: labor,", "department: labour,"),
    )
    .unwrap();
    path.display().to_string()
}

#[test]
fn check_lets_every_shipped_workflow_go_live() {
    let house = House::new();
    let told: Value = serde_json::from_str(&house.done(&["check", "--json"])).unwrap();
    assert_eq!(told["ok"], true);
    assert!(told["files"].as_array().unwrap().len() >= 3, "{told}");
}

#[test]
fn check_refuses_a_fault_with_its_line_and_a_hint() {
    let house = House::new();
    let file = faulty(&house);
    let ran = house.run(&["check", &file]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("faulty.yaml:76:") && ran.out.contains("did you mean `labor`?"),
        "{}",
        ran.out
    );
    let ran = house.run(&["check", "--json", &file]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.code, &told["files"][0]["findings"][0]["place"]["line"]),
        (1, &Value::from(76))
    );
}

#[test]
fn a_file_that_is_not_there_is_wrong_usage() {
    let house = House::new();
    for arguments in [
        &["check", "nowhere.yaml"][..],
        &["diagram", "nowhere.yaml"],
        &["check", "--colour"],
        &["fly"],
    ] {
        let ran = house.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_schema_is_json_schema() {
    let schema: Value = serde_json::from_str(&House::new().done(&["schema"])).unwrap();
    assert!(
        schema["$schema"].as_str().unwrap().contains("2020-12"),
        "{schema}"
    );
}

#[test]
fn packed_texts_are_read_line_by_line_and_what_is_none_is_named() {
    let house = House::new();
    let asked = |arguments: &[&str], lines: &str| {
        let file = house.path("lines");
        std::fs::write(&file, lines).unwrap();
        let mut command = house.command(arguments);
        command.stdin(std::fs::File::open(&file).unwrap());
        Ran::of(command.output().unwrap())
    };
    let said = |digits: &str| asked(&["unpack"], digits);
    let (text, plain) = (r#"{"event":"opined","verdict":"agree"}"#, "居住证");
    let sea_orm::Value::Bytes(Some(packed)) = Packed::of(text).into() else {
        unreachable!("packed texts are bytes");
    };
    assert!(packed.len() < text.len());
    let ran = said(&format!(
        "\\x{}\n{}\n",
        hex::encode(&packed),
        hex::encode_upper(plain)
    ));
    assert_eq!(
        (ran.code, ran.out),
        (0, format!("{text}\n{plain}\n")),
        "{}",
        ran.err
    );

    let back = asked(&["unpack", "--back"], &format!("{text}\n{plain}\n"));
    assert_eq!(back.out.lines().next(), Some(hex::encode(&packed).as_str()));
    assert_eq!(said(&back.out).out, format!("{text}\n{plain}\n"));

    let cut = hex::encode(&packed[..8]);
    for (digits, named) in [
        ("{}", "line 2: Invalid character"),
        (cut.as_str(), "line 2: this is no journal line"),
        ("ff", "line 2: this is no journal line"),
    ] {
        let ran = said(&format!("7b7d\n{digits}\n5b5d\n"));
        assert_eq!((ran.code, ran.out.as_str()), (1, "{}\n\n[]\n"), "{digits}");
        assert!(ran.err.starts_with(named), "{}", ran.err);
    }
}

#[test]
fn a_command_beside_no_house_names_the_file_and_makes_none() {
    let house = House::new();
    let listed = || {
        let entries = std::fs::read_dir(house.path("")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = listed();
    for arguments in [
        &["verify"][..],
        &["serve"],
        &["jobs", "list"],
        &["officer", "list"],
    ] {
        let ran = house.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        for said in ["there is no house at /", "lianban.sqlite", "lianban init"] {
            assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
        }
        assert_eq!(listed(), before, "{arguments:?}");
    }
    let ran = house.run(&["jobs", "retry", "99999"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`lianban jobs list`"), "{}", ran.err);
}

#[test]
fn a_diagram_is_drawn_in_the_language_asked_for() {
    let house = House::new();
    let svg = house.path("shop.svg");
    house.done(&[
        "diagram",
        &shipped("open-a-shop.yaml"),
        "--language",
        "en",
        "-o",
        svg.to_str().unwrap(),
    ]);
    let drawn = std::fs::read_to_string(svg).unwrap();
    assert!(
        drawn.starts_with("<svg") && drawn.contains("One site visit"),
        "{drawn}"
    );
    assert!(
        house
            .done(&["diagram", &shipped("open-a-shop.yaml")])
            .contains("一次联合踏勘")
    );
    let refused = house.run(&["diagram", &faulty(&house)]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
}

#[test]
fn settings_are_shown_without_their_secrets() {
    let house = House::new();
    let shown = house.done(&["config", "show"]);
    assert!(
        shown.contains("127.0.0.1:0") && shown.contains("********"),
        "{shown}"
    );
    let written = std::fs::read_to_string(house.path("lianban.toml")).unwrap();
    let keys = written
        .lines()
        .filter_map(|line| line.strip_prefix("key = \"")?.strip_suffix('"'));
    let keys: Vec<&str> = keys.collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| !shown.contains(key)), "{shown}");
}

#[test]
fn wrong_settings_are_told_all_at_once_and_nothing_is_opened() {
    let house = House::new();
    let mut serve = house.command(&["serve"]);
    serve
        .env("LIANBAN__SERVER__LISTEN", "somewhere")
        .env("LIANBAN__SERVER__COLOUR", "red");
    let ran = super::house::Ran::of(serve.output().unwrap());
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("server.listen") && ran.err.contains("server.colour"),
        "{}",
        ran.err
    );
    assert!(!house.path("lianban.sqlite").exists());
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let script = House::new().done(&["completions", shell]);
        assert!(
            script.contains("verify") && script.contains("demo"),
            "{shell}"
        );
    }
}

#[test]
fn every_command_helps() {
    let house = House::new();
    let help = house.done(&["--help"]);
    for command in [
        "demo",
        "serve",
        "worker",
        "migrate",
        "init",
        "officer",
        "token",
        "verify",
        "submit",
        "load",
        "calendar",
        "check",
        "diagram",
        "config",
        "keys",
        "completions",
    ] {
        assert!(help.contains(command), "{command} is not in\n{help}");
        assert!(
            house.done(&[command, "--help"]).contains("Usage:"),
            "{command}"
        );
    }
}

#[test]
fn the_first_day_gives_one_administrator_and_tokens_that_can_be_taken_back() {
    let house = House::new();
    assert_eq!(
        house.run(&["officer", "list"]).code,
        2,
        "nothing is migrated yet"
    );
    let first = house.done(&[
        "init",
        "--name",
        "Chen Jing",
        "--department",
        "government",
        "--json",
    ]);
    let first: Value = serde_json::from_str(&first).unwrap();
    assert!(
        first["token"].as_str().unwrap().starts_with("lianban_"),
        "{first}"
    );
    assert_eq!(
        house
            .run(&["init", "--name", "Wu Lei", "--department", "government"])
            .code,
        1
    );
    let unknown = house.run(&[
        "officer",
        "add",
        "--name",
        "Wu",
        "--department",
        "moon",
        "--role",
        "clerk",
    ]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("education"), "{}", unknown.err);
    let number = first["officer"].to_string();
    let tokens = house.done(&["token", "list", "--officer", &number, "--json"]);
    let tokens: Value = serde_json::from_str(&tokens).unwrap();
    let name = tokens[0]["token"].as_str().unwrap();
    house.done(&["token", "revoke", "--officer", &number, name]);
    assert_eq!(
        house
            .run(&["token", "revoke", "--officer", &number, name])
            .code,
        1,
        "it was revoked before"
    );
    let again = house.done(&["migrate"]);
    assert!(again.contains("up to date"), "{again}");
}

#[test]
fn another_calendar_is_tried_before_it_comes_into_force() {
    let house = House::new();
    house.done(&["migrate"]);
    let shipped = root().join("config/calendars.json");
    let shipped = shipped.to_str().unwrap();
    assert!(
        house
            .done(&["calendar", "check", shipped])
            .contains("no due date moves")
    );
    let json = house.done(&["calendar", "check", shipped, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["moved"], serde_json::json!([]));
    std::fs::write(house.path("bad.json"), "{\"next\": 1}").unwrap();
    let refused = house.run(&["calendar", "check", "bad.json"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("bad.json"), "{}", refused.err);
}
