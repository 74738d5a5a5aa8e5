//! What follows the death of a mail: nobody waits for a letter that nobody will send.
//!
//! A mail that refuses its last attempt says so itself (`mail.rs`). One that panics, stalls, loses
//! its worker or cannot be read says nothing, whoever buries it; its burial speaks for it. Which
//! notice was lost is read from the row's key, since the payload may be what killed it.

use crate::engine::outbox::MAIL_QUEUE;
use crate::storage::jobs::{self, BURIAL_QUEUE, Burial, Model, Status, UNLIMITED};
use crate::storage::mails::{self, State};

use super::notice::Notice;
use super::office::Office;
use super::{Failure, Job, Meta};
use crate::domain::identifiers::RequestId;

/// What the desk and the mail's record read. The job's own error is for the operator: it may quote
/// what must not be shown.
const WHY: &str = "sending was given up; the job's error says why";

impl Job for Burial {
    const QUEUE: &'static str = BURIAL_QUEUE;
    const MAX_ATTEMPTS: i32 = UNLIMITED;
    type Context = Office;

    async fn run(self, office: &Office, meta: &Meta) -> Result<(), Failure> {
        let store = office.engine.store();
        let Some(dead) = jobs::find(store.reader(), self.job).await? else {
            return Ok(());
        };
        let Some(notice) = notice_of(&dead) else {
            return Ok(());
        };
        // A job that was revived meanwhile speaks for itself again, and is buried again if need be.
        if dead.status == Status::Dead && !was_sent(office, &self).await? {
            let now = office.engine.ports().machine.now();
            mails::give_up(store.writer(), self.job, WHY, now).await?;
            notice.lost(office, meta, WHY.to_owned()).await?;
        }
        // Looked at afterwards: it died between the other side's word and the request's, or was
        // revived and sent while we recorded the loss.
        if was_sent(office, &self).await? {
            notice.taken(office, meta).await?;
        }
        Ok(())
    }
}

async fn was_sent(office: &Office, burial: &Burial) -> Result<bool, Failure> {
    let mail = mails::of_job(office.engine.store().reader(), burial.job).await?;
    Ok(mail.is_some_and(|mail| mail.state == State::Sent))
}

/// The applicant's notice that a mail's row was to bring, by
/// [`TellJob::stable_key`](crate::engine::outbox::TellJob::stable_key). Mail to officers brings
/// none: their work stands in the queue all the same.
fn notice_of(row: &Model) -> Option<Notice> {
    if row.queue != MAIL_QUEUE {
        return None;
    }
    parse(row.dedup_key.as_deref()?)
}

fn parse(key: &str) -> Option<Notice> {
    let parts: Vec<&str> = key.split('-').collect();
    let [request, _, "applicant", number] = parts[..] else {
        return None;
    };
    Some(Notice {
        request: RequestId::try_from(request.parse::<i64>().ok()?).ok()?,
        number: number.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use chrono::Utc;

    use super::*;
    use crate::domain::effect::{Recipient, Tell};
    use crate::engine::outbox::TellJob;

    fn key(to: Recipient, notice: Option<u32>) -> (RequestId, String) {
        let request_id = RequestId::new(Utc::now(), 7);
        let tell = Tell {
            to: to.clone(),
            template: "receipt".to_owned(),
            notice,
            duty: None,
            values: BTreeMap::new(),
            words: BTreeMap::new(),
        };
        let job = TellJob {
            request_id,
            seq: 12,
            to,
            tells: vec![tell],
            at: Utc::now(),
        };
        (request_id, job.stable_key())
    }

    #[test]
    fn the_key_of_a_mail_names_its_notice() {
        let (request, key) = key(Recipient::Applicant, Some(3));
        let number = 3;
        assert_eq!(parse(&key), Some(Notice { request, number }));
    }

    #[test]
    fn mail_without_a_notice_names_none() {
        let post = Recipient::Post("health".parse().unwrap(), "head".parse().unwrap());
        for to in [Recipient::Applicant, post] {
            assert_eq!(parse(&key(to, None).1), None);
        }
    }
}
