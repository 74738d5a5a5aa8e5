//! Telling people by mail what a command had to tell.
//!
//! A letter goes out at least once, always under the same Message-ID. What became of it is recorded
//! first, so that a run after a crash does not send again; then the request is told, where
//! something in it waits for that.

use crate::domain::effect::{Recipient, Tell};
use crate::engine::Error;
use crate::engine::outbox::{MAIL_QUEUE, TellJob, recipient};
use crate::faults;
use crate::notices::{self, Case, Mail};
use crate::storage::accounts;
use crate::storage::mails::{self, Progress, State};
use crate::storage::requests::Stored;

use super::notice::{Notice, retry};
use super::office::{Delivery, Office, reader};
use super::{Failure, Job, Meta};

impl Job for TellJob {
    const QUEUE: &'static str = MAIL_QUEUE;
    const GIVES_WAY: bool = true;
    type Context = Office;

    async fn run(self, office: &Office, meta: &Meta) -> Result<(), Failure> {
        let stored = match office.engine.request(self.request_id).await {
            Ok(stored) => stored,
            Err(Error::NotFound) => return Err(Failure::Fatal("no such request".to_owned())),
            Err(error) => return Err(retry(&error)),
        };
        let on = &stored.request.workflow;
        let service = office
            .engine
            .service(&on.key, on.version)
            .await
            .map_err(|error| retry(&error))?;
        let calendar = office.engine.calendar();
        let case = Case {
            workflow: &service.workflow,
            conditions: &service.conditions,
            calendar: &calendar,
            directory: office.engine.directory(),
            request: &stored.request,
            at: self.at,
            links: office.links(),
        };
        match &self.to {
            Recipient::Applicant => self.to_applicant(office, meta, &case, &stored).await,
            _ => self.to_officers(office, meta, &case).await,
        }
    }
}

impl TellJob {
    async fn to_applicant(
        &self,
        office: &Office,
        meta: &Meta,
        case: &Case<'_>,
        stored: &Stored,
    ) -> Result<(), Failure> {
        // Nothing personal is left: there is nobody to tell.
        if stored.erased {
            return Ok(());
        }
        for tell in &self.tells {
            let part = format!("notice-{}", tell.notice.unwrap_or_default());
            let message_id = office.message_id(meta, &part);
            let mail = notices::to_applicant(case, &stored.facts, tell, &message_id);
            let delivery = match mail {
                _ if sent_before(office, self, &message_id).await? => Delivery::Sent,
                Some(mail) => office.deliver(mail, meta).await,
                None => Delivery::Refused("no mail address".to_owned()),
            };
            self.record(office, meta, tell, &message_id, &delivery)
                .await?;
            faults::at("mail.recorded");
            tell_request(office, meta, self, tell, delivery).await?;
        }
        Ok(())
    }

    async fn to_officers(
        &self,
        office: &Office,
        meta: &Meta,
        case: &Case<'_>,
    ) -> Result<(), Failure> {
        let accounts = match &self.to {
            Recipient::Applicant => Vec::new(),
            Recipient::Officer(id) => {
                let found = accounts::find(office.engine.store().reader(), *id).await?;
                found.into_iter().filter(|account| account.active).collect()
            }
            Recipient::Post(department, role) => office.behind(department, role).await?,
        };
        let mails: Vec<Mail> = accounts
            .iter()
            .filter_map(|account| {
                let message_id = office.message_id(meta, &format!("officer-{}", account.id));
                notices::to_officer(case, &self.tells, &reader(account)?, &message_id)
            })
            .collect();
        if mails.is_empty() {
            // The work stands in the queue all the same; only the letter has no reader.
            tracing::warn!(to = recipient(&self.to), "nobody to write to");
        }
        office.deliver_all(mails, meta).await
    }

    async fn record(
        &self,
        office: &Office,
        meta: &Meta,
        tell: &Tell,
        message_id: &str,
        delivery: &Delivery,
    ) -> Result<(), Failure> {
        let progress = Progress {
            job: meta.id,
            request: self.request_id,
            notice: tell.notice,
            recipient: recipient(&self.to),
            template: tell.template.clone(),
            message_id: Some(message_id.to_owned()),
            state: delivery.state(),
            detail: delivery.detail().to_owned(),
        };
        let now = office.engine.ports().machine.now();
        Ok(mails::record(office.engine.store().writer(), &progress, now).await?)
    }
}

/// Whether an earlier run got as far as recording that this letter was taken. A job that was given
/// up and revived counts its attempts anew, so they say nothing about that.
async fn sent_before(office: &Office, job: &TellJob, message_id: &str) -> Result<bool, Failure> {
    let known = mails::by_message_id(office.engine.store().reader(), message_id).await?;
    Ok(known.is_some_and(|row| row.state == State::Sent && row.request_id == job.request_id.get()))
}

/// Not told is work for the desk.
async fn tell_request(
    office: &Office,
    meta: &Meta,
    job: &TellJob,
    tell: &Tell,
    delivery: Delivery,
) -> Result<(), Failure> {
    let notice = tell.notice.map(|number| Notice {
        request: job.request_id,
        number,
    });
    match (delivery, notice) {
        (Delivery::Again(text), _) => Err(Failure::Retry(text)),
        (Delivery::Refused(text), Some(notice)) => notice.lost(office, meta, text).await,
        (Delivery::Sent, Some(notice)) => notice.taken(office, meta).await,
        (_, None) => Ok(()),
    }
}
