//! What a measurement found.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// Raw findings.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// How long each opinion took, from sending to the whole answer.
    pub(super) opinions: Vec<Duration>,
    /// Requests brought to their result and read back.
    pub(super) requests: u64,
    /// Calls that were not answered as they should be.
    pub(super) errors: u64,
    /// What the first of them said.
    pub(super) first_trouble: Option<String>,
    /// From the first call to the last answer.
    pub(super) lasted: Duration,
}

impl Figures {
    /// Takes in another client's findings.
    pub(super) fn add(&mut self, other: Self) {
        self.opinions.extend(other.opinions);
        self.requests += other.requests;
        self.errors += other.errors;
        self.first_trouble = self.first_trouble.take().or(other.first_trouble);
    }

    /// Notes a call that went wrong.
    pub(super) fn trouble(&mut self, error: &anyhow::Error) {
        self.errors += 1;
        self.first_trouble
            .get_or_insert_with(|| format!("{error:#}"));
    }

    /// The findings in a line.
    pub(super) fn summary(&self, clients: u16) -> Summary {
        let mut sorted = self.opinions.clone();
        sorted.sort_unstable();
        let seconds = self.lasted.as_secs_f64().max(f64::EPSILON);
        Summary {
            bench: "joint6",
            clients,
            seconds: rounded(seconds),
            requests: self.requests,
            decisions: sorted.len(),
            decisions_per_s: rounded(sorted.len() as f64 / seconds),
            p50_ms: rounded(percentile(&sorted, 50)),
            p99_ms: rounded(percentile(&sorted, 99)),
            errors: self.errors,
        }
    }
}

/// One line for a machine.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    bench: &'static str,
    clients: u16,
    seconds: f64,
    requests: u64,
    decisions: usize,
    decisions_per_s: f64,
    p50_ms: f64,
    p99_ms: f64,
    errors: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} opinions in {} s: {} a second; half within {} ms, 99 of 100 within {} ms; {} requests read back, {} errors",
            self.decisions,
            self.seconds,
            self.decisions_per_s,
            self.p50_ms,
            self.p99_ms,
            self.requests,
            self.errors
        )
    }
}

/// In milliseconds; zero of none.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted
        .get(place)
        .map_or(0.0, |duration| duration.as_secs_f64() * 1_000.0)
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let sorted: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&sorted, 50), 100.0);
        assert_eq!(percentile(&sorted, 99), 198.0);
        assert_eq!(percentile(&[], 99), 0.0);
    }
}
