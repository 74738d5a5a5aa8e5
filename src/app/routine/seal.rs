//! The daily seal: made after midnight over the day that ended, and sent out of the house.

use chrono::Days;

use super::Routines;
use crate::domain::calendar::{Instant, civil};
use crate::domain::definition::Language;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::engine::seal::{SEAL_QUEUE, SealJob};
use crate::jobs::{Failure, Job, Meta};
use crate::notices::{self, Head, Reader};
use crate::storage::seals::{self, Seal};

pub(super) async fn seal(cx: &Routines, at: Instant) -> Result<(), Failure> {
    let day = civil(at).date() - Days::new(1);
    let seal = cx.engine.seal(day).await?;
    tracing::info!(%day, root = seal.root, journals = seal.heads.len(), "sealed");
    Ok(())
}

impl Job for SealJob {
    const QUEUE: &'static str = SEAL_QUEUE;
    type Context = Routines;

    async fn run(self, cx: &Routines, _: &Meta) -> Result<(), Failure> {
        let found = seals::find(cx.engine.store().reader(), self.day).await?;
        let seal = found.ok_or_else(|| Failure::Fatal(format!("{} is not sealed", self.day)))?;
        for recipient in &cx.config.seal.recipients {
            let reader = Reader {
                name: recipient.name.clone().unwrap_or_default(),
                address: recipient.email.to_string(),
                language: Language::Zh,
            };
            let id = format!("seal-{}@{}", self.day, cx.post.domain);
            let mut mail = notices::seal(self.day, &seal.root, &heads(&seal), &reader, &id);
            mail.headers.push(("X-Lianban-Seal-Signature".to_owned(), seal.signature.clone()));
            cx.post.send(mail).await?;
        }
        Ok(())
    }
}

fn heads(seal: &Seal) -> Vec<Head> {
    let head = |head: &seals::HeadOf| {
        let case = CaseNumber::from(RequestId::try_from(head.0).ok()?);
        Some(Head { case, version: head.1, hash: head.2.clone() })
    };
    seal.heads.iter().filter_map(head).collect()
}
