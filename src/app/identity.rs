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

/// Refuses a signing key that is not the one of the database.
///
/// # Errors
/// [`Misconfigured`]; trouble of the database.
pub(super) async fn key(engine: &Engine) -> anyhow::Result<()> {
    match engine.recognise().await {
        Ok(_) => Ok(()),
        Err(Error::ForeignKey) => {
            let advice = "signing.key is not the key of this database: every tracking code and every \
                          certificate would be taken for wrong. Set the key the other nodes have; if it \
                          is lost, `lianban keys adopt` goes on with this one";
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
    let (folder, marker) = (folder.display(), marker::place(folder));
    let advice = format!(
        "files.folder, {folder}, is not where this house keeps its files: it is not shared, not mounted, \
         or another house's. Every node needs the same folder; if its files are lost for good, write {} \
         into {}",
        known.number,
        marker.display()
    );
    Err(Misconfigured(advice).into())
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
