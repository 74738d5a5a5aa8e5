//! The light 灯: always a word, a shape and a colour.

use maud::{Markup, html};

use crate::doors::present::{Due, LightWord};
use crate::web::Frame;

/// A light with how much time is left: `▲ 剩 2 天`.
#[must_use]
pub fn due(frame: &Frame, due: &Due) -> Markup {
    of(frame, due.light, due.working_days_left)
}

/// The same from its parts.
#[must_use]
pub fn of(frame: &Frame, light: LightWord, working_days_left: i64) -> Markup {
    html! {
        span class={ "light " (name(light)) } { (left(frame, light, working_days_left)) }
    }
}

/// A light alone, where nothing is known of the time left.
#[must_use]
pub fn bare(frame: &Frame, light: LightWord) -> Markup {
    html! { span class={ "light " (name(light)) } { (frame.say(&format!("light-{}", name(light)))) } }
}

/// The class, and the end of the catalogue's keys.
#[must_use]
pub fn name(light: LightWord) -> &'static str {
    match light {
        LightWord::Green => "green",
        LightWord::Yellow => "yellow",
        LightWord::Red => "red",
        LightWord::Grey => "grey",
    }
}

/// The words, shape first.
fn left(frame: &Frame, light: LightWord, days: i64) -> String {
    let with_days = |key: &str, days: i64| frame.say_with(key, &[("days", days.into())]);
    match light {
        LightWord::Green => with_days("light-green-text", days),
        LightWord::Yellow if days > 0 => with_days("light-yellow-text", days),
        LightWord::Yellow => frame.say("light-yellow-today"),
        LightWord::Red if days < 0 => with_days("light-red-text", -days),
        LightWord::Red => frame.say("light-red-today"),
        LightWord::Grey if days < 0 => with_days("light-grey-over", -days),
        LightWord::Grey => frame.say("light-grey-text"),
    }
}
