//! What a sitting keeps of an item whose personal data is erased: that it was on the agenda.

use super::{Sitting, SittingEvent};
use crate::domain::identifiers::RequestId;

/// What stands in minutes where a person was named.
const STRUCK_OUT: &str = "■■■";

/// Takes an item's personal data out of a sitting: its drafted opinions, and in the minutes every
/// one of these texts. When the last item is erased, the minutes go as a whole. None where the item
/// is not on the agenda or erased already. `digest` is SHA-256 in hex.
#[must_use]
pub fn erase(
    sitting: &Sitting,
    item: RequestId,
    texts: &[String],
    digest: impl Fn(&str) -> String,
) -> Option<(Sitting, SittingEvent)> {
    if !sitting.agenda.contains(&item) || sitting.erased.contains(&item) {
        return None;
    }
    let mut next = sitting.clone();
    next.erased.insert(item);
    next.drafts.retain(|draft| draft.request != item);
    next.minutes = match next.agenda == next.erased {
        true => None,
        false => next.minutes.map(|minutes| struck_out(minutes, texts)),
    };
    next.version += 1;
    let event = SittingEvent::Erased {
        request: item,
        minutes: next.minutes.as_deref().map(digest),
    };
    Some((next, event))
}

fn struck_out(minutes: String, texts: &[String]) -> String {
    let texts = texts.iter().filter(|text| !text.trim().is_empty());
    texts.fold(minutes, |minutes, text| minutes.replace(text, STRUCK_OUT))
}
