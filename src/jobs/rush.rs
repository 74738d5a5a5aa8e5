//! A rush of clocks: while a node fires a crowd of them, its letters let it go first. A rung has an
//! instant; a letter that leaves a moment later is no worse.

use std::time::Duration;

use tokio::sync::watch;

/// How long letters wait for a rush before some go in all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether there is a rush; clones share it.
#[derive(Debug, Clone)]
pub struct Rush(watch::Sender<bool>);

/// A rush that goes on until this is dropped.
#[derive(Debug)]
pub struct Rushing(watch::Sender<bool>);

impl Default for Rush {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Rush {
    /// From now on others wait.
    #[must_use]
    pub fn begin(&self) -> Rushing {
        self.0.send_replace(true);
        Rushing(self.0.clone())
    }

    /// Waits for the end of a rush, though no longer than patience lasts.
    pub(super) async fn let_by(&self) {
        let _ = tokio::time::timeout(PATIENCE, self.over()).await;
    }

    async fn over(&self) {
        let mut rush = self.0.subscribe();
        // Whoever waits holds a sender itself, so the channel stays.
        let _ = rush.wait_for(|rush| !rush).await;
    }
}

impl Drop for Rushing {
    fn drop(&mut self) {
        self.0.send_replace(false);
    }
}

#[cfg(test)]
mod tests {
    use futures::poll;

    use super::*;

    #[tokio::test]
    async fn a_rush_is_waited_for_to_its_end_or_as_long_as_patience_lasts() {
        let rush = Rush::default();
        rush.let_by().await;
        let rushing = rush.begin();
        let began = std::time::Instant::now();
        rush.let_by().await;
        assert!(began.elapsed() >= PATIENCE, "some go in all the same");
        let mut over = Box::pin(rush.over());
        assert!(poll!(&mut over).is_pending());
        drop(rushing);
        assert!(poll!(&mut over).is_ready(), "its end is heard of at once");
    }
}
