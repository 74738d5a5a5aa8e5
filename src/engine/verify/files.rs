//! I9: a stored file has the recorded hash and length, and every document of a request is recorded.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::Case;
use super::report::Check;
use crate::engine::Engine;
use crate::storage::entities::document;

pub(super) async fn check(engine: &Engine, case: &Case, check: &mut Check) {
    for document in &case.documents {
        let outcome = bytes(engine, document).await;
        check.count(Some(case.id()), outcome);
    }
    let recorded: BTreeSet<&str> = case
        .documents
        .iter()
        .map(|row| row.sha256.as_str())
        .collect();
    let named = case.stored.facts.materials.values().flatten();
    for document in named.filter(|document| !recorded.contains(document.sha256.as_str())) {
        check.fail(
            Some(case.id()),
            format!("file {} is not recorded", document.sha256),
        );
    }
}

async fn bytes(engine: &Engine, document: &document::Model) -> Result<(), String> {
    let name = &document.sha256;
    let stored = engine.ports().bytes.get(name).await;
    let bytes = stored.map_err(|error| format!("file {name}: {error}"))?;
    if bytes.len() as i64 != document.bytes || hex::encode(Sha256::digest(&bytes)) != *name {
        return Err(format!("file {name} is not what was recorded"));
    }
    Ok(())
}
