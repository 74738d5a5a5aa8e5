//! A letter that was taken and came back after all: its notice was not told.

use super::{Call, Engine, Error};
use crate::domain::command::{Action, Actor, Command};
use crate::domain::event::Event;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::domain::request::{By, Told};
use crate::storage::{self, journal, letters, mails};

/// What a returned letter changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// The notice counts as not told and is work for the desk.
    NotTold(Lost),
    /// It counted as not told already.
    Known(Lost),
    /// Somebody else told the applicant, or they answered: the letter is needed no more.
    ToldOtherwise(Lost),
    /// Nothing waits for this letter: it brought no legal notice.
    NoNotice,
    /// A letter to officers; their work stands in the queue all the same.
    ToOfficers,
    /// Nothing personal is left of the request: there is nobody to tell.
    Erased,
    /// No letter of this house.
    Unknown,
}

/// The notice that a letter was to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// Of which request.
    pub case: CaseNumber,
    /// Its number there.
    pub notice: u32,
}

impl Engine {
    /// Heeds that a letter came back. `status` is a code of RFC 3463. May be repeated.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Busy`].
    pub async fn letter_returned(
        &self,
        message_id: &str,
        status: Option<&str>,
    ) -> Result<Returned, Error> {
        let db = self.store.reader();
        let Some(mail) = mails::by_message_id(db, message_id).await? else {
            return Ok(match letters::is_one(db, message_id).await? {
                true => Returned::ToOfficers,
                false => Returned::Unknown,
            });
        };
        let id = RequestId::try_from(mail.request_id)
            .map_err(|_| storage::Error::Impossible("a mail about no request"))?;
        let stored = self.request(id).await?;
        if stored.erased {
            return Ok(Returned::Erased);
        }
        let detail = match status {
            Some(status) => format!("the letter came back: {status}"),
            None => "the letter came back".to_owned(),
        };
        let number = mail.notice.and_then(|number| u32::try_from(number).ok());
        let mut notices = stored.request.notices.iter();
        let notice = notices.find(|notice| Some(notice.number) == number);
        let returned = match notice {
            None => Returned::NoNotice,
            Some(notice) => {
                let lost = Lost {
                    case: CaseNumber::from(id),
                    notice: notice.number,
                };
                // A second report, perhaps after the desk has told the applicant.
                if mail.state == mails::State::NotTold {
                    return Ok(Returned::Known(lost));
                }
                self.notice_lost(id, lost, notice.told, &detail).await?
            }
        };
        // Last, so that a report that is read again after a crash is heeded again.
        let now = self.machine_now();
        mails::came_back(self.store.writer(), message_id, &detail, now).await?;
        Ok(returned)
    }

    async fn notice_lost(
        &self,
        id: RequestId,
        lost: Lost,
        told: Told,
        detail: &str,
    ) -> Result<Returned, Error> {
        match told {
            Told::Not => return Ok(Returned::Known(lost)),
            Told::At(_) if !self.told_by_letter(id, lost.notice).await? => {
                return Ok(Returned::ToldOtherwise(lost));
            }
            Told::At(_) | Told::Pending => {}
        }
        let command = Command {
            actor: Actor::Engine,
            action: Action::RecordNotTold {
                notice: lost.notice,
                text: detail.to_owned(),
            },
            expected: None,
        };
        match self.act(id, command, Call::default()).await {
            Ok(_) => Ok(Returned::NotTold(lost)),
            Err(Error::Refused(_)) => Ok(Returned::Known(lost)),
            Err(error) => Err(error),
        }
    }

    /// Whether the letter's going out is all by which the notice counts as told.
    async fn told_by_letter(&self, id: RequestId, notice: u32) -> Result<bool, Error> {
        let lines = journal::read(self.store.reader(), id).await?;
        let mut told = lines.iter().rev().map(|line| &line.entry);
        let last = told.find(|entry| entry.event == Event::NoticeTold { number: notice });
        Ok(last.is_none_or(|entry| entry.by == By::Engine))
    }
}
