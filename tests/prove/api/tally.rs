//! What was asked and what came back.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Answers by operation (`POST /api/v1/requests`) and status.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Tally {
    pub by_operation: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Tally {
    pub fn calls(&self) -> u64 {
        self.by_operation.values().flat_map(BTreeMap::values).sum()
    }

    /// Operations that were done for somebody.
    pub fn answered_yes(&self) -> impl Iterator<Item = &str> {
        let yes = |answers: &BTreeMap<String, u64>| answers.keys().any(|it| it.starts_with('2'));
        let said = self
            .by_operation
            .iter()
            .filter(move |(_, answers)| yes(answers));
        said.map(|(operation, _)| operation.as_str())
    }

    pub fn take_in(&mut self, other: Self) {
        for (operation, answers) in other.by_operation {
            let known = self.by_operation.entry(operation).or_default();
            for (status, count) in answers {
                *known.entry(status).or_default() += count;
            }
        }
    }

    /// So many calls, so many of them done.
    pub fn in_short(&self) -> String {
        let answers = self.by_operation.values().flatten();
        let done = answers.filter(|(status, _)| status.starts_with('2'));
        let done: u64 = done.map(|(_, count)| count).sum();
        format!("{} calls, {done} done", self.calls())
    }
}
