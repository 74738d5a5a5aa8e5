//! Look-ups that come at once are asked as one: whoever finds nobody asking asks for all who wait.
//!
//! Nothing is kept: an answer is of a question that was put after its asker came. Alone, a look-up is a
//! question of one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

/// Those who look up the same kind of thing by a text.
pub struct Lookups<V> {
    waiting: Mutex<Vec<Waiting<V>>>,
    turn: tokio::sync::Mutex<()>,
}

struct Waiting<V> {
    key: String,
    told: oneshot::Sender<Option<V>>,
}

impl<V> Default for Lookups<V> {
    fn default() -> Self {
        Self {
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl<V: Clone> Lookups<V> {
    /// What `ask` finds under `key`, put to it with the keys of those who wait beside; each key once.
    ///
    /// # Errors
    /// Those of `ask`, for whoever asked; the others ask again.
    pub async fn find<E, F>(
        &self,
        key: &str,
        ask: impl Fn(Vec<String>) -> F,
    ) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<HashMap<String, V>, E>>,
    {
        loop {
            let (told, mut answer) = oneshot::channel();
            let waiting = Waiting {
                key: key.to_owned(),
                told,
            };
            self.waiting().push(waiting);
            let _turn = tokio::select! {
                biased;
                told = &mut answer => match told {
                    Ok(found) => return Ok(found),
                    // Whoever asked gave up.
                    Err(_) => continue,
                },
                turn = self.turn.lock() => turn,
            };
            // The turn may have come with the answer.
            match answer.try_recv() {
                Ok(found) => return Ok(found),
                Err(oneshot::error::TryRecvError::Closed) => continue,
                Err(oneshot::error::TryRecvError::Empty) => {}
            }
            let all = std::mem::take(&mut *self.waiting());
            let mut keys: Vec<String> = all.iter().map(|one| one.key.clone()).collect();
            keys.sort_unstable();
            keys.dedup();
            let found = ask(keys).await?;
            for one in all {
                // Nobody may be left to hear it.
                let _ = one.told.send(found.get(&one.key).cloned());
            }
            return Ok(found.get(key).cloned());
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Waiting<V>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;
    use futures::poll;
    use tokio::sync::Semaphore;

    use super::*;

    /// What is asked waits at a gate, counted; every key but `nobody` is there.
    #[derive(Default)]
    struct Book {
        lookups: Lookups<String>,
        asked: Mutex<Vec<Vec<String>>>,
        failing: AtomicUsize,
    }

    impl Book {
        async fn find(&self, key: &str, gate: &Semaphore) -> Result<Option<String>, &'static str> {
            let ask = |keys: Vec<String>| async move {
                self.asked.lock().unwrap().push(keys.clone());
                gate.acquire().await.unwrap().forget();
                if self.failing.swap(0, Ordering::SeqCst) > 0 {
                    return Err("out of reach");
                }
                let known = keys.into_iter().filter(|key| key != "nobody");
                Ok(known.map(|key| (key.clone(), key)).collect())
            };
            self.lookups.find(key, ask).await
        }

        fn asked(&self) -> Vec<Vec<String>> {
            self.asked.lock().unwrap().clone()
        }
    }

    #[tokio::test]
    async fn who_comes_while_somebody_asks_is_asked_for_with_the_others() {
        let (book, gate) = (Book::default(), Semaphore::new(0));
        let mut first = Box::pin(book.find("a", &gate));
        assert!(poll!(&mut first).is_pending());
        let mut rest = Box::pin(join_all(
            ["b", "a", "nobody", "b"].map(|key| book.find(key, &gate)),
        ));
        assert!(poll!(&mut rest).is_pending());
        gate.add_permits(2);
        assert_eq!(first.await, Ok(Some("a".to_owned())));
        let told: Vec<Option<String>> = rest.await.into_iter().map(Result::unwrap).collect();
        let told: Vec<Option<&str>> = told.iter().map(Option::as_deref).collect();
        assert_eq!(told, [Some("b"), Some("a"), None, Some("b")]);
        assert_eq!(book.asked(), [vec!["a"], vec!["a", "b", "nobody"]]);
    }

    #[tokio::test]
    async fn nobody_waits_for_whoever_went_away_or_failed() {
        let (book, gate) = (Arc::new(Book::default()), Semaphore::new(0));
        let mut gone = Box::pin(book.find("a", &gate));
        assert!(poll!(&mut gone).is_pending());
        let mut next = Box::pin(book.find("b", &gate));
        let mut third = Box::pin(book.find("c", &gate));
        assert!(poll!(&mut next).is_pending());
        assert!(poll!(&mut third).is_pending());
        drop(gone);
        assert!(
            poll!(&mut next).is_pending(),
            "asks for itself and the third"
        );
        assert!(poll!(&mut third).is_pending());
        book.failing.store(1, Ordering::SeqCst);
        gate.add_permits(2);
        assert_eq!(next.await, Err("out of reach"));
        assert_eq!(third.await, Ok(Some("c".to_owned())));
        assert_eq!(book.asked(), [vec!["a"], vec!["b", "c"], vec!["c"]]);
    }
}
