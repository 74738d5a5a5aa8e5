//! Sending a one-time code to whoever asked for the list of their requests, where there is one.
//!
//! Whether there is one is found out here, after the answer at the door: it takes the same time for
//! everybody. The code is worked out from its row, and the contact read from the facts, at each run.

use std::time::Duration;

use crate::domain::contact::ContactKind;
use crate::engine::Error;
use crate::engine::ports::post::Answer;
use crate::engine::ports::sms::Message;
use crate::engine::reach::{PASSCODE_QUEUE, PasscodeJob};
use crate::notices::{self, Reader};
use crate::storage::passcodes::{self, Subject};
use crate::storage::reach::Mark;

use super::notice::retry;
use super::office::{Delivery, Office};
use super::{Failure, Job, Meta};

impl Job for PasscodeJob {
    const QUEUE: &'static str = PASSCODE_QUEUE;
    const TIMEOUT: Duration = Duration::from_secs(60);
    type Context = Office;

    async fn run(self, office: &Office, meta: &Meta) -> Result<(), Failure> {
        let (store, now) = (office.engine.store(), office.engine.ports().machine.now());
        let row = passcodes::standing(store.reader(), &self.passcode, passcodes::LIST, now).await?;
        // Used, or over: whoever still wants one asks again.
        let Some(Subject::Contact(mark)) = row.map(|row| row.subject) else {
            return Ok(());
        };
        let Some((kind, address)) = reached(office, mark).await? else {
            return Ok(());
        };
        let code = office.engine.passcode(&self.passcode);
        match kind {
            ContactKind::Mail => self.mail(office, meta, address, &code).await,
            ContactKind::Phone => self.text(office, address, &code).await,
        }
    }
}

/// Who is reached so, as the newest of their requests has it.
async fn reached(office: &Office, mark: Mark) -> Result<Option<(ContactKind, String)>, Failure> {
    let found = office.engine.requests_at(mark).await;
    let found = found.map_err(|error: Error| retry(&error))?;
    Ok(found.into_iter().find_map(|stored| {
        let contact = office.engine.contact_marked(&stored.facts, mark)?;
        // Servers may care about the capitals of a mail address.
        let written = stored.facts.applicant.and_then(|applicant| applicant.email);
        Some(match (contact.kind(), written) {
            (ContactKind::Mail, Some(written)) => (ContactKind::Mail, written),
            (kind, _) => (kind, contact.plain().to_owned()),
        })
    }))
}

impl PasscodeJob {
    async fn mail(
        &self,
        office: &Office,
        meta: &Meta,
        address: String,
        code: &str,
    ) -> Result<(), Failure> {
        if office.post.is_closed() {
            return Ok(());
        }
        // A mailbox may be several people's: the letter names nobody.
        let reader = Reader {
            name: String::new(),
            address,
            language: self.language,
        };
        let message_id = office.message_id(meta, "passcode");
        let mail = notices::passcode(&reader, code, &message_id);
        match office.deliver(mail, meta).await {
            // A code that cannot be sent in its short life is nobody's work.
            Delivery::Sent | Delivery::Refused(_) => Ok(()),
            Delivery::Again(text) => Err(Failure::Retry(text)),
        }
    }

    async fn text(&self, office: &Office, to: String, code: &str) -> Result<(), Failure> {
        let Some(sms) = &office.sms else {
            return Ok(());
        };
        let message = Message {
            id: format!("passcode-{}", self.passcode),
            to,
            text: notices::passcode_text(self.language, code),
        };
        match sms.send(&message).await {
            Answer::Sent => Ok(()),
            Answer::Later { text } => Err(Failure::Retry(text)),
            Answer::Refused { text } => {
                tracing::warn!(text, "a one-time code was not taken by the SMS gateway");
                Ok(())
            }
        }
    }
}
