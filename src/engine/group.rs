//! Group commit: commands that wait together share one transaction and one fsync.
//!
//! A command joins the line; whoever finds a committer free sends it off. A committer takes those who
//! stand in the line, writes them as one batch, tells each its own outcome and looks again, so that
//! nobody waits for company: alone, a command is a batch of one. No two batches are about the same request
//! at a time: what comes for one that is under way keeps its place in the line. Whoever gives up while in
//! the line is let go; a batch that was begun goes on, because others are in it.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::write::{Done, Wish};
use super::{Engine, Error};
use crate::domain::identifiers::RequestId;

/// Commands of one batch at most.
const BATCH: usize = 16;
/// Batches under way at once.
const COMMITTERS: usize = 2;
/// Commands that wait at most; more are asked to come again.
const LINE_MAX: usize = 4_096;

/// The line, and who serves it.
pub(super) struct Group {
    line: Mutex<Line>,
    committers: Arc<Semaphore>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<InLine>,
    under_way: BTreeSet<RequestId>,
}

struct InLine {
    wish: Wish,
    told: oneshot::Sender<Result<Done, Error>>,
}

/// A batch that was taken out of the line; when it is dropped, its requests are free again.
struct Taken<'a> {
    group: &'a Group,
    ids: Vec<RequestId>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut line = self.group.line();
        for id in &self.ids {
            line.under_way.remove(id);
        }
    }
}

impl Line {
    fn tell_length(&self) {
        metrics::gauge!("lianban_commands_waiting").set(self.waiting.len() as f64);
    }

    fn is_free(&self, waiting: &InLine) -> bool {
        waiting
            .wish
            .id()
            .is_none_or(|id| !self.under_way.contains(&id))
    }
}

impl Group {
    /// While one batch reaches the disk, the next is read and decided.
    pub(super) fn new() -> Self {
        Self {
            line: Mutex::default(),
            committers: Arc::new(Semaphore::new(COMMITTERS)),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, wish: Wish) -> Result<oneshot::Receiver<Result<Done, Error>>, Error> {
        let (told, outcome) = oneshot::channel();
        let mut line = self.line();
        if line.waiting.len() >= LINE_MAX {
            return Err(Error::Busy);
        }
        line.waiting.push_back(InLine { wish, told });
        line.tell_length();
        Ok(outcome)
    }

    /// The next batch: in the order of the line, whoever is about a request that is free.
    fn next(&self) -> (Vec<InLine>, Taken<'_>) {
        let mut line = self.line();
        line.waiting.retain(|waiting| !waiting.told.is_closed());
        let (mut batch, mut stay) = (Vec::new(), VecDeque::new());
        while batch.len() < BATCH
            && let Some(next) = line.waiting.pop_front()
        {
            match line.is_free(&next) {
                true => batch.push(next),
                false => stay.push_back(next),
            }
        }
        stay.append(&mut line.waiting);
        line.waiting = stay;
        let ids: Vec<RequestId> = batch.iter().filter_map(|next| next.wish.id()).collect();
        line.under_way.extend(&ids);
        line.tell_length();
        drop(line);
        (batch, Taken { group: self, ids })
    }

    /// A free committer, if there is one and anybody can be served.
    fn committer(&self) -> Option<OwnedSemaphorePermit> {
        let line = self.line();
        if !line.waiting.iter().any(|waiting| line.is_free(waiting)) {
            return None;
        }
        Arc::clone(&self.committers).try_acquire_owned().ok()
    }
}

impl Engine {
    /// Has a wish carried out with those that wait beside it.
    pub(super) async fn in_company(&self, wish: Wish) -> Result<Done, Error> {
        let outcome = self.group.join(wish)?;
        if let Some(committer) = self.group.committer() {
            tokio::spawn(self.clone().serve_line(committer));
        }
        outcome.await.unwrap_or(Err(Error::Panicked))
    }

    async fn serve_line(self, mut committer: OwnedSemaphorePermit) {
        loop {
            let (batch, taken) = self.group.next();
            if batch.is_empty() {
                drop(committer);
                // Somebody may have come when the line had been looked at and no committer was free yet.
                match self.group.committer() {
                    Some(again) => committer = again,
                    None => return,
                }
                continue;
            }
            let (wishes, told): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|one| (one.wish, one.told)).unzip();
            metrics::histogram!("lianban_batch_commands").record(wishes.len() as f64);
            let outcomes = self.write(&wishes).await;
            drop(taken);
            for (told, outcome) in told.into_iter().zip(outcomes) {
                // Whoever has given up meanwhile asks again under the same key.
                let _ = told.send(outcome);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::command::{Action, Actor, Command};
    use crate::domain::identifiers::RequestId;
    use crate::engine::Call;
    use crate::engine::write::What;

    fn wish(id: i64) -> Wish {
        let tick = Command {
            actor: Actor::Engine,
            action: Action::Tick,
            expected: None,
        };
        Wish {
            what: What::Act {
                id: RequestId::try_from(id).unwrap(),
                command: Box::new(tick),
            },
            call: Call::default(),
        }
    }

    #[test]
    fn whoever_gives_up_in_the_line_is_let_go() {
        let group = Group::new();
        let gone = group.join(wish(1)).unwrap();
        let _stays = group.join(wish(2)).unwrap();
        drop(gone);
        let (batch, _taken) = group.next();
        let ids: Vec<_> = batch.iter().map(|one| one.wish.id()).collect();
        assert_eq!(ids, [RequestId::try_from(2).ok()]);
    }

    #[test]
    fn the_line_has_an_end() {
        let group = Group::new();
        let waiting = (0..LINE_MAX).map(|_| group.join(wish(1)).unwrap());
        let _waiting: Vec<_> = waiting.collect();
        assert!(matches!(group.join(wish(1)), Err(Error::Busy)));
        assert_eq!(group.next().0.len(), BATCH);
    }

    #[test]
    fn no_two_batches_are_about_one_request() {
        let group = Group::new();
        let joined = [1, 2, 1].map(|id| group.join(wish(id)).unwrap());
        let ids = |batch: &[InLine]| -> Vec<i64> {
            let ids = batch.iter().filter_map(|one| one.wish.id());
            ids.map(RequestId::get).collect()
        };
        let (first, taken) = group.next();
        assert_eq!(ids(&first), [1, 2, 1], "one batch may have several of one");
        let later = [2, 3].map(|id| group.join(wish(id)).unwrap());
        let (second, _taken) = group.next();
        assert_eq!(ids(&second), [3]);
        assert!(group.committer().is_none(), "nobody can be served");
        drop(taken);
        assert!(group.committer().is_some());
        assert_eq!(ids(&group.next().0), [2]);
        drop((joined, later));
    }
}
