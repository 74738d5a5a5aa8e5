//! How long a job that failed waits, and how many attempts fill a span.

use std::time::Duration;

use super::Settings;

/// The share of a wait that jitter spreads, on average half of it.
const MEAN_JITTER: f64 = 0.5;
/// A back-off that is next to nothing fills no span in any number of attempts.
const ATTEMPTS_MAX: i32 = 10_000;

impl Settings {
    /// The wait after this attempt: doubling, never over the limit, of which `jitter` (0 to 1)
    /// spreads the upper half so that jobs that failed together do not come back together.
    pub(super) fn backoff(&self, attempt: i32, jitter: f64) -> Duration {
        let doublings = u32::try_from(attempt - 1).unwrap_or(0).min(30);
        let full = self
            .backoff_first
            .saturating_mul(2_u32.pow(doublings))
            .min(self.backoff_limit);
        full.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }

    /// After how many attempts a job has, on average, been tried for this long.
    #[must_use]
    pub fn attempts_over(&self, span: Duration) -> i32 {
        let (mut attempts, mut waited) = (1, Duration::ZERO);
        while waited < span && attempts < ATTEMPTS_MAX {
            waited += self.backoff(attempts, MEAN_JITTER);
            attempts += 1;
        }
        attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn settings(first: u64, limit: u64) -> Settings {
        Settings {
            backoff_first: Duration::from_secs(first),
            backoff_limit: Duration::from_secs(limit),
            ..Settings::default()
        }
    }

    #[test]
    fn waits_double_up_to_the_limit_and_never_fall_below_half() {
        let settings = settings(2, 60);
        let waits = |jitter| [1, 2, 3, 6, 100].map(|n| settings.backoff(n, jitter).as_secs());
        assert_eq!(waits(1.0), [2, 4, 8, 60, 60]);
        assert_eq!(waits(0.0), [1, 2, 4, 30, 30]);
    }

    #[test]
    fn attempts_fill_a_span_and_no_more_than_one_wait_beyond() {
        for settings in [settings(10, 3_600), settings(2, 7_200), settings(60, 60)] {
            let attempts = settings.attempts_over(5 * DAY);
            let waited: Duration = (1..attempts).map(|n| settings.backoff(n, 0.5)).sum();
            assert!(waited >= 5 * DAY, "{attempts} attempts: {waited:?}");
            assert!(waited < 5 * DAY + settings.backoff_limit, "{waited:?}");
        }
    }

    #[test]
    fn no_span_takes_attempts_without_end() {
        assert_eq!(settings(0, 0).attempts_over(DAY), ATTEMPTS_MAX);
        assert_eq!(settings(10, 60).attempts_over(Duration::ZERO), 1);
    }
}
