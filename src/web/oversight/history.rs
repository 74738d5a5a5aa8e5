//! What happened to a request, readable: who did what, about what, and why. The chain behind it stands in
//! the journal.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::calendar::Instant;
use crate::domain::decide::seats::own_role;
use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::{OfficerId, RoleKey};
use crate::domain::request::By;
use crate::doors::present::case::Case;
use crate::doors::present::complaints::is_of_complaint;
use crate::doors::present::{Words, timeline};
use crate::doors::{Doors, Found, Problem};
use crate::storage::accounts;
use crate::web::Frame;

/// Most lines that the page of a request shows.
const LINES_MAX: usize = 80;

/// One thing that happened, in words.
pub(super) struct Told {
    at: Instant,
    who: String,
    what: String,
    why: Option<String>,
}

/// The names of officers, by number.
pub(super) struct Names(BTreeMap<OfficerId, String>);

impl Names {
    /// Everybody whom these lines name.
    ///
    /// # Errors
    /// Trouble of the store.
    pub(super) async fn of(doors: &Doors, lines: &[(u64, Entry)]) -> Result<Self, Problem> {
        let people = lines.iter().flat_map(|(_, entry)| {
            let moved = match &entry.event {
                Event::Moved { officer, .. } => *officer,
                _ => None,
            };
            [entry.by.officer(), moved]
        });
        let people: Vec<OfficerId> = people.flatten().collect();
        let accounts = accounts::find_all(doors.engine.store().reader(), people).await?;
        let named = accounts
            .into_iter()
            .map(|account| (account.id, account.name));
        Ok(Self(named.collect()))
    }

    fn name(&self, officer: OfficerId) -> String {
        let known = self.0.get(&officer).cloned();
        known.unwrap_or_else(|| officer.0.to_string())
    }
}

/// A line in words; none where it is bookkeeping alone.
pub(super) fn told(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    names: &Names,
    (number, entry): &(u64, Entry),
) -> Option<Told> {
    let case = doors.case(found);
    let words = |place: String| found.facts.words.get(&place).filter(|it| !it.is_empty());
    let (what, why) = match &entry.event {
        Event::Intervened { act } => {
            let act = frame.say(&format!("act-{}", act.replace('_', "-")));
            (act, words(format!("act:{number}")))
        }
        Event::Moved {
            duty,
            role,
            department,
            officer,
        } => {
            let own = own_role(&case.rules, duty);
            let duty = frame.words(&case.duty(duty)).to_owned();
            let to = match officer {
                Some(to) => Some(names.name(*to)),
                None if *role != own => Some(titled(doors, frame, role)),
                None => None,
            };
            let what = match to {
                Some(to) => {
                    let values = [("duty", duty.into()), ("to", to.into())];
                    frame.say_with("history-moved", &values)
                }
                None => {
                    let department = frame.words(&case.department(department)).to_owned();
                    let values = [("duty", duty.into()), ("department", department.into())];
                    frame.say_with("history-moved-queue", &values)
                }
            };
            (what, words(format!("transfer:{number}")))
        }
        Event::Claimed { duty, .. } => (about(frame, "history-claimed", &case.duty(duty)), None),
        Event::Released { duty } => (about(frame, "history-released", &case.duty(duty)), None),
        Event::ClaimLapsed { duty, .. } => {
            (about(frame, "history-claim-lapsed", &case.duty(duty)), None)
        }
        _ => {
            let past = timeline::past(&case, std::slice::from_ref(entry)).pop()?;
            let key = format!("event-{}", past.event.replace('_', "-"));
            let what = match &past.about {
                Some(about) => format!("{} · {}", frame.say(&key), frame.words(about)),
                None => frame.say(&key),
            };
            (what, None)
        }
    };
    Some(Told {
        at: entry.at,
        who: match entry.by {
            _ if matches!(entry.event, Event::Decided { .. })
                && timeline::fell_by_itself(&case) =>
            {
                frame.say("journal-by-engine")
            }
            By::Applicant if !timeline::is_theirs(&entry.event) => frame.say("journal-by-engine"),
            _ => who(frame, names, &case, &entry.by),
        },
        what,
        why: why.cloned(),
    })
}

/// What a town calls a role.
fn titled(doors: &Doors, frame: &Frame, role: &RoleKey) -> String {
    let known = doors.engine.directory().roles.get(role);
    known.map_or_else(
        || role.to_string(),
        |known| frame.text(&known.title).to_owned(),
    )
}

fn about(frame: &Frame, key: &str, duty: &Words) -> String {
    frame.say_with(key, &[("duty", frame.words(duty).into())])
}

/// Who did something, by name.
pub(super) fn who(frame: &Frame, names: &Names, case: &Case<'_>, by: &By) -> String {
    match by {
        By::Engine => frame.say("journal-by-engine"),
        By::Applicant => frame.say("journal-by-applicant"),
        By::Officer(id, department) => {
            let department = case.department(department);
            format!("{} · {}", names.name(*id), frame.words(&department))
        }
    }
}

/// A line's words, with the reason below.
pub(super) fn line(told: &Told) -> Markup {
    html! { (told.what) @if let Some(why) = &told.why { p class="said" { (why) } } }
}

/// The history of a request, the newest first, for whoever reads journals; complaints, and the reasons of
/// acts about them, only for whoever may know of them.
pub(super) async fn section(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    lines: &[(u64, Entry)],
) -> Result<Markup, Problem> {
    if !super::reads_journals(frame) {
        return Ok(html! {});
    }
    let names = Names::of(doors, lines).await?;
    let hears = super::hears_complaints(frame);
    let seen = lines
        .iter()
        .enumerate()
        .rev()
        .filter(|(place, _)| hears || !is_of_complaints(found, &lines[*place..]))
        .filter_map(|(_, line)| told(doors, frame, found, &names, line));
    Ok(html! {
        section aria-labelledby="history" {
            h2 id="history" { (frame.say("duty-history")) }
            ol class="history" {
                @for told in seen.take(LINES_MAX) {
                    li {
                        time datetime=(told.at.to_rfc3339()) { (frame.minute(told.at)) } " "
                        small { (told.who) } " " (line(&told))
                    }
                }
            }
        }
    })
}

/// Whether the first of these lines is about a complaint; a supervisor's act is what follows from it.
pub(super) fn is_of_complaints(found: &Found, lines: &[(u64, Entry)]) -> bool {
    let Some(((_, first), after)) = lines.split_first() else {
        return false;
    };
    let of_complaint = |entry: &Entry| is_of_complaint(&found.request, &entry.event);
    match &first.event {
        Event::Intervened { .. } => after
            .iter()
            .map(|(_, entry)| entry)
            .take_while(|entry| entry.at == first.at && entry.by == first.by)
            .any(of_complaint),
        _ => of_complaint(first),
    }
}
