//! A workflow file, from the top.

mod limits;
mod result;
mod steps;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::domain::check::nearest;
use crate::domain::definition::{Field, FilerKind, Kind, Material, Workflow};
use crate::domain::identifiers::DepartmentKey;
use crate::domain::ladder::Ladder;

use super::Catalogue;
use super::cursor::Cursor;
use super::form::{form, materials};
use super::stages::stages;
use super::values::{key, number, stand_in, title};

use limits::{read_limits, window};
use result::read_result;
use steps::{correction, personal_reads, read_decide, read_intake};

const KEYS: [&str; 21] = [
    "workflow",
    "version",
    "title",
    "keywords",
    "basis",
    "kind",
    "lead",
    "filed_by",
    "window",
    "limits",
    "form",
    "materials",
    "intake",
    "stages",
    "decide",
    "result",
    "correction",
    "ladder",
    "supervisor",
    "auditor",
    "duties",
];
const TOP_HINT: &str = "a workflow starts with `workflow: <key>` and `version: 1`";
/// Most statutes a service may rest on.
const BASIS_MAX: usize = 50;
/// Most words under which a service is found, and the longest of them, in characters.
const KEYWORDS_MAX: usize = 50;
const KEYWORD_MAX_CHARS: usize = 40;

/// What the parts below need of the parts above.
pub(super) struct Draft<'a> {
    pub(super) form: &'a [Field],
    pub(super) materials: &'a [Material],
    catalogue: &'a Catalogue,
}

impl Draft<'_> {
    pub(super) fn ladder(&self, at: &Cursor<'_>) -> Option<Ladder> {
        ladder_of(self.catalogue, at)
    }
}

/// A ladder by its name in the town's list.
fn ladder_of(catalogue: &Catalogue, at: &Cursor<'_>) -> Option<Ladder> {
    let written = at.text("a ladder", "name a ladder of config/ladders.yaml")?;
    if let Some(ladder) = catalogue.ladders.get(written) {
        return Some(ladder.clone());
    }
    let names: Vec<_> = catalogue.ladders.keys().map(|key| key.as_str()).collect();
    let hint = match nearest(written, names.iter().copied()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("known in config/ladders.yaml: {}", names.join(", ")),
    };
    at.error(
        "unknown-ladder",
        format!("there is no ladder `{written}`"),
        hint,
    );
    None
}

/// Reads the whole file; none if too little is there to check the rest.
pub(super) fn workflow(at: &Cursor<'_>, catalogue: &Catalogue) -> Option<Workflow> {
    let top = at.fields(&KEYS, TOP_HINT)?;
    let own = top.need("workflow", TOP_HINT).and_then(|at| key(&at));
    let version = top
        .need("version", "write version: 1")
        .and_then(|at| version(&at));
    let title = title(&top);
    let keywords = top
        .get("keywords")
        .and_then(|at| keywords(&at))
        .unwrap_or_default();
    let basis = top
        .get("basis")
        .and_then(|at| basis(&at))
        .unwrap_or_default();
    let kind = top
        .need("kind", "write kind: joint, or single, unified, centralized")
        .and_then(|at| {
            at.word(&[
                ("single", Kind::Single),
                ("unified", Kind::Unified),
                ("joint", Kind::Joint),
                ("centralized", Kind::Centralized),
            ])
        });
    let lead: Option<DepartmentKey> = top
        .need("lead", "write lead: education")
        .and_then(|at| key(&at));
    let filed_by = top.need(
        "filed_by",
        "write filed_by: [self, agent, association, window]",
    );
    let filed_by = filed_by.and_then(|at| filers(&at));
    let window = top.get("window").and_then(|at| window(&at));
    let limits = top.need(
        "limits",
        "write limits: {statutory: {for: 20wd, basis: …}, deliver: {for: 10wd, owner: window}}",
    );
    let limits = limits.and_then(|at| read_limits(&at, catalogue));
    let form = top
        .need(
            "form",
            "write what is asked: form: {name: {type: text, title: …}}",
        )
        .map(|at| form(&at))
        .unwrap_or_default();
    let materials = top
        .get("materials")
        .map(|at| materials(&at, &form))
        .unwrap_or_default();
    let draft = Draft {
        form: &form,
        materials: &materials,
        catalogue,
    };
    let intake = top.need(
        "intake",
        "write intake: {desk: window, for: 5wd, silence: deemed_accepted, reads: \"*\"}",
    );
    let intake = intake.and_then(|at| read_intake(&at, &draft));
    let stages = top
        .need("stages", "write stages: {verify: …}")
        .map(|at| stages(&at, &draft))
        .unwrap_or_default();
    let decide = top.need("decide", "write decide: {department: education, role: head, for: 3wd, rule: one_decision, reads: \"*\"}");
    let decide = decide.and_then(|at| read_decide(&at, &draft));
    let result = top.need("result", "write result: {grant: {certificate: …, by: education, for: 5wd}, refuse: {remedy: standard}}");
    let result = result.and_then(|at| read_result(&at, catalogue));
    let correction = correction(&top);
    let ladder = top
        .need("ladder", "write ladder: standard")
        .and_then(|at| draft.ladder(&at));
    let supervisor_reads = personal_reads(&top, "supervisor", &draft);
    let auditor_reads = personal_reads(&top, "auditor", &draft);
    let separate = top
        .get("duties")
        .and_then(|at| at.word(&[("separate", true), ("free", false)]));
    Some(Workflow {
        key: own.or_else(stand_in)?,
        version: version.unwrap_or(1),
        hash: String::new(),
        title,
        keywords,
        basis,
        kind: kind.unwrap_or(Kind::Joint),
        lead: lead.or_else(stand_in)?,
        filed_by: filed_by.unwrap_or_default(),
        window,
        limits: limits?,
        intake: intake?,
        stages,
        decide: decide?,
        result: result?,
        correction: correction?,
        ladder: ladder.or_else(|| {
            Some(Ladder {
                key: stand_in()?,
                rungs: Vec::new(),
            })
        })?,
        supervisor_reads,
        auditor_reads,
        separate_duties: separate.unwrap_or(true),
        form,
        materials,
    })
}

/// SHA-256 over the compiled definition, ladders included, so that comments and spacing do not
/// count and everything that changes a request's way does.
pub(super) fn content_hash(workflow: &Workflow) -> String {
    let unnamed = Workflow {
        hash: String::new(),
        ..workflow.clone()
    };
    let bytes = serde_json::to_vec(&unnamed).unwrap_or_default();
    hex::encode(Sha256::digest(bytes))
}

fn version(at: &Cursor<'_>) -> Option<u32> {
    let version = number(at, "a whole number from 1", "write version: 1")?;
    if version == 0 {
        at.error("out-of-range", "versions start at 1", "write version: 1");
        return None;
    }
    Some(version)
}

fn keywords(at: &Cursor<'_>) -> Option<Vec<String>> {
    let hint = "write keywords: [上学, 读书, school]";
    let items = at.list(hint)?;
    if items.len() > KEYWORDS_MAX {
        let message = format!("more than {KEYWORDS_MAX} words");
        at.error(
            "keywords-too-many",
            message,
            "keep those that people really use",
        );
    }
    let word = |at: &Cursor<'_>| {
        let word = at.text("a word", hint)?.trim();
        let fits = !word.is_empty() && word.chars().count() <= KEYWORD_MAX_CHARS;
        if !fits {
            let message = format!("a word has 1 to {KEYWORD_MAX_CHARS} characters");
            at.error("keyword-length", message, hint);
        }
        fits.then(|| word.to_owned())
    };
    Some(items.iter().take(KEYWORDS_MAX).filter_map(word).collect())
}

fn basis(at: &Cursor<'_>) -> Option<Vec<String>> {
    let hint = "write basis: [行政许可法26(2)]";
    let items = at.list(hint)?;
    Some(
        items
            .iter()
            .take(BASIS_MAX)
            .filter_map(|item| Some(item.text("a statute", hint)?.to_owned()))
            .collect(),
    )
}

fn filers(at: &Cursor<'_>) -> Option<BTreeSet<FilerKind>> {
    let words = [
        ("self", FilerKind::SelfFiled),
        ("agent", FilerKind::Agent),
        ("association", FilerKind::Association),
        ("window", FilerKind::Window),
    ];
    let items = at.list("write filed_by: [self, agent, association, window]")?;
    let filers: BTreeSet<_> = items.iter().filter_map(|item| item.word(&words)).collect();
    if items.is_empty() {
        at.error(
            "nobody-files",
            "nobody may file this request",
            "write filed_by: [self]",
        );
        return None;
    }
    Some(filers)
}
