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
use crate::domain::definition::{
    Condition, FilerKind, Language, Material, MaterialClass, Workflow,
};
use crate::domain::facts::{Applicant, Document, Proxy};
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
        let kinds = filer_kinds(rules.workflow, draft.answers.officer.is_some());
        let sender = sender(draft, &kinds);
        let asking = Asking::new(rules, draft, filer(sender.as_ref()));
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
            Some(sender) => self.mistakes.extend(filer_mistakes(sender)),
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
        let filer = filer(self.sender.as_ref());
        let (form, materials) = (&self.form, &self.materials);
        let lacking = form::missing_materials(workflow, rules.conditions, filer, form, materials);
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

    /// The documents that are asked for because of who files.
    pub fn papers_of_filer<'w>(
        &self,
        workflow: &'w Workflow,
    ) -> impl Iterator<Item = &'w Material> {
        let asked = |key: &MaterialKey| self.steps.contains(&Step::Material(key.clone()));
        workflow.materials.iter().filter(move |material| {
            let when = material.when.as_ref();
            when.is_some_and(Condition::names_filer) && asked(&material.key)
        })
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

/// What is wrong with whoever files for another, by the rules that filing has, one mistake a place.
/// The applicant's name is looked at with the rest of them.
fn filer_mistakes(sender: &Sender) -> Vec<PlaceError> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let mut found = people_mistakes(sender, "");
    found.retain(|found| found.pointer.starts_with("/filer") && found.code == "missing");
    if !is_for_another(sender.kind) {
        return found;
    }
    let proxy = Proxy {
        name: given(&sender.name).unwrap_or_default(),
        authority: given(&sender.authority).unwrap_or_default(),
    };
    let strict = form::proxy_problems(&proxy).into_iter().map(Into::into);
    for mistake in strict.chain(people_mistakes(sender, "")) {
        let known = found.iter().any(|found| found.pointer == mistake.pointer);
        if !known && mistake.pointer.starts_with("/filer") {
            found.push(mistake);
        }
    }
    found
}

/// Who files; until they said so, people file for themselves.
fn filer(sender: Option<&Sender>) -> FilerKind {
    sender.map_or(FilerKind::SelfFiled, |sender| sender.kind)
}

/// Who files, as far as a draft says.
pub(super) fn filer_of(rules: &Rules<'_>, draft: &Draft) -> FilerKind {
    let kinds = filer_kinds(rules.workflow, draft.answers.officer.is_some());
    filer(sender(draft, &kinds).as_ref())
}

fn sender(draft: &Draft, kinds: &[FilerKind]) -> Option<Sender> {
    let said = &draft.answers.filer;
    let given = |key: &str| said.get(key).filter(|text| !text.is_empty()).cloned();
    let kind = match kinds {
        [only] => *only,
        _ => *kinds
            .iter()
            .find(|kind| said.get("kind").is_some_and(|said| said == kind.as_str()))?,
    };
    // What was typed for an agent stays in the draft, and is nobody's where people file themselves.
    let given = |key: &str| given(key).filter(|_| is_for_another(kind));
    Some(Sender {
        kind,
        name: given("name"),
        authority: given("authority"),
    })
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
