//! What was just done or noted, told at the top of the next page. An address says nothing that did not
//! happen: what is told is what the journal has.

use maud::{Markup, html};

use super::place;
use crate::domain::decide::retraction::may_retract;
use crate::domain::event::{Entry, Event};
use crate::domain::request::{Duty, ReviewId};
use crate::doors::present::case::Case;
use crate::doors::present::status::corrections;
use crate::doors::{Doors, Found, Problem, recent};
use crate::storage::accounts;
use crate::web::form;
use crate::web::{Frame, parts};

/// Most pieces of open work that are named.
const ONWARD_MAX: usize = 3;

/// A case at which the reader did something a moment ago.
pub(in crate::web::desk) struct Done {
    case: String,
    /// What was done, where it is more than the usual.
    what: Option<String>,
    /// The review whose opinion may still be taken back.
    undo: Option<String>,
    /// An opinion was given that cannot be taken back, and the decision has not fallen.
    bound: bool,
    /// Who has the request now, and for what.
    onward: Option<String>,
}

impl Done {
    /// What an address says was done, if the journal says so too.
    ///
    /// # Errors
    /// Trouble of the store.
    pub(in crate::web::desk) async fn checked(
        doors: &Doors,
        frame: &Frame,
        case: Option<&str>,
        undo: Option<&str>,
    ) -> Result<Option<Self>, Problem> {
        let Some(case) = case else { return Ok(None) };
        let found = match doors.case_of(&frame.staff_caller(), case).await {
            Ok(found) => found,
            Err(problem) if problem.status < 500 => return Ok(None),
            Err(problem) => return Err(problem),
        };
        let lines = recent::lines(doors, &found, frame.officer()?.officer.id).await?;
        let given = undo.and_then(|duty| match duty.parse() {
            Ok(Duty::Review(review)) if has_opined(&lines, &review) => Some((duty, review)),
            _ => None,
        });
        let free = |review: &ReviewId| may_take_back(doors, frame, &found, review);
        let undo = given.as_ref().filter(|(_, review)| free(review));
        let what = match asked(frame, &doors.case(&found), lines.last()) {
            Some(asked) => Some(asked),
            None => left(doors, frame, &found, lines.last()).await?,
        };
        Ok((!lines.is_empty()).then(|| Self {
            case: found.case_number().to_string(),
            what,
            bound: given
                .as_ref()
                .is_some_and(|(_, review)| settles(&found, review))
                && undo.is_none(),
            onward: onward(frame, &doors.case(&found)),
            undo: undo.map(|(duty, _)| (*duty).to_owned()),
        }))
    }
}

/// Whether this opinion may have settled its stage, and the decision has not fallen; advice settles nothing.
fn settles(found: &Found, review: &ReviewId) -> bool {
    let given = found.request.reviews.get(review);
    given.is_some_and(|given| !given.advice) && !found.request.is_decided()
}

/// Who has the request now, and for what: the first few of them.
fn onward(frame: &Frame, case: &Case<'_>) -> Option<String> {
    let seats = case.request.seats.iter();
    let seats = seats.filter(|(duty, _)| !matches!(duty, Duty::Complaint(_)));
    let each = seats.map(|(duty, seat)| {
        let (department, duty) = (case.department(&seat.department), case.duty(duty));
        format!("{} · {}", frame.words(&department), frame.words(&duty))
    });
    let each: Vec<String> = each.collect();
    let (shown, more) = each.split_at(each.len().min(ONWARD_MAX));
    let shown = shown.join(&frame.say("list-separator"));
    match more.len() {
        _ if shown.is_empty() => None,
        0 => Some(frame.say_with("queue-onward", &[("who", shown.into())])),
        more => {
            let values = [("who", shown.into()), ("more", more.into())];
            Some(frame.say_with("queue-onward-more", &values))
        }
    }
}

/// Whether the core would let the reader take their opinion back now.
pub(in crate::web::desk) fn may_take_back(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    review: &ReviewId,
) -> bool {
    let known = (&found.request, &found.facts);
    let rules = doors.rules(found);
    frame
        .staff()
        .is_some_and(|staff| may_retract(&rules, known, &staff.officer, review, found.at).is_ok())
}

/// The button that takes an opinion back.
pub(in crate::web::desk) fn take_back(frame: &Frame, case: &str, duty: &str) -> Markup {
    html! {
        form method="post" action=(frame.link(&format!("{}/retract", place(case, duty)))) {
            (form::key())
            button class="quiet" { (frame.say("opinion-take-back")) }
        }
    }
}

/// Where the work went, if the last deed was to give it away.
async fn left(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    last: Option<&Entry>,
) -> Result<Option<String>, Problem> {
    let case = ("case", found.case_number().to_string().into());
    Ok(match last.map(|entry| &entry.event) {
        Some(Event::Released { .. }) => Some(frame.say_with("done-released", &[case])),
        Some(Event::Moved { officer: None, .. }) => Some(frame.say_with("done-referred", &[case])),
        Some(Event::Moved {
            officer: Some(to), ..
        }) => {
            let account = accounts::find(doors.engine.store().reader(), *to).await?;
            let name = account.map_or_else(String::new, |account| account.name);
            Some(frame.say_with("done-transferred", &[case, ("name", name.into())]))
        }
        _ => None,
    })
}

fn has_opined(lines: &[Entry], wanted: &ReviewId) -> bool {
    let of_it =
        |entry: &Entry| matches!(&entry.event, Event::Opined { review, .. } if review == wanted);
    lines.iter().any(of_it)
}

/// What was asked for and until when, if asking was the last deed: the work is not done by that.
fn asked(frame: &Frame, case: &Case<'_>, last: Option<&Entry>) -> Option<String> {
    let Event::CorrectionSent { stage, .. } = &last?.event else {
        return None;
    };
    let stage = stage.as_ref().map(ToString::to_string);
    let mut open = corrections(case).into_iter();
    let open = open.find(|open| open.stage == stage)?;
    let items = open.items.iter().map(|item| frame.words(&item.title));
    let items = items.collect::<Vec<_>>().join(&frame.say("list-separator"));
    let workflow = case.rules.workflow;
    let term = match stage {
        None => workflow.intake.answer,
        Some(_) => workflow.correction.answer,
    };
    let (key, until) = match &open.due {
        Some(due) => ("queue-asked-until", frame.last_day(due)),
        None => ("queue-asked", parts::term(frame, &term.to_string())),
    };
    let values = [
        ("case", case.number().into()),
        ("what", items.into()),
        ("until", until.into()),
    ];
    Some(frame.say_with(key, &values))
}

/// What was just noted.
pub(super) fn noted(frame: &Frame, what: Option<&str>) -> Markup {
    let key = match what {
        Some("items") => Some("items-noted"),
        Some("draft") => Some("draft-kept"),
        _ => None,
    };
    html! { @if let Some(key) = key { p class="done" role="status" { (frame.say(key)) } } }
}

/// What was just done; an opinion may be taken back for a while.
pub(in crate::web::desk) fn told(frame: &Frame, done: Option<&Done>) -> Markup {
    html! {
        @if let Some(Done { case, what, undo, bound, onward }) = done {
            div class="done" role="status" {
                @match what {
                    Some(what) => p { (what) },
                    None => {
                        p { (frame.say_with("queue-done", &[("case", case.as_str().into())])) }
                        @if let Some(onward) = onward { p { (onward) } }
                    },
                }
                @if let Some(duty) = undo { (take_back(frame, case, duty)) }
                @if *bound { p { (frame.say("opinion-bound")) } }
            }
        }
    }
}
