//! What is done after the commit: so far, telling people. The rows are jobs; no personal data is in
//! them, whoever carries one out reads the facts then.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Instant;
use crate::domain::effect::{Recipient, Tell};
use crate::domain::identifiers::RequestId;
use crate::storage;
use crate::storage::jobs::NewJob;

/// The queue that [`TellJob`]s wait in.
pub const MAIL_QUEUE: &str = "mail";
/// How long a letter that is put off is tried before it counts as never come (RFC 5321, 4.5.4.1).
pub const LETTER_SPAN: Duration = Duration::from_secs(5 * 24 * 60 * 60);
/// The attempts that fill it with the usual back-off; [`Engine::with_letter_attempts`] says another
/// number where the operator set another back-off.
///
/// [`Engine::with_letter_attempts`]: super::Engine::with_letter_attempts
pub const LETTER_ATTEMPTS: i32 = 169;

/// What one command has to tell: one notice to the applicant, or everything for one officer or
/// post, in one mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TellJob {
    /// About which request.
    pub request_id: RequestId,
    /// The number of the command's first event; with request and recipient it names the mail.
    pub seq: u64,
    /// To whom.
    pub to: Recipient,
    /// What, in order.
    pub tells: Vec<Tell>,
    /// When it happened, law's clock.
    pub at: Instant,
}

impl TellJob {
    /// A name that stays the same however often the job runs: the stem of its Message-ID.
    #[must_use]
    pub fn stable_key(&self) -> String {
        let stem = format!("{}-{}-{}", self.request_id, self.seq, recipient(&self.to));
        let notice = self.tells.first().and_then(|tell| tell.notice);
        notice.map_or(stem.clone(), |notice| format!("{stem}-{notice}"))
    }
}

/// A recipient in one word, without an address.
#[must_use]
pub fn recipient(to: &Recipient) -> String {
    match to {
        Recipient::Applicant => "applicant".to_owned(),
        Recipient::Officer(id) => format!("officer:{id}"),
        Recipient::Post(department, role) => format!("post:{department}:{role}"),
    }
}

/// One job for each recipient of a command, and for each legal notice by itself.
///
/// # Errors
/// [`storage::Error::PayloadTooLong`].
pub(super) fn jobs(
    request_id: RequestId,
    seq: u64,
    at: Instant,
    tells: Vec<Tell>,
    correlation: Option<&str>,
    attempts: i32,
) -> Result<Vec<NewJob>, storage::Error> {
    let mut letters: BTreeMap<(Recipient, Option<u32>), Vec<Tell>> = BTreeMap::new();
    for tell in tells {
        let letter = (tell.to.clone(), tell.notice);
        letters.entry(letter).or_default().push(tell);
    }
    let jobs = letters.into_iter().map(|((to, _), tells)| {
        let job = TellJob {
            request_id,
            seq,
            to,
            tells,
            at,
        };
        let row = NewJob::new(MAIL_QUEUE, &job)?
            .max_attempts(attempts)
            .dedup_key(job.stable_key());
        Ok(match correlation {
            Some(correlation) => row.correlation(correlation),
            None => row,
        })
    });
    jobs.collect()
}
