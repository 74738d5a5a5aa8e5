//! What was asked of the applicant from this work: what, with which words, how far it is, and what came of it.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::domain::calendar::Instant;
use crate::domain::due;
use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::StageKey;
use crate::domain::request::{AskedItem, ClockKey, Duty};
use crate::doors::present::{Due, Words};
use crate::doors::{Doors, Found};
use crate::web::Frame;

/// A correction that this work asked for.
pub(super) struct Asking {
    items: Vec<Item>,
    at: Instant,
    standing: Standing,
    /// The files that the answer brought, by SHA-256.
    pub(super) brought: BTreeSet<String>,
}

struct Item {
    title: Words,
    said: String,
}

/// How far it is.
enum Standing {
    /// The lead collects what others ask for too; until when at most.
    Collected(Option<Due>),
    /// It went out; until when it is to be answered.
    Sent(Instant, Option<Due>),
    Answered(Instant),
    /// No answer came, or none is needed any more.
    Closed(Instant),
}

impl Asking {
    /// The last one, as these lines of the journal have it; none where nothing was asked from here.
    pub(super) fn of(
        doors: &Doors,
        found: &Found,
        lines: &[(u64, Entry)],
        duty: &Duty,
    ) -> Option<Self> {
        let stage = match duty {
            Duty::Review(review) => Some(&review.stage),
            Duty::Intake => None,
            _ => return None,
        };
        let mut last: Option<Self> = None;
        let mut known = BTreeSet::new();
        for (_, entry) in lines {
            let brought = files(entry);
            match &entry.event {
                Event::ItemsAsked { stage: of, items } if of.as_ref() == stage => {
                    let own: Vec<&AskedItem> = items.iter().filter(|it| is_own(it, duty)).collect();
                    if !own.is_empty() {
                        let new = own
                            .iter()
                            .map(|item| Item::of(doors, found, item))
                            .collect();
                        last = Some(Self::joined(last, new, entry.at));
                    }
                }
                event => {
                    if let Some(asking) = &mut last {
                        asking.goes_on(event, stage, entry.at);
                        if asking.is_answered_at(entry.at) {
                            asking.brought.extend(brought.difference(&known).cloned());
                        }
                    }
                }
            }
            known.extend(brought);
        }
        if let Some(asking) = &mut last {
            asking.standing = dated(doors, found, stage, &asking.standing);
        }
        last
    }

    /// More of the same correction, or the first of another.
    fn joined(last: Option<Self>, new: Vec<Item>, at: Instant) -> Self {
        let open = last.filter(|asking| matches!(asking.standing, Standing::Collected(_)));
        let mut items = open.map_or_else(Vec::new, |asking| asking.items);
        items.extend(new);
        Self {
            items,
            at,
            standing: Standing::Collected(None),
            brought: BTreeSet::new(),
        }
    }

    /// Forward alone: what another review of the stage asks later is not this correction.
    fn goes_on(&mut self, event: &Event, stage: Option<&StageKey>, at: Instant) {
        let is_collected = matches!(self.standing, Standing::Collected(_));
        let is_open = is_collected || matches!(self.standing, Standing::Sent(..));
        match event {
            Event::CorrectionSent { stage: of, .. } if of.as_ref() == stage && is_collected => {
                self.standing = Standing::Sent(at, None);
            }
            Event::CorrectionAnswered { stage: of, .. } if of.as_ref() == stage && is_open => {
                self.standing = Standing::Answered(at);
            }
            Event::CorrectionClosed { stage: of, .. } if of.as_ref() == stage && is_open => {
                self.standing = Standing::Closed(at);
            }
            _ => {}
        }
    }

    fn is_answered_at(&self, at: Instant) -> bool {
        matches!(self.standing, Standing::Answered(answered) if answered == at)
    }
}

impl Item {
    fn of(doors: &Doors, found: &Found, item: &AskedItem) -> Self {
        Self {
            title: doors.case(found).item(&item.what),
            said: found
                .facts
                .words
                .get(&item.words)
                .cloned()
                .unwrap_or_default(),
        }
    }
}

/// Asked by this review, or at this desk.
fn is_own(item: &AskedItem, duty: &Duty) -> bool {
    match duty {
        Duty::Review(review) => item.review.as_ref() == Some(review),
        _ => item.review.is_none(),
    }
}

fn files(entry: &Entry) -> BTreeSet<String> {
    let materials = entry
        .facts
        .iter()
        .flat_map(|facts| facts.materials.values());
    materials
        .flatten()
        .map(|file| file.sha256.clone())
        .collect()
}

/// The same with the day by which it goes on.
fn dated(doors: &Doors, found: &Found, stage: Option<&StageKey>, standing: &Standing) -> Standing {
    let rules = doors.rules(found);
    let due = |clock: ClockKey| due::view(&rules, &found.request, &clock, found.at).map(Due::from);
    match *standing {
        Standing::Collected(_) => {
            Standing::Collected(stage.and_then(|stage| due(ClockKey::Collect(stage.clone()))))
        }
        Standing::Sent(at, _) => Standing::Sent(
            at,
            due(stage.map_or(ClockKey::IntakeAnswer, |it| ClockKey::Answer(it.clone()))),
        ),
        Standing::Answered(at) => Standing::Answered(at),
        Standing::Closed(at) => Standing::Closed(at),
    }
}

/// What was asked, above what is to be done.
pub(super) fn shown(frame: &Frame, asking: Option<&Asking>, new: &[String]) -> Markup {
    html! {
        @if let Some(asking) = asking {
            section aria-labelledby="asking" {
                h2 id="asking" { (frame.say("asking-title")) }
                ul class="plainlist" {
                    @for item in &asking.items {
                        li { b { (frame.words(&item.title)) } p class="said" { (item.said) } }
                    }
                }
                p { (frame.say_with("asking-at", &[("at", frame.minute(asking.at).into())])) " " (standing(frame, &asking.standing)) }
                @if matches!(asking.standing, Standing::Answered(_)) {
                    p {
                        @if new.is_empty() { (frame.say("asking-no-files")) }
                        @else { (frame.say_with("asking-files", &[("files", new.join(&frame.say("list-separator")).into())])) }
                    }
                }
            }
        }
    }
}

fn standing(frame: &Frame, standing: &Standing) -> String {
    let by = |key: &str, at: Option<&Instant>, due: Option<&Due>| {
        let at = at.map_or_else(String::new, |at| frame.minute(*at));
        let day = due.map_or_else(String::new, |due| frame.last_day(due));
        frame.say_with(key, &[("at", at.into()), ("day", day.into())])
    };
    match standing {
        Standing::Collected(Some(due)) => by("asking-collected-until", None, Some(due)),
        Standing::Collected(None) => frame.say("asking-collected"),
        Standing::Sent(at, Some(due)) => by("asking-sent-until", Some(at), Some(due)),
        Standing::Sent(at, None) => by("asking-sent", Some(at), None),
        Standing::Answered(at) => by("asking-answered", Some(at), None),
        Standing::Closed(at) => by("asking-closed", Some(at), None),
    }
}
