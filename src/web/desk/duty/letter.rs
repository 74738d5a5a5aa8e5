//! What is to be told in person: the letter as it would have been sent.

use maud::{Markup, html};

use super::Shown;
use crate::domain::event::Entry;
use crate::domain::request::Duty;
use crate::doors::{Doors, Found, letters};
use crate::web::Frame;

/// A notice that somebody is told in person.
pub(super) struct Letter {
    /// What it is about, the end of its keys in the catalogue.
    kind: &'static str,
    /// Its text, where it can be written again.
    text: Option<String>,
}

impl Letter {
    /// The notice that a duty of telling is about.
    pub(super) fn of(
        doors: &Doors,
        frame: &Frame,
        found: &Found,
        entries: &[Entry],
        duty: &Duty,
    ) -> Option<Self> {
        let Duty::Tell(number) = duty else {
            return None;
        };
        let mut notices = found.request.notices.iter();
        let notice = notices.find(|notice| notice.number == *number)?;
        let mut texts = letters::texts(doors, found, entries, frame.language());
        Some(Self {
            kind: notice.kind.template(),
            text: texts.remove(number),
        })
    }
}

/// What to say.
pub(super) fn to_tell(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        @if let Some(letter) = &shown.letter {
            section aria-labelledby="letter" {
                h2 id="letter" { (frame.say("letter-title")) }
                p { b { (frame.say(&format!("notice-{}", letter.kind))) } }
                @match &letter.text {
                    Some(text) => {
                        p class="hint" { (frame.say("letter-hint")) }
                        p class="card said" { (text.trim()) }
                    }
                    None => p class="note" { (frame.say("letter-none")) }
                }
            }
        }
    }
}
