//! Sending the daily seal out of the house, to those who keep it.

use crate::engine::seal::{SEAL_QUEUE, SealJob};
use crate::notices;
use crate::storage::seals;

use super::office::{Office, outsider};
use super::{Failure, Job, Meta};

impl Job for SealJob {
    const QUEUE: &'static str = SEAL_QUEUE;
    type Context = Office;

    async fn run(self, office: &Office, meta: &Meta) -> Result<(), Failure> {
        let seal = seals::find(office.engine.store().reader(), self.day).await?;
        let Some(seal) = seal else {
            return Err(Failure::Fatal(format!("no seal of {}", self.day)));
        };
        let file = serde_json::to_string(&seal)
            .map_err(|error| Failure::Fatal(format!("the seal of {}: {error}", seal.day)))?;
        let sealed = notices::Sealed {
            day: seal.day,
            root: &seal.root,
            journals: seal.heads.len(),
            file: &file,
        };
        let mails = office
            .seal_recipients
            .iter()
            .zip(1..)
            .map(|(address, number)| {
                let message_id = office.message_id(meta, &format!("keeper-{number}"));
                notices::seal(&sealed, &outsider(address), &message_id)
            })
            .collect();
        office.deliver_all(mails, meta).await
    }
}
