//! That a request be ended, as somebody proposed: by whom and why, and the second person's word.

use maud::{Markup, html};

use super::intervene::Typed;
use crate::domain::command::Act;
use crate::domain::event::{Entry, Event};
use crate::doors::{Doors, Found, Problem, foresight};
use crate::storage::accounts;
use crate::web::Frame;
use crate::web::form;
use crate::web::parts::field;

/// What waits for a second person; nothing where nothing does.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn shown(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    lines: &[(u64, Entry)],
    typed: &Typed<'_>,
) -> Result<Markup, Problem> {
    let request = &found.request;
    let proposal = request.proposals.last().filter(|_| !request.is_over());
    let Some(proposal) = proposal else {
        return Ok(html! {});
    };
    let by = accounts::find(doors.engine.store().reader(), proposal.by).await?;
    let name = by.map_or_else(|| proposal.by.0.to_string(), |account| account.name);
    let values = [
        ("by", name.into()),
        ("day", frame.minute(proposal.at).into()),
    ];
    let (confirms, declines) = (
        may(doors, frame, found, Act::Cancel),
        may(doors, frame, found, Act::KeepOn),
    );
    Ok(html! {
        section class="note warm" aria-labelledby="proposed" {
            h2 id="proposed" { (frame.say("proposed-title")) }
            p { (frame.say_with("proposed-by", &values)) }
            @if let Some(why) = why(found, lines, proposal.number) { p class="said" { (why) } }
            @if confirms { (one(frame, found, typed, "cancel", "proposed-confirm", "grave")) }
            @else if request.is_decided() { p class="hint" { (frame.say("proposed-decided")) } }
            @else if declines { p class="hint" { (frame.say("proposed-second")) } }
            @if declines { (one(frame, found, typed, "keep-on", "proposed-decline", "quiet")) }
        }
    })
}

/// Whether the core would let the reader do it now.
fn may(doors: &Doors, frame: &Frame, found: &Found, act: Act) -> bool {
    let officer = frame.staff().map(|staff| &staff.officer);
    officer.is_some_and(|officer| {
        let action = foresight::supervising(act);
        foresight::outcome(doors, found, officer, action).is_ok()
    })
}

/// The words of whoever proposed it; they stand at the act before it.
fn why<'a>(found: &'a Found, lines: &[(u64, Entry)], wanted: u32) -> Option<&'a str> {
    let is_it =
        |entry: &Entry| matches!(entry.event, Event::Proposed { number, .. } if number == wanted);
    let at = lines.iter().rposition(|(_, entry)| is_it(entry))?;
    let (act, _) = lines.get(at.checked_sub(1)?)?;
    found
        .facts
        .words
        .get(&format!("act:{act}"))
        .map(String::as_str)
}

fn one(
    frame: &Frame,
    found: &Found,
    typed: &Typed<'_>,
    act: &str,
    key: &str,
    class: &str,
) -> Markup {
    let case = found.case_number();
    let label = frame.say("form-reason");
    let line = typed.line(act, "reason", &label);
    html! {
        details class="act" open[typed.act == act] {
            summary { (frame.say(key)) }
            form method="post" action=(frame.link(&format!("/oversight/requests/{case}/{act}"))) {
                (form::key())
                (field::area(frame, &line, 2))
                button class=(class) { (frame.say(key)) }
            }
        }
    }
}
