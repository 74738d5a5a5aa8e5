//! Sessions of staff and of applicants: begun after a proof, looked up at each call, ended.

use std::net::IpAddr;

use chrono::TimeDelta;

use super::{Access, Error, chance, commit};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::OfficerId;
use crate::storage::Transaction;
use crate::storage::reach::Mark;
use crate::storage::sessions::{self, Holder, Voucher};

/// Most sessions one officer has, and one request: the next one ends the one that was not used for
/// longest.
pub const SESSIONS_MAX: usize = 20;
/// More than ever stand, so that those above the limit are found.
const READ_MAX: u64 = 200;
/// Characters kept of what a browser calls itself.
const AGENT_MAX_CHARS: usize = 120;
/// Uses within this time are noted once.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Who knocks, as their browser and their connection say it; shown to the session's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    agent: String,
    address: String,
}

impl Visit {
    /// `agent` is the browser's `User-Agent`; it is shortened, and control characters are left out.
    #[must_use]
    pub fn new(agent: &str, address: IpAddr) -> Self {
        let kept = agent.chars().filter(|c| !c.is_control());
        Self {
            agent: kept.take(AGENT_MAX_CHARS).collect(),
            address: address.to_canonical().to_string(),
        }
    }
}

/// A session that began.
#[derive(Clone, PartialEq, Eq)]
pub struct Started {
    /// For the cookie; it is stored nowhere.
    pub token: String,
    /// When it ends in any case, machine time.
    pub ends_at: Instant,
}

impl std::fmt::Debug for Started {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Started")
            .field("ends_at", &self.ends_at)
            .finish_non_exhaustive()
    }
}

/// A session as its owner may see it. Instants are machine time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What ending it names; nobody comes in with it.
    pub id: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
    /// When it ends unless it is used before.
    pub idle_ends_at: Instant,
    /// When it ends in any case.
    pub ends_at: Instant,
    /// What the browser calls itself.
    pub agent: String,
    /// Where it began.
    pub address: String,
}

impl Session {
    pub(super) fn of(stored: sessions::Session, idle: TimeDelta) -> Self {
        Self {
            id: stored.hash,
            created_at: stored.created_at,
            seen_at: stored.seen_at,
            idle_ends_at: (stored.seen_at + idle).min(stored.ends_at),
            ends_at: stored.ends_at,
            agent: stored.agent,
            address: stored.address,
        }
    }
}

/// What a session rests on besides a code or a password.
#[derive(Debug, Default)]
pub(super) struct Proof {
    /// The provider's word for its officer.
    pub(super) voucher: Option<Voucher>,
    /// Whether that holds for the second question as well.
    pub(super) passed_second: bool,
    /// The mark by which a request is opened.
    pub(super) opened_by: Option<Mark>,
}

impl Access {
    /// Ends the session of a token, an officer's or an applicant's; whether there was one.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn end(&self, token: &str) -> Result<bool, Error> {
        Ok(sessions::end(self.store.writer(), &chance::digest(token)).await?)
    }

    /// Ends one of an officer's own sessions by its [`Session::id`]; whether it was theirs and there.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn end_one_of(&self, officer: OfficerId, id: &str) -> Result<bool, Error> {
        let found = sessions::find(self.store.reader(), id).await?;
        let own = found.is_some_and(|session| session.holder == Holder::Officer(officer));
        Ok(own && sessions::end(self.store.writer(), id).await?)
    }

    /// Ends an officer's sessions, but for the one with this [`Session::id`]; says how many.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn end_all_of(&self, officer: OfficerId, but: Option<&str>) -> Result<u64, Error> {
        let holder = Holder::Officer(officer);
        Ok(sessions::end_all(self.store.writer(), holder, but).await?)
    }

    /// An officer's sessions that are not over, last used first.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn list_of(&self, officer: OfficerId) -> Result<Vec<Session>, Error> {
        let holder = Holder::Officer(officer);
        let stored = sessions::list(self.store.reader(), holder, READ_MAX).await?;
        let now = self.clock.now();
        let idle = self.settings.staff_idle;
        let all = stored.into_iter().map(|stored| Session::of(stored, idle));
        Ok(all.filter(|session| now < session.idle_ends_at).collect())
    }

    pub(super) async fn start(
        &self,
        holder: Holder,
        whole: TimeDelta,
        visit: &Visit,
    ) -> Result<Started, Error> {
        let tx = self.store.begin().await?;
        let proof = Proof::default();
        let started = self.start_in(&tx, holder, whole, visit, proof).await?;
        commit(tx).await?;
        Ok(started)
    }

    /// The same within a transaction, and with what it rests on.
    pub(super) async fn start_in(
        &self,
        tx: &Transaction,
        holder: Holder,
        whole: TimeDelta,
        visit: &Visit,
        proof: Proof,
    ) -> Result<Started, Error> {
        let token = chance::token(self.entropy.as_ref());
        let now = self.clock.now();
        let session = sessions::Session {
            hash: chance::digest(&token),
            holder,
            created_at: now,
            seen_at: now,
            ends_at: now + whole,
            passed_second: proof.passed_second,
            agent: visit.agent.clone(),
            address: visit.address.clone(),
            voucher: proof.voucher,
            opened_by: proof.opened_by,
        };
        let standing = sessions::list(tx, holder, READ_MAX).await?;
        for unused in standing.iter().skip(SESSIONS_MAX - 1) {
            sessions::end(tx, &unused.hash).await?;
        }
        sessions::add(tx, &session).await?;
        Ok(Started {
            token,
            ends_at: session.ends_at,
        })
    }

    /// Whether an officer's session, by its [`Session::id`], is not over. Does not count as using it.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn stands(&self, id: &str) -> Result<bool, Error> {
        let found = sessions::find(self.store.reader(), id).await?;
        Ok(found.is_some_and(|session| self.is_live(&session, self.settings.staff_idle)))
    }

    pub(super) fn is_live(&self, session: &sessions::Session, idle: TimeDelta) -> bool {
        let now = self.clock.now();
        now < session.ends_at && now < session.seen_at + idle
    }

    /// The session of a token, unless it is over.
    pub(super) async fn standing(
        &self,
        token: &str,
        idle: TimeDelta,
    ) -> Result<sessions::Session, Error> {
        // Looked up by hash: what the index compares tells nothing about the token.
        let hash = chance::digest(token);
        let found = sessions::find(self.store.reader(), &hash).await?;
        let live = found.filter(|session| self.is_live(session, idle));
        live.ok_or(Error::Unknown)
    }

    /// The same; notes that it was used.
    pub(super) async fn live(
        &self,
        token: &str,
        idle: TimeDelta,
    ) -> Result<sessions::Session, Error> {
        let mut session = self.standing(token, idle).await?;
        self.touch(&mut session).await?;
        Ok(session)
    }

    /// Notes that a session is used, to the minute.
    pub(super) async fn touch(&self, session: &mut sessions::Session) -> Result<(), Error> {
        let now = self.clock.now();
        if session.seen_at + TOUCH_EVERY <= now {
            let unless_after = now - TOUCH_EVERY;
            sessions::touch(self.store.writer(), &session.hash, now, unless_after).await?;
            session.seen_at = now;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_calls_itself_is_shortened_to_one_line() {
        let agent = format!("Mozilla\r\n\u{1b}[31m{}", "x".repeat(500));
        let visit = Visit::new(&agent, IpAddr::from([127, 0, 0, 1]));
        assert_eq!(visit.agent.chars().count(), AGENT_MAX_CHARS);
        assert!(visit.agent.starts_with("Mozilla[31mxxx"), "{}", visit.agent);
    }
}
