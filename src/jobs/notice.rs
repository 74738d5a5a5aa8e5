//! What became of a legal notice, said to the request it belongs to.

use crate::domain::command::{Action, Actor, Command};
use crate::domain::identifiers::RequestId;
use crate::domain::request::{NoticeKind, Told};
use crate::engine::{Call, Error};

use super::office::Office;
use super::{Failure, Meta};

/// One notice of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) request: RequestId,
    pub(super) number: u32,
}

impl Notice {
    /// The other side took the letter. Recorded where something waits for that, and where the notice
    /// counted as not told: a letter given up may be sent after all.
    pub(super) async fn taken(self, office: &Office, meta: &Meta) -> Result<(), Failure> {
        let matters = |kind: NoticeKind, told: Told| {
            told == Told::Not || told == Told::Pending && awaited(kind)
        };
        let action = Action::RecordTold {
            notice: self.number,
            text: String::new(),
        };
        self.record(office, meta, matters, action).await
    }

    /// The letter never comes: the notice counts as not told and is work for the desk, unless
    /// somebody was told at the counter meanwhile.
    pub(super) async fn lost(
        self,
        office: &Office,
        meta: &Meta,
        why: String,
    ) -> Result<(), Failure> {
        let action = Action::RecordNotTold {
            notice: self.number,
            text: why,
        };
        self.record(office, meta, |_, told| told == Told::Pending, action)
            .await
    }

    /// Reads the request anew: much may have happened since the run began.
    async fn record(
        self,
        office: &Office,
        meta: &Meta,
        matters: impl Fn(NoticeKind, Told) -> bool,
        action: Action,
    ) -> Result<(), Failure> {
        let stored = match office.engine.request(self.request).await {
            Ok(stored) => stored,
            Err(Error::NotFound) => return Ok(()),
            Err(error) => return Err(retry(&error)),
        };
        // Nothing personal is left: there is nobody to tell.
        if stored.erased {
            return Ok(());
        }
        let mut notices = stored.request.notices.iter();
        let known = notices.find(|notice| notice.number == self.number);
        if !known.is_some_and(|notice| matters(notice.kind, notice.told)) {
            return Ok(());
        }
        let command = Command {
            actor: Actor::Engine,
            action,
            expected: None,
        };
        let call = Call {
            correlation: meta.correlation.clone(),
            ..Call::default()
        };
        match office.engine.act(self.request, command, call).await {
            Ok(_) => Ok(()),
            // Settled meanwhile: at the counter, or by another run.
            Err(Error::Refused(refusal)) => {
                let number = self.number;
                tracing::debug!(code = refusal.code(), number, "notice settled meanwhile");
                Ok(())
            }
            Err(error) => Err(retry(&error)),
        }
    }
}

/// Whether something begins only when such a notice has reached the applicant: the time to answer a
/// correction, the end after a refusal.
fn awaited(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::Correction | NoticeKind::CorrectionIntake | NoticeKind::Refused
    )
}

pub(super) fn retry(error: &Error) -> Failure {
    Failure::Retry(error.to_string())
}
