//! What a correction asks for, by the question or document it is about.

use std::collections::BTreeSet;

use crate::domain::definition::{Field, Material};
use crate::domain::request::ClockKey;
use crate::doors::present::case::Case;
use crate::doors::present::status::{CorrectionView, Status};
use crate::doors::present::{Due, Words};

/// One correction as it is answered.
pub(super) struct Wanted<'a> {
    /// The stage; none: intake.
    pub(super) stage: Option<String>,
    /// Until when.
    pub(super) due: Option<Due>,
    /// What to bring.
    pub(super) items: Vec<Item<'a>>,
    /// Whether the clocks stand still until the answer.
    pub(super) stops: bool,
}

/// One question or document with everything that was said about it.
pub(super) struct Item<'a> {
    /// Its name.
    pub(super) title: Words,
    /// What is wrong with it and how to mend it.
    pub(super) said: Vec<String>,
    /// Where it goes.
    pub(super) place: Place<'a>,
}

/// Where an item belongs.
pub(super) enum Place<'a> {
    /// A question of the form; of a group only these fields, all of them where none are named.
    Field(&'a Field, BTreeSet<&'a str>),
    /// A document.
    Material(&'a Material),
}

/// The open corrections that were sent.
pub(super) fn wanted<'a>(case: &Case<'a>, status: &'a Status) -> Vec<Wanted<'a>> {
    let corrections = status.corrections.iter();
    corrections.map(|correction| of(case, correction)).collect()
}

fn of<'a>(case: &Case<'a>, correction: &'a CorrectionView) -> Wanted<'a> {
    let workflow = case.rules.workflow;
    let mut items: Vec<Item<'a>> = Vec::new();
    for asked in &correction.items {
        let (root, inner) = split(&asked.what);
        let known = items.iter_mut().find(|item| item.place.key() == root);
        if let Some(known) = known {
            known.title = case.item(root);
            known.said.push(asked.explanation.clone());
            known.place.widen(inner);
            continue;
        }
        let field = || {
            Some(Place::Field(
                workflow.field(root)?,
                inner.into_iter().collect(),
            ))
        };
        let material = workflow.material(root).map(Place::Material);
        let Some(place) = material.or_else(field) else {
            continue;
        };
        items.push(Item {
            title: asked.title.clone(),
            said: vec![asked.explanation.clone()],
            place,
        });
    }
    let stage = correction
        .stage
        .as_deref()
        .and_then(|stage| stage.parse().ok());
    let stops = stage.is_some_and(|stage| case.request.is_stopped(&ClockKey::Stage(stage)));
    Wanted {
        stage: correction.stage.clone(),
        due: correction.due.clone(),
        items,
        stops,
    }
}

/// `guardians.phone` is one field of the group, `guardians` all of it.
fn split(what: &str) -> (&str, Option<&str>) {
    match what.split_once('.') {
        Some((root, inner)) => (root, inner.split('.').next()),
        None => (what, None),
    }
}

impl<'a> Place<'a> {
    /// The key of the question or document.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Field(field, _) => field.key.as_ref(),
            Self::Material(material) => material.key.as_ref(),
        }
    }

    fn widen(&mut self, inner: Option<&'a str>) {
        let Self::Field(_, named) = self else {
            return;
        };
        match inner {
            Some(inner) if !named.is_empty() => {
                named.insert(inner);
            }
            // Either now or before, all of the group was asked for.
            _ => named.clear(),
        }
    }
}
