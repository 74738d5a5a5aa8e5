//! Personal data of a request, kept beside the chain so that erasing it leaves the chain valid.
//!
//! Events carry structure; names, answers, documents and free words travel as a [`FactsPatch`]
//! whose salted hash alone enters the journal. Never read by `evolve`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::definition::Language;
use super::identifiers::MaterialKey;

/// Digits of the shortest number that belongs to one person: a mobile phone's.
const SHORTEST_NUMBER_DIGITS: usize = 11;

/// Everything personal that a request holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Random per request; enters every digest over personal data.
    #[serde(default)]
    pub salt: String,
    /// Who applies.
    #[serde(default)]
    pub applicant: Option<Applicant>,
    /// On whose paper somebody else files (Art. 29).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Proxy>,
    /// The answers, by field key; repeated rows carry their `id`.
    #[serde(default)]
    pub form: Map<String, Value>,
    /// The documents, by material.
    #[serde(default)]
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
    /// Free words by the place they belong to: reasons, conditions, minutes.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

impl Facts {
    /// Lays a patch over the facts: whole fields, whole materials and single words are replaced.
    pub fn apply(&mut self, patch: &FactsPatch) {
        if let Some(salt) = &patch.salt {
            self.salt.clone_from(salt);
        }
        if let Some(applicant) = &patch.applicant {
            self.applicant = Some(applicant.clone());
        }
        if let Some(proxy) = &patch.proxy {
            self.proxy = Some(proxy.clone());
        }
        for (key, value) in &patch.form {
            if value.is_null() {
                self.form.remove(key);
            } else {
                self.form.insert(key.clone(), value.clone());
            }
        }
        for (key, documents) in &patch.materials {
            self.materials.insert(key.clone(), documents.clone());
        }
        self.words.extend(patch.words.clone());
    }

    /// Everything written in here that may name or reach somebody, longest first: to be struck out
    /// where it was repeated elsewhere.
    #[must_use]
    pub fn personal_texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        if let Some(applicant) = &self.applicant {
            texts.push(applicant.name.clone());
            let others = [&applicant.identity, &applicant.phone, &applicant.email];
            texts.extend(others.into_iter().flatten().cloned());
        }
        texts.extend(self.proxy.iter().map(|proxy| proxy.name.clone()));
        for value in self.form.values() {
            strings(value, &mut texts);
        }
        texts.retain(|text| text.trim().chars().count() > 1);
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.dedup();
        texts
    }

    /// The language the applicant reads.
    #[must_use]
    pub fn language(&self) -> Language {
        self.applicant
            .as_ref()
            .map(|applicant| applicant.language)
            .unwrap_or_default()
    }

    /// Whether mail can reach the applicant.
    #[must_use]
    pub fn can_be_mailed(&self) -> bool {
        self.applicant
            .as_ref()
            .is_some_and(|applicant| applicant.email.is_some())
    }
}

fn strings(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) if may_name(text) => into.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether an answer may name or reach somebody. The key of a choice, a date, an amount or a region
/// does not: struck out, they would take common words out of other people's minutes.
fn may_name(text: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.".contains(&byte);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    !text.bytes().all(plain) || digits >= SHORTEST_NUMBER_DIGITS
}

/// A change of facts, recorded with one event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FactsPatch {
    /// Set once, when filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The applicant, when filed or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<Applicant>,
    /// The proxy, when filed by somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Proxy>,
    /// Fields replaced; `null` removes one.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub form: Map<String, Value>,
    /// Materials replaced.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
    /// Words added.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
}

impl FactsPatch {
    /// A patch of one text; none when there are no words.
    #[must_use]
    pub fn of_words(place: impl Into<String>, text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self {
            words: BTreeMap::from([(place.into(), text.to_owned())]),
            ..Self::default()
        })
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// The person who applies 申请人.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Name as on the identity card.
    pub name: String,
    /// GB 11643 number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Where to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where to write; without it the person is told at the counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The language of notices.
    #[serde(default)]
    pub language: Language,
}

/// Who files for another, and on what paper (Art. 29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// The agent's or the association's name.
    pub name: String,
    /// What authorises them.
    pub authority: String,
}

/// One uploaded file of a material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// SHA-256 of the bytes, hex; the bytes are stored under it.
    pub sha256: String,
    /// As the applicant named it.
    pub name: String,
    /// Found from the content, never from the name.
    pub content_type: String,
    /// Size in bytes.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn what_names_somebody_is_struck_out_and_a_common_word_is_not() {
        let form = json!({
            "has_job": "no", "born": "1999-04-06", "home_region": "540500",
            "phone": "19900000003", "employer": "Specimen Tea House", "name": "样例·多吉",
        });
        let facts = Facts {
            form: form.as_object().unwrap().clone(),
            ..Facts::default()
        };
        let texts = facts.personal_texts();
        assert_eq!(
            texts,
            ["Specimen Tea House", "样例·多吉", "19900000003"],
            "longest first"
        );
    }
}
