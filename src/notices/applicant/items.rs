//! The list in a letter: what came in, what is missing, what did not pass.

use crate::domain::definition::Language;
use crate::domain::facts::Facts;
use crate::domain::request::{NoticeKind, ReviewId};
use crate::i18n::text;

use super::Notice;
use crate::notices::case::Case;
use crate::notices::opinions::{conditions, failed};
use crate::notices::parts::parts;
use crate::notices::plain;
use crate::notices::values::numbered;

impl Notice<'_> {
    pub(super) fn items(&self) -> Option<String> {
        let lines = match self.kind {
            NoticeKind::Receipt => materials(self.case, self.facts, self.language),
            NoticeKind::CorrectionIntake
            | NoticeKind::Correction
            | NoticeKind::CorrectionLapsed => self.asked(),
            NoticeKind::GrantedConditions => conditions(self.case, self.facts, self.language),
            NoticeKind::GrantedInPart => parts(self.case, self.facts, self.language),
            NoticeKind::Refused => failed(self.case, self.facts, self.language),
            NoticeKind::Accepted
            | NoticeKind::DeemedAccepted
            | NoticeKind::NotAccepted
            | NoticeKind::NotNeeded
            | NoticeKind::WrongAuthority
            | NoticeKind::ClockStopped
            | NoticeKind::ClockResumed
            | NoticeKind::Extended
            | NoticeKind::DueMoved
            | NoticeKind::Granted
            | NoticeKind::CertificateReady
            | NoticeKind::Delivered
            | NoticeKind::Withdrawn
            | NoticeKind::Terminated
            | NoticeKind::FollowUpClosed
            | NoticeKind::ComplaintAnswered => Vec::new(),
        };
        let lines = if lines.is_empty() {
            self.words("items")
        } else {
            lines
        };
        (!lines.is_empty()).then(|| numbered(&lines))
    }

    /// What is missing and how to mend it, each item once, as the notice names it.
    fn asked(&self) -> Vec<String> {
        let places = self.tell.words.get("items").into_iter().flatten();
        places.filter_map(|place| self.asked_line(place)).collect()
    }

    fn asked_line(&self, place: &str) -> Option<String> {
        let named = |part: &str| self.tell.values.get(&format!("{part}:{place}"));
        let how = self.facts.words.get(place).map(|how| plain::paragraph(how));
        let mut values = vec![
            ("what", self.case.item(named("what")?, self.language).into()),
            ("how", how.unwrap_or_default().into()),
        ];
        let asker: Option<ReviewId> = named("asker").and_then(|review| review.parse().ok());
        let Some(review) = asker.and_then(|review| self.case.request.reviews.get(&review)) else {
            return Some(text(self.language, "line-asked", &values));
        };
        let department = self.case.department(&review.department, self.language);
        values.push(("department", department.into()));
        Some(text(self.language, "line-asked-by", &values))
    }
}

/// What came in: each material with its number of files.
pub(in crate::notices) fn materials(
    case: &Case<'_>,
    facts: &Facts,
    language: Language,
) -> Vec<String> {
    let brought = case.workflow.materials.iter().filter_map(|material| {
        let files = facts
            .materials
            .get(&material.key)
            .filter(|files| !files.is_empty())?;
        let title = material.title.in_language(language);
        let values = [("material", title.into()), ("count", files.len().into())];
        Some(text(language, "line-material", &values))
    });
    let lines: Vec<String> = brought.collect();
    if lines.is_empty() {
        vec![text(language, "materials-none", &[])]
    } else {
        lines
    }
}
