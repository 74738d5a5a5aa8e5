//! The list in a letter: what came in, what is missing, what did not pass.

use crate::domain::definition::Language;
use crate::domain::facts::Facts;
use crate::domain::form::missing_materials;
use crate::domain::identifiers::MaterialKey;
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
        let mut grouped: Vec<(&str, Vec<&str>)> = Vec::new();
        for place in places {
            let Some(what) = self.named("what", place) else {
                continue;
            };
            match grouped.iter_mut().find(|(known, _)| *known == what) {
                Some((_, places)) => places.push(place),
                None => grouped.push((what, vec![place])),
            }
        }
        grouped
            .iter()
            .map(|(what, places)| self.asked_line(what, places))
            .collect()
    }

    fn named(&self, part: &str, place: &str) -> Option<&str> {
        let values = &self.tell.values;
        values.get(&format!("{part}:{place}")).map(String::as_str)
    }

    /// One item with what everybody said of it, nothing twice.
    fn asked_line(&self, what: &str, places: &[&str]) -> String {
        let missing = || text(self.language, "asked-missing", &[]);
        let said = |place: &&str| {
            let words = self.facts.words.get(*place);
            words.map_or_else(missing, |how| plain::paragraph(how))
        };
        let department = |place: &&str| {
            let review: ReviewId = self.named("asker", place)?.parse().ok()?;
            let review = self.case.request.reviews.get(&review)?;
            Some(self.case.department(&review.department, self.language))
        };
        let how = self.listed("asked-separator", places.iter().map(said));
        let departments = self.listed("list-separator", places.iter().filter_map(department));
        let what = self.case.item(what, self.language);
        let values = [("what", what.into()), ("how", how.into())];
        if departments.is_empty() {
            return text(self.language, "line-asked", &values);
        }
        let [what, how] = values;
        let department = ("department", departments.into());
        text(self.language, "line-asked-by", &[what, how, department])
    }

    /// A list without repetitions.
    fn listed(&self, separator: &str, parts: impl Iterator<Item = String>) -> String {
        let mut once: Vec<String> = Vec::new();
        for part in parts {
            if !once.contains(&part) {
                once.push(part);
            }
        }
        once.join(&text(self.language, separator, &[]))
    }
}

/// What came in, each material with its number of files; then what is still missing.
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
    let mut lines: Vec<String> = brought.collect();
    if lines.is_empty() {
        lines.push(text(language, "materials-none", &[]));
    }
    lines.extend(missing(case, facts, language));
    lines
}

/// What is needed with these answers and did not come.
fn missing(case: &Case<'_>, facts: &Facts, language: Language) -> Vec<String> {
    let (workflow, conditions) = (case.workflow, case.conditions);
    let filer = case.request.filer;
    let missing = missing_materials(workflow, conditions, filer, &facts.form, &facts.materials);
    let line = |key: &MaterialKey| {
        let material = case.item(key.as_ref(), language);
        text(
            language,
            "line-material-missing",
            &[("material", material.into())],
        )
    };
    missing.iter().map(line).collect()
}
