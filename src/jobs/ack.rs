//! What becomes of a run: the outermost layer around every job.
//!
//! The last word is awaited here, inside the job's own future, and fenced by the lease's token; it
//! goes through no channel that could lag behind or be lost. A panic, a timeout and a payload that
//! nobody understands are ordinary ends of a run, never the end of the worker.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use apalis_core::error::{AbortError, BoxDynError};
use apalis_core::task::Task;
use futures::FutureExt;
use futures::future::BoxFuture;
use tower::timeout::error::Elapsed;
use tower::{Layer, Service};
use uuid::Uuid;

use super::Failure;
use super::backend::Claimed;
use super::lease::Lease;
use super::worker::Shared;
use crate::faults;
use crate::storage::{self, jobs};

/// How often the last word is tried before the lease is left to run out.
const LAST_WORD_ATTEMPTS: u32 = 5;
/// The pause before the second of these; it doubles.
const LAST_WORD_PAUSE: Duration = Duration::from_millis(100);

#[derive(Clone)]
pub(super) struct AckLayer {
    shared: Shared,
}

impl AckLayer {
    pub(super) fn new(shared: Shared) -> Self {
        Self { shared }
    }
}

impl<S> Layer<S> for AckLayer {
    type Service = Ack<S>;

    fn layer(&self, inner: S) -> Ack<S> {
        Ack {
            inner,
            shared: self.shared.clone(),
        }
    }
}

#[derive(Clone)]
pub(super) struct Ack<S> {
    inner: S,
    shared: Shared,
}

impl<S> Service<Task<Claimed>> for Ack<S>
where
    S: Service<Task<Claimed>, Response = (), Error = BoxDynError>,
    S::Future: Send + 'static,
{
    type Response = ();
    type Error = BoxDynError;
    type Future = BoxFuture<'static, Result<(), BoxDynError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxDynError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, task: Task<Claimed>) -> Self::Future {
        let begun = Instant::now();
        let end = End::of(&task.args, &self.shared);
        let run = self.inner.call(task);
        async move {
            end.lease.start();
            let outcome = tokio::select! {
                biased;
                result = run => Outcome::of(result),
                () = end.lease.lost.cancelled() => Outcome::Lost,
            };
            let outcome = end.heeding_limit(outcome);
            let labels = [
                ("queue", end.queue.clone()),
                ("outcome", outcome.word().to_owned()),
            ];
            metrics::histogram!("lianban_job_seconds", &labels).record(begun.elapsed());
            end.say(outcome, jitter()).await;
            Ok(())
        }
        .boxed()
    }
}

pub(super) enum Outcome {
    Done,
    Retry(String),
    Fatal(String),
    Lost,
}

impl Outcome {
    fn of(result: Result<(), BoxDynError>) -> Self {
        let Err(error) = result else {
            return Self::Done;
        };
        match error.downcast::<Failure>() {
            Ok(failure) => Self::of_failure(*failure),
            // A panic, as apalis's layer reports it: the same input would panic again.
            Err(error) if error.is::<AbortError>() => Self::Fatal(error.to_string()),
            Err(error) if error.is::<Elapsed>() => Self::Retry("the run took too long".to_owned()),
            Err(error) => Self::Retry(error.to_string()),
        }
    }

    pub(super) fn of_failure(failure: Failure) -> Self {
        match failure {
            Failure::Retry(why) => Self::Retry(why),
            Failure::Fatal(why) => Self::Fatal(why),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry(_) => "retry",
            Self::Fatal(_) => "dead",
            Self::Lost => "lost",
        }
    }
}

/// The end of one run.
pub(super) struct End {
    lease: std::sync::Arc<Lease>,
    queue: String,
    attempt: i32,
    max_attempts: i32,
    shared: Shared,
}

impl End {
    pub(super) fn of(claimed: &Claimed, shared: &Shared) -> Self {
        Self {
            lease: claimed.lease.clone(),
            queue: claimed.row.queue.clone(),
            attempt: claimed.row.attempts,
            max_attempts: claimed.row.max_attempts,
            shared: shared.clone(),
        }
    }

    /// A job that is never given up is tried again even after a run that no other could better.
    pub(super) fn heeding_limit(&self, outcome: Outcome) -> Outcome {
        match outcome {
            Outcome::Fatal(why) if self.max_attempts == jobs::UNLIMITED => Outcome::Retry(why),
            outcome => outcome,
        }
    }

    /// `jitter` is a share of the wait before the next attempt. Says whether the word was heard.
    pub(super) async fn say(&self, outcome: Outcome, jitter: f64) -> bool {
        let id = self.lease.held.id;
        match &outcome {
            Outcome::Done => tracing::debug!(queue = self.queue, %id, "job done"),
            Outcome::Retry(why) => {
                tracing::warn!(queue = self.queue, %id, attempt = self.attempt, why, "job failed");
            }
            Outcome::Fatal(why) => tracing::error!(queue = self.queue, %id, why, "job is dead"),
            Outcome::Lost => tracing::warn!(queue = self.queue, %id, "lease lost, run cut short"),
        }
        let mut heard = false;
        for attempt in 0..LAST_WORD_ATTEMPTS {
            faults::at("ack.before");
            let said = self.last_word(&outcome, jitter).await;
            faults::at("ack.after");
            match said {
                Ok(true) => {
                    heard = true;
                    break;
                }
                Ok(false) => {
                    tracing::warn!(queue = self.queue, %id, "job was taken over; run not counted");
                    break;
                }
                Err(error) => {
                    tracing::warn!(queue = self.queue, %id, %error, "last word not written");
                    tokio::time::sleep(LAST_WORD_PAUSE * 2_u32.pow(attempt)).await;
                }
            }
        }
        self.lease.settle();
        heard
    }

    /// `false` where the fence refused it.
    async fn last_word(&self, outcome: &Outcome, jitter: f64) -> Result<bool, storage::Error> {
        let db = self.shared.store.writer();
        let held = self.lease.held;
        let now = (self.shared.machine)();
        match outcome {
            // The transaction of the effects has said it. If that did not commit after all, the
            // job still waits and its lease runs out: run again, not lost.
            Outcome::Done | Outcome::Lost if self.lease.is_completed_by_run() => Ok(true),
            Outcome::Lost => Ok(true),
            Outcome::Done => jobs::ack(db, held, now).await,
            Outcome::Retry(why) if self.attempt < self.max_attempts => {
                let wait = self.shared.settings.backoff(self.attempt, jitter);
                jobs::retry_at(db, held, now + wait, why).await
            }
            Outcome::Retry(why) | Outcome::Fatal(why) => {
                jobs::bury(&self.shared.store, held, why, now).await
            }
        }
    }
}

fn jitter() -> f64 {
    // Four random bytes of a v4 id.
    let random = Uuid::new_v4().as_fields().0;
    f64::from(random) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_is_a_share() {
        assert!(
            (0..1000)
                .map(|_| jitter())
                .all(|j| (0.0..=1.0).contains(&j))
        );
    }
}
