//! What the house says about itself: logs on standard error, figures for Prometheus, and one
//! correlation id that follows a request from the door to the job to the mail.
//!
//! It never decides anything, opens no port and knows no other room. Start at [`start_logs`].

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32HEX_NOPAD;
use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

pub use metrics_exporter_prometheus::PrometheusHandle as Figures;

/// Longer ids are not taken over: they would fill every line of the log.
const CORRELATION_LIMIT_BYTES: usize = 64;
/// Upper bounds of the duration histograms, in seconds. Pages have bars at 10, 20 and 100 ms, so it is
/// close there; whatever takes ten seconds is broken.
const DURATION_BOUNDS_SECONDS: [f64; 20] = [
    0.001, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.0125, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05,
    0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// Commands of one batch.
const BATCH_BOUNDS: [f64; 5] = [1.0, 2.0, 4.0, 8.0, 16.0];

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One object a line, with the fields of all spans around it.
    Json,
}

/// Why the house cannot speak.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The level is neither a level nor directives.
    #[error("the log level {0:?} is not understood: {1}")]
    Level(String, tracing_subscriber::filter::ParseError),
    /// Somebody has started logs in this process before.
    #[error("logs cannot be started: {0}")]
    Logs(#[from] TryInitError),
    /// Somebody has started figures in this process before, or they cannot be kept.
    #[error("figures cannot be started: {0}")]
    Figures(#[from] BuildError),
}

/// Starts the logs of this process on standard error. `level` is a level or directives, as in
/// `info,lianban::engine=debug`.
///
/// # Errors
/// When the level is not understood, or logs have been started before.
pub fn start_logs(format: Format, level: &str) -> Result<(), Error> {
    logs_to(format, level, std::io::stderr)?.try_init()?;
    Ok(())
}

fn logs_to<W>(
    format: Format,
    level: &str,
    writer: W,
) -> Result<Box<dyn tracing::Subscriber + Send + Sync>, Error>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::builder()
        .parse(level)
        .map_err(|e| Error::Level(level.to_owned(), e))?;
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer);
    Ok(match format {
        Format::Text => Box::new(logs.with_ansi(false).finish()),
        Format::Json => Box::new(logs.json().flatten_event(true).finish()),
    })
}

/// Starts counting in this process; the handle renders what `/metrics` answers. Somebody has to
/// call [`Figures::run_upkeep`] every few seconds, or histograms nobody reads grow.
///
/// # Errors
/// When figures have been started before.
pub fn start_figures() -> Result<Figures, Error> {
    let figures = figures()?.install_recorder()?;
    describe();
    Ok(figures)
}

/// What each figure says, for whoever reads `/metrics`; docs/en/operations.md says where an alarm belongs.
fn describe() {
    describe_gauge!(
        "lianban_last_tick_seconds",
        "Seconds since the clocks were last swept"
    );
    describe_gauge!(
        "lianban_oldest_job_seconds",
        "How long the oldest job that is due has waited"
    );
    describe_gauge!(
        "lianban_jobs",
        "Jobs by queue and state; the dead were given up"
    );
    describe_gauge!("lianban_duties", "Open work by department and light");
    describe_gauge!(
        "lianban_clock_difference_seconds",
        "How far the clock of this machine is ahead of the database's"
    );
    describe_gauge!(
        "lianban_commands_waiting",
        "Commands in the line of this node for the database"
    );
    describe_histogram!(
        "lianban_batch_commands",
        "How many commands a transaction carried"
    );
    describe_counter!("lianban_http_requests_total", "Calls by route and answer");
    describe_histogram!("lianban_http_seconds", "How long calls took, by route");
    describe_histogram!(
        "lianban_job_seconds",
        "How long jobs took, by queue and outcome"
    );
}

fn figures() -> Result<PrometheusBuilder, Error> {
    let durations = Matcher::Suffix("_seconds".to_owned());
    let sizes = Matcher::Suffix("_commands".to_owned());
    let builder = PrometheusBuilder::new();
    let builder = builder.set_buckets_for_metric(durations, &DURATION_BOUNDS_SECONDS)?;
    Ok(builder.set_buckets_for_metric(sizes, &BATCH_BOUNDS)?)
}

/// One id for everything that follows from one call at a door.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Correlation(String);

impl Correlation {
    /// A new one of 16 characters that sorts by the machine's time: of a UUID of version 7 (RFC 9562) its
    /// milliseconds and its last 32 random bits. It stands in every line of a journal.
    pub fn new() -> Self {
        let uuid = uuid::Uuid::now_v7();
        let [t1, t2, t3, t4, t5, t6, .., r1, r2, r3, r4] = *uuid.as_bytes();
        let id = BASE32HEX_NOPAD.encode(&[t1, t2, t3, t4, t5, t6, r1, r2, r3, r4]);
        Self(id.to_ascii_lowercase())
    }

    /// Takes over what a caller sent when it is clean, else makes a new one. What a stranger may
    /// put into every line of our logs is short and of letters, digits, `-`, `_` and `.` only.
    pub fn from_header(sent: Option<&str>) -> Self {
        sent.and_then(|sent| sent.parse().ok()).unwrap_or_default()
    }

    /// The id as it is written everywhere.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Correlation {
    fn default() -> Self {
        Self::new()
    }
}

impl FromStr for Correlation {
    type Err = UncleanCorrelation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let clean = (1..=CORRELATION_LIMIT_BYTES).contains(&text.len()) && text.bytes().all(plain);
        clean
            .then(|| Self(text.to_owned()))
            .ok_or(UncleanCorrelation)
    }
}

impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Not 1 to 64 letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a correlation id has 1 to 64 letters, digits, '-', '_' and '.'")]
pub struct UncleanCorrelation;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// What is written while a door works on one call, at the level `info`.
    fn written(format: Format) -> String {
        let paper = Paper::default();
        let pen = paper.clone();
        let logs = logs_to(format, "info", move || pen.clone()).unwrap();
        tracing::subscriber::with_default(logs, || {
            let span = tracing::info_span!("door", correlation = "abc-12345");
            let _inside = span.enter();
            tracing::info!(queue = "labor", "claimed");
            tracing::debug!("too small to tell");
        });
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn json_lines_carry_the_correlation_of_the_span_around_them() {
        let line = written(Format::Json);
        assert_eq!(line.lines().count(), 1, "{line}");
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["message"], "claimed");
        assert_eq!(line["queue"], "labor");
        assert_eq!(line["span"]["correlation"], "abc-12345");
    }

    #[test]
    fn text_lines_carry_it_too_and_no_colours() {
        let line = written(Format::Text);
        assert!(
            line.contains("abc-12345") && line.contains("claimed"),
            "{line}"
        );
        assert!(
            !line.contains('\u{1b}') && !line.contains("too small"),
            "{line}"
        );
    }

    #[test]
    fn a_level_that_is_none_is_refused() {
        let refused = logs_to(Format::Text, "lianban=loud", std::io::stderr).err();
        assert!(matches!(refused, Some(Error::Level(..))), "{refused:?}");
    }

    #[test]
    fn durations_are_counted_in_buckets() {
        let recorder = figures().unwrap().build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            metrics::histogram!("command_seconds").record(0.004);
        });
        assert!(
            handle
                .render()
                .contains("command_seconds_bucket{le=\"0.005\"} 1")
        );
    }

    #[test]
    fn a_clean_id_is_taken_over_and_any_other_replaced() {
        let taken = |sent: &str| Correlation::from_header(Some(sent)).as_str() == sent;
        assert!(taken("0198c0de-7000-7000-8000-000000000001"));
        assert!(taken("order-66.a_b"));
        let long = "x".repeat(CORRELATION_LIMIT_BYTES + 1);
        for unclean in [
            "",
            "line\tbreak",
            "<script>",
            "with space inside",
            "line\nbreak-in-it",
            "办件办件办件",
            &long,
        ] {
            assert!(!taken(unclean), "{unclean:?}");
        }
        let (one, two) = (Correlation::new(), Correlation::new());
        assert_ne!(one, two);
        assert_eq!(one.as_str().len(), 16);
        assert!(taken(one.as_str()));
    }
}
