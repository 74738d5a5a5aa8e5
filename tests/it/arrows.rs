//! The walls of the house: which room may use which, and which crates. An arrow that is not in
//! the tables below fails the build, with its file and line.

mod reader;

use std::fs;
use std::path::{Path, PathBuf};

use reader::{Module, Use};

/// Rooms that a room may use, besides itself. `engine::ports` opens that module alone.
/// The order is that of the floors, lowest first.
const ROOMS: [(&str, &[&str]); 18] = [
    ("domain", &[]),
    ("i18n", &["domain"]),
    ("config", &[]),
    ("telemetry", &[]),
    ("faults", &[]),
    ("language", &["domain"]),
    ("storage", &["domain"]),
    ("engine", &["domain", "storage", "language", "faults"]),
    ("notices", &["domain", "i18n"]),
    ("adapters", &["engine::ports", "config", "faults"]),
    ("access", &["domain", "storage", "engine::ports"]),
    // Payloads carry the domain's identifiers; adapters are reached by the engine's ports.
    (
        "jobs",
        &[
            "domain",
            "engine",
            "storage",
            "notices",
            "telemetry",
            "faults",
        ],
    ),
    ("doors", DOORS),
    ("api", DOORS),
    ("web", DOORS),
    ("app", EVERYTHING),
    ("cli", &[ALL, "app"]),
    ("main", &["cli"]),
];
const DOORS: &[&str] = &[
    "domain",
    "language",
    "storage",
    "engine",
    "notices",
    "access",
    "i18n",
    "telemetry",
    "doors",
];
const EVERYTHING: &[&str] = &[ALL];
/// Every room but `app`, `cli` and `main`.
const ALL: &str = "*";
const TOP_FLOOR: [&str; 3] = ["app", "cli", "main"];

/// Rooms that may use only these crates.
const ONLY: [(&str, &[&[&str]]); 2] = [("domain", &[PURE]), ("language", &[PURE, WORKFLOW_FILES])];
const PURE: &[&str] = &[
    "std",
    "core",
    "alloc",
    "serde",
    "serde_json",
    "thiserror",
    "chrono",
    "cel",
    "petgraph",
    "sha2",
];
const WORKFLOW_FILES: &[&str] = &["saphyr_parser", "miette", "hex", "cron"];

/// Crates that only these rooms may use.
const OWNED: [(&[&str], &[&str]); 8] = [
    (
        &["sea_orm", "sea_orm_migration", "sqlx", "migrations"],
        &["storage"],
    ),
    (&["zstd"], &["storage"]),
    (&["apalis", "apalis_core"], &["jobs", "app"]),
    (&["lettre"], &["adapters", "notices", "config"]),
    (&["mail_parser", "openidconnect"], &["adapters"]),
    (
        &["axum", "axum_server", "tower_http", "utoipa", "utoipa_axum"],
        &["access", "doors", "api", "web", "app"],
    ),
    (&["clap", "clap_complete", "indicatif"], &["cli", "main"]),
    (&["anyhow"], &["cli", "app", "main"]),
];

/// Rooms where time is always an argument, and the calls that read a clock.
const TIMELESS: [&str; 4] = ["domain", "language", "engine", "notices"];
const CLOCKS: [&str; 5] = ["Utc", "Local", "SystemTime", "Instant", "Uuid"];
const READINGS: [&str; 2] = ["now", "now_v7"];
/// Rooms that go by the clock of the house, which nodes share, and never by the machine's.
const BY_HOUSE: [&str; 5] = ["jobs", "storage", "access", "doors", "web"];

/// Why a use is forbidden; none when it is not.
fn verdict(room: &str, used: &Use, crates: &[String]) -> Option<String> {
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return Some(format!("the room `{room}` is not in the table of arrows"));
    };
    let path = used.path.join("::");
    if TIMELESS.contains(&room) && reads_clock(&used.path) {
        return Some(format!("`{path}` in {room}: time is an argument there"));
    }
    if BY_HOUSE.contains(&room) && !used.in_test && path.ends_with("Utc::now") {
        return Some(format!("`{path}` in {room}: the house has one clock"));
    }
    match used.path.first().map(String::as_str) {
        Some("crate") => forbidden_room(room, allowed, &used.path[1..]),
        Some(name) if !used.in_test && crates.iter().any(|known| known == name) => {
            forbidden_crate(room, name)
        }
        _ => None,
    }
}

fn reads_clock(path: &[String]) -> bool {
    let [.., clock, reading] = path else {
        return false;
    };
    CLOCKS.contains(&clock.as_str()) && READINGS.contains(&reading.as_str())
}

fn forbidden_room(room: &str, allowed: &[&str], path: &[String]) -> Option<String> {
    let target = path.first()?.as_str();
    if target == "*" {
        return Some(format!(
            "{room} → every room, by a glob of the crate's root"
        ));
    }
    let is_room = ROOMS.iter().any(|(name, _)| *name == target);
    if target == room || !is_room {
        return None;
    }
    let opens = |door: &str| match door {
        ALL => !TOP_FLOOR.contains(&target),
        door => {
            door.split("::").zip(path).all(|(a, b)| a == b)
                && path.len() >= door.split("::").count()
        }
    };
    (!allowed.iter().any(|door| opens(door)))
        .then(|| format!("{room} → {target}, by `crate::{}`", path.join("::")))
}

fn forbidden_crate(room: &str, name: &str) -> Option<String> {
    if let Some((_, lists)) = ONLY.iter().find(|(only, _)| *only == room)
        && !lists.iter().any(|list| list.contains(&name))
    {
        return Some(format!(
            "{room} → the crate {name}, which is not in its short list"
        ));
    }
    let (_, owners) = OWNED.iter().find(|(names, _)| names.contains(&name))?;
    (!owners.contains(&room)).then(|| format!("{room} → the crate {name}, kept for {owners:?}"))
}

/// Every forbidden arrow in these modules, as `file:line: why`.
fn faults(modules: &[Module], crates: &[String]) -> Vec<String> {
    let uses = modules.iter().flat_map(|module| {
        module
            .uses(modules)
            .into_iter()
            .map(move |used| (module, used))
    });
    uses.filter_map(|(module, used)| {
        let why = verdict(module.room(), &used, crates)?;
        Some(format!("{}:{}: {why}", module.file, used.line))
    })
    .collect()
}

/// The crates of `Cargo.toml` as they are written in paths, and the standard ones.
fn crates(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().unwrap();
    let declared = manifest["dependencies"].as_table().unwrap().keys();
    declared
        .map(|name| name.replace('-', "_"))
        .chain(["std", "core", "alloc"].map(str::to_owned))
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .flat_map(|path| {
            if path.is_dir() {
                rust_files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_arrow_points_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules: Vec<Module> = rust_files(&root.join("src"))
        .iter()
        .map(|path| {
            let file = path.strip_prefix(root).unwrap().to_str().unwrap();
            Module::read(file, &fs::read_to_string(path).unwrap())
        })
        .collect();
    for (room, _) in ROOMS
        .iter()
        .filter(|(room, _)| ["domain", "storage", "engine"].contains(room))
    {
        assert!(
            modules.iter().any(|module| module.room() == *room),
            "{room} was not read"
        );
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let faults = faults(&modules, &crates(&manifest));
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The faults of one planted file.
fn planted(file: &str, source: &str) -> Vec<String> {
    let manifest = "[dependencies]\nsea-orm = \"2\"\nserde = \"1\"\ntokio = \"1\"\nlettre = \"0\"\naxum = \"0\"\n";
    faults(&[Module::read(file, source)], &crates(manifest))
}

#[test]
fn a_planted_arrow_is_caught_wherever_it_hides() {
    let hidden = [
        "use crate::storage::Row;",
        "use crate::{domain::Request, storage};",
        "use super::super::storage::Row;",
        "use lianban::storage::Row;",
        "use crate::*;",
        "fn f() { crate::storage::write() }",
        "fn f(x: crate::storage::Row) {}",
        "fn f() { vec![crate::storage::Row] ; }",
        "#[derive(crate::storage::Entity)] struct S;",
        "#[derive(D)] struct S { #[serde(with = \"crate::storage::json\")] a: u8 }",
        "mod inner { use super::super::super::storage::Row; }",
        "#[cfg(test)] mod tests { use crate::storage::Row; }",
        "impl crate::storage::Port for S {}",
    ];
    for source in hidden {
        let faults = planted("src/domain/decide.rs", source);
        assert_eq!(faults.len(), 1, "{source}: {faults:?}");
        assert!(
            faults[0].starts_with("src/domain/decide.rs:1: domain → "),
            "{faults:?}"
        );
    }
    let second_line = planted(
        "src/engine/save.rs",
        "use crate::domain::Event;\nuse crate::api::Page;\n",
    );
    assert_eq!(
        second_line,
        ["src/engine/save.rs:2: engine → api, by `crate::api::Page`"]
    );
}

#[test]
fn a_planted_crate_is_caught_outside_tests() {
    let caught = [
        ("src/domain/clock.rs", "use tokio::time::sleep;"),
        (
            "src/domain/clock.rs",
            "async fn f() { tokio::join!(a, b); }",
        ),
        ("src/engine/save.rs", "use sea_orm::Value;"),
        ("src/jobs/backend.rs", "use ::sea_orm::Value;"),
        ("src/engine/save.rs", "#[axum::debug_handler] fn f() {}"),
        ("src/web/desk.rs", "extern crate lettre;"),
    ];
    for (file, source) in caught {
        assert_eq!(
            planted(file, source).len(),
            1,
            "{source}: {:?}",
            planted(file, source)
        );
    }
    let in_tests = "#[cfg(test)] mod tests { use tokio::time::sleep; }";
    assert!(planted("src/domain/clock.rs", in_tests).is_empty());
    let apart = [
        Module::read("src/domain/mod.rs", "#[cfg(test)] mod tests;"),
        Module::read("src/domain/tests.rs", "use tokio::time::sleep;"),
    ];
    assert!(faults(&apart, &["tokio".to_owned()]).is_empty());
    assert_eq!(faults(&apart[1..], &["tokio".to_owned()]).len(), 1);
}

#[test]
fn a_clock_read_is_caught_where_time_is_an_argument() {
    for source in [
        "fn f() { chrono::Utc::now(); }",
        "fn f() { g(std::time::Instant::now) }",
    ] {
        assert_eq!(planted("src/engine/save.rs", source).len(), 1, "{source}");
        assert!(
            planted("src/adapters/clock.rs", source).is_empty(),
            "{source}"
        );
    }
    let by_machine = "fn f() { chrono::Utc::now(); }";
    assert_eq!(planted("src/jobs/worker.rs", by_machine).len(), 1);
    let steadily = "fn f() { std::time::Instant::now(); }";
    assert!(planted("src/jobs/worker.rs", steadily).is_empty());
}

#[test]
fn arrows_of_the_table_are_left_alone() {
    let lawful = [
        (
            "src/adapters/smtp.rs",
            "use crate::engine::ports::Post; use lettre::Message;",
        ),
        (
            "src/api/mod.rs",
            "use crate::doors::Problem; use axum::Router;",
        ),
        ("src/app.rs", "use crate::{api, web, jobs};"),
        (
            "src/domain/clock.rs",
            "use super::calendar::Day; use serde::Serialize;",
        ),
        (
            "src/domain/decide/mod.rs",
            "pub(in crate::domain) use self::accept::accept;",
        ),
    ];
    for (file, source) in lawful {
        assert_eq!(planted(file, source), [""; 0], "{file}");
    }
    let inside = planted("src/adapters/smtp.rs", "use crate::engine::save;");
    assert_eq!(inside.len(), 1, "the ports alone are open to adapters");
    assert_eq!(
        planted("src/cellar.rs", "use std::fmt;").len(),
        1,
        "a room without a row"
    );
}
