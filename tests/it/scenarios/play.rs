//! Playing one story on a stage.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use lianban::domain::calendar::{Instant, civil, instant};
use lianban::domain::command::Command;
use lianban::domain::identifiers::{RequestId, SittingId};
use lianban::domain::sitting::SittingAction;
use serde_json::Value;

use super::deed::{Deed, action, actor, application, officer, opinion, parsed};
use super::expect::Scene;
use super::stage::{Refused, Stage};
use super::story::{Beat, Story, file, written_instant};

const FIRST: &str = "the request";
const SITTING: &str = "the sitting";

struct Play<'s, S> {
    story: &'s Story,
    stage: &'s mut S,
    now: Instant,
    requests: BTreeMap<String, RequestId>,
    sittings: BTreeMap<String, SittingId>,
}

/// Plays a story; a line about the run for the test's output.
///
/// # Errors
/// The first thing that went otherwise, with file and line.
pub fn play(story: &Story, stage: &mut impl Stage) -> Result<String, String> {
    let mut play = Play {
        story,
        stage,
        now: instant(story.starts),
        requests: BTreeMap::new(),
        sittings: BTreeMap::new(),
    };
    let who = story.filed_by.as_deref().unwrap_or("applicant");
    let filed = play.file(FIRST, who, &story.change);
    settle(filed, story.refused.as_deref())
        .map_err(|error| format!("{}: filing: {error}", story.file))?;
    for (line, beat) in &story.beats {
        play.beat(beat)
            .map_err(|error| format!("{}:{line}: {error}", story.file))?;
    }
    let days = (civil(play.now).date() - story.starts.date()).num_days();
    let events: usize = play
        .requests
        .values()
        .map(|id| play.stage.journal(*id).len())
        .sum();
    let beats = story.beats.len();
    Ok(format!(
        "{:<42} {days:>4} days {events:>4} events {beats:>3} beats  {}",
        story.file, story.title
    ))
}

/// What came of a deed against what the story says.
fn settle<T>(came: Result<T, Failed>, refused: Option<&str>) -> Result<(), String> {
    match (came, refused) {
        (Ok(_), None) => Ok(()),
        (Ok(_), Some(code)) => Err(format!("done, where `{code}` was expected")),
        (Err(Failed::Refused(code)), Some(expected)) if code == expected => Ok(()),
        (Err(Failed::Refused(code)), Some(expected)) => {
            Err(format!("refused with `{code}`, not `{expected}`"))
        }
        (Err(Failed::Refused(code)), None) => Err(format!("refused: {code}")),
        (Err(Failed::Unclear(why)), _) => Err(why),
    }
}

enum Failed {
    Refused(Refused),
    Unclear(String),
}

impl From<String> for Failed {
    fn from(why: String) -> Self {
        Self::Unclear(why)
    }
}

impl<S: Stage> Play<'_, S> {
    fn beat(&mut self, beat: &Beat) -> Result<(), String> {
        if let Some(at) = &beat.at {
            let at = self.instant(at)?;
            if at < self.now {
                return Err("time does not go back".to_owned());
            }
            self.now = at;
        }
        if !beat.down_until_now {
            self.stage.pass(self.now);
        }
        if let Some(deed) = beat.does {
            settle(self.deed(deed, beat), beat.refused.as_deref())?;
        }
        if let Some(expect) = &beat.expect {
            let request = self.stage.request(self.request(beat)?);
            let journal = self.stage.journal(request.id);
            let sitting = self
                .sittings
                .get(beat.sitting.as_deref().unwrap_or(SITTING));
            let sitting = sitting.map(|id| self.stage.sitting(*id));
            let struck = sitting.map(|sitting| sitting.struck).unwrap_or_default();
            let named = self.requests.iter().filter(|(_, id)| struck.contains(id));
            let scene = Scene {
                rules: self.stage.town().rules(),
                request: &request,
                journal: &journal,
                now: self.now,
                struck: named.map(|(name, _)| name.clone()).collect(),
            };
            expect.hold(&scene)?;
        }
        Ok(())
    }

    /// `day 3 10:00` or a date and time.
    fn instant(&self, text: &str) -> Result<Instant, String> {
        let unclear = || format!("`{text}`: write day 3 10:00 or 2026-04-10 16:30");
        let Some(rest) = text.strip_prefix("day ") else {
            return written_instant(text).map(instant).ok_or_else(unclear);
        };
        let (day, time) = rest.split_once(' ').ok_or_else(unclear)?;
        let day: u32 = day.parse().map_err(|_| unclear())?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| unclear())?;
        let calendar = &self.stage.town().calendar;
        let date = calendar.add_working_days(self.story.starts.date(), day);
        Ok(instant(date.and_time(time)))
    }

    fn request(&self, beat: &Beat) -> Result<RequestId, String> {
        let name = beat.request.as_deref().unwrap_or(FIRST);
        self.requests
            .get(name)
            .copied()
            .ok_or_else(|| format!("nothing was filed as `{name}`"))
    }

    fn file(&mut self, name: &str, who: &str, change: &Value) -> Result<(), Failed> {
        let written = serde_json::from_str(&file(&self.story.application))
            .map_err(|error| error.to_string())?;
        let application = application(written, change)?;
        let id = self
            .stage
            .file(application, &actor(who)?, self.now)
            .map_err(Failed::Refused)?;
        self.requests.insert(name.to_owned(), id);
        Ok(())
    }

    fn deed(&mut self, deed: Deed, beat: &Beat) -> Result<(), Failed> {
        let who = beat.who.as_deref().unwrap_or("engine");
        match deed {
            Deed::File => {
                let name = beat
                    .name
                    .clone()
                    .ok_or("a further filing needs `as`".to_owned())?;
                let change = if beat.change.is_null() {
                    &self.story.change
                } else {
                    &beat.change
                };
                let filer = beat.who.as_deref().unwrap_or("applicant");
                self.file(&name, filer, change)
            }
            Deed::CallSitting
            | Deed::AddToAgenda
            | Deed::Attend
            | Deed::Draft
            | Deed::CloseSitting => self.sitting(deed, beat, who),
            deed => {
                let id = self.request(beat)?;
                let until = beat
                    .until
                    .as_deref()
                    .map(|until| self.instant(until))
                    .transpose()?;
                let action = action(deed, beat, &self.stage.request(id), until)?;
                let command = Command {
                    actor: actor(who)?,
                    action,
                    expected: None,
                };
                self.stage
                    .act(id, command, self.now)
                    .map_err(Failed::Refused)
            }
        }
    }

    fn sitting(&mut self, deed: Deed, beat: &Beat, who: &str) -> Result<(), Failed> {
        let officer = officer(who)?;
        let name = beat.sitting.clone().unwrap_or_else(|| SITTING.to_owned());
        if deed == Deed::CallSitting {
            let stage = parsed(&beat.stage, "stage")?;
            let called_for = self.instant(
                beat.called_for
                    .as_deref()
                    .ok_or("`called_for` is missing".to_owned())?,
            )?;
            let called = self
                .stage
                .call_sitting(&stage, &officer, called_for, self.now);
            self.sittings.insert(name, called.map_err(Failed::Refused)?);
            return Ok(());
        }
        let id = *self
            .sittings
            .get(&name)
            .ok_or_else(|| format!("no sitting `{name}` was called"))?;
        let action = match deed {
            Deed::AddToAgenda => SittingAction::Add(self.request(beat)?),
            Deed::Attend => SittingAction::Attend(officer.clone()),
            Deed::Draft => SittingAction::Draft {
                request: self.request(beat)?,
                review: parsed(&beat.review, "review")?,
                opinion: opinion(beat)?,
            },
            _ => {
                let minutes = beat.minutes.as_deref().unwrap_or_default();
                return self
                    .stage
                    .close_sitting(id, &officer, minutes, self.now)
                    .map_err(Failed::Refused);
            }
        };
        self.stage
            .sit(id, &action, &officer, self.now)
            .map_err(Failed::Refused)
    }
}
