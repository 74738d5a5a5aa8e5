//! How work came from hand to hand, and who urged it: who gave it to whom, and why.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::calendar::Instant;
use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::OfficerId;
use crate::domain::request::Duty;
use crate::doors::{Doors, Found, Problem};
use crate::storage::accounts;
use crate::web::Frame;

/// One step on its way.
pub(super) struct Handing {
    at: Instant,
    /// The end of its key in the catalogue.
    kind: &'static str,
    by: String,
    to: String,
    why: String,
}

/// A move as the journal has it, before anybody is named.
struct Move<'a> {
    at: Instant,
    kind: &'static str,
    by: Option<OfficerId>,
    to: Option<OfficerId>,
    why: &'a str,
}

impl Handing {
    /// Every step of a duty that somebody gave a reason for, oldest first.
    ///
    /// # Errors
    /// Trouble of the store.
    pub(super) async fn all(
        doors: &Doors,
        found: &Found,
        lines: &[(u64, Entry)],
        duty: &Duty,
    ) -> Result<Vec<Self>, Problem> {
        let moves: Vec<Move<'_>> = moves(found, lines, duty);
        let people: Vec<OfficerId> = moves
            .iter()
            .flat_map(|step| [step.by, step.to])
            .flatten()
            .collect();
        let accounts = accounts::find_all(doors.engine.store().reader(), people).await?;
        let names: BTreeMap<OfficerId, String> = accounts
            .into_iter()
            .map(|account| (account.id, account.name))
            .collect();
        let name = |who: Option<OfficerId>| {
            let name = who.and_then(|who| names.get(&who));
            name.cloned().unwrap_or_default()
        };
        let told = |step: &Move<'_>| Self {
            at: step.at,
            kind: step.kind,
            by: name(step.by),
            to: name(step.to),
            why: step.why.to_owned(),
        };
        Ok(moves.iter().map(told).collect())
    }
}

fn moves<'a>(found: &'a Found, lines: &[(u64, Entry)], duty: &Duty) -> Vec<Move<'a>> {
    let mut moves = Vec::new();
    // A supervisor's reason stands at the act before the move.
    let mut act = None;
    for (number, entry) in lines {
        match &entry.event {
            Event::Intervened { act: code } if code == "reassign" || code == "urge" => {
                act = Some(*number);
            }
            Event::Urged { duty: urged } => {
                let why = act
                    .take()
                    .and_then(|act| found.facts.words.get(&format!("act:{act}")));
                if let Some(why) = why.filter(|_| urged == duty) {
                    moves.push(Move {
                        at: entry.at,
                        kind: "urged",
                        by: entry.by.officer(),
                        to: None,
                        why,
                    });
                }
            }
            Event::Moved {
                duty: moved,
                officer,
                ..
            } => {
                let act = act.take();
                let reason = (moved == duty).then(|| reason(found, duty, *number, act));
                if let Some((kind, why)) = reason.flatten() {
                    moves.push(Move {
                        at: entry.at,
                        kind,
                        by: entry.by.officer(),
                        to: *officer,
                        why,
                    });
                }
            }
            _ => {}
        }
    }
    moves
}

/// Why it was moved, in the words of whoever did it; none where time alone moved it.
fn reason<'a>(
    found: &'a Found,
    duty: &Duty,
    number: u64,
    act: Option<u64>,
) -> Option<(&'static str, &'a str)> {
    let words = |place: String| found.facts.words.get(&place).map(String::as_str);
    let referred = match duty {
        Duty::Review(review) => words(format!("referred:{review}:{number}")),
        _ => None,
    };
    let transferred = || words(format!("transfer:{number}"));
    let reassigned = || act.and_then(|act| words(format!("act:{act}")));
    referred
        .map(|why| ("referred", why))
        .or_else(|| Some(("transferred", transferred()?)))
        .or_else(|| Some(("reassigned", reassigned()?)))
}

/// The steps, above what is to be done.
pub(super) fn shown(frame: &Frame, handings: &[Handing]) -> Markup {
    let urged = handings.iter().any(|handing| handing.kind == "urged");
    let title = if urged {
        "handing-title-urged"
    } else {
        "handing-title"
    };
    html! {
        @if !handings.is_empty() {
            section aria-labelledby="handings" {
                h2 id="handings" { (frame.say(title)) }
                ul class="plainlist" { @for handing in handings { li { (one(frame, handing)) } } }
            }
        }
    }
}

fn one(frame: &Frame, handing: &Handing) -> Markup {
    let values = [
        ("by", handing.by.as_str().into()),
        ("to", handing.to.as_str().into()),
        ("at", frame.minute(handing.at).into()),
    ];
    let key = match handing.to.is_empty() {
        true => format!("handing-{}-queue", handing.kind),
        false => format!("handing-{}", handing.kind),
    };
    html! { p { (frame.say_with(&key, &values)) } p class="said" { (handing.why) } }
}
