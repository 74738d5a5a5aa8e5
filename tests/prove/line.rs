//! What a row prints.

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Map, Value, json};

/// What was found wrong since the row began, for one that never comes to its end.
static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Notes what is wrong as soon as it is.
pub fn found(wrong: &str) {
    FOUND.lock().unwrap().push(wrong.to_owned());
}

/// Everything noted since this was asked last.
pub fn take_found() -> Vec<String> {
    std::mem::take(&mut FOUND.lock().unwrap())
}

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
            self.wrong(otherwise());
        }
    }

    /// Notes a violation.
    pub fn wrong(&mut self, what: String) {
        found(&what);
        self.violations.push(what);
    }

    /// Takes in what a part found.
    pub fn add(&mut self, violations: Vec<String>) {
        violations.into_iter().for_each(|what| self.wrong(what));
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
