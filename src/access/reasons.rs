//! Usual reasons of departments in the hands of whoever keeps them; every change is kept as an act, with
//! what stood before.

use serde_json::{Value, json};

use super::keeper::Keeper;
use super::officers::{known, remember};
use super::{Error, commit};
use crate::domain::identifiers::DepartmentKey;
use crate::storage::acts::{self, Kind, NewAct};
use crate::storage::idempotency::Key;
use crate::storage::reason_templates::{self, Template, Words};

/// The kind of remembered answer that is a reason added: its number.
const ADDED: &str = "reason-added";

impl Keeper {
    /// Adds a reason under a key: a repetition adds nothing.
    ///
    /// # Errors
    /// [`Error::KeyReused`], [`Error::Storage`].
    pub async fn add_reason(
        &self,
        department: &DepartmentKey,
        words: &Words,
        key: &Key,
    ) -> Result<(), Error> {
        match self.add_reason_attempt(department, words, key).await {
            // The same call came first.
            Err(Error::Storage(error)) if error.is_conflict() => {
                self.add_reason_attempt(department, words, key).await
            }
            outcome => outcome,
        }
    }

    async fn add_reason_attempt(
        &self,
        department: &DepartmentKey,
        words: &Words,
        key: &Key,
    ) -> Result<(), Error> {
        let now = self.access.clock.now();
        let tx = self.access.store.begin().await?;
        if known(&tx, key, ADDED).await?.is_some() {
            return Ok(());
        }
        let id = reason_templates::add(&tx, department, words).await?;
        let after = told(department.as_str(), words);
        let act = on_reason(id, Kind::TemplateAdded, Value::Null, after);
        acts::record(&tx, &self.by, act, now).await?;
        remember(&tx, key, ADDED, id, now).await?;
        commit(tx).await
    }

    /// Changes what a reason says, or retires it where nothing is given, if it still is as it was seen;
    /// whether it was.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn change_reason(
        &self,
        seen: &Template,
        words: Option<&Words>,
    ) -> Result<bool, Error> {
        let now = self.access.clock.now();
        let tx = self.access.store.begin().await?;
        if !reason_templates::change(&tx, seen, words, now).await? {
            return Ok(false);
        }
        let before = told(&seen.department, &seen.words);
        let (kind, after) = match words {
            Some(words) => (Kind::TemplateChanged, told(&seen.department, words)),
            None => (Kind::TemplateRetired, Value::Null),
        };
        let act = on_reason(seen.id, kind, before, after);
        acts::record(&tx, &self.by, act, now).await?;
        commit(tx).await?;
        Ok(true)
    }
}

fn told(department: &str, words: &Words) -> Value {
    json!({"department": department, "verdict": words.verdict, "zh": words.zh, "en": words.en})
}

fn on_reason(id: i64, kind: Kind, before: Value, after: Value) -> NewAct<'static> {
    NewAct {
        kind,
        officer: None,
        subject: format!("template:{id}"),
        before,
        after,
        reason: "",
    }
}
