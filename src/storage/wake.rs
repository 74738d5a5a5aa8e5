//! News that there may be work: between the tasks of one process, and between nodes.
//!
//! Waking is a courtesy. Workers poll beneath it, so a lost wake-up costs a moment, never a job.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::postgres::PgListener;
use tokio::sync::watch;

use super::Error;

/// The PostgreSQL channel on which an enqueuing transaction names the queue.
pub(super) const CHANNEL: &str = "lianban_jobs";

/// Wakes the workers of this process; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Waker {
    queues: Arc<Mutex<HashMap<String, watch::Sender<()>>>>,
}

impl Waker {
    /// Hears of new jobs in one queue; wake-ups that nobody has looked at yet become one.
    pub fn subscribe(&self, queue: &str) -> watch::Receiver<()> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.entry(queue.to_owned()).or_default().subscribe()
    }

    /// Wakes the workers of one queue.
    pub fn wake(&self, queue: &str) {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(queue) {
            queue.send_replace(());
        }
    }

    /// Wakes the workers of every queue.
    pub fn wake_all(&self) {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.values().for_each(|queue| {
            queue.send_replace(());
        });
    }
}

/// A PostgreSQL connection that listens for jobs of any node.
#[derive(Debug)]
pub struct Listener(PgListener);

/// What a [`Listener`] heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// There is a job in this queue.
    Queue(String),
    /// The connection was lost and is being made again; anything may have been missed.
    Missed,
}

impl Listener {
    pub(super) async fn connect(url: &str) -> Result<Self, Error> {
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// Waits for the next news.
    ///
    /// # Errors
    /// [`Error::Unreachable`] while the server does not take us back; call again after a pause.
    pub async fn next(&mut self) -> Result<News, Error> {
        Ok(match self.0.try_recv().await? {
            Some(notification) => News::Queue(notification.payload().to_owned()),
            None => News::Missed,
        })
    }
}
