//! Erasure: when the purpose is fulfilled and retention is over, personal data goes (Personal
//! Information Protection Law Art. 47), and the chain stays valid.
//!
//! One transaction takes facts, file records, drafts, minutes, sessions and what mail servers said; the bytes
//! of the files go after the commit, by a durable job. Copies in backups age with the backups.

use serde::{Deserialize, Serialize};

use super::outbox::MAIL_QUEUE;
use super::sittings::minutes_digest;
use super::work::Work;
use super::{Engine, Error};
use crate::domain::calendar::Instant;
use crate::domain::command::{Action, Actor, Command};
use crate::domain::identifiers::{RequestId, SittingId};
use crate::domain::sitting;
use crate::storage::jobs::{self, NewJob};
use crate::storage::requests::Locking;
use crate::storage::sessions::{self, Holder};
use crate::storage::sittings::{self, Entry};
use crate::storage::{self, files, mails};

/// The queue that [`DropFilesJob`]s wait in.
pub const FILES_QUEUE: &str = "files";
/// Hashes in one job.
const FILES_PER_JOB: usize = 500;

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
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Storage`].
    pub async fn erase(&self, id: RequestId, actor: Actor, reason: &str) -> Result<(), Error> {
        let by = actor.by();
        let on_agendas = self.sittings_with(id).await?;
        let tx = self.store.begin().await?;
        // Sittings are locked before requests.
        let mut locked = Vec::new();
        for sitting in on_agendas {
            locked.extend(sittings::lock(&tx, sitting).await?);
        }
        let mut work = Work::over(self, tx, &[id], Locking::Wait).await?;
        let facts = work.facts(id).ok_or(Error::NotFound)?;
        let texts = facts.personal_texts();
        let command = Command {
            actor,
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
                sittings::save(work.tx(), before, &after, Some(&entry), at).await?;
            }
        }
        mails::forget(work.tx(), id).await?;
        sessions::end_all(work.tx(), Holder::Request(id), None).await?;
        jobs::forget(work.tx(), MAIL_QUEUE, &format!("{id}-")).await?;
        let gone = files::forget(work.tx(), id).await?;
        for files in gone.chunks(FILES_PER_JOB) {
            let files = files.to_vec();
            work.enqueue(NewJob::new(FILES_QUEUE, &DropFilesJob { files })?);
        }
        work.commit().await?;
        Ok(())
    }

    /// Removes the bytes of these files where no request names them any more; may be repeated.
    ///
    /// # Errors
    /// [`Error::Storage`], and [`Error::Files`] where the disk refuses.
    pub async fn drop_files(&self, hashes: &[String]) -> Result<(), Error> {
        for sha256 in hashes {
            if files::is_named(self.store.writer(), sha256).await? {
                continue;
            }
            self.ports
                .bytes
                .delete(sha256)
                .await
                .map_err(Error::Files)?;
        }
        Ok(())
    }

    /// Removes the bytes that nobody put since `before`, machine time, and that no request names:
    /// what came with applications that were refused. Gives how many went.
    ///
    /// # Errors
    /// [`Error::Storage`], and [`Error::Files`] where the disk refuses.
    pub async fn drop_unnamed_files(&self, before: Instant) -> Result<usize, Error> {
        let old = self.ports.bytes.untouched_since(before).await;
        let mut dropped = 0;
        for sha256 in old.map_err(Error::Files)? {
            if !files::is_named(self.store.reader(), &sha256).await? {
                let gone = self.ports.bytes.delete(&sha256).await;
                gone.map_err(Error::Files)?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }

    /// Every sitting that has or had the request on its agenda.
    async fn sittings_with(&self, id: RequestId) -> Result<Vec<SittingId>, storage::Error> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let ids = sittings::ids(self.store.reader(), after, sittings::PAGE_MAX).await?;
            let Some(last) = ids.last() else {
                return Ok(found);
            };
            after = Some(*last);
            for sitting in ids {
                let stored = sittings::find(self.store.reader(), sitting).await?;
                if stored.is_some_and(|stored| stored.sitting.agenda.contains(&id)) {
                    found.push(sitting);
                }
            }
        }
    }
}
