//! What a story expects of a request, compared with where it stands. Lists are exact.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use chrono::{NaiveTime, TimeDelta};
use lianban::domain::calendar::{Instant, civil};
use lianban::domain::decide::Rules;
use lianban::domain::due;
use lianban::domain::event::{Entry, Event, RungManner};
use lianban::domain::explain::{Owner, explain};
use lianban::domain::ladder::{CardColour, RungAction};
use lianban::domain::request::{ClockKey, Request, Review, ReviewProgress, Told};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request at an instant.
pub struct Scene<'a> {
    pub rules: Rules<'a>,
    pub request: &'a Request,
    pub journal: &'a [Entry],
    pub now: Instant,
    /// Requests the sitting struck, by name.
    pub struck: Vec<String>,
}

/// What should hold; what is left out is not looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    phase: Option<String>,
    decision: Option<String>,
    /// Reviews whose refusal the decision names.
    refusals: Option<BTreeSet<String>>,
    /// Reviews whose conditions it carries.
    conditions: Option<BTreeSet<String>>,
    /// Reviews by id: waiting, open, waived, cancelled, or the verdict; only those named.
    reviews: Option<BTreeMap<String, String>>,
    /// Rounds by stage: open, positive, negative, skipped; only those named.
    rounds: Option<BTreeMap<String, String>>,
    /// Duties in queues, all of them.
    open: Option<BTreeSet<String>>,
    /// `department/role` of a duty's seat; only those named.
    seats: Option<BTreeMap<String, String>>,
    /// The light of a clock, around it considered.
    lights: Option<BTreeMap<String, String>>,
    /// The due instant of a clock alone.
    due: Option<BTreeMap<String, String>>,
    /// Working days left on a clock alone.
    left: Option<BTreeMap<String, i64>>,
    /// Running clocks whose due is provisional.
    provisional: Option<BTreeSet<String>>,
    /// Clocks that stand still.
    stopped: Option<BTreeSet<String>>,
    /// Rungs fired of a clock, over all its rounds.
    rungs: Option<BTreeMap<String, Vec<String>>>,
    /// All cards: `red labor`, `yellow labor answered`.
    cards: Option<Vec<String>>,
    /// The kinds of all notices, in order.
    notices: Option<Vec<String>>,
    /// pending, told or not, of the newest notice of a kind.
    told: Option<BTreeMap<String, String>>,
    /// Whom it waits for: departments, applicant, sitting, notice, date.
    waits_on: Option<BTreeSet<String>>,
    /// How often an event is on the timeline; only those named.
    timeline_has: Option<BTreeMap<String, usize>>,
    accepted_as_of: Option<String>,
    /// Requests the sitting struck into its minutes.
    struck: Option<Vec<String>>,
}

impl Expect {
    /// Compares everything, and tells all differences at once.
    ///
    /// # Errors
    /// The differences.
    pub fn hold(&self, scene: &Scene<'_>) -> Result<(), String> {
        let request = scene.request;
        let mut wrong = Vec::new();
        let decision = request.decision.as_ref();
        compare(&mut wrong, "phase", &self.phase, || {
            request.phase.as_str().to_owned()
        });
        compare(&mut wrong, "decision", &self.decision, || {
            decision
                .map_or("none", |decision| decision.outcome.as_str())
                .to_owned()
        });
        let ids = |of: Option<&Vec<_>>| of.into_iter().flatten().map(ToString::to_string).collect();
        compare(&mut wrong, "refusals", &self.refusals, || {
            ids(decision.map(|d| &d.refusals))
        });
        compare(&mut wrong, "conditions", &self.conditions, || {
            ids(decision.map(|d| &d.conditions))
        });
        named(&mut wrong, "reviews", &self.reviews, |id| {
            Some(standing(request.reviews.get(&id.parse().ok()?)?))
        });
        named(&mut wrong, "rounds", &self.rounds, |stage| {
            round(request, stage)
        });
        compare(&mut wrong, "open", &self.open, || {
            names(request.seats.keys())
        });
        named(&mut wrong, "seats", &self.seats, |duty| {
            let seat = request.seats.get(&duty.parse().ok()?)?;
            Some(format!("{}/{}", seat.department, seat.role))
        });
        self.clocks(scene, &mut wrong);
        self.people(scene, &mut wrong);
        named(&mut wrong, "timeline_has", &self.timeline_has, |name| {
            Some(
                scene
                    .journal
                    .iter()
                    .filter(|entry| entry.event.name() == name)
                    .count(),
            )
        });
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("; "))
        }
    }

    fn clocks(&self, scene: &Scene<'_>, wrong: &mut Vec<String>) {
        let Scene {
            rules,
            request,
            now,
            ..
        } = scene;
        let running = || {
            request
                .clocks
                .iter()
                .filter(|(_, clock)| clock.ended.is_none())
                .map(|(key, _)| key)
        };
        let view = |name: &str| due::view(rules, request, &name.parse().ok()?, *now);
        named(wrong, "lights", &self.lights, |name| {
            Some(json_word(
                due::at(rules, request, &name.parse().ok()?, *now)?.light,
            ))
        });
        named(wrong, "due", &self.due, |name| Some(shown(view(name)?.at)));
        named(wrong, "left", &self.left, |name| {
            Some(view(name)?.working_days_left)
        });
        compare(wrong, "provisional", &self.provisional, || {
            let provisional = |key: &&ClockKey| {
                due::view(rules, request, key, *now).is_some_and(|due| due.provisional)
            };
            names(running().filter(provisional))
        });
        compare(wrong, "stopped", &self.stopped, || {
            names(running().filter(|key| request.is_stopped(key)))
        });
        named(wrong, "rungs", &self.rungs, |name| {
            Some(rungs(scene.journal, &name.parse().ok()?))
        });
        compare(wrong, "accepted_as_of", &self.accepted_as_of, || {
            request.accepted_as_of.map_or("none".to_owned(), shown)
        });
    }

    fn people(&self, scene: &Scene<'_>, wrong: &mut Vec<String>) {
        let request = scene.request;
        compare(wrong, "cards", &self.cards, || {
            let card = |card: &lianban::domain::request::Card| {
                let colour = match card.colour {
                    CardColour::Yellow => "yellow",
                    CardColour::Red => "red",
                };
                let answered = if card.answered_at.is_some() {
                    " answered"
                } else {
                    ""
                };
                format!("{colour} {}{answered}", card.department)
            };
            request.cards.iter().map(card).collect()
        });
        compare(wrong, "notices", &self.notices, || {
            request
                .notices
                .iter()
                .map(|notice| json_word(notice.kind))
                .collect()
        });
        named(wrong, "told", &self.told, |kind| {
            let newest = request
                .notices
                .iter()
                .rev()
                .find(|notice| json_word(notice.kind) == kind)?;
            let word = match newest.told {
                Told::Pending => "pending",
                Told::At(_) => "told",
                Told::Not => "not",
            };
            Some(word.to_owned())
        });
        compare(wrong, "waits_on", &self.waits_on, || {
            let owner = |on| match on {
                Owner::Applicant => "applicant".to_owned(),
                Owner::Department { department, .. } => department.to_string(),
                Owner::Sitting => "sitting".to_owned(),
                Owner::Notice { .. } => "notice".to_owned(),
                Owner::Date => "date".to_owned(),
            };
            explain(&scene.rules, request, scene.now)
                .into_iter()
                .map(|wait| owner(wait.on))
                .collect()
        });
        compare(wrong, "struck", &self.struck, || scene.struck.clone());
    }
}

fn compare<T: PartialEq + Debug>(
    wrong: &mut Vec<String>,
    what: &str,
    expected: &Option<T>,
    found: impl FnOnce() -> T,
) {
    if let Some(expected) = expected {
        let found = found();
        if *expected != found {
            wrong.push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }
}

fn named<T: PartialEq + Debug>(
    wrong: &mut Vec<String>,
    what: &str,
    expected: &Option<BTreeMap<String, T>>,
    found: impl Fn(&str) -> Option<T>,
) {
    for (name, expected) in expected.iter().flatten() {
        match found(name) {
            Some(found) if found == *expected => {}
            Some(found) => wrong.push(format!(
                "{what} of {name}: expected {expected:?}, found {found:?}"
            )),
            None => wrong.push(format!(
                "{what} of {name}: expected {expected:?}, found nothing"
            )),
        }
    }
}

fn names<'a, T: ToString + 'a>(of: impl Iterator<Item = &'a T>) -> BTreeSet<String> {
    of.map(ToString::to_string).collect()
}

fn standing(review: &Review) -> String {
    let word = match review.progress {
        ReviewProgress::Waiting => "waiting",
        ReviewProgress::Open => "open",
        ReviewProgress::Waived => "waived",
        ReviewProgress::Cancelled => "cancelled",
        ReviewProgress::Closed => review
            .opinion
            .as_ref()
            .map_or("closed", |opinion| opinion.verdict.as_str()),
    };
    word.to_owned()
}

fn round(request: &Request, stage: &str) -> Option<String> {
    let state = request.stages.get(stage)?;
    Some(match state.outcome {
        Some(outcome) => json_word(outcome),
        None => json_word(state.progress),
    })
}

fn rungs(journal: &[Entry], of: &ClockKey) -> Vec<String> {
    let fired = journal.iter().filter_map(|entry| match &entry.event {
        Event::RungFired {
            clock,
            due,
            actions,
            manner,
            ..
        } if clock == of => Some((due, actions, manner)),
        _ => None,
    });
    let line = |(due, actions, manner): (&Instant, &Vec<RungAction>, &RungManner)| {
        let actions: Vec<String> = actions.iter().map(rung_action).collect();
        let manner = match manner {
            RungManner::Prompt => "",
            RungManner::Late => " late",
            RungManner::Overtaken => " overtaken",
        };
        format!("{} {}{manner}", shown(*due), actions.join("+")).replace("  ", " ")
    };
    fired.map(line).collect()
}

fn rung_action(action: &RungAction) -> String {
    match action {
        RungAction::Remind => "remind".to_owned(),
        RungAction::Notify(role) => format!("notify:{role}"),
        RungAction::Reassign(role) => format!("reassign:{role}"),
        RungAction::Urge => "urge".to_owned(),
        RungAction::Card(colour) => format!("card:{}", json_word(colour)),
        RungAction::HandTo(role) => format!("hand_to:{role}"),
    }
}

/// Civil time to the minute; midnight as 24:00 of the day it ends.
fn shown(at: Instant) -> String {
    let civil = civil(at);
    if civil.time() == NaiveTime::MIN {
        return format!("{} 24:00", (civil - TimeDelta::minutes(1)).date());
    }
    civil.format("%Y-%m-%d %H:%M").to_string()
}

fn json_word(value: impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        Value::String(word) => word,
        other => other.to_string(),
    }
}
