//! What a row prints.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

/// What came of a row.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Faults that really happened.
    pub injected: u64,
    /// What did not hold, the first first.
    pub violations: Vec<String>,
    /// What else it counted.
    pub details: Map<String, Value>,
}

impl Outcome {
    pub fn broken(why: String) -> Self {
        Self {
            violations: vec![why],
            ..Self::default()
        }
    }

    /// Notes something counted.
    pub fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.details.insert(name.to_owned(), value.into());
    }

    /// Notes a violation unless it is so.
    pub fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(otherwise());
        }
    }

    /// Takes in what a part found.
    pub fn add(&mut self, violations: Vec<String>) {
        self.violations.extend(violations);
    }
}

/// One line of JSON.
pub struct Line {
    value: Value,
    holds: bool,
}

impl Line {
    pub fn of(fault: &str, seed: u64, outcome: &Outcome, took: Duration) -> Self {
        let mut value = json!({
            "fault": fault,
            "seed": seed,
            "injected": outcome.injected,
            "violations": outcome.violations.len(),
            "seconds": (took.as_secs_f64() * 10.0).round() / 10.0,
        });
        let members = value.as_object_mut().unwrap();
        members.extend(outcome.details.clone());
        let holds = outcome.injected > 0 && outcome.violations.is_empty();
        Self { value, holds }
    }

    pub fn holds(&self) -> bool {
        self.holds
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
