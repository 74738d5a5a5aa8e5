//! What is noted while a file is read: findings, and where each path stands.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::domain::check::Severity;

use super::finding::Finding;
use super::tree::{Broken, Place};

/// Most findings noted of one file; a file with more is no attempt at a workflow.
pub const FINDINGS_MAX: usize = 500;

/// What is noted while walking: findings, and where each path stands.
pub(super) struct Notes<'f> {
    file: &'f str,
    findings: RefCell<Vec<Finding>>,
    places: RefCell<BTreeMap<String, Place>>,
}

impl<'f> Notes<'f> {
    pub(super) fn new(file: &'f str) -> Self {
        Self {
            file,
            findings: RefCell::default(),
            places: RefCell::default(),
        }
    }

    pub(super) fn add(
        &self,
        severity: Severity,
        code: &str,
        path: &str,
        place: Place,
        message: String,
        hint: String,
    ) {
        let mut findings = self.findings.borrow_mut();
        if findings.len() < FINDINGS_MAX {
            findings.push(Finding {
                file: self.file.into(),
                code: code.into(),
                severity,
                path: path.into(),
                message,
                hint,
                place,
            });
        }
    }

    /// Where a path stands; what was noted first counts.
    pub(super) fn stands(&self, path: &str, place: Place) {
        let mut places = self.places.borrow_mut();
        places.entry(path.to_owned()).or_insert(place);
    }

    /// A file that is no tree.
    pub(super) fn broken(&self, broken: Broken) {
        self.add(
            Severity::Error,
            broken.code,
            "",
            broken.place,
            broken.message,
            broken.hint,
        );
    }

    /// The place of a path, or of the nearest thing around it.
    pub(super) fn place_of(&self, path: &str) -> Place {
        let places = self.places.borrow();
        let mut path = path;
        loop {
            if let Some(place) = places.get(path) {
                return *place;
            }
            match path.rsplit_once('.') {
                Some((outer, _)) => path = outer,
                None => {
                    return places.get("").copied().unwrap_or(Place {
                        line: 1,
                        column: 1,
                        length: 1,
                    });
                }
            }
        }
    }

    pub(super) fn into_parts(self) -> (Vec<Finding>, BTreeMap<String, Place>) {
        (self.findings.into_inner(), self.places.into_inner())
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        self.findings.borrow().clone()
    }
}
