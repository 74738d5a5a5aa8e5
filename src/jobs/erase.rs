//! Removing the bytes of files that no request names any more, after an erasure.

use crate::engine::{DropFilesJob, FILES_QUEUE};

use super::office::Office;
use super::{Failure, Job, Meta};

impl Job for DropFilesJob {
    const QUEUE: &'static str = FILES_QUEUE;
    type Context = Office;

    async fn run(self, office: &Office, _: &Meta) -> Result<(), Failure> {
        let dropped = office.engine.drop_files(&self.files).await;
        dropped.map_err(|error| Failure::Retry(error.to_string()))
    }
}
