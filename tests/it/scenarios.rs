//! Stories of the real workflows, day by day, as `tests/scenarios/*.yaml` tell them.
//!
//! `story` is what the files may say, `stage` what a story is played on, `play` plays one, `expect`
//! compares. Start at [`every_story_holds_on_the_pure_core`].

mod core;
mod deed;
mod expect;
pub(crate) mod play;
pub(crate) mod stage;
pub(crate) mod story;
pub(crate) mod whole;

use std::path::PathBuf;

use self::core::Core;
use play::play;
use stage::Stage;
use story::Story;
use whole::Whole;

pub(crate) fn stories() -> Vec<Story> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "yaml"))
        .collect();
    files.sort();
    let read = files.iter().map(|path| Story::read(path));
    read.collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_story_holds_on_the_pure_core() {
    play_all("the pure core", Core::set);
}

#[test]
fn every_story_holds_on_the_engine_and_its_database() {
    play_all("SQLite", Whole::set);
}

fn play_all<S: Stage>(on: &str, set: impl Fn(&Story) -> S) {
    let stories = stories();
    for key in ["school-admission", "open-a-shop", "residence-permit"] {
        let told = stories.iter().any(|story| story.workflow == key);
        assert!(told, "no story of {key}");
    }
    let mut failures = Vec::new();
    for story in &stories {
        match play(story, &mut set(story)) {
            Ok(run) => println!("scenario on {on:<13} {run}"),
            Err(error) => failures.push(error),
        }
    }
    assert!(failures.is_empty(), "on {on}:\n{}", failures.join("\n"));
}
