//! Workflow files: YAML to a checked definition, with a place for every problem.
//!
//! Text becomes a located tree ([`tree`]), the tree a [`Workflow`] and a list of findings; the
//! meaning is checked by `domain::check`, whose paths get their places here. Also reads the town's
//! files, draws workflows and gives editors a schema. Never touches files, databases or requests.
//! Start at [`read`].

mod cursor;
pub mod diagram;
mod finding;
mod form;
mod notes;
pub mod report;
pub mod schema;
mod stages;
mod town;
pub mod tree;
mod values;
mod workflow;

use std::collections::BTreeMap;

use crate::domain::calendar::Calendar;
use crate::domain::check::check;
use crate::domain::definition::{Text, Workflow};
use crate::domain::directory::Directory;
use crate::domain::identifiers::LadderKey;
use crate::domain::ladder::Ladder;

use cursor::Cursor;
use notes::Notes;

pub use diagram::{Overlay, Tag, Tone, diagram, drawn_upon, public_diagram};
pub use finding::{Finding, Severity, any_error};
pub use report::report;
pub use schema::schema;
pub use town::{Read, read_departments, read_ladders, read_roles};
pub use tree::Place;

/// What workflow files refer to.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Departments and roles.
    pub directory: Directory,
    /// Ladders by key.
    pub ladders: BTreeMap<LadderKey, Ladder>,
    /// Working days, to compare limits of different units.
    pub calendar: Calendar,
    /// Remedy paragraphs by name; `standard` is always there.
    pub remedies: BTreeMap<String, Text>,
}

impl Catalogue {
    /// A catalogue with the standard remedy paragraph alone.
    #[must_use]
    pub fn new(
        directory: Directory,
        ladders: BTreeMap<LadderKey, Ladder>,
        calendar: Calendar,
    ) -> Self {
        let remedies = BTreeMap::from([("standard".to_owned(), standard_remedy())]);
        Self {
            directory,
            ladders,
            calendar,
            remedies,
        }
    }
}

/// Reconsideration within 60 days (Administrative Reconsideration Law 2023 Art. 20), a suit within
/// six months (Administrative Litigation Law Art. 46); Licensing Law Art. 38 wants both named.
fn standard_remedy() -> Text {
    Text {
        zh: "如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，也可以自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。".into(),
        en: Some(
            "If you disagree with this decision, you may apply for administrative reconsideration within 60 days, \
             or bring an action before the people's court within six months, of the day you receive it."
                .into(),
        ),
    }
}

/// What came of a workflow file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The workflow, if nothing keeps it from going live.
    pub workflow: Option<Workflow>,
    /// Every problem, in the order of the file.
    pub findings: Vec<Finding>,
    /// Where each dotted path stands.
    pub places: BTreeMap<String, Place>,
}

/// Reads and checks one workflow file; all problems at once.
#[must_use]
pub fn read(file: &str, source: &str, catalogue: &Catalogue) -> Reading {
    let notes = Notes::new(file);
    let node = match tree::parse(source) {
        Ok(node) => node,
        Err(broken) => {
            notes.broken(broken);
            let (findings, places) = notes.into_parts();
            return Reading {
                workflow: None,
                findings,
                places,
            };
        }
    };
    let draft = workflow::workflow(&Cursor::root(&node, &notes), catalogue);
    if let Some(draft) = &draft {
        add_faults(draft, catalogue, &notes);
    }
    let (mut findings, places) = notes.into_parts();
    findings.sort_by_key(|finding| (finding.place, finding.severity));
    let workflow = draft
        .filter(|_| !any_error(&findings))
        .map(|draft| Workflow {
            hash: workflow::content_hash(&draft),
            ..draft
        });
    Reading {
        workflow,
        findings,
        places,
    }
}

/// The meaning, where the shape is whole: a part that could not be read would only look missing to
/// the rest, so what `check` says about it is left out until it can be read.
fn add_faults(draft: &Workflow, catalogue: &Catalogue, notes: &Notes<'_>) {
    let unreadable: Vec<_> = notes
        .findings()
        .into_iter()
        .map(|finding| finding.path)
        .collect();
    let limits_unsure = unreadable
        .iter()
        .any(|path| path.starts_with("stages") || path.ends_with(".for"));
    for fault in check(draft, &catalogue.directory, &catalogue.calendar) {
        let unsure = match fault.code {
            "path-over-limit" => limits_unsure,
            "policy-impossible" => unreadable
                .iter()
                .any(|path| path == "lead" || same_entry(path, &fault.path)),
            code if code.starts_with("unknown-") || code == "for-each-no-group" => unreadable
                .iter()
                .filter_map(|path| declared(path))
                .any(|name| mentions(&fault.message, name)),
            _ => false,
        };
        let touched = unreadable
            .iter()
            .any(|path| within(&fault.path, path) || within(path, &fault.path));
        if !unsure && !touched {
            let place = notes.place_of(&fault.path);
            notes.add(
                fault.severity,
                fault.code,
                &fault.path,
                place,
                fault.message,
                fault.hint,
            );
        }
    }
}

/// The field, material or stage that a path lies in.
fn declared(path: &str) -> Option<&str> {
    let mut segments = path.split('.');
    let part = segments.next()?;
    segments
        .next()
        .filter(|_| ["form", "materials", "stages"].contains(&part))
}

fn same_entry(one: &str, other: &str) -> bool {
    one.split('.').take(2).eq(other.split('.').take(2))
}

fn mentions(message: &str, name: &str) -> bool {
    message
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .any(|word| word == name)
}

fn within(path: &str, outer: &str) -> bool {
    path == outer
        || path
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with('.'))
}
