//! The texts of letters to an applicant, written again from the request as it is now.
//!
//! What a letter said is not stored: it is made from the request, the journal says what else was in
//! it. Where that is not enough (the legal basis of a refusal at intake, the dates of a moved term)
//! there is no text, rather than a wrong one. The name stays away, as on the status, and the greeting
//! does without: a surname alone is no greeting.

use std::collections::BTreeMap;

use super::papers::letter_case;
use super::{Doors, Found};
use crate::domain::definition::Language;
use crate::domain::effect::{Recipient, Tell};
use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::StageKey;
use crate::domain::request::{AskedItem, NoticeKind};
use crate::notices;

/// Where the desk's words about an end at intake stand among the facts.
pub(super) const INTAKE_WORDS: &str = "intake";

/// The texts by number of the notice; those that cannot be written again are left out.
#[must_use]
pub fn texts(
    doors: &Doors,
    found: &Found,
    entries: &[Entry],
    language: Language,
) -> BTreeMap<u32, String> {
    let mut facts = found.facts.clone();
    let Some(applicant) = &mut facts.applicant else {
        return BTreeMap::new();
    };
    applicant.name = String::new();
    applicant.email.get_or_insert_default();
    applicant.language = language;
    let told = entries.iter().enumerate().filter_map(|(place, entry)| {
        let Event::Notified { number, kind, .. } = &entry.event else {
            return None;
        };
        let tell = tell(*number, *kind, found, entries, place)?;
        let mut case = letter_case(doors, found);
        case.at = entry.at;
        let letter = notices::to_applicant(&case, &facts, &tell, "")?;
        Some((*number, letter.text))
    });
    told.collect()
}

/// What the notice had to tell, from what stands around its place in the journal.
fn tell(
    number: u32,
    kind: NoticeKind,
    found: &Found,
    entries: &[Entry],
    place: usize,
) -> Option<Tell> {
    let before = &entries[..place];
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    let mut words = BTreeMap::new();
    let mut value = |name: &str, said: String| values.insert(name.to_owned(), said);
    match kind {
        NoticeKind::NotAccepted
        | NoticeKind::DueMoved
        | NoticeKind::FollowUpClosed
        | NoticeKind::ComplaintAnswered => return None,
        NoticeKind::NotNeeded => {
            words.insert("reason", vec![INTAKE_WORDS.to_owned()]);
        }
        NoticeKind::WrongAuthority => {
            value("authority", found.facts.words.get(INTAKE_WORDS)?.clone());
            words.insert("reason", vec![INTAKE_WORDS.to_owned()]);
        }
        NoticeKind::CorrectionIntake | NoticeKind::Correction | NoticeKind::CorrectionLapsed => {
            let stage = corrected(number, entries, before)?;
            let items = asked(stage.as_ref(), until_closed(kind, before));
            let known = |item: &&AskedItem| is_known(item, stage.as_ref(), found);
            if items.is_empty() || !items.iter().all(known) {
                return None;
            }
            words.insert(
                "items",
                items.iter().map(|item| item.words.clone()).collect(),
            );
            values.extend(items.iter().flat_map(|item| item.names()));
            values.extend(stage.map(|stage| ("stage".to_owned(), stage.to_string())));
        }
        NoticeKind::Extended => {
            let clock = before.iter().rev().find_map(|entry| match &entry.event {
                Event::Extended { clock, .. } => Some(clock.to_string()),
                _ => None,
            });
            value("clock", clock?);
            words.insert("reason", intervention(before));
        }
        NoticeKind::ClockStopped => {
            let stop = before.iter().rev().find_map(|entry| match &entry.event {
                Event::Stopped { ground, until, .. } => Some((*ground, *until)),
                _ => None,
            });
            let (ground, until) = stop?;
            value(
                "ground",
                serde_json::to_value(ground).ok()?.as_str()?.to_owned(),
            );
            let until = crate::domain::calendar::civil(until).date();
            value("until", until.to_string());
            words.insert("reason", intervention(before));
        }
        NoticeKind::Terminated => {
            words.insert("reason", intervention(before));
        }
        NoticeKind::Receipt
        | NoticeKind::Accepted
        | NoticeKind::DeemedAccepted
        | NoticeKind::ClockResumed
        | NoticeKind::Granted
        | NoticeKind::GrantedConditions
        | NoticeKind::GrantedInPart
        | NoticeKind::Refused
        | NoticeKind::CertificateReady
        | NoticeKind::Delivered
        | NoticeKind::Withdrawn => {}
    }
    Some(Tell {
        to: Recipient::Applicant,
        template: kind.template().to_owned(),
        notice: Some(number),
        duty: None,
        values,
        words: words
            .into_iter()
            .map(|(name, places): (&str, _)| (name.to_owned(), places))
            .collect(),
    })
}

/// The stage whose correction a notice is about; none within: intake.
fn corrected(number: u32, entries: &[Entry], before: &[Entry]) -> Option<Option<StageKey>> {
    let sent = entries.iter().find_map(|entry| match &entry.event {
        Event::CorrectionSent { stage, notice, .. } if *notice == number => Some(stage.clone()),
        _ => None,
    });
    let lapsed = || {
        before.iter().rev().find_map(|entry| match &entry.event {
            Event::CorrectionClosed {
                stage,
                lapsed: true,
            } => Some(stage.clone()),
            _ => None,
        })
    };
    sent.or_else(lapsed)
}

/// What was written before the correction ended that a letter about its end is about.
fn until_closed(kind: NoticeKind, before: &[Entry]) -> &[Entry] {
    let is_end =
        |entry: &Entry| matches!(entry.event, Event::CorrectionClosed { lapsed: true, .. });
    let end = before.iter().rposition(is_end);
    match end.filter(|_| kind == NoticeKind::CorrectionLapsed) {
        Some(end) => &before[..end],
        None => before,
    }
}

/// What was asked for since the last correction of the stage was over.
fn asked<'e>(stage: Option<&StageKey>, before: &'e [Entry]) -> Vec<&'e AskedItem> {
    let is_over = |entry: &Entry| match &entry.event {
        Event::CorrectionAnswered { stage: of, .. } | Event::CorrectionClosed { stage: of, .. } => {
            of.as_ref() == stage
        }
        _ => false,
    };
    let begun = before.iter().rposition(is_over).map_or(0, |at| at + 1);
    let of_stage = before[begun..]
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::ItemsAsked { stage: of, items } if of.as_ref() == stage => Some(items),
            _ => None,
        });
    of_stage.flatten().collect()
}

/// Whether the letter can say of an item what it said then: who asked for it, and how it is mended.
/// What joins because it never came in has nobody's words.
fn is_known(item: &AskedItem, stage: Option<&StageKey>, found: &Found) -> bool {
    let has_words = found.facts.words.contains_key(&item.words);
    match &item.review {
        Some(review) => has_words && found.request.reviews.contains_key(review),
        None => has_words || stage.is_some(),
    }
}

/// The place of the words that a supervisor's last act was reasoned with.
fn intervention(before: &[Entry]) -> Vec<String> {
    let act = |entry: &&Entry| matches!(entry.event, Event::Intervened { .. });
    let last = before.iter().rev().find(act);
    let facts = last.and_then(|entry| entry.facts.as_ref());
    facts
        .map(|facts| facts.words.keys().cloned().collect())
        .unwrap_or_default()
}
