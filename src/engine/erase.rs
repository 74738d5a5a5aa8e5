//! Erasure: when the purpose is fulfilled and retention is over, personal data goes (Personal
//! Information Protection Law Art. 47), and the chain stays valid.
//!
//! One transaction takes facts, file records, drafts, minutes, sessions and what mail servers said; the bytes
//! of the files go after the commit, by a durable job. Copies in backups age with the backups.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::outbox::MAIL_QUEUE;
use super::sittings::minutes_digest;
use super::work::Work;
use super::{Engine, Error};
use crate::domain::command::{Action, Actor, Command};
use crate::domain::identifiers::RequestId;
use crate::domain::sitting;
use crate::storage::jobs::{self, NewJob};
use crate::storage::requests::Locking;
use crate::storage::sessions::{self, Holder};
use crate::storage::sittings::{self, Entry};
use crate::storage::{self, drafts, files, mails};

/// The queue that [`DropFilesJob`]s wait in.
pub const FILES_QUEUE: &str = "files";
/// Hashes in one job.
const FILES_PER_JOB: usize = 500;
/// For how long a file that came in may still be named by the filing that brought it.
const FILING: Duration = Duration::from_secs(3_600);
/// How often an erasure is begun afresh when another write came first.
const ATTEMPTS: usize = 4;

/// Removes the bytes of files that no request names any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropFilesJob {
    /// SHA-256 of each, hex.
    pub files: Vec<String>,
}

impl Engine {
    /// Erases everything personal about a request that is over; state, journal and chain stay, and
    /// say who did it, when and why.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Busy`], [`Error::Storage`].
    pub async fn erase(&self, id: RequestId, actor: Actor, reason: &str) -> Result<(), Error> {
        for _ in 0..ATTEMPTS {
            match self.erase_once(id, &actor, reason).await {
                Err(Error::Storage(error)) if error.is_conflict() => {}
                outcome => return outcome,
            }
        }
        Err(Error::Busy)
    }

    async fn erase_once(&self, id: RequestId, actor: &Actor, reason: &str) -> Result<(), Error> {
        let by = actor.by();
        let tx = self.store.begin().await?;
        // Sittings are locked before requests.
        let on_agendas = sittings::with_item(&tx, id).await?;
        let mut locked = Vec::new();
        for sitting in &on_agendas {
            locked.extend(sittings::lock(&tx, *sitting).await?);
        }
        let mut work = Work::over(self, tx, &[id], Locking::Wait).await?;
        // Whoever puts it on an agenda locks it: now that we do, no sitting comes any more.
        if sittings::with_item(work.tx(), id).await? != on_agendas {
            return Err(storage::Error::Overtaken.into());
        }
        let facts = work.facts(id).ok_or(Error::NotFound)?;
        let texts = facts.personal_texts();
        let command = Command {
            actor: actor.clone(),
            action: Action::Erase {
                reason: reason.to_owned(),
            },
            expected: None,
        };
        work.act(id, &command, None)?;
        work.erase(id);
        for before in &locked {
            if let Some((after, event)) =
                sitting::erase(&before.sitting, id, &texts, minutes_digest)
            {
                let (by, at) = (by.clone(), work.at());
                let entry = Entry { by, at, event };
                sittings::save(work.tx(), before, &after, &[entry], at).await?;
            }
        }
        mails::forget(work.tx(), id).await?;
        sessions::end_all(work.tx(), Holder::Request(id), None).await?;
        drafts::forget(work.tx(), id).await?;
        jobs::forget(work.tx(), MAIL_QUEUE, &format!("{id}-")).await?;
        let gone = files::forget(work.tx(), id).await?;
        for files in gone.chunks(FILES_PER_JOB) {
            let files = files.to_vec();
            work.enqueue(NewJob::new(FILES_QUEUE, &DropFilesJob { files })?);
        }
        work.commit().await?;
        Ok(self.store.forget_log().await?)
    }

    /// Removes the bytes of these files where no request names them any more; may be repeated. What
    /// came in lately may be named by a filing under way: the nightly sweep looks at it again.
    ///
    /// # Errors
    /// [`Error::Storage`], and [`Error::Files`] where the disk refuses.
    pub async fn drop_files(&self, hashes: &[String]) -> Result<(), Error> {
        self.drop_unnamed(hashes, FILING).await?;
        Ok(())
    }

    /// Removes the bytes that nobody put for `age` or longer, and that no request names:
    /// what came with applications that were refused. Gives how many went.
    ///
    /// # Errors
    /// [`Error::Storage`], and [`Error::Files`] where the disk refuses.
    pub async fn drop_unnamed_files(&self, age: Duration) -> Result<usize, Error> {
        let old = self.ports.bytes.untouched_for(age).await;
        self.drop_unnamed(&old.map_err(Error::Files)?, age).await
    }

    /// A filing puts its files before it names them. So what is unnamed here and untouched at the end
    /// was named by nobody in between.
    async fn drop_unnamed(&self, hashes: &[String], age: Duration) -> Result<usize, Error> {
        let mut dropped = 0;
        for sha256 in hashes {
            if files::is_named(self.store.writer(), sha256).await? {
                continue;
            }
            let gone = self.ports.bytes.delete_untouched_for(sha256, age);
            dropped += usize::from(gone.await.map_err(Error::Files)?);
        }
        Ok(dropped)
    }
}
