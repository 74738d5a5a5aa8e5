//! The keeper's first page: what there is to keep, and what asks for attention.

use maud::html;

use super::PLACES;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(frame: Frame) -> Page {
    let title = frame.say("admin-title");
    let body = html! {
        h1 { (title) }
        dl class="facts" {
            @for (path, key, _) in PLACES {
                div {
                    dt { a href=(frame.link(path)) { (frame.say(key)) } }
                    dd { (frame.say(&format!("{key}-about"))) }
                }
            }
        }
    };
    super::page(&frame, title, body)
}
