//! Pages take turns: only so many are made at once as there are hands for, in the order in which they
//! were asked for. Many at once would each be slow, and some far slower than others.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Pages for each processor of the node: while one waits for the database another is written.
const PER_PROCESSOR: usize = 3;
/// Whoever has waited this long goes in all the same: slow pages before them shall not hold up quick ones.
const PATIENCE: Duration = Duration::from_millis(250);

/// Places for those whose turn it is.
#[derive(Debug, Clone)]
pub struct Turns {
    places: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Turns {
    fn default() -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        Self::of(PER_PROCESSOR * processors, PATIENCE)
    }
}

impl Turns {
    fn of(places: usize, patience: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            patience,
        }
    }

    /// Waits for a turn, which lasts until the answer is dropped; none where patience ended first.
    pub async fn take(&self) -> Option<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.places).acquire_owned();
        tokio::time::timeout(self.patience, turn).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn whoever_waits_gets_the_place_that_is_left() {
        let turns = Turns::of(1, Duration::from_secs(60));
        let first = turns.take().await.unwrap();
        let waiting = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take().await.is_some() }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished(), "there is one place");
        drop(first);
        assert!(waiting.await.unwrap());
    }

    #[tokio::test]
    async fn patience_ends() {
        let turns = Turns::of(1, Duration::from_millis(1));
        let _held = turns.take().await.unwrap();
        assert!(turns.take().await.is_none());
    }
}
