//! A rush of clocks: while a node fires a crowd of them, its letters let it go first. A rung has an
//! instant; a letter that leaves a moment later is no worse.

use std::time::Duration;

use tokio::sync::watch;

/// How long letters wait for a rush before some go in all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether there is a rush; clones share it.
#[derive(Debug, Clone)]
pub struct Rush {
    crowds: watch::Sender<usize>,
    patience: Duration,
}

/// A crowd that goes first until this is dropped.
#[derive(Debug)]
pub struct Rushing(watch::Sender<usize>);

impl Default for Rush {
    fn default() -> Self {
        Self::of(PATIENCE)
    }
}

impl Rush {
    /// Of which those who give way wait no longer than this at a time.
    #[must_use]
    pub fn of(patience: Duration) -> Self {
        Self {
            crowds: watch::Sender::new(0),
            patience,
        }
    }

    /// From now on others wait.
    #[must_use]
    pub fn begin(&self) -> Rushing {
        self.crowds.send_modify(|crowds| *crowds += 1);
        Rushing(self.crowds.clone())
    }

    /// Waits until nobody goes first, though no longer than patience lasts.
    pub(super) async fn let_by(&self) {
        let mut crowds = self.crowds.subscribe();
        // Whoever waits holds a sender itself, so the channel stays.
        let over = crowds.wait_for(|crowds| *crowds == 0);
        let _ = tokio::time::timeout(self.patience, over).await;
    }
}

impl Drop for Rushing {
    fn drop(&mut self) {
        self.0.send_modify(|crowds| *crowds -= 1);
    }
}

#[cfg(test)]
mod tests {
    use futures::poll;

    use super::*;

    #[tokio::test]
    async fn a_rush_is_let_by_to_the_end_of_the_last_crowd() {
        let rush = Rush::of(Duration::from_secs(60));
        rush.let_by().await;
        let (one, other) = (rush.begin(), rush.begin());
        let mut waiting = Box::pin(rush.let_by());
        assert!(poll!(&mut waiting).is_pending());
        drop(one);
        assert!(poll!(&mut waiting).is_pending());
        drop(other);
        assert!(poll!(&mut waiting).is_ready());
    }

    #[tokio::test]
    async fn patience_has_an_end() {
        let rush = Rush::of(Duration::ZERO);
        let _rushing = rush.begin();
        rush.let_by().await;
    }
}
