//! Whether an application fits the form: every place that needs mending, at once.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::condition::{Conditions, Scope};
use super::definition::{Field, FieldKind, ROWS_MAX, TEXT_MAX_CHARS, Workflow};
use super::facts::{Applicant, Document};
use super::identifiers::{CreditCode, IdentityNumber, MaterialKey, Phone, RegionCode};
use super::refusal::Problem;

/// Most documents one material may have.
pub const DOCUMENTS_MAX: usize = 20;
/// Longest mail address, RFC 5321.
const EMAIL_MAX_CHARS: usize = 254;
/// Longest name of a person.
const NAME_MAX_CHARS: usize = 100;

/// Everything wrong with the answers and documents; nothing when they fit.
#[must_use]
pub fn problems(
    workflow: &Workflow,
    conditions: &Conditions,
    form: &Map<String, Value>,
    materials: &BTreeMap<MaterialKey, Vec<Document>>,
) -> Vec<Problem> {
    let handed_in = materials
        .iter()
        .filter(|(_, documents)| !documents.is_empty())
        .map(|(key, _)| key.clone())
        .collect();
    let whole = Value::Object(form.clone());
    let scope = Scope::new(workflow, &whole, &handed_in, &BTreeMap::new());
    let mut check = Check {
        workflow,
        conditions,
        scope,
        found: Vec::new(),
    };
    check.fields(&workflow.form, form, "/form");
    check.materials(workflow, materials);
    check.found
}

/// What is wrong with the applicant's own particulars.
#[must_use]
pub fn applicant_problems(applicant: &Applicant) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut look = |key: &str, problem: Option<(&str, String)>| {
        if let Some((problem, detail)) = problem {
            let pointer = format!("/applicant/{key}");
            found.push(Problem {
                pointer,
                problem: problem.to_owned(),
                detail,
            });
        }
    };
    look("name", text(&applicant.name, NAME_MAX_CHARS as u32));
    if let Some(identity) = &applicant.identity {
        look("identity", parsed::<IdentityNumber>(identity));
    }
    if let Some(phone) = &applicant.phone {
        look("phone", parsed::<Phone>(phone));
    }
    if let Some(email) = &applicant.email {
        look("email", mail_address(email));
    }
    found
}

struct Check<'a> {
    workflow: &'a Workflow,
    conditions: &'a Conditions,
    scope: Scope,
    found: Vec<Problem>,
}

impl Check<'_> {
    fn complain(&mut self, pointer: &str, problem: &str, detail: impl Into<String>) {
        self.found.push(Problem {
            pointer: pointer.to_owned(),
            problem: problem.to_owned(),
            detail: detail.into(),
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
    }

    /// A condition that has no value here asks for nothing; `check` warns of it beforehand.
    fn asked(&self, when: Option<&super::definition::Condition>) -> bool {
        when.is_none_or(|condition| {
            self.conditions
                .holds(condition, &self.scope)
                .unwrap_or(false)
        })
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
                for (index, row) in rows.iter().take(most).enumerate() {
                    let at = format!("{at}/{index}");
                    match row.as_object() {
                        Some(object) => self.row(field, fields, row, object, &at),
                        None => self.complain(&at, "type", "write an object"),
                    }
                }
            }
            kind => {
                if let Some((problem, detail)) = scalar(kind, answer) {
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

/// Materials that are asked for with these answers and were not handed in.
#[must_use]
pub fn missing_materials(
    workflow: &Workflow,
    conditions: &Conditions,
    form: &Map<String, Value>,
    materials: &BTreeMap<MaterialKey, Vec<Document>>,
) -> Vec<MaterialKey> {
    let whole = Value::Object(form.clone());
    let scope = Scope::new(
        workflow,
        &whole,
        &materials.keys().cloned().collect(),
        &BTreeMap::new(),
    );
    let asked = |when: &Option<super::definition::Condition>| {
        when.as_ref()
            .is_none_or(|when| conditions.holds(when, &scope).unwrap_or(false))
    };
    let there = |key: &MaterialKey| materials.get(key).is_some_and(|files| !files.is_empty());
    workflow
        .materials
        .iter()
        .filter(|material| !material.optional && asked(&material.when) && !there(&material.key))
        .map(|material| material.key.clone())
        .collect()
}

type Complaint = Option<(&'static str, String)>;

fn scalar(kind: &FieldKind, answer: &Value) -> Complaint {
    if let FieldKind::Boolean = kind {
        return match answer {
            Value::Bool(_) => None,
            _ => Some(("type", "write true or false".to_owned())),
        };
    }
    if let FieldKind::Number { min, max } = kind {
        return number(answer, *min, *max);
    }
    let Some(written) = answer.as_str() else {
        return Some(("type", "write a text in quotes".to_owned()));
    };
    match kind {
        FieldKind::Text { max_chars } => text(written, *max_chars),
        FieldKind::Address => text(written, TEXT_MAX_CHARS),
        FieldKind::Date => date(written),
        FieldKind::Phone => parsed::<Phone>(written),
        FieldKind::Email => mail_address(written),
        FieldKind::IdentityNumber => parsed::<IdentityNumber>(written),
        FieldKind::CreditCode => parsed::<CreditCode>(written),
        FieldKind::Region => parsed::<RegionCode>(written),
        FieldKind::Money => money(written),
        FieldKind::Choice { of } => {
            let known = of.iter().any(|option| option.key == written);
            let options: Vec<&str> = of.iter().map(|option| option.key.as_str()).collect();
            (!known).then(|| ("choice", format!("choose one of {}", options.join(", "))))
        }
        FieldKind::Boolean | FieldKind::Number { .. } | FieldKind::Group { .. } => None,
    }
}

fn number(answer: &Value, min: Option<i64>, max: Option<i64>) -> Complaint {
    let Some(number) = answer.as_i64() else {
        return Some(("type", "write a whole number".to_owned()));
    };
    let low = min
        .filter(|min| number < *min)
        .map(|min| format!("at least {min}"));
    let high = max
        .filter(|max| number > *max)
        .map(|max| format!("at most {max}"));
    low.or(high).map(|detail| ("range", detail))
}

fn text(written: &str, max_chars: u32) -> Complaint {
    if written.trim().is_empty() {
        return Some(("missing", "write something".to_owned()));
    }
    if written.chars().count() > max_chars as usize {
        return Some(("range", format!("at most {max_chars} characters")));
    }
    let control = written
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    control.then(|| ("format", "take out the control characters".to_owned()))
}

fn date(written: &str) -> Complaint {
    let parsed = chrono::NaiveDate::parse_from_str(written, "%Y-%m-%d");
    let whole = written.len() == 10;
    (parsed.is_err() || !whole).then(|| {
        (
            "format",
            "write a date that exists, like 2026-04-01".to_owned(),
        )
    })
}

fn money(written: &str) -> Complaint {
    let (yuan, fen) = written.split_once('.').unwrap_or((written, "0"));
    let digits = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit())
    };
    let fits = digits(yuan, 12) && digits(fen, 2);
    (!fits).then(|| {
        (
            "format",
            "write yuan with at most two decimals, like 1200.50".to_owned(),
        )
    })
}

fn mail_address(written: &str) -> Complaint {
    let fits = written.chars().count() <= EMAIL_MAX_CHARS
        && !written
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
        && written.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        });
    (!fits).then(|| {
        (
            "format",
            "write a mail address, like name@example.org".to_owned(),
        )
    })
}

fn parsed<T: std::str::FromStr>(written: &str) -> Complaint
where
    T::Err: std::fmt::Display,
{
    written
        .parse::<T>()
        .err()
        .map(|error| ("format", error.to_string()))
}

/// One token of a JSON pointer, RFC 6901.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
