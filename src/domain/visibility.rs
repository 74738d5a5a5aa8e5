//! Need to know: what a step may see of a request, and nothing else.
//!
//! Doors show only what [`visible`] gives. The same view, hashed with the request's salt, tells
//! later whether an opinion's ground has changed.

mod feedback;
mod paper;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::decide::Rules;
use super::decide::opinions::words_place;
use super::definition::{ReadPath, Reads, Workflow};
use super::facts::{Document, Facts};
use super::form::missing_materials;
use super::identifiers::{FieldKey, MaterialKey, StageKey};
use super::request::{By, Duty, Request, ReviewId, Verdict};

pub use feedback::{SeenComplaint, SeenRating, hears_complaints};
pub use paper::{Paper, papers};

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer<'a> {
    /// The applicant: their own data, and what departments said in the end.
    Applicant,
    /// Whoever works on this duty.
    Duty(&'a Duty),
    /// A supervisor.
    Supervisor,
    /// An auditor.
    Auditor,
}

/// What may be seen.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct View {
    /// The shared core: the applicant's name.
    pub name: Option<String>,
    /// Identity number, for those who check or hand over papers.
    pub identity: Option<String>,
    /// How to reach the applicant, for those who must tell or hand over.
    pub contact: Option<Contact>,
    /// Visible answers.
    pub form: Map<String, Value>,
    /// Visible documents.
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
    /// Visible opinions, by review.
    pub opinions: BTreeMap<ReviewId, SeenOpinion>,
    /// The rating, for whoever follows it up or watches over that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<SeenRating>,
    /// The complaints by number, for the applicant and supervisors alone.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub complaints: BTreeMap<u32, SeenComplaint>,
}

/// How to reach the applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Where to call.
    pub phone: Option<String>,
    /// Where to write.
    pub email: Option<String>,
}

/// An opinion as others see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenOpinion {
    /// What it says.
    pub verdict: Verdict,
    /// Reason code.
    pub reason: Option<String>,
    /// Legal basis.
    pub basis: Option<String>,
    /// Its words.
    pub text: String,
    /// Who gave it.
    pub by: By,
}

/// What a viewer may see of a request.
#[must_use]
pub fn visible(workflow: &Workflow, request: &Request, facts: &Facts, viewer: Viewer<'_>) -> View {
    let all = Reads([ReadPath::All].into());
    let none = Reads::default();
    let applicant = facts.applicant.as_ref();
    let contact = applicant.map(|a| Contact {
        phone: a.phone.clone(),
        email: a.email.clone(),
    });
    let identity = applicant.and_then(|a| a.identity.clone());
    let (reads, row, identity, contact) = match viewer {
        Viewer::Applicant => (&all, None, identity, contact),
        Viewer::Supervisor => (&workflow.supervisor_reads, None, None, None),
        Viewer::Auditor => (&workflow.auditor_reads, None, None, None),
        Viewer::Duty(duty) => match duty {
            Duty::Intake => (&workflow.intake.reads, None, identity, contact),
            Duty::Review(id) => {
                let reads = review_reads(workflow, request, id).unwrap_or(&none);
                (reads, id.row.as_deref(), None, None)
            }
            Duty::Decide => (&workflow.decide.reads, None, identity, None),
            Duty::Issue => (&none, None, identity, None),
            Duty::Deliver => (&none, None, identity, contact),
            Duty::Tell(_) => (&none, None, None, contact),
            Duty::Correction(_) => (&none, None, None, None),
            Duty::FollowUp => (&none, None, None, contact),
            Duty::Complaint(_) => (&workflow.supervisor_reads, None, None, contact),
        },
    };
    let watching = matches!(viewer, Viewer::Applicant | Viewer::Supervisor);
    let follows_up = matches!(viewer, Viewer::Duty(Duty::FollowUp));
    let answers = matches!(viewer, Viewer::Duty(Duty::Complaint(_)));
    let rated = || feedback::rating(request, facts);
    let complained = || feedback::complaints(request, facts);
    View {
        rating: (watching || follows_up || answers).then(rated).flatten(),
        complaints: (watching || answers).then(complained).unwrap_or_default(),
        name: applicant.map(|applicant| applicant.name.clone()),
        identity,
        contact,
        ..read(workflow, request, facts, reads, row)
    }
}

/// Whether a review reads what an item names: a material, or a field with everything in it.
#[must_use]
pub fn reads_item(
    workflow: &Workflow,
    request: &Request,
    facts: &Facts,
    id: &ReviewId,
    what: &str,
) -> bool {
    let wanted: Vec<&str> = what.split('.').collect();
    let root = wanted.first().copied().unwrap_or_default();
    let own_row = |id: &str| {
        let rows = facts.form.get(root).and_then(Value::as_array);
        rows.into_iter()
            .flatten()
            .any(|row| super::routing::row_id(row) == id)
    };
    let Some(reads) = review_reads(workflow, request, id) else {
        return false;
    };
    reads.0.iter().any(|path| match path {
        ReadPath::All => true,
        ReadPath::Field(path) => {
            path.len() <= wanted.len()
                && path
                    .iter()
                    .zip(&wanted)
                    .all(|(key, name)| key.as_ref() as &str == *name)
        }
        ReadPath::Row => id.row.as_deref().is_some_and(own_row),
        ReadPath::Material(key) => key.as_ref() as &str == what,
        ReadPath::Opinions(_) => false,
    })
}

/// Materials that are needed and were not handed in, as far as a duty reads them.
#[must_use]
pub fn missing(
    rules: &Rules<'_>,
    request: &Request,
    facts: &Facts,
    duty: &Duty,
) -> Vec<MaterialKey> {
    let workflow = rules.workflow;
    let reads = match duty {
        Duty::Intake => Some(&workflow.intake.reads),
        Duty::Decide => Some(&workflow.decide.reads),
        Duty::Review(id) => review_reads(workflow, request, id),
        _ => None,
    };
    let Some(reads) = reads else {
        return Vec::new();
    };
    let read = |key: &MaterialKey| {
        reads.0.contains(&ReadPath::All) || reads.0.contains(&ReadPath::Material(key.clone()))
    };
    let (form, materials) = (&facts.form, &facts.materials);
    let filer = request.filer;
    let mut missing = missing_materials(workflow, rules.conditions, filer, form, materials);
    missing.retain(read);
    missing
}

/// The read set of a review: declared, or given by the lead who added it.
fn review_reads<'a>(
    workflow: &'a Workflow,
    request: &'a Request,
    id: &ReviewId,
) -> Option<&'a Reads> {
    let added = request
        .reviews
        .get(id)
        .and_then(|review| review.reads.as_ref());
    added.or_else(|| {
        let round = workflow.stage(&id.stage)?.round()?;
        Some(
            &round
                .reviews
                .iter()
                .find(|rule| rule.key == id.review)?
                .reads,
        )
    })
}

fn read(
    workflow: &Workflow,
    request: &Request,
    facts: &Facts,
    reads: &Reads,
    row: Option<&str>,
) -> View {
    let mut view = View::default();
    for path in &reads.0 {
        match path {
            ReadPath::All => {
                view.form = facts.form.clone();
                view.materials = facts.materials.clone();
                for stage in request.stages.keys() {
                    view.opinions.extend(opinions(request, facts, stage));
                }
            }
            ReadPath::Field(path) => project(&facts.form, path, &mut view.form),
            ReadPath::Row => {
                if let Some(row) = row {
                    one_row(workflow, &facts.form, row, &mut view.form);
                }
            }
            ReadPath::Material(key) => {
                if let Some(documents) = facts.materials.get(key) {
                    view.materials.insert(key.clone(), documents.clone());
                }
            }
            ReadPath::Opinions(stage) => view.opinions.extend(opinions(request, facts, stage)),
        }
    }
    view
}

fn opinions(request: &Request, facts: &Facts, stage: &StageKey) -> BTreeMap<ReviewId, SeenOpinion> {
    let given = request
        .reviews_of(stage)
        .filter_map(|(id, review)| Some((id, review.round, review.opinion.as_ref()?)));
    given
        .map(|(id, round, opinion)| {
            let text = facts
                .words
                .get(&words_place(id, round))
                .cloned()
                .unwrap_or_default();
            let seen = SeenOpinion {
                verdict: opinion.verdict,
                reason: opinion.reason.clone(),
                basis: opinion.basis.clone(),
                text,
                by: opinion.by.clone(),
            };
            (id.clone(), seen)
        })
        .collect()
}

/// Copies what a path names; within repeated groups, of every row, which keeps its id.
fn project(from: &Map<String, Value>, path: &[FieldKey], into: &mut Map<String, Value>) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let key: &str = first.as_ref();
    let Some(value) = from.get(key) else {
        return;
    };
    if rest.is_empty() {
        into.insert(key.to_owned(), value.clone());
        return;
    }
    match value {
        Value::Object(object) => {
            let target = into.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(target) = target {
                project(object, rest, target);
            }
        }
        Value::Array(rows) => project_rows(
            rows,
            rest,
            into.entry(key).or_insert_with(|| {
                Value::Array(rows.iter().map(|row| Value::Object(only_id(row))).collect())
            }),
        ),
        _ => {}
    }
}

fn project_rows(rows: &[Value], rest: &[FieldKey], target: &mut Value) {
    let Some(targets) = target.as_array_mut() else {
        return;
    };
    for (row, target) in rows.iter().zip(targets) {
        if let (Some(row), Some(target)) = (row.as_object(), target.as_object_mut()) {
            project(row, rest, target);
        }
    }
}

fn only_id(row: &Value) -> Map<String, Value> {
    row.get("id")
        .map(|id| Map::from_iter([("id".to_owned(), id.clone())]))
        .unwrap_or_default()
}

fn one_row(
    workflow: &Workflow,
    form: &Map<String, Value>,
    id: &str,
    into: &mut Map<String, Value>,
) {
    for field in &workflow.form {
        let key: &str = field.key.as_ref();
        let rows = form
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let found = rows
            .filter(|row| super::routing::row_id(row) == id)
            .cloned();
        let found: Vec<Value> = found.collect();
        if !found.is_empty() && !into.contains_key(key) {
            into.insert(key.to_owned(), Value::Array(found));
        }
    }
}

/// The salted digest over everything a review reads, earlier opinions included; hex.
#[must_use]
pub fn digest(workflow: &Workflow, request: &Request, facts: &Facts, id: &ReviewId) -> String {
    let none = Reads::default();
    let reads = review_reads(workflow, request, id).unwrap_or(&none);
    let mut view = read(workflow, request, facts, reads, id.row.as_deref());
    // Who reads everything still judges on what came before, not on the neighbours' opinions.
    view.opinions
        .retain(|said, _| is_before(workflow, &said.stage, &id.stage));
    let json = serde_json::to_value(&view).unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(facts.salt.as_bytes());
    hash.update([0]);
    hash.update(canonical(&json).as_bytes());
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whether a stage waits for an earlier one, directly or through others.
fn is_before(workflow: &Workflow, earlier: &StageKey, later: &StageKey) -> bool {
    super::decide::reopening::downstream(workflow, earlier).contains(later)
}

/// JSON with the keys of every object in order, so that equal values have equal bytes.
#[must_use]
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let sorted: BTreeMap<&String, &Value> = object.iter().collect();
            let entries: Vec<String> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        scalar => scalar.to_string(),
    }
}
