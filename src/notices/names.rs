//! The parts of a workflow and a town by their names in the reader's language.

use crate::domain::clock::{Budget, Unit};
use crate::domain::definition::{Field, FieldKind, Language, ReviewRule, Workflow};
use crate::domain::directory::{Directory, SUPERVISOR};
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::domain::request::{ClockKey, Duty, ReviewId};
use crate::i18n::text;

use super::case::Case;

pub(super) fn department(directory: &Directory, key: &DepartmentKey, language: Language) -> String {
    let found = directory.departments.get(key);
    found.map_or_else(
        || key.to_string(),
        |found| found.title.in_language(language).to_owned(),
    )
}

pub(super) fn role(directory: &Directory, key: &RoleKey, language: Language) -> String {
    let found = directory.roles.get(key);
    found.map_or_else(
        || key.to_string(),
        |found| found.title.in_language(language).to_owned(),
    )
}

impl Case<'_> {
    pub(super) fn department(&self, key: &DepartmentKey, language: Language) -> String {
        department(self.directory, key, language)
    }

    pub(super) fn role(&self, key: &RoleKey, language: Language) -> String {
        role(self.directory, key, language)
    }

    /// A post: `市场监督管理局经办人`.
    /// Supervisors sit in one office for all departments.
    pub(super) fn seat(&self, key: &DepartmentKey, role: &RoleKey, language: Language) -> String {
        if role.as_str() == SUPERVISOR {
            return self.role(role, language);
        }
        let (department, role) = (self.department(key, language), self.role(role, language));
        let values = [("department", department.into()), ("role", role.into())];
        text(language, "seat-of", &values)
    }

    pub(super) fn review(&self, review: &ReviewId, language: Language) -> String {
        if let Some(rule) = rule(self.workflow, review) {
            return rule.title.in_language(language).to_owned();
        }
        // A department the lead added has no title of its own in the workflow.
        let added = self.request.reviews.get(review);
        let stage = self.workflow.stage(&review.stage);
        match (added, stage) {
            (_, Some(stage)) => stage.title.in_language(language).to_owned(),
            (Some(added), None) => self.department(&added.department, language),
            (None, None) => review.to_string(),
        }
    }

    pub(super) fn duty(&self, duty: &Duty, language: Language) -> String {
        let key = match duty {
            Duty::Review(review) => return self.review(review, language),
            Duty::Intake => "duty-intake",
            Duty::Correction(_) => "duty-correction",
            Duty::Decide => "duty-decide",
            Duty::Issue => "duty-issue",
            Duty::Deliver => "duty-deliver",
            Duty::Tell(_) => "duty-tell",
            Duty::FollowUp => "duty-follow-up",
            Duty::Complaint(_) => "duty-complaint",
        };
        text(language, key, &[])
    }

    /// What a clock measures, for letters about work that nobody sits at.
    pub(super) fn clock(&self, clock: &ClockKey, language: Language) -> String {
        let key = match clock {
            ClockKey::Stage(stage) => {
                let title = self.workflow.stage(stage).map(|stage| &stage.title);
                return title
                    .map_or_else(String::new, |title| title.in_language(language).to_owned());
            }
            ClockKey::Review(review) => return self.review(review, language),
            ClockKey::Intake => "clock-intake",
            ClockKey::IntakeAnswer => "clock-intake-answer",
            ClockKey::Statutory => "clock-statutory",
            ClockKey::Promised => "clock-promised",
            ClockKey::Collect(_) => "clock-collect",
            ClockKey::Answer(_) => "clock-answer",
            ClockKey::Decide => "clock-decide",
            ClockKey::Issue => "clock-issue",
            ClockKey::Deliver => "clock-deliver",
            ClockKey::Tell(_) => "clock-tell",
            ClockKey::Card(_) => "clock-card",
            ClockKey::FollowUp => "clock-follow-up",
            ClockKey::Complaint(_) => "clock-complaint",
        };
        text(language, key, &[])
    }

    /// Whose work it is: the queue it is in, or was to be in.
    pub(super) fn owner(&self, duty: &Duty) -> DepartmentKey {
        if let Some(seat) = self.request.seats.get(duty) {
            return seat.department.clone();
        }
        let workflow = self.workflow;
        match duty {
            Duty::Review(review) => match self.request.reviews.get(review) {
                Some(review) => review.department.clone(),
                None => rule(workflow, review)
                    .map_or_else(|| workflow.lead.clone(), |rule| rule.department.clone()),
            },
            Duty::Intake | Duty::Tell(_) => workflow.intake.desk.clone(),
            Duty::Correction(_) | Duty::FollowUp => workflow.lead.clone(),
            Duty::Complaint(_) => self.directory.supervision(&workflow.lead).clone(),
            Duty::Decide => workflow.decide.department.clone(),
            Duty::Issue => workflow.result.grant.by.clone(),
            Duty::Deliver => workflow.limits.deliver.owner.clone(),
        }
    }

    /// A field or material by its path as in `reads`: `person.name`.
    pub(super) fn item(&self, path: &str, language: Language) -> String {
        if let Some(material) = self.workflow.material(path) {
            return material.title.in_language(language).to_owned();
        }
        let mut fields = &self.workflow.form[..];
        let mut named: Option<String> = None;
        for segment in path.split('.') {
            let Some(field) = fields.iter().find(|field| field.key.as_ref() == segment) else {
                return named.unwrap_or_else(|| path.to_owned());
            };
            let title = field.title.in_language(language).to_owned();
            named = Some(match named {
                None => title,
                Some(outer) => {
                    let values = [("outer", outer.into()), ("inner", title.into())];
                    text(language, "place-in", &values)
                }
            });
            fields = inner(field);
        }
        named.unwrap_or_else(|| path.to_owned())
    }
}

fn inner(field: &Field) -> &[Field] {
    match &field.kind {
        FieldKind::Group { fields, .. } => fields,
        _ => &[],
    }
}

fn rule<'a>(workflow: &'a Workflow, review: &ReviewId) -> Option<&'a ReviewRule> {
    let round = workflow.stage(&review.stage)?.round()?;
    round.reviews.iter().find(|rule| rule.key == review.review)
}

pub(super) fn clock(key: &ClockKey, language: Language) -> String {
    let key = match key {
        ClockKey::Intake => "clock-intake",
        ClockKey::Statutory => "clock-statutory",
        ClockKey::Promised => "clock-promised",
        ClockKey::Stage(_) => "clock-stage",
        ClockKey::Review(_) => "clock-review",
        ClockKey::Collect(_) => "clock-collect",
        ClockKey::Answer(_) => "clock-answer",
        ClockKey::IntakeAnswer => "clock-intake-answer",
        ClockKey::Decide => "clock-decide",
        ClockKey::Issue => "clock-issue",
        ClockKey::Deliver => "clock-deliver",
        ClockKey::Tell(_) => "clock-tell",
        ClockKey::Card(_) => "clock-card",
        ClockKey::FollowUp => "clock-follow-up",
        ClockKey::Complaint(_) => "clock-complaint",
    };
    text(language, key, &[])
}

pub(super) fn budget(budget: Budget, language: Language) -> String {
    let key = match budget.unit() {
        Unit::WorkingDays => "unit-working-days",
        Unit::CalendarDays => "unit-calendar-days",
        Unit::WorkingHours => "unit-working-hours",
    };
    text(language, key, &[("count", budget.amount().into())])
}
