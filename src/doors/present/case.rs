//! A request with everything needed to present it.

use crate::domain::decide::Rules;
use crate::domain::definition::{FieldKind, Language, Text};
use crate::domain::facts::Facts;
use crate::domain::identifiers::{CaseNumber, DepartmentKey, StageKey};
use crate::domain::request::{ClockKey, Duty, Request, ReviewId};
use chrono::{DateTime, Utc};

use super::Words;

/// What is presented, at an instant of the law's clock.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Workflow, calendar, directory.
    pub rules: Rules<'a>,
    /// Where the request stands.
    pub request: &'a Request,
    /// Its personal data; only `visibility` and the applicant's own status look in.
    pub facts: &'a Facts,
    /// When it is looked at.
    pub at: DateTime<Utc>,
    /// The path below which the service is served.
    pub base_path: &'a str,
}

impl Case<'_> {
    /// The case number.
    #[must_use]
    pub fn number(&self) -> String {
        CaseNumber::from(self.request.id).to_string()
    }

    /// A department's name.
    #[must_use]
    pub fn department(&self, key: &DepartmentKey) -> Words {
        department(&self.rules, key)
    }

    /// A stage's name.
    #[must_use]
    pub fn stage(&self, key: &StageKey) -> Words {
        match self.rules.workflow.stage(key) {
            Some(stage) => (&stage.title).into(),
            None => Words {
                zh: key.to_string(),
                en: None,
            },
        }
    }

    /// A review's name; a department that the lead added lends it its own.
    #[must_use]
    pub fn review(&self, id: &ReviewId) -> Words {
        let department = self
            .request
            .reviews
            .get(id)
            .map(|review| &review.department);
        review(&self.rules, id, department)
    }

    /// A duty's name.
    #[must_use]
    pub fn duty(&self, duty: &Duty) -> Words {
        match duty {
            Duty::Review(id) => self.review(id),
            _ => self::duty(&self.rules, duty, None),
        }
    }

    /// What a clock measures.
    #[must_use]
    pub fn clock(&self, clock: &ClockKey) -> Words {
        let key = match clock {
            ClockKey::Stage(stage) => return self.stage(stage),
            ClockKey::Review(review) => return self.review(review),
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
        both(key)
    }

    /// The name of a field or material as `reads` names it; of a field in a group, with the group's.
    #[must_use]
    pub fn item(&self, what: &str) -> Words {
        let workflow = self.rules.workflow;
        if let Some(material) = workflow.material(what) {
            return (&material.title).into();
        }
        let mut keys = what.split('.');
        let Some(outer) = keys.next().and_then(|key| workflow.field(key)) else {
            return Words {
                zh: what.to_owned(),
                en: None,
            };
        };
        let inner = keys.next().and_then(|key| match &outer.kind {
            FieldKind::Group { fields, .. } => {
                fields.iter().find(|field| field.key.as_str() == key)
            }
            _ => None,
        });
        let Some(inner) = inner else {
            return (&outer.title).into();
        };
        let said = |language| {
            let named = |text: &Text| text.in_language(language).to_owned();
            let (outer, inner) = (named(&outer.title), named(&inner.title));
            let values = [("outer", outer.into()), ("inner", inner.into())];
            crate::i18n::text(language, "place-in", &values)
        };
        Words {
            zh: said(Language::Zh),
            en: Some(said(Language::En)),
        }
    }
}

/// A department's name.
fn department(rules: &Rules<'_>, key: &DepartmentKey) -> Words {
    match rules.directory.departments.get(key) {
        Some(department) => (&department.title).into(),
        None => Words {
            zh: key.to_string(),
            en: None,
        },
    }
}

fn review(rules: &Rules<'_>, id: &ReviewId, its: Option<&DepartmentKey>) -> Words {
    if let Some(rule) = rules.review(id) {
        return (&rule.title).into();
    }
    match its {
        Some(key) => department(rules, key),
        None => Words {
            zh: id.to_string(),
            en: None,
        },
    }
}

/// A duty's name; `its` is the department whose duty it is.
#[must_use]
pub fn duty(rules: &Rules<'_>, duty: &Duty, its: Option<&DepartmentKey>) -> Words {
    let key = match duty {
        Duty::Review(id) => return review(rules, id, its),
        Duty::Intake => "duty-intake",
        Duty::Correction(_) => "duty-correction",
        Duty::Decide => "duty-decide",
        Duty::Issue => "duty-issue",
        Duty::Deliver => "duty-deliver",
        Duty::Tell(_) => "duty-tell",
        Duty::FollowUp => "duty-follow-up",
        Duty::Complaint(_) => "duty-complaint",
    };
    both(key)
}

/// A text of the word lists, in both languages.
#[must_use]
pub fn both(key: &str) -> Words {
    Words {
        zh: crate::i18n::text(Language::Zh, key, &[]),
        en: Some(crate::i18n::text(Language::En, key, &[])),
    }
}
