//! Look-ups that come at once are asked as one: whoever finds a turn free asks for all who wait.
//!
//! Nothing is kept: an answer is of a question that was put after its asker came. Alone, a look-up is a
//! question of one. Whoever hears that the question with theirs failed asks for themselves.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, oneshot};

/// Questions under way at once: while one is answered, the next is put.
const TURNS: usize = 2;
/// Most keys of one question.
const KEYS_MAX: usize = 256;

/// What was found under each key; what is not there is left out, and what cannot be read is an error of
/// its own.
pub(super) type Found<V, E> = HashMap<String, Result<V, E>>;

/// Those who look up the same kind of thing by a text.
pub(super) struct Lookups<V> {
    waiting: Mutex<Vec<Waiting<V>>>,
    turns: Semaphore,
}

struct Waiting<V> {
    key: String,
    told: oneshot::Sender<Option<V>>,
}

impl<V> Default for Lookups<V> {
    fn default() -> Self {
        Self {
            waiting: Mutex::default(),
            turns: Semaphore::new(TURNS),
        }
    }
}

impl<V: Clone> Lookups<V> {
    /// What `ask` finds under `key`, put to it with the keys of those who wait beside; each key once.
    ///
    /// # Errors
    /// Those of `ask`, about this key or about all.
    pub(super) async fn find<E, F>(
        &self,
        key: String,
        ask: impl Fn(Vec<String>) -> F,
    ) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<Found<V, E>, E>>,
    {
        let (told, mut answer) = oneshot::channel();
        let waiting = Waiting {
            key: key.clone(),
            told,
        };
        self.waiting().push(waiting);
        let turn = tokio::select! {
            biased;
            told = &mut answer => match told {
                Ok(found) => return Ok(found),
                Err(_) => None,
            },
            turn = self.turns.acquire() => Some(turn),
        };
        // The turn may have come with the answer.
        if let Ok(found) = answer.try_recv() {
            return Ok(found);
        }
        drop(answer);
        let others = match turn {
            Some(_) => self.next(),
            None => Vec::new(),
        };
        let mut keys: Vec<String> = others.iter().map(|other| other.key.clone()).collect();
        keys.push(key.clone());
        keys.sort_unstable();
        keys.dedup();
        let mut found = ask(keys).await?;
        for other in others {
            match found.get(&other.key) {
                // They ask for themselves, and hear what is wrong.
                Some(Err(_)) => {}
                // Nobody may be left to hear it.
                Some(Ok(value)) => _ = other.told.send(Some(value.clone())),
                None => _ = other.told.send(None),
            }
        }
        found.remove(&key).transpose()
    }

    /// Those who are asked for beside whoever asks.
    fn next(&self) -> Vec<Waiting<V>> {
        let mut waiting = self.waiting();
        waiting.retain(|one| !one.told.is_closed());
        let most = waiting.len().min(KEYS_MAX - 1);
        waiting.drain(..most).collect()
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting<V>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures::future::join_all;
    use futures::poll;

    use super::*;

    type Answer = Result<Option<String>, &'static str>;

    /// What is asked waits at a gate, and is kept; every key but `nobody` is there, `spoilt` is unreadable.
    struct Book {
        lookups: Lookups<String>,
        asked: Mutex<Vec<Vec<String>>>,
        gate: Semaphore,
        out_of_reach: AtomicBool,
    }

    impl Book {
        fn new() -> Self {
            Self {
                lookups: Lookups::default(),
                asked: Mutex::default(),
                gate: Semaphore::new(0),
                out_of_reach: AtomicBool::new(false),
            }
        }

        async fn find(&self, key: &str) -> Answer {
            let ask = |keys: Vec<String>| async move {
                self.asked.lock().unwrap().push(keys.clone());
                self.gate.acquire().await.unwrap().forget();
                if self.out_of_reach.load(Ordering::SeqCst) {
                    return Err("out of reach");
                }
                let known = keys.into_iter().filter(|key| key != "nobody");
                let read = known.map(|key| match key.as_str() {
                    "spoilt" => (key, Err("unreadable")),
                    _ => (key.clone(), Ok(key)),
                });
                Ok(read.collect())
            };
            self.lookups.find(key.to_owned(), ask).await
        }

        /// Takes every turn, so that whoever comes now waits.
        async fn busy(&self) -> Vec<std::pin::Pin<Box<dyn Future<Output = Answer> + '_>>> {
            let mut busy: Vec<std::pin::Pin<Box<dyn Future<Output = Answer>>>> = Vec::new();
            for _ in 0..TURNS {
                let mut first: std::pin::Pin<Box<dyn Future<Output = Answer>>> =
                    Box::pin(self.find("a"));
                assert!(poll!(&mut first).is_pending());
                busy.push(first);
            }
            busy
        }

        fn last_asked(&self) -> Vec<String> {
            self.asked.lock().unwrap().last().unwrap().clone()
        }
    }

    fn yes(key: &str) -> Answer {
        Ok(Some(key.to_owned()))
    }

    #[tokio::test]
    async fn who_comes_while_others_ask_is_asked_for_with_those_beside() {
        let book = Book::new();
        let busy = book.busy().await;
        let mut rest = Box::pin(join_all(
            ["b", "a", "nobody", "spoilt", "b"].map(|key| book.find(key)),
        ));
        assert!(poll!(&mut rest).is_pending());
        book.gate.add_permits(TURNS + 3);
        assert_eq!(join_all(busy).await, vec![yes("a"); TURNS]);
        let told = rest.await;
        assert_eq!(
            told,
            [yes("b"), yes("a"), Ok(None), Err("unreadable"), yes("b")]
        );
        let asked = book.asked.lock().unwrap().clone();
        assert_eq!(asked[TURNS], ["a", "b", "nobody", "spoilt"]);
        assert_eq!(book.last_asked(), ["spoilt"], "its own asker hears of it");
    }

    #[tokio::test]
    async fn when_the_store_is_out_of_reach_all_hear_it_within_one_asking() {
        let book = Book::new();
        let busy = book.busy().await;
        let mut rest = Box::pin(join_all((0..20).map(|_| book.find("b"))));
        assert!(poll!(&mut rest).is_pending());
        book.out_of_reach.store(true, Ordering::SeqCst);
        book.gate.add_permits(TURNS);
        assert_eq!(join_all(busy).await, vec![Err("out of reach"); TURNS]);
        assert!(
            poll!(&mut rest).is_pending(),
            "the first of them asks for all"
        );
        book.gate.add_permits(1);
        assert!(
            poll!(&mut rest).is_pending(),
            "now each asks for itself, at once"
        );
        assert_eq!(book.asked.lock().unwrap().len(), TURNS + 20);
        book.gate.add_permits(19);
        assert_eq!(rest.await, vec![Err("out of reach"); 20]);
    }

    #[tokio::test]
    async fn nobody_is_asked_for_who_went_away() {
        let book = Book::new();
        let busy = book.busy().await;
        let mut gone = Box::pin(book.find("b"));
        let mut stays = Box::pin(book.find("c"));
        assert!(poll!(&mut gone).is_pending());
        assert!(poll!(&mut stays).is_pending());
        drop(gone);
        book.gate.add_permits(TURNS + 1);
        join_all(busy).await;
        assert_eq!(stays.await, yes("c"));
        assert_eq!(book.last_asked(), ["c"]);
    }
}
