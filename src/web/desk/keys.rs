//! The keys 快捷键: what each does, and how to switch them off (WCAG 2.1.4).

use maud::html;

use crate::web::{Frame, Page};

/// Keys and the catalogue's words for them.
const KEYS: [(&str, &str); 9] = [
    ("j", "keys-down"),
    ("k", "keys-up"),
    ("Enter", "keys-open"),
    ("n", "keys-next"),
    ("c", "keys-claim"),
    ("a", "keys-act"),
    ("r", "keys-refuse"),
    ("m", "keys-missing"),
    ("u", "keys-back"),
];

/// The page.
pub(super) async fn read(frame: Frame) -> Page {
    let body = html! {
        h1 { (frame.say("page-keys")) }
        dl class="facts" {
            @for (key, words) in KEYS { div { dt { kbd { (key) } } dd { (frame.say(words)) } } }
        }
        p role="status" {
            span data-keys="on" { (frame.say("keys-are-on")) }
            span data-keys="off" hidden { (frame.say("keys-are-off")) }
        }
        p { button type="button" class="quiet" data-keys-switch { (frame.say("keys-switch")) } }
        p class="hint" { (frame.say("keys-hint")) }
    };
    Page::staff(&frame, frame.say("page-keys"), body)
}
