//! Every letter with made-up data, for whoever wants to see what people are told.

use super::letter::Mail;
use super::sample::{self, Sample, notice, reader, to_clerk};
use super::{to_applicant, to_officer};
use crate::domain::definition::Language;
use crate::domain::facts::Facts;
use crate::domain::request::NoticeKind;

/// Every notice to an applicant.
pub const KINDS: [NoticeKind; 23] = [
    NoticeKind::Receipt,
    NoticeKind::Accepted,
    NoticeKind::DeemedAccepted,
    NoticeKind::NotAccepted,
    NoticeKind::NotNeeded,
    NoticeKind::WrongAuthority,
    NoticeKind::CorrectionIntake,
    NoticeKind::Correction,
    NoticeKind::CorrectionLapsed,
    NoticeKind::ClockStopped,
    NoticeKind::ClockResumed,
    NoticeKind::Extended,
    NoticeKind::DueMoved,
    NoticeKind::Granted,
    NoticeKind::GrantedConditions,
    NoticeKind::GrantedInPart,
    NoticeKind::Refused,
    NoticeKind::CertificateReady,
    NoticeKind::Delivered,
    NoticeKind::Withdrawn,
    NoticeKind::Terminated,
    NoticeKind::FollowUpClosed,
    NoticeKind::ComplaintAnswered,
];

/// Every letter to an officer about a request.
pub const OFFICER_TEMPLATES: [&str; 12] = [
    "assigned",
    "remind",
    "urge",
    "notify-role",
    "reassigned",
    "card-yellow",
    "card-red",
    "card-red-copy",
    "handed-to",
    "follow-up",
    "complaint",
    "claim-lapsed",
];

/// Every letter there is, those to applicants first.
pub fn templates() -> impl Iterator<Item = &'static str> {
    let applicant = KINDS.iter().map(|kind| kind.template());
    applicant.chain(OFFICER_TEMPLATES)
}

/// A letter with made-up data; none where there is no such letter.
#[must_use]
pub fn letter(template: &str, language: Language) -> Option<Mail> {
    letter_about(template, language, |_| ())
}

/// The same about whom and what `change` makes of the data.
#[must_use]
pub fn letter_about(
    template: &str,
    language: Language,
    change: impl FnOnce(&mut Facts),
) -> Option<Mail> {
    let kind = KINDS.into_iter().find(|kind| kind.template() == template);
    if let Some(kind) = kind {
        let told = Sample::told(kind);
        let mut sample = match language {
            Language::En => told.in_english(),
            Language::Zh => told,
        };
        change(&mut sample.facts);
        return to_applicant(
            &sample.case(),
            &sample.facts,
            &notice(kind),
            sample::MESSAGE,
        );
    }
    let template = OFFICER_TEMPLATES
        .into_iter()
        .find(|known| *known == template)?;
    let tells = [to_clerk(template, officer_values(template))];
    to_officer(
        &Sample::new().case(),
        &tells,
        &reader(language),
        sample::MESSAGE,
    )
}

/// What a letter to an officer is told besides the request.
pub(super) fn officer_values(template: &str) -> &'static [(&'static str, &'static str)] {
    match template {
        "card-yellow" | "card-red" | "card-red-copy" => &[("due", "2026-04-10")],
        "remind" | "urge" => &[("due", "2026-04-10"), ("department", "labor")],
        "follow-up" | "complaint" => &[("due", "2026-04-29")],
        _ => &[],
    }
}
