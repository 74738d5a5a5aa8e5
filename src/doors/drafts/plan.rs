//! Which pages a draft asks, in which order, and what is still wrong on each.
//!
//! The workflow's form and conditions decide; an answer that is no longer asked for stays in the
//! draft, so that whoever changes their mind back finds it, and stays out of what is filed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::Draft;
use super::asking::Asking;
pub use super::asking::asked_in_group;
use crate::domain::decide::Rules;
use crate::domain::definition::{FilerKind, Language, MaterialClass, Workflow};
use crate::domain::facts::{Applicant, Document};
use crate::domain::form;
use crate::domain::identifiers::{FieldKey, MaterialKey};
use crate::doors::filing::{Handed, Sender, is_for_another, people_mistakes};
use crate::doors::problem::PlaceError;

/// One page of the wizard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Who files.
    Filer,
    /// Who files for another, and on what paper.
    Proxy,
    /// The applicant's particulars.
    Applicant,
    /// A field of the form; a repeated group has a page for each row besides.
    Field(FieldKey),
    /// A document to bring.
    Material(MaterialKey),
    /// Everything once more, and the declaration.
    Check,
}

impl Step {
    /// The end of its address.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Filer => "people/filer".to_owned(),
            Self::Proxy => "people/proxy".to_owned(),
            Self::Applicant => "people/applicant".to_owned(),
            Self::Field(key) => format!("form/{key}"),
            Self::Material(key) => format!("materials/{key}"),
            Self::Check => "check".to_owned(),
        }
    }

    /// The page that a JSON pointer into the application belongs to.
    #[must_use]
    pub fn of_pointer(pointer: &str) -> Option<Self> {
        let mut parts = pointer.trim_start_matches('/').split('/');
        let (part, key) = (parts.next()?, parts.next().unwrap_or_default());
        match (part, key) {
            ("filer", "kind") => Some(Self::Filer),
            ("filer", _) => Some(Self::Proxy),
            ("applicant", _) => Some(Self::Applicant),
            ("form", key) => key.parse().ok().map(Self::Field),
            ("materials", key) => key.parse().ok().map(Self::Material),
            _ => None,
        }
    }
}

/// What a draft asks and what it would file.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The pages, in order; the last is [`Step::Check`].
    pub steps: Vec<Step>,
    /// The answers that are asked for, rows without the draft's own ids.
    pub form: Map<String, Value>,
    /// The documents that are asked for.
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
    /// Everything that is wrong or missing.
    pub mistakes: Vec<PlaceError>,
    sender: Option<Sender>,
    applicant: Applicant,
}

impl Plan {
    /// The plan of a draft, on the civil day `today`.
    #[must_use]
    pub fn of(rules: &Rules<'_>, draft: &Draft, today: NaiveDate) -> Self {
        let asking = Asking::new(rules, draft);
        let kinds = filer_kinds(rules.workflow, draft.answers.officer.is_some());
        let sender = sender(draft, &kinds);
        let applicant = applicant(draft);
        let mut plan = Self {
            steps: Vec::new(),
            form: asking.form(),
            materials: asking.materials(),
            mistakes: Vec::new(),
            sender,
            applicant,
        };
        plan.lay_out(&asking, &kinds);
        plan.judge(rules, &kinds, today);
        plan
    }

    fn lay_out(&mut self, asking: &Asking<'_>, kinds: &[FilerKind]) {
        let for_another = self
            .sender
            .as_ref()
            .is_some_and(|sender| is_for_another(sender.kind));
        self.steps.extend((kinds.len() > 1).then_some(Step::Filer));
        self.steps.extend(for_another.then_some(Step::Proxy));
        self.steps.push(Step::Applicant);
        let fields = asking.fields().iter();
        self.steps
            .extend(fields.map(|field| Step::Field(field.key.clone())));
        let materials = self.asked_materials(asking);
        self.steps.extend(materials.into_iter().map(Step::Material));
        self.steps.push(Step::Check);
    }

    fn asked_materials(&self, asking: &Asking<'_>) -> Vec<MaterialKey> {
        let all = asking.workflow().materials.iter();
        all.filter(|material| asking.holds(material.when.as_ref()))
            .map(|material| material.key.clone())
            .collect()
    }

    fn judge(&mut self, rules: &Rules<'_>, kinds: &[FilerKind], today: NaiveDate) {
        let missing = |pointer: &str| PlaceError {
            pointer: pointer.to_owned(),
            code: "missing".to_owned(),
            detail: "it is needed".to_owned(),
            expected: None,
        };
        match &self.sender {
            Some(sender) => {
                let found = people_mistakes(sender, &self.applicant.name).into_iter();
                // The applicant's name is looked at below, with the rest of them.
                self.mistakes
                    .extend(found.filter(|found| found.pointer.starts_with("/filer")));
            }
            None if kinds.len() > 1 => self.mistakes.push(missing("/filer/kind")),
            None => {}
        }
        let needed = [
            ("/applicant/identity", &self.applicant.identity),
            ("/applicant/phone", &self.applicant.phone),
        ];
        let particulars = form::applicant_problems(&self.applicant, today);
        self.mistakes
            .extend(particulars.into_iter().map(Into::into));
        let blank = needed.into_iter().filter(|(_, given)| given.is_none());
        self.mistakes
            .extend(blank.map(|(pointer, _)| missing(pointer)));
        let answers = form::problems(rules, &self.form, &self.materials, today);
        self.mistakes.extend(answers.into_iter().map(Into::into));
        let workflow = rules.workflow;
        let lacking =
            form::missing_materials(workflow, rules.conditions, &self.form, &self.materials);
        let core = lacking.iter().filter(|key| {
            let material = workflow.material(key.as_str());
            material.is_some_and(|material| material.class == MaterialClass::Core)
        });
        let core: Vec<PlaceError> = core
            .map(|key| missing(&format!("/materials/{key}")))
            .collect();
        self.mistakes.extend(core);
    }

    /// What is wrong on a page.
    pub fn mistakes_at(&self, step: &Step) -> impl Iterator<Item = &PlaceError> {
        let of = |mistake: &&PlaceError| Step::of_pointer(&mistake.pointer).as_ref() == Some(step);
        self.mistakes.iter().filter(of)
    }

    /// The first page that needs something; the last where nothing does.
    #[must_use]
    pub fn first_open(&self) -> &Step {
        let open = |step: &&Step| self.mistakes_at(step).next().is_some();
        let found = self.steps.iter().find(open);
        found.or(self.steps.last()).unwrap_or(&Step::Check)
    }

    /// Which page it is, from 1; none if it is not asked.
    #[must_use]
    pub fn number(&self, step: &Step) -> Option<usize> {
        let found = self.steps.iter().position(|known| known == step);
        found.map(|index| index + 1)
    }

    /// The page after.
    #[must_use]
    pub fn after(&self, step: &Step) -> &Step {
        let number = self.number(step).unwrap_or_default();
        self.steps.get(number).unwrap_or(&Step::Check)
    }

    /// The page before; none before the first.
    #[must_use]
    pub fn before(&self, step: &Step) -> Option<&Step> {
        let index = self.number(step)?.checked_sub(2)?;
        self.steps.get(index)
    }

    /// Who files, as far as they said.
    #[must_use]
    pub fn sender(&self) -> Option<&Sender> {
        self.sender.as_ref()
    }

    /// Who applies, as far as they said.
    #[must_use]
    pub fn applicant(&self) -> &Applicant {
        &self.applicant
    }

    /// What is handed in; none while it is not said who files.
    #[must_use]
    pub fn handed(self, workflow: &Workflow) -> Option<Handed> {
        Some(Handed {
            workflow: workflow.key.clone(),
            sender: self.sender?,
            applicant: self.applicant,
            form: self.form,
            materials: self.materials,
        })
    }
}

/// Who may file from home; at the window an officer does, for whoever stands there.
#[must_use]
pub fn filer_kinds(workflow: &Workflow, at_window: bool) -> Vec<FilerKind> {
    let kinds = workflow.filed_by.iter().copied();
    kinds
        .filter(|kind| (*kind == FilerKind::Window) == at_window)
        .collect()
}

fn sender(draft: &Draft, kinds: &[FilerKind]) -> Option<Sender> {
    let said = &draft.answers.filer;
    let given = |key: &str| said.get(key).filter(|text| !text.is_empty()).cloned();
    let kind = match kinds {
        [only] => *only,
        _ => *kinds
            .iter()
            .find(|kind| said.get("kind").is_some_and(|said| said == word(**kind)))?,
    };
    Some(Sender {
        kind,
        name: given("name"),
        authority: given("authority"),
    })
}

/// How forms and catalogues write it.
#[must_use]
pub fn word(kind: FilerKind) -> &'static str {
    match kind {
        FilerKind::SelfFiled => "self",
        FilerKind::Agent => "agent",
        FilerKind::Association => "association",
        FilerKind::Window => "window",
    }
}

fn applicant(draft: &Draft) -> Applicant {
    let said = &draft.answers.applicant;
    let given = |key: &str| said.get(key).filter(|text| !text.is_empty()).cloned();
    Applicant {
        name: given("name").unwrap_or_default(),
        identity: given("identity"),
        phone: given("phone"),
        email: given("email"),
        language: match said.get("language").map(String::as_str) {
            Some("en") => Language::En,
            Some(_) => Language::Zh,
            None => draft.language,
        },
    }
}
