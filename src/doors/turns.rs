//! Pages take turns: only so many are made at once as there are hands for, in the order in which they
//! were asked for. Many at once would each be slow, and some far slower than others.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Pages for each processor of the node: while one waits for the database another is written.
const PER_PROCESSOR: usize = 2;
/// Whoever has waited this long goes in all the same: slow pages before them shall not hold up quick ones.
const PATIENCE: Duration = Duration::from_millis(250);

/// Places for those whose turn it is.
#[derive(Debug, Clone)]
pub struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new(PER_PROCESSOR * processors)))
    }
}

impl Turns {
    /// Waits for a turn, which lasts until the answer is dropped; none where patience ended first.
    pub async fn take(&self) -> Option<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.0).acquire_owned();
        tokio::time::timeout(PATIENCE, turn).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn turns_are_taken_in_order_and_patience_ends() {
        let turns = Turns(Arc::new(Semaphore::new(1)));
        let first = turns.take().await.unwrap();
        let waiting = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take().await.is_some() }
        });
        tokio::task::yield_now().await;
        drop(first);
        assert!(waiting.await.unwrap(), "whoever waits gets the place");
        let _held = turns.take().await.unwrap();
        assert!(turns.take().await.is_none(), "nobody waits for ever");
    }
}
