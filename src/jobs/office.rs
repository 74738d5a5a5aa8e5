//! What running jobs need: the engine, the post, and how letters name this installation.

use std::sync::Arc;

use crate::domain::definition::Language;
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::engine::Engine;
use crate::engine::ports::post::{Answer, Attachment, Letter, Post};
use crate::engine::ports::sms::Sms;
use crate::faults;
use crate::notices::{Links, Mail, Reader};
use crate::storage::accounts::{self, Account};
use crate::storage::letters;
use crate::storage::mails::State;

use super::{Failure, Meta};

/// Names, in a letter, the call at the door that caused it.
const CORRELATION_HEADER: &str = "X-Correlation-Id";

/// The context of every job.
pub struct Office {
    /// Requests, and the one way to write to them.
    pub engine: Engine,
    /// The way letters leave.
    pub post: Arc<dyn Post>,
    /// The way short messages leave, if they do.
    pub sms: Option<Arc<dyn Sms>>,
    /// The public address with the base path, no slash at its end.
    pub public_url: String,
    /// The right part of Message-IDs: the domain that letters come from.
    pub domain: String,
    /// Addresses of those who keep the seals outside the building.
    pub seal_recipients: Vec<String>,
}

/// How an attempt to send ended for good, or that there will be another.
pub(super) enum Delivery {
    Sent,
    Refused(String),
    /// This was not the last attempt.
    Again(String),
}

impl Delivery {
    pub(super) fn state(&self) -> State {
        match self {
            Self::Sent => State::Sent,
            Self::Refused(_) => State::NotTold,
            Self::Again(_) => State::Queued,
        }
    }

    pub(super) fn detail(&self) -> &str {
        match self {
            Self::Sent => "",
            Self::Refused(text) | Self::Again(text) => text,
        }
    }
}

impl Office {
    pub(super) fn links(&self) -> Links<'_> {
        Links {
            public_url: &self.public_url,
        }
    }

    /// The same at every attempt of a job: whoever gets a letter twice can tell.
    pub(super) fn message_id(&self, meta: &Meta, part: &str) -> String {
        format!("{}.{part}@{}", meta.id.simple(), self.domain)
    }

    /// One attempt; what is put off at the last one counts as refused.
    pub(super) async fn deliver(&self, mail: Mail, meta: &Meta) -> Delivery {
        let correlation = meta.correlation.as_ref();
        let header = correlation.map(|id| (CORRELATION_HEADER.to_owned(), id.clone()));
        let letter = Letter {
            message_id: mail.message_id,
            label: mail.template,
            to_name: mail.to_name,
            to_address: mail.to_address,
            subject: mail.subject,
            text: mail.text,
            headers: mail.headers.into_iter().chain(header).collect(),
            attachment: mail.attachment.map(|file| Attachment {
                name: file.name,
                media_type: file.media_type.to_owned(),
                text: file.text,
            }),
        };
        faults::at("mail.before");
        let answer = self.post.send(&letter).await;
        faults::at("mail.after");
        match answer {
            Answer::Sent => {
                tracing::info!(letter.message_id, letter.label, "letter sent");
                Delivery::Sent
            }
            Answer::Later { text } if meta.attempt < meta.max_attempts => Delivery::Again(text),
            Answer::Refused { text } | Answer::Later { text } => {
                tracing::warn!(letter.message_id, letter.label, text, "letter given up");
                Delivery::Refused(text)
            }
        }
    }

    /// Sends every letter; whoever refuses for good costs the others nothing. What became of each is
    /// recorded, so that a run for the sake of one mailbox writes to no colleague again. Those who
    /// refused are asked anew only when an operator has the job run afresh.
    ///
    /// # Errors
    /// [`Failure::Retry`] where one was put off. [`Failure::Fatal`] where everybody refused.
    pub(super) async fn deliver_all(&self, mails: Vec<Mail>, meta: &Meta) -> Result<(), Failure> {
        if self.post.is_closed() {
            tracing::debug!(letters = mails.len(), "no mail is sent here");
            return Ok(());
        }
        let known = letters::of_job(self.engine.store().reader(), meta.id).await?;
        let (mut again, mut refused, mut sent) = (None, None, 0);
        for mail in mails {
            match known.get(&mail.message_id) {
                Some(State::Sent) => sent += 1,
                Some(State::NotTold) if meta.attempt > 1 => {
                    refused = Some("refused in an earlier run".to_owned());
                }
                _ => match self.deliver_one(mail, meta).await? {
                    Delivery::Sent => sent += 1,
                    Delivery::Again(text) => again = Some(text),
                    Delivery::Refused(text) => refused = Some(text),
                },
            }
        }
        match (again, refused) {
            (Some(text), _) => Err(Failure::Retry(text)),
            (None, Some(text)) if sent == 0 => Err(Failure::Fatal(text)),
            _ => Ok(()),
        }
    }

    /// Sends one letter of several and records its fate, where that is known.
    async fn deliver_one(&self, mail: Mail, meta: &Meta) -> Result<Delivery, Failure> {
        let message_id = mail.message_id.clone();
        let delivery = self.deliver(mail, meta).await;
        let state = delivery.state();
        if state != State::Queued {
            let (db, now) = (
                self.engine.store().writer(),
                self.engine.ports().machine.now(),
            );
            letters::record(db, meta.id, &message_id, state, now).await?;
        }
        Ok(delivery)
    }

    /// Who stands behind a post: those who hold the role in the department, and where nobody does
    /// (supervisors sit in one office for all), those who hold it anywhere.
    pub(super) async fn behind(
        &self,
        department: &DepartmentKey,
        role: &RoleKey,
    ) -> Result<Vec<Account>, Failure> {
        let store = self.engine.store().reader();
        let own = accounts::of_post(store, department, role).await?;
        if !own.is_empty() {
            return Ok(own);
        }
        Ok(accounts::of_role(store, role).await?)
    }
}

/// An officer as the reader of a letter; none without an address.
pub(super) fn reader(account: &Account) -> Option<Reader> {
    Some(Reader {
        name: account.name.clone(),
        address: account.email.clone()?,
        language: account.language,
    })
}

/// Somebody outside who has only an address.
pub(super) fn outsider(address: &str) -> Reader {
    Reader {
        name: address.to_owned(),
        address: address.to_owned(),
        language: Language::default(),
    }
}
