//! A request's journal for those who verify it: structure whole, personal parts by read set.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::event::{Entry, Event};
use crate::domain::facts::FactsPatch;
use crate::domain::request::By;
use crate::domain::visibility::View;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Line {
    /// Its place, from 1 without gaps.
    pub seq: u64,
    /// When, by the law's clock.
    pub at: DateTime<Utc>,
    /// `engine`, `applicant` or `officer`.
    pub by: String,
    /// The officer's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub officer: Option<i64>,
    /// The officer's department.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub department: Option<String>,
    /// What happened, as the chain has it; never personal.
    #[schema(value_type = Object, example = json!({"event": "claimed", "duty": "intake", "officer": 17}))]
    pub event: Value,
    /// The personal part as far as the reader's read set goes.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub facts: Map<String, Value>,
    /// Whether there is a personal part that the reader may not see.
    pub withheld: bool,
    /// The chain hash, hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hash: Option<String>,
}

/// A line for a reader who may see `view` of the request.
#[must_use]
pub fn line(seq: u64, entry: &Entry, hash: Option<String>, view: &View) -> Line {
    let (by, officer, department) = match &entry.by {
        By::Engine => ("engine", None, None),
        By::Applicant => ("applicant", None, None),
        By::Officer(id, department) => ("officer", Some(id.0), Some(department.to_string())),
    };
    let (facts, withheld) = entry
        .facts
        .as_ref()
        .map(|facts| seen(facts, &entry.event, view))
        .unwrap_or_default();
    Line {
        seq,
        at: entry.at,
        by: by.to_owned(),
        officer,
        department,
        event: serde_json::to_value(&entry.event).unwrap_or_default(),
        facts,
        withheld,
        hash,
    }
}

/// The part of a patch that the view shows as well, by value: what was replaced since is withheld.
fn seen(patch: &FactsPatch, event: &Event, view: &View) -> (Map<String, Value>, bool) {
    let mut seen = Map::new();
    let mut withheld = patch.applicant.is_some() || patch.proxy.is_some() || patch.salt.is_some();
    let form: Map<String, Value> = patch
        .form
        .iter()
        .filter(|(key, value)| view.form.get(*key) == Some(*value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    withheld |= form.len() < patch.form.len();
    let materials: Vec<Value> = patch
        .materials
        .keys()
        .filter(|key| view.materials.contains_key(*key))
        .map(|key| key.as_str().into())
        .collect();
    withheld |= materials.len() < patch.materials.len();
    let words = match event {
        // Why somebody intervened is said to those who watch over interventions.
        Event::Intervened { .. } | Event::Moved { .. } | Event::CardAnswered { .. } => true,
        Event::Opined { review, .. } => view.opinions.contains_key(review),
        Event::Rated { .. } | Event::FollowedUp => view.rating.is_some(),
        Event::Complained { number } | Event::ComplaintAnswered { number } => {
            view.complaints.contains_key(number)
        }
        _ => patch.words.is_empty(),
    };
    withheld |= !words;
    if !form.is_empty() {
        seen.insert("form".into(), Value::Object(form));
    }
    if !materials.is_empty() {
        seen.insert("materials".into(), Value::Array(materials));
    }
    if words && !patch.words.is_empty() {
        let texts = patch
            .words
            .values()
            .map(|text| Value::from(text.as_str()))
            .collect();
        seen.insert("words".into(), Value::Array(texts));
    }
    (seen, withheld)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facts::Applicant;

    fn filed() -> FactsPatch {
        FactsPatch {
            applicant: Some(Applicant {
                name: "周文海".into(),
                identity: Some("990118198805160111".into()),
                phone: None,
                email: None,
                language: Default::default(),
            }),
            form: Map::from_iter([
                ("address".to_owned(), "样例街道".into()),
                ("secret".to_owned(), "x".into()),
            ]),
            ..FactsPatch::default()
        }
    }

    #[test]
    fn what_the_view_does_not_give_is_withheld() {
        let view = View {
            form: Map::from_iter([("address".to_owned(), "样例街道".into())]),
            ..View::default()
        };
        let (seen, withheld) = seen(&filed(), &Event::CertificateIssued, &view);
        let shown = Value::Object(seen).to_string();
        assert!(shown.contains("样例街道") && withheld);
        for hidden in ["周文海", "9901", "secret"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}
