//! The running account: who did what, what the clocks brought, which letters were written.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::NaiveDate;
use serde_json::Value;

use super::words::{self, Titles};
use crate::cli::say;
use crate::domain::calendar::{Instant, civil};
use crate::domain::directory::Directory;
use crate::notices::dates::last_day;

/// What the account knows already.
pub(super) struct Account {
    directory: Directory,
    letters: PathBuf,
    seen: BTreeSet<String>,
    day: Option<NaiveDate>,
    told: BTreeSet<&'static str>,
}

/// What comes round by the calendar is told once, so that the stories stay in sight.
const ROUNDS: [(&str, &str); 2] = [
    (
        "-digest",
        "Officers with open work get their morning digest by mail, as on every working day from here",
    ),
    (
        "-seal",
        "The journals of the day are sealed and the seal is mailed out of the house, as on every night from here",
    ),
];

impl Account {
    pub(super) fn new(directory: Directory, letters: PathBuf) -> Self {
        Self {
            directory,
            letters,
            seen: BTreeSet::new(),
            day: None,
            told: BTreeSet::new(),
        }
    }

    /// A line at its time, under the heading of its day.
    pub(super) fn line(&mut self, at: Instant, text: &str) -> anyhow::Result<()> {
        let now = civil(at);
        if self.day != Some(now.date()) {
            self.day = Some(now.date());
            say::line(format!(
                "\n{}",
                say::bold(&now.format("%A %-d %B %Y").to_string())
            ))?;
        }
        Ok(say::line(format!("{}  {text}", now.format("%H:%M")))?)
    }

    /// Something that belongs to the line above.
    pub(super) fn detail(&self, text: &str) -> anyhow::Result<()> {
        Ok(say::line(format!("       {text}"))?)
    }

    /// Why something is as it is, for whoever reads along.
    pub(super) fn aside(&self, text: &str) -> anyhow::Result<()> {
        self.detail(&say::grey(&format!("→ {text}")))
    }

    /// The letters that were written since the last look. What comes round by the calendar is told
    /// once, in a line of its own; everything else belongs to the line above.
    pub(super) fn letters(&mut self, at: Instant) -> anyhow::Result<()> {
        for name in new_letters(&self.letters, &self.seen)? {
            let text = fs::read_to_string(self.letters.join(&name)).unwrap_or_default();
            self.seen.insert(name.clone());
            let written = format!("mail {name} to {}", addressee(&text));
            match ROUNDS.iter().find(|(kind, _)| name.contains(kind)) {
                None => self.detail(&written)?,
                Some((kind, said)) => {
                    if self.told.insert(kind) {
                        self.line(at, said)?;
                        self.detail(&written)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// How many letters there are.
    pub(super) fn letter_count(&self) -> usize {
        self.seen.len()
    }

    /// A department's name.
    pub(super) fn department(&self, key: &str) -> String {
        let found = self
            .directory
            .departments
            .iter()
            .find(|(known, _)| known.as_ref() as &str == key);
        found
            .map_or(key, |(_, department)| {
                department
                    .title
                    .in_language(crate::domain::definition::Language::En)
            })
            .to_owned()
    }

    /// Lights of a case: each wait with its shape, its word and its date.
    pub(super) fn lights(&self, case: &str, explained: &Value) -> anyhow::Result<()> {
        let rows: Vec<Vec<String>> = explained["waits"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|wait| self.light(wait))
            .collect();
        let Some(first) = rows.first() else {
            return self.detail(&format!("{case}: nothing is waited for"));
        };
        let widths: Vec<usize> = (0..first.len())
            .map(|column| {
                rows.iter()
                    .map(|row| say::cells(&row[column]))
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        for row in &rows {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| say::pad(cell, *width))
                .collect();
            self.detail(cells.join("  ").trim_end())?;
        }
        Ok(())
    }

    fn light(&self, wait: &Value) -> Vec<String> {
        let (shape, word) = match wait["light"].as_str().unwrap_or_default() {
            "green" => (say::green("●"), "time enough"),
            "yellow" => (say::yellow("▲"), "nearly due"),
            "red" => (say::red("■"), "overdue"),
            _ => (say::grey("‖"), "stopped"),
        };
        let left = wait["working_days_left"].as_i64();
        let due = match (day_of(&wait["until"]), left) {
            (Some(day), Some(left)) if left < 0 => {
                format!("was due {day}, {} over", working_days(-left))
            }
            (Some(day), Some(0)) if wait["light"] == "red" => format!("was due {day}"),
            (Some(day), Some(left)) => format!("due {day}, {} left", working_days(left)),
            (Some(day), None) => format!("until {day}"),
            (None, _) => String::new(),
        };
        let stopped = wait["stopped"]["en"]
            .as_str()
            .map(|why| format!("stopped: {}", why.to_lowercase()));
        let who = wait["department"].as_str().map_or_else(
            || format!("the {}", wait["who"].as_str().unwrap_or_default()),
            |key| self.department(key),
        );
        let what = words::in_english(&wait["title"]);
        vec![format!("{shape} {word}"), who, what, stopped.unwrap_or(due)]
    }

    /// A journal line in plain words; none where the story has said it already or nobody asks.
    pub(super) fn journal(&self, titles: &Titles, line: &Value) -> Option<String> {
        let event = &line["event"];
        let text = |key: &str| event[key].as_str().unwrap_or_default();
        let department = || self.department(text("department"));
        let wait = |key: &str| titles.wait(text(key));
        Some(match text("event") {
            "rung_fired" => rung(titles, event),
            "card_issued" => {
                let card = format!("card {}", event["number"]);
                let shape = match text("colour") {
                    "red" => say::red(&format!("■ red {card}")),
                    _ => say::yellow(&format!("▲ yellow {card}")),
                };
                format!("{shape} against {}, over {}", department(), wait("clock"))
            }
            "moved" if line["by"] == "engine" && text("role") == "supervisor" => {
                format!("{} goes to the supervisors", wait("duty"))
            }
            "moved" if line["by"] == "engine" => {
                format!(
                    "{} moves to the {} of {}",
                    wait("duty"),
                    text("role"),
                    department()
                )
            }
            "stopped" => format!(
                "clocks stopped ({}), until {} at the latest",
                text("ground"),
                day_of(&event["until"]).unwrap_or_default()
            ),
            "resumed" => "clocks run on, with what was left of them".to_owned(),
            "stage_opened" => format!("{} opens", titles.stage(text("stage"))),
            "stage_finished" => format!("{} is finished", titles.stage(text("stage"))),
            "review_cancelled" => {
                format!(
                    "{} is withdrawn from its queue",
                    titles.review(text("review"))
                )
            }
            "review_reopened" => format!(
                "{} is taken up again: what it had read has changed",
                titles.review(text("review"))
            ),
            "opined" if text("manner") == "deemed" => format!(
                "{} counts as agreed: the department knew and kept silent",
                titles.review(text("review"))
            ),
            "decided" => format!("decided: {}", words::outcome(text("outcome"))),
            "phase_entered" => words::phase(text("phase")),
            _ => return None,
        })
    }
}

fn rung(titles: &Titles, event: &Value) -> String {
    let actions: Vec<String> = event["actions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(words::action)
        .collect();
    let done = match actions.as_slice() {
        [] => "nothing, it was overtaken".to_owned(),
        actions => actions.join(", "),
    };
    let number = event["index"].as_u64().unwrap_or_default() + 1;
    let clock = event["clock"].as_str().unwrap_or_default();
    format!("rung {number} for {}: {done}", titles.wait(clock))
}

fn working_days(days: i64) -> String {
    words::count(days, "working day", "working days")
}

/// The day on which a term ends, from its last instant as the API writes it.
fn day_of(value: &Value) -> Option<String> {
    let at = chrono::DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
    let day = last_day(Instant::from(at));
    Some(day.format("%a %-d %b").to_string())
}

fn new_letters(folder: &Path, seen: &BTreeSet<String>) -> anyhow::Result<Vec<String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut new: Vec<String> = names
        .filter(|name| name.ends_with(".eml") && !seen.contains(name))
        .collect();
    new.sort();
    Ok(new)
}

fn addressee(letter: &str) -> &str {
    let head = letter.lines().take_while(|line| !line.is_empty());
    let after_to = head.skip_while(|line| !line.starts_with("To:"));
    let found = after_to.take(4).find_map(|line| {
        line.split_once('<')?
            .1
            .split_once('>')
            .map(|(address, _)| address)
    });
    found.unwrap_or("somebody")
}
