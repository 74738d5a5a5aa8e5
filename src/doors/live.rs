//! News that a queue changed, for pages that stay open. One task looks for the whole node, however many
//! listen, and only while somebody does; what it looks at is the database, so that work done at any
//! node is seen at all of them. A courtesy: whoever hears nothing loses nothing, since every page is
//! whole when it is asked for again.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::storage::pulse::{self, Beat};
use crate::storage::{self, Store};

/// Most pages of one node that listen at once.
const LISTENERS_MAX: usize = 5_000;

/// How many times as long as a look took there is rest: a node spends a small share of itself on it,
/// however long the queues are.
const REST_TIMES: u32 = 20;

/// How often things are looked at, in machine time.
#[derive(Debug, Clone, Copy)]
pub struct Paces {
    /// The queues, for the whole node; less often where a look takes long.
    pub look: Duration,
    /// Each listener's session, when a sign of life is sent too: proxies close what is silent.
    pub heartbeat: Duration,
}

impl Default for Paces {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(4),
            heartbeat: Duration::from_secs(15),
        }
    }
}

/// What one look found.
#[derive(Debug, Clone)]
struct Look {
    began: Instant,
    beats: Arc<[Beat]>,
}

/// The node's one look at the queues.
#[derive(Debug)]
pub struct Live {
    /// How often it looks.
    pub paces: Paces,
    news: watch::Sender<Look>,
    is_looking: Mutex<bool>,
    ended: CancellationToken,
}

impl Live {
    /// Looks at this pace, once somebody listens.
    #[must_use]
    pub fn new(paces: Paces) -> Arc<Self> {
        Arc::new(Self {
            paces,
            news: watch::Sender::new(Look::nothing()),
            is_looking: Mutex::new(false),
            ended: CancellationToken::new(),
        })
    }

    /// Listens from now on; none where too many do.
    #[must_use]
    pub fn listen(self: &Arc<Self>, store: &Store) -> Option<Ear> {
        let mut is_looking = self
            .is_looking
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if self.news.receiver_count() >= LISTENERS_MAX {
            return None;
        }
        let news = self.news.subscribe();
        if !*is_looking {
            *is_looking = true;
            let store = store.clone();
            tokio::spawn(Arc::clone(self).look(move || {
                let store = store.clone();
                async move { pulse::beats(store.reader()).await }
            }));
        }
        Some(Ear {
            since: Instant::now(),
            news,
            ended: self.ended.clone(),
        })
    }

    /// Ends every listening, and lets no new one begin: the node is about to end.
    pub fn end(&self) {
        self.ended.cancel();
    }

    /// A look that breaks is followed by the next: whoever listens waits for this task alone.
    async fn look<Beats>(self: Arc<Self>, beats: impl Fn() -> Beats + Send)
    where
        Beats: Future<Output = Result<Vec<Beat>, storage::Error>> + Send,
    {
        while self.somebody_listens() {
            let began = Instant::now();
            let found = AssertUnwindSafe(beats()).catch_unwind().await;
            let took = began.elapsed();
            match found {
                Ok(Ok(beats)) => drop(self.news.send_replace(Look {
                    began,
                    beats: beats.into(),
                })),
                Ok(Err(error)) => tracing::warn!(%error, "the queues could not be looked at"),
                Err(_) => tracing::error!("a look at the queues panicked"),
            }
            tokio::select! {
                () = self.ended.cancelled() => return,
                () = tokio::time::sleep(self.paces.look.max(took * REST_TIMES)) => {}
            }
        }
    }

    fn somebody_listens(&self) -> bool {
        let mut is_looking = self
            .is_looking
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *is_looking = self.news.receiver_count() > 0;
        *is_looking
    }
}

impl Look {
    fn nothing() -> Self {
        Self {
            began: Instant::now(),
            beats: Arc::new([]),
        }
    }
}

/// One page that listens.
#[derive(Debug)]
pub struct Ear {
    /// Looks that began before would report what the page shows already.
    since: Instant,
    news: watch::Receiver<Look>,
    ended: CancellationToken,
}

impl Ear {
    /// How all queues stand by the next look; none when the node ends. May be given up while it waits.
    pub async fn hear(&mut self) -> Option<Arc<[Beat]>> {
        loop {
            tokio::select! {
                biased;
                () = self.ended.cancelled() => return None,
                looked = self.news.changed() => looked.ok()?,
            }
            let look = self.news.borrow_and_update().clone();
            if look.began >= self.since {
                return Some(look.beats);
            }
        }
    }

    /// Whether the node is ending.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ended.is_cancelled()
    }
}

/// Which queues somebody sees.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Who looks.
    pub officer: OfficerId,
    /// In which department's queue.
    pub department: DepartmentKey,
    /// In which roles.
    pub roles: Vec<RoleKey>,
}

impl Sight {
    /// How what they see stands: another figure when anything of it changed.
    #[must_use]
    pub fn of(&self, beats: &[Beat]) -> u64 {
        let mut hasher = DefaultHasher::new();
        let seen = beats.iter().filter(|beat| self.sees(beat));
        seen.for_each(|beat| beat.hash(&mut hasher));
        hasher.finish()
    }

    fn sees(&self, beat: &Beat) -> bool {
        let in_role = |role: &str| self.roles.iter().any(|own| own.as_str() == role);
        let in_queue = beat.department == self.department.as_str()
            && (in_role(&beat.role) || beat.own_role.as_deref().is_some_and(in_role));
        in_queue || beat.holder == Some(self.officer.0)
    }

    /// Whether anything they see was opened after an instant, in microseconds of the law's clock.
    #[must_use]
    pub fn opened_since(&self, beats: &[Beat], since: i64) -> bool {
        let mut seen = beats.iter().filter(|beat| self.sees(beat));
        seen.any(|beat| beat.newest > since)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn beat(department: &str, role: &str, holder: Option<i64>, revisions: i64) -> Beat {
        Beat {
            department: department.to_owned(),
            role: role.to_owned(),
            own_role: None,
            holder,
            open: 1,
            revisions,
            newest: 0,
        }
    }

    #[tokio::test]
    async fn a_look_that_panics_ends_no_listening() {
        let live = Live::new(Paces {
            look: Duration::from_millis(1),
            ..Paces::default()
        });
        let mut ear = Ear {
            since: Instant::now(),
            news: live.news.subscribe(),
            ended: live.ended.clone(),
        };
        let looks = AtomicU32::new(0);
        let look = || {
            let first = looks.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                assert!(!first, "the first look breaks");
                Ok(vec![beat("labor", "clerk", None, 1)])
            }
        };
        let looking = Arc::clone(&live).look(look);
        let heard = tokio::select! {
            () = looking => panic!("somebody listens"),
            heard = ear.hear() => heard,
        };
        assert_eq!(heard.map(|beats| beats.len()), Some(1));
    }

    #[test]
    fn only_what_somebody_sees_is_news_to_them() -> Result<(), Box<dyn std::error::Error>> {
        let sight = Sight {
            officer: OfficerId(7),
            department: "education".parse()?,
            roles: vec!["clerk".parse()?],
        };
        let others = |revisions| beat("labor", "clerk", None, revisions);
        let heads = |revisions| beat("education", "head", None, revisions);
        let own = |revisions| beat("education", "clerk", None, revisions);
        let held = |revisions| beat("labor", "clerk", Some(7), revisions);
        let before = sight.of(&[others(1), heads(1), own(1), held(1)]);
        assert_eq!(before, sight.of(&[others(2), heads(2), own(1), held(1)]));
        assert_ne!(before, sight.of(&[others(1), heads(1), own(2), held(1)]));
        assert_ne!(before, sight.of(&[others(1), heads(1), own(1), held(2)]));
        let mut climbed = heads(1);
        climbed.own_role = Some("clerk".to_owned());
        assert_ne!(before, sight.of(&[others(1), climbed, own(1), held(1)]));
        Ok(())
    }
}
