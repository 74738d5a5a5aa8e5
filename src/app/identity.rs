//! Whether key, database and folder of files belong together, asked before a node does anything.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::Misconfigured;
use crate::adapters::marker;
use crate::engine::{Engine, Error};
use crate::storage::house;

/// How often, and after what pause, a folder is looked at that another node is marking just now.
const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// Refuses keys that are not those of the database.
///
/// # Errors
/// [`Misconfigured`]; trouble of the database.
pub(super) async fn keys(engine: &Engine) -> anyhow::Result<()> {
    match engine.recognise().await {
        Ok(_) => Ok(()),
        Err(Error::ForeignKey) => {
            let advice = "signing.key is not the key of this database: every tracking code and every \
                          certificate would be taken for wrong. Set the key the other nodes have; if it \
                          is lost, `lianban keys adopt` goes on with this one";
            Err(Misconfigured(advice.to_owned()).into())
        }
        Err(Error::ForeignSealKey) => {
            let advice = "seal.key is not the key that this house seals with, or is not set: `lianban verify` \
                          would take seals for forged. Set the key the other nodes have; if it is lost or \
                          stolen, `lianban keys adopt` goes on with this one";
            Err(Misconfigured(advice.to_owned()).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Refuses a folder of files that is not the one of the house; marks it on the first start.
///
/// # Errors
/// [`Misconfigured`]; trouble of the database and of the disk.
pub(super) async fn folder(engine: &Engine, folder: &Path) -> anyhow::Result<()> {
    let known = engine.recognise().await?;
    for _ in 0..LOOKS {
        let found = marker::read(folder).await?;
        if found.as_deref() == Some(known.number.as_str()) {
            house::note_files(engine.store().writer()).await?;
            return Ok(());
        }
        if found.is_some() {
            break;
        }
        if house::note_files(engine.store().writer()).await? {
            return Ok(marker::write(folder, &known.number).await?);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(elsewhere(folder, &known.number).into())
}

/// The same for whoever only looks: nothing is marked.
///
/// # Errors
/// [`Misconfigured`]; trouble of the database and of the disk.
pub async fn files_of(engine: &Engine, folder: &Path) -> anyhow::Result<()> {
    let known = engine.recognise().await?;
    let found = marker::read(folder).await?;
    match found.as_deref() == Some(known.number.as_str()) || !known.has_files {
        true => Ok(()),
        false => Err(elsewhere(folder, &known.number).into()),
    }
}

fn elsewhere(folder: &Path, number: &str) -> Misconfigured {
    let marker = marker::place(folder);
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    Misconfigured(format!(
        "files.folder, {}, is not where this house keeps its files: it is not shared, not mounted, \
         or another house's. Every node needs the same folder; if its files are lost for good, write {number} \
         into {}",
        folder.display(),
        marker.display()
    ))
}

/// Says at any time whether the folder is still there, for `/readyz`.
pub(super) async fn watch(
    engine: &Engine,
    folder: PathBuf,
) -> anyhow::Result<impl Fn() -> BoxFuture<'static, bool> + Send + Sync + use<>> {
    let number = engine.recognise().await?.number;
    Ok(move || {
        let (folder, number) = (folder.clone(), number.clone());
        async move { matches!(marker::read(&folder).await, Ok(Some(found)) if found == number) }
            .boxed()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_marker_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(marker::read(folder.path()).await.unwrap(), None);
        marker::write(folder.path(), "0f").await.unwrap();
        let read = marker::read(folder.path()).await.unwrap();
        assert_eq!(read.as_deref(), Some("0f"));
    }
}
