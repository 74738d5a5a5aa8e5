//! Tokens on loan: taken before anybody looks, spent only where it was wrong. Many at once are no way
//! around the pace, and no reason to turn anybody away: who comes while all are lent stands in line for
//! one that comes back.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::{Bucket, Pace};

/// Most that stand in one line.
const LINE_MAX: usize = 200;

/// A token on loan. When it is dropped it goes back, unless it is spent.
#[derive(Debug)]
pub struct Loan {
    pace: Arc<Pace>,
    key: String,
    spent: bool,
}

impl Loan {
    /// Whether it is gone for good when this is dropped.
    pub fn spend(&mut self, spent: bool) {
        self.spent = spent;
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        self.pace.end(&self.key, self.spent);
    }
}

/// What is lent out of a bucket, and who waits for it.
#[derive(Debug, Default)]
pub(super) struct Line {
    lent: u32,
    waiting: VecDeque<oneshot::Sender<Loan>>,
}

impl Line {
    /// Whether anything may come of it yet.
    pub(super) fn is_open(&self) -> bool {
        self.lent > 0
    }
}

impl Pace {
    /// Lends one token; whoever finds all lent stands in line for one that comes back, so long as their
    /// patience lasts.
    ///
    /// # Errors
    /// After how many seconds the next one is there, where none came back.
    pub async fn lend(self: &Arc<Self>, key: &str, patience: Duration) -> Result<Loan, u64> {
        let (call, called) = oneshot::channel();
        let (undelivered, refused) = self.with(key, Instant::now(), |bucket| {
            bucket.loans.waiting.push_back(call);
            let undelivered = self.serve(key, bucket);
            let refused = self.seconds(bucket);
            let line = &mut bucket.loans;
            // Whom nothing can come back for, and whoever is too many, is told at once: the call is dropped.
            let most = if line.lent == 0 { 0 } else { LINE_MAX };
            line.waiting.truncate(most);
            (undelivered, refused)
        });
        drop(undelivered);
        match tokio::time::timeout(patience, called).await {
            Ok(Ok(loan)) => Ok(loan),
            Ok(Err(_)) | Err(_) => Err(refused),
        }
    }

    fn end(self: &Arc<Self>, key: &str, spent: bool) {
        let most = f64::from(self.rate.burst);
        let undelivered = self.with(key, Instant::now(), |bucket| {
            bucket.loans.lent = bucket.loans.lent.saturating_sub(1);
            if !spent {
                bucket.tokens = (bucket.tokens + 1.0).min(most);
            }
            let undelivered = self.serve(key, bucket);
            if bucket.loans.lent == 0 {
                bucket.loans.waiting.clear();
            }
            undelivered
        });
        // Outside the lock: what nobody took comes to its own end.
        drop(undelivered);
    }

    /// Hands out what there is, first come, first served; gives what its asker did not stay for.
    fn serve(self: &Arc<Self>, key: &str, bucket: &mut Bucket) -> Vec<Loan> {
        let mut undelivered = Vec::new();
        bucket.loans.waiting.retain(|call| !call.is_closed());
        while bucket.tokens >= 1.0
            && let Some(call) = bucket.loans.waiting.pop_front()
        {
            bucket.take();
            bucket.loans.lent += 1;
            let loan = Loan {
                pace: self.clone(),
                key: key.to_owned(),
                spent: false,
            };
            undelivered.extend(call.send(loan).err());
        }
        undelivered
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use futures::poll;

    use super::super::Rate;
    use super::*;

    fn pace() -> Arc<Pace> {
        Arc::new(Pace::new(Rate {
            burst: 3,
            per: Duration::from_secs(3_000),
        }))
    }

    const PATIENCE: Duration = Duration::from_secs(60);

    async fn lend(pace: &Arc<Pace>) -> Result<Loan, u64> {
        pace.lend("a", PATIENCE).await
    }

    async fn spend(pace: &Arc<Pace>, times: usize) {
        for _ in 0..times {
            lend(pace).await.unwrap().spend(true);
        }
    }

    #[tokio::test]
    async fn what_comes_back_is_there_again_and_no_more_than_there_were() {
        let pace = pace();
        for _ in 0..10 {
            drop(lend(&pace).await.unwrap());
        }
        spend(&pace, 3).await;
        assert!(lend(&pace).await.is_err());
        assert!(pace.take("a", Instant::now()).is_err());
        pace.lend("b", PATIENCE).await.unwrap();
    }

    #[tokio::test]
    async fn while_all_are_lent_one_waits_in_line_for_what_comes_of_them() {
        let pace = pace();
        let mut lent = Vec::new();
        for _ in 0..3 {
            lent.push(lend(&pace).await.unwrap());
        }
        let mut first = Box::pin(lend(&pace));
        let mut gone = Box::pin(lend(&pace));
        let mut second = Box::pin(lend(&pace));
        assert!(poll!(&mut first).is_pending());
        assert!(poll!(&mut gone).is_pending());
        assert!(poll!(&mut second).is_pending());
        drop(gone);
        lent.pop();
        let taken = first.await.unwrap();
        assert!(poll!(&mut second).is_pending(), "one came back, not two");
        drop(taken);
        second.await.unwrap().spend(true);
        // Both that are left are spent: whoever waits for them waits for nothing, and hears it.
        let mut last = Box::pin(lend(&pace));
        assert!(poll!(&mut last).is_pending());
        for mut loan in lent {
            loan.spend(true);
        }
        assert!(last.await.is_err());
    }

    #[tokio::test]
    async fn who_went_away_while_being_served_takes_nothing_along() {
        let pace = pace();
        spend(&pace, 2).await;
        let only = lend(&pace).await.unwrap();
        let mut gone = Box::pin(lend(&pace));
        assert!(poll!(&mut gone).is_pending());
        drop(only);
        drop(gone);
        lend(&pace).await.unwrap();
    }

    #[tokio::test]
    async fn patience_has_an_end() {
        let pace = pace();
        spend(&pace, 2).await;
        let only = lend(&pace).await.unwrap();
        assert!(pace.lend("a", Duration::ZERO).await.is_err());
        drop(only);
        lend(&pace).await.unwrap();
    }

    #[tokio::test]
    async fn a_line_has_an_end() {
        let pace = pace();
        spend(&pace, 2).await;
        let _only = lend(&pace).await.unwrap();
        let mut line: Vec<_> = (0..LINE_MAX).map(|_| Box::pin(lend(&pace))).collect();
        for waiting in &mut line {
            assert!(poll!(waiting).is_pending());
        }
        assert!(lend(&pace).await.is_err());
    }
}
