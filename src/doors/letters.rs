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
use crate::domain::facts::Facts;
use crate::domain::identifiers::StageKey;
use crate::domain::request::NoticeKind;
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
        let tell = tell(*number, *kind, &facts, entries, place)?;
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
    facts: &Facts,
    entries: &[Entry],
    place: usize,
) -> Option<Tell> {
    let before = &entries[..place];
    let mut values = BTreeMap::new();
    let mut words = BTreeMap::new();
    match kind {
        NoticeKind::NotAccepted
        | NoticeKind::DueMoved
        | NoticeKind::FollowUpClosed
        | NoticeKind::ComplaintAnswered => return None,
        NoticeKind::NotNeeded => {
            words.insert("reason", vec![INTAKE_WORDS.to_owned()]);
        }
        NoticeKind::WrongAuthority => {
            values.insert("authority", facts.words.get(INTAKE_WORDS)?.clone());
            words.insert("reason", vec![INTAKE_WORDS.to_owned()]);
        }
        NoticeKind::CorrectionIntake | NoticeKind::Correction | NoticeKind::CorrectionLapsed => {
            let stage = corrected(number, entries, before)?;
            words.insert("items", asked(stage.as_ref(), before));
            values.extend(stage.map(|stage| ("stage", stage.to_string())));
        }
        NoticeKind::Extended => {
            let clock = before.iter().rev().find_map(|entry| match &entry.event {
                Event::Extended { clock, .. } => Some(clock.to_string()),
                _ => None,
            });
            values.insert("clock", clock?);
            words.insert("reason", intervention(before));
        }
        NoticeKind::ClockStopped => {
            let stop = before.iter().rev().find_map(|entry| match &entry.event {
                Event::Stopped { ground, until, .. } => Some((*ground, *until)),
                _ => None,
            });
            let (ground, until) = stop?;
            values.insert(
                "ground",
                serde_json::to_value(ground).ok()?.as_str()?.to_owned(),
            );
            let until = crate::domain::calendar::civil(until).date();
            values.insert("until", until.to_string());
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
    let named = |(name, value): (&str, String)| (name.to_owned(), value);
    Some(Tell {
        to: Recipient::Applicant,
        template: kind.template().to_owned(),
        notice: Some(number),
        duty: None,
        values: values.into_iter().map(named).collect(),
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
            Event::CorrectionClosed { stage, .. } => Some(stage.clone()),
            _ => None,
        })
    };
    sent.or_else(lapsed)
}

/// The places of the explanations that were asked for since the last answer.
fn asked(stage: Option<&StageKey>, before: &[Entry]) -> Vec<String> {
    let is_answer = |entry: &Entry| matches!(&entry.event, Event::CorrectionAnswered { stage: of, .. } if of.as_ref() == stage);
    let begun = before.iter().rposition(is_answer).map_or(0, |at| at + 1);
    let mut places = Vec::new();
    for entry in &before[begun..] {
        if let Event::ItemsAsked { stage: of, items } = &entry.event
            && of.as_ref() == stage
        {
            places.extend(items.iter().map(|item| item.words.clone()));
        }
    }
    places
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
