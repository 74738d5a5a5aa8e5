//! Whether an application fits the form: every place that needs mending, at once.

mod answers;
mod births;
mod fitting;
mod materials;
mod names;
mod rows;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::condition::{Conditions, Scope};
use super::decide::Rules;
use super::definition::{Field, FieldKind, ROWS_MAX, StageWork, TEXT_MAX_CHARS, WaitFor, Workflow};
use super::facts::{Applicant, Document, Proxy};
use super::identifiers::{MaterialKey, Phone, Regions};
use super::refusal::Problem;
use answers::{identity, mail_address, parsed, scalar, text};

pub use answers::{controls, turns_around};
pub use fitting::{asked_for, fitting};
pub use materials::{missing_materials, needless_materials};

/// Most documents one material may have.
pub const DOCUMENTS_MAX: usize = 20;
/// The code of a date of birth that is another than the identity number's beside it.
pub const DISAGREES: &str = "disagrees";
/// Longest name of a person.
const NAME_MAX_CHARS: usize = 100;

/// What answers are held against besides the workflow.
#[derive(Debug, Clone, Copy)]
struct Town<'a> {
    regions: &'a Regions,
    today: NaiveDate,
}

/// Everything wrong with the answers and documents on the civil day they are given; nothing when
/// they fit.
#[must_use]
pub fn problems(
    rules: &Rules<'_>,
    form: &Map<String, Value>,
    materials: &BTreeMap<MaterialKey, Vec<Document>>,
    today: NaiveDate,
) -> Vec<Problem> {
    let workflow = rules.workflow;
    let handed_in = materials
        .iter()
        .filter(|(_, documents)| !documents.is_empty())
        .map(|(key, _)| key.clone())
        .collect();
    let whole = Value::Object(form.clone());
    let scope = Scope::new(workflow, &whole, &handed_in, &BTreeMap::new());
    let mut check = Check {
        workflow,
        conditions: rules.conditions,
        town: Town {
            regions: &rules.directory.regions,
            today,
        },
        scope,
        found: Vec::new(),
    };
    check.fields(&workflow.form, form, "/form");
    check.materials(workflow, materials);
    check.found
}

/// What is wrong with the applicant's own particulars.
#[must_use]
pub fn applicant_problems(applicant: &Applicant, today: NaiveDate) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut look = |key: &str, problem: Option<(&str, String)>| {
        if let Some((problem, detail)) = problem {
            let pointer = format!("/applicant/{key}");
            found.push(Problem {
                pointer,
                problem: problem.to_owned(),
                detail,
                expected: None,
            });
        }
    };
    look(
        "name",
        names::person(&applicant.name, NAME_MAX_CHARS as u32),
    );
    if let Some(identity) = &applicant.identity {
        look("identity", self::identity(identity, today));
    }
    if let Some(phone) = &applicant.phone {
        look("phone", parsed::<Phone>(phone));
    }
    if let Some(email) = &applicant.email {
        look("email", mail_address(email));
    }
    found
}

/// What is wrong with whoever files for another.
#[must_use]
pub fn proxy_problems(proxy: &Proxy) -> Vec<Problem> {
    let name = names::person(&proxy.name, NAME_MAX_CHARS as u32);
    let authority = text(&proxy.authority, TEXT_MAX_CHARS);
    let found = [("name", name), ("authority", authority)];
    let problem = |(key, wrong): (&str, answers::Complaint)| {
        wrong.map(|(problem, detail)| Problem {
            pointer: format!("/filer/{key}"),
            problem: problem.to_owned(),
            detail,
            expected: None,
        })
    };
    found.into_iter().filter_map(problem).collect()
}

struct Check<'a> {
    workflow: &'a Workflow,
    conditions: &'a Conditions,
    town: Town<'a>,
    scope: Scope,
    found: Vec<Problem>,
}

impl Check<'_> {
    fn complain(&mut self, pointer: &str, problem: &str, detail: impl Into<String>) {
        self.found.push(Problem {
            pointer: pointer.to_owned(),
            problem: problem.to_owned(),
            detail: detail.into(),
            expected: None,
        });
    }

    fn fields(&mut self, fields: &[Field], answers: &Map<String, Value>, at: &str) {
        for key in answers.keys() {
            let known = fields.iter().any(|field| field.key.as_ref() as &str == key);
            if !known && key != "id" {
                let pointer = format!("{at}/{}", escaped(key));
                self.complain(
                    &pointer,
                    "unknown",
                    "this service does not ask for it; leave it out",
                );
            }
        }
        for field in fields {
            let key: &str = field.key.as_ref();
            let pointer = format!("{at}/{key}");
            let asked = self.asked(field.when.as_ref());
            match answers.get(key).filter(|answer| !answer.is_null()) {
                Some(_) if !asked => {
                    self.complain(
                        &pointer,
                        "unknown",
                        "not asked for with these answers; leave it out",
                    );
                }
                Some(answer) if is_persons_name(field, fields) => {
                    self.name(field, answer, &pointer);
                }
                Some(answer) => self.answer(field, answer, &pointer),
                None if asked && !field.optional => {
                    self.complain(
                        &pointer,
                        "missing",
                        format!(
                            "`{}` is needed",
                            field.title.en.as_deref().unwrap_or(&field.title.zh)
                        ),
                    );
                }
                None => {}
            }
        }
        if let Some(told) = births::told_otherwise(fields, answers) {
            self.born(told, &format!("{at}/{}", births::BORN));
        }
    }

    fn born(&mut self, told: NaiveDate, at: &str) {
        // A number of somebody unborn tells nothing, and one complaint about a date is enough.
        let is_wrong_already = self.found.iter().any(|problem| problem.pointer == at);
        if told > self.town.today || is_wrong_already {
            return;
        }
        self.found.push(Problem {
            pointer: at.to_owned(),
            problem: DISAGREES.to_owned(),
            detail: format!("the identity number says {told}; compare both with the card"),
            expected: Some(told.to_string()),
        });
    }

    /// A condition that has no value here asks for nothing; `check` warns of it beforehand.
    fn asked(&self, when: Option<&super::definition::Condition>) -> bool {
        when.is_none_or(|condition| {
            self.conditions
                .holds(condition, &self.scope)
                .unwrap_or(false)
        })
    }

    fn name(&mut self, field: &Field, answer: &Value, at: &str) {
        let (FieldKind::Text { max_chars }, Some(name)) = (&field.kind, answer.as_str()) else {
            return self.answer(field, answer, at);
        };
        if let Some((problem, detail)) = names::person(name, *max_chars) {
            self.complain(at, problem, detail);
        }
    }

    fn answer(&mut self, field: &Field, answer: &Value, at: &str) {
        match &field.kind {
            FieldKind::Group {
                fields,
                repeat: None,
            } => match answer.as_object() {
                Some(object) => self.fields(fields, object, at),
                None => self.complain(at, "type", "write an object"),
            },
            FieldKind::Group {
                fields,
                repeat: Some(repeat),
            } => {
                let Some(rows) = answer.as_array() else {
                    return self.complain(at, "type", "write a list of objects");
                };
                let most = repeat.max.min(ROWS_MAX) as usize;
                if rows.len() > most {
                    self.complain(at, "too_many", format!("at most {most}"));
                }
                if rows.len() < repeat.min as usize {
                    self.complain(at, "too_few", format!("at least {}", repeat.min));
                }
                for (index, first) in rows::repeated(fields, &rows[..rows.len().min(most)]) {
                    let at = format!("{at}/{index}");
                    let same = format!("this is the same as row {}; leave it out", first + 1);
                    self.complain(&at, "duplicate", same);
                }
                for (index, row) in rows.iter().take(most).enumerate() {
                    let at = format!("{at}/{index}");
                    match row.as_object() {
                        Some(object) => self.row(field, fields, row, object, &at),
                        None => self.complain(&at, "type", "write an object"),
                    }
                }
            }
            kind => {
                let ahead = may_lie_ahead(self.workflow, field);
                if let Some((problem, detail)) = scalar(kind, answer, self.town, ahead) {
                    self.complain(at, problem, detail);
                }
            }
        }
    }

    /// Within a row, conditions also see the row.
    fn row(
        &mut self,
        group: &Field,
        fields: &[Field],
        row: &Value,
        answers: &Map<String, Value>,
        at: &str,
    ) {
        let within = self
            .scope
            .clone()
            .with_row(self.workflow, group.key.as_ref(), row);
        let whole = std::mem::replace(&mut self.scope, within);
        self.fields(fields, answers, at);
        self.scope = whole;
    }

    fn materials(&mut self, workflow: &Workflow, materials: &BTreeMap<MaterialKey, Vec<Document>>) {
        for (key, documents) in materials {
            let pointer = format!("/materials/{key}");
            if workflow.material(key.as_ref()).is_none() {
                self.complain(
                    &pointer,
                    "unknown",
                    "this service does not ask for it; leave it out",
                );
            }
            if documents.len() > DOCUMENTS_MAX {
                self.complain(
                    &pointer,
                    "too_many",
                    format!("at most {DOCUMENTS_MAX} files"),
                );
            }
        }
    }
}

/// Whether a date may lie in the future: where the form says so, and where a stage waits for it.
/// Every other date is of something that has happened: a birth, an issue, an arrival.
fn may_lie_ahead(workflow: &Workflow, field: &Field) -> bool {
    let declared = matches!(field.kind, FieldKind::Date { ahead: true });
    let awaited = |work: &StageWork| match work {
        StageWork::Wait(WaitFor::Date { field: until, .. }) => until == &field.key,
        _ => false,
    };
    declared || workflow.stages.iter().any(|stage| awaited(&stage.work))
}

/// Whether a field is the name of a person: a text called so beside an identity number.
fn is_persons_name(field: &Field, beside: &[Field]) -> bool {
    let is_person = || {
        let mut kinds = beside.iter().map(|field| &field.kind);
        kinds.any(|kind| matches!(kind, FieldKind::IdentityNumber))
    };
    field.key.as_ref() as &str == names::NAME && is_person()
}

/// One token of a JSON pointer, RFC 6901.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
