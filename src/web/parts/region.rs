//! Names of regions. The list has them in Chinese alone: for readers of other languages the code stands
//! beside the name, and the name says what language it is in.

use maud::{Markup, html};

use crate::domain::definition::Language;
use crate::i18n;
use crate::web::Frame;

/// `lang` of names of regions, where it is not the page's.
#[must_use]
pub fn tongue(frame: &Frame) -> Option<&'static str> {
    let is_other = frame.language() != Language::Zh;
    is_other.then(|| i18n::tag(Language::Zh))
}

/// A name where no markup may stand, such as in a list to choose from.
#[must_use]
pub fn words(frame: &Frame, code: &str, name: &str) -> String {
    match tongue(frame) {
        Some(_) => format!("{name} {code}"),
        None => name.to_owned(),
    }
}

/// A name among other words.
#[must_use]
pub fn named(frame: &Frame, code: &str, name: &str) -> Markup {
    html! {
        @match tongue(frame) {
            Some(tongue) => { span lang=(tongue) { (name) } " " (code) },
            None => (name),
        }
    }
}
