//! What a story file may say. Unknown words are errors, so that a typo cannot make a check vanish.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use lianban::domain::definition::Absent;
use lianban::language::tree::{self, Content, Node};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::deed::Deed;
use super::expect::Expect;

/// A story with the lines of its beats.
pub struct Story {
    pub file: String,
    pub title: String,
    pub workflow: String,
    pub rewritten: Vec<Rewrite>,
    pub merged: BTreeMap<String, Merger>,
    pub application: String,
    pub change: Value,
    pub starts: NaiveDateTime,
    pub filed_by: Option<String>,
    pub refused: Option<String>,
    pub beats: Vec<(usize, Beat)>,
}

/// Words of the workflow file replaced for this story.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewrite {
    pub from: String,
    pub to: String,
}

/// A department goes on in another from a day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merger {
    pub into: String,
    pub from: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    workflow: String,
    #[serde(default)]
    rewritten: Vec<Rewrite>,
    #[serde(default)]
    merged: BTreeMap<String, Merger>,
    application: String,
    /// Laid over the application; `null` takes a key out.
    #[serde(default)]
    change: Value,
    starts: String,
    filed_by: Option<String>,
    /// The filing itself is refused.
    refused: Option<String>,
    story: Vec<Value>,
}

/// One beat: somebody does something at an instant, or it is looked how things stand, or both.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// `day 3 10:00`, counted in working days from the start, or `2026-04-10 16:30`; the instant
    /// before where it is left out.
    pub at: Option<String>,
    /// The system was down since the beat before: what fell due is caught up by this command.
    #[serde(default)]
    pub down_until_now: bool,
    /// `labor/clerk-1`, `applicant` or `engine`.
    pub who: Option<String>,
    /// Which request, by the name it was filed `as`; the first one where it is left out.
    pub request: Option<String>,
    pub does: Option<Deed>,
    /// The refusal code that is expected.
    pub refused: Option<String>,
    pub expect: Option<Expect>,
    /// For readers.
    #[serde(rename = "note")]
    pub _note: Option<String>,

    #[serde(rename = "as")]
    pub name: Option<String>,
    #[serde(default)]
    pub change: Value,
    pub review: Option<String>,
    pub duty: Option<String>,
    pub stage: Option<String>,
    pub clock: Option<String>,
    pub verdict: Option<String>,
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub basis: Option<String>,
    pub text: Option<String>,
    #[serde(default)]
    pub with: Vec<String>,
    #[serde(default)]
    pub items: BTreeMap<String, String>,
    #[serde(default)]
    pub form: Map<String, Value>,
    #[serde(default)]
    pub materials: Vec<String>,
    pub department: Option<String>,
    pub officer: Option<String>,
    pub authority: Option<String>,
    pub ground: Option<String>,
    /// What a stop covers: `request`, `stage <key>` or `review <id>`.
    pub scope: Option<String>,
    pub until: Option<String>,
    pub stop: Option<u32>,
    pub card: Option<u32>,
    pub complaint: Option<u32>,
    pub level: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The newest notice of this kind.
    pub notice: Option<String>,
    pub mode: Option<String>,
    /// The rule of a round that is switched to a sitting.
    pub rule: Option<SittingStory>,
    #[serde(default)]
    pub reads: Vec<String>,
    pub sitting: Option<String>,
    pub called_for: Option<String>,
    pub minutes: Option<String>,
}

/// How a sitting is to be held.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SittingStory {
    pub quorum: u32,
    pub absent: Absent,
    pub within: String,
}

impl Story {
    /// Reads one file.
    ///
    /// # Errors
    /// What is wrong, with file and line.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(path).unwrap();
        let node = tree::parse(&source)
            .map_err(|broken| format!("{name}:{}: {}", broken.place.line, broken.message))?;
        let head: Head =
            serde_json::from_value(node.to_json()).map_err(|error| format!("{name}: {error}"))?;
        let lines = story_lines(&node);
        let beats = lines.into_iter().zip(head.story).map(|(line, beat)| {
            let beat =
                serde_json::from_value(beat).map_err(|error| format!("{name}:{line}: {error}"))?;
            Ok((line, beat))
        });
        Ok(Self {
            beats: beats.collect::<Result<_, String>>()?,
            title: head.title,
            workflow: head.workflow,
            rewritten: head.rewritten,
            merged: head.merged,
            application: head.application,
            change: head.change,
            starts: written_instant(&head.starts)
                .ok_or_else(|| format!("{name}: `starts` is no date and time"))?,
            filed_by: head.filed_by,
            refused: head.refused,
            file: name,
        })
    }
}

fn story_lines(node: &Node) -> Vec<usize> {
    let Content::Map(entries) = &node.content else {
        return Vec::new();
    };
    let story = entries.iter().find(|entry| entry.key == "story");
    match story.map(|entry| &entry.value.content) {
        Some(Content::List(beats)) => beats.iter().map(|beat| beat.place.line).collect(),
        _ => Vec::new(),
    }
}

/// `2026-04-10 16:30`, also `24:00`.
pub fn written_instant(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.trim().split_once(' ')?;
    let date: NaiveDate = date.parse().ok()?;
    if time == "24:00" {
        return date.succ_opt()?.and_hms_opt(0, 0, 0);
    }
    let (hour, minute) = time.split_once(':')?;
    date.and_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// A file of the project.
pub fn file(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
