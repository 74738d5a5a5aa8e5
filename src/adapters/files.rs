//! File bytes on disk, under the SHA-256 of what they are.
//!
//! A name is a promise about the content: bytes are checked against it on every read. Files appear
//! whole or not at all and are never changed; knows nothing of requests or materials.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use futures::{FutureExt, TryFutureExt};
use sha2::{Digest, Sha256};

use super::own;
use crate::engine::ports::FileBytes;
use crate::faults;

/// Length of a SHA-256 in hex.
const NAME_CHARS: usize = 64;

/// Why bytes could not be kept or given.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not 64 hex digits in lower case.
    #[error("`{0}` is not the SHA-256 of anything")]
    Name(String),
    /// No such file.
    #[error("no file {0}")]
    Missing(String),
    /// The bytes are not what the name says: the disk or somebody changed them.
    #[error("file {0} does not hold what its name says")]
    Damaged(String),
    /// The disk.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A folder of bytes.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Makes the folder where needed.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        own::folder(&folder)?;
        Ok(Self { folder })
    }

    /// Keeps bytes and gives their name. On return they survive a power cut; the same bytes twice
    /// are kept once.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<String, Error> {
        let folder = self.folder.clone();
        blocking(move || {
            let name = hex::encode(Sha256::digest(&bytes));
            let path = place(&folder, &name);
            // A damaged copy is mended by the good one, and one that is cleared away just now is
            // written anew.
            if !(holds(&path, &name)? && touch(&path)?) {
                write(&folder, &path, &bytes)?;
            }
            Ok(name)
        })
        .await
    }

    /// The bytes of that name, checked against it.
    ///
    /// # Errors
    /// When there are none, or they are not what the name says.
    pub async fn get(&self, name: &str) -> Result<Vec<u8>, Error> {
        let (folder, name) = (self.folder.clone(), checked(name)?);
        blocking(move || {
            let bytes = match std::fs::read(place(&folder, &name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(Error::Missing(name));
                }
                other => other?,
            };
            if hex::encode(Sha256::digest(&bytes)) != name {
                return Err(Error::Damaged(name));
            }
            Ok(bytes)
        })
        .await
    }

    /// Removes the bytes of that name if nobody put them for `age` or longer: after retention, when no
    /// request names them any more. Whether they went.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn remove_untouched_for(&self, name: &str, age: Duration) -> Result<bool, Error> {
        let (folder, name) = (self.folder.clone(), checked(name)?);
        blocking(move || {
            let until = now(&folder)? - age;
            Ok(remove(&folder, &place(&folder, &name), until)?)
        })
        .await
    }

    /// The names of what nobody put for `age` or longer.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn untouched_for(&self, age: Duration) -> Result<Vec<String>, Error> {
        let folder = self.folder.clone();
        blocking(move || {
            let until = now(&folder)? - age;
            let mut names = Vec::new();
            for shelf in std::fs::read_dir(&folder)? {
                let shelf = shelf?.path();
                if !shelf.is_dir() {
                    continue;
                }
                for file in std::fs::read_dir(&shelf)? {
                    let file = file?;
                    let name = file.file_name().into_string().unwrap_or_default();
                    if checked(&name).is_ok() && file.metadata()?.modified()? <= until {
                        names.push(name);
                    }
                }
            }
            Ok(names)
        })
        .await
    }
}

impl FileBytes for Files {
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>> {
        async move {
            let name = Files::put(self, bytes.to_vec()).await?;
            match name == sha256 {
                true => Ok(()),
                false => Err(Error::Name(sha256.chars().take(NAME_CHARS).collect()).into()),
            }
        }
        .boxed()
    }

    fn get<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Files::get(self, sha256).map_err(io::Error::from).boxed()
    }

    fn delete_untouched_for<'a>(
        &'a self,
        sha256: &'a str,
        age: Duration,
    ) -> BoxFuture<'a, io::Result<bool>> {
        self.remove_untouched_for(sha256, age)
            .map_err(io::Error::from)
            .boxed()
    }

    fn untouched_for(&self, age: Duration) -> BoxFuture<'_, io::Result<Vec<String>>> {
        Files::untouched_for(self, age)
            .map_err(io::Error::from)
            .boxed()
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Io(_) => io::ErrorKind::Other,
            Error::Name(_) => io::ErrorKind::InvalidInput,
            Error::Missing(_) => io::ErrorKind::NotFound,
            Error::Damaged(_) => io::ErrorKind::InvalidData,
        };
        match error {
            Error::Io(error) => error,
            other => Self::new(kind, other),
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

fn checked(name: &str) -> Result<String, Error> {
    let hex = name
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if name.len() == NAME_CHARS && hex {
        Ok(name.to_owned())
    } else {
        Err(Error::Name(name.chars().take(NAME_CHARS).collect()))
    }
}

/// Two digits deep, so that no folder grows too wide.
fn place(folder: &Path, name: &str) -> PathBuf {
    folder.join(&name[..2]).join(name)
}

fn holds(path: &Path, name: &str) -> io::Result<bool> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(hex::encode(Sha256::digest(&bytes)) == name),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Notes that somebody wants the file again. False where it was taken out of its place meanwhile: a
/// removal looks at the time after that, so either it puts the file back or we see that it is gone.
fn touch(path: &Path) -> io::Result<bool> {
    let Some(file) = if_there(std::fs::File::options().write(true).open(path))? else {
        return Ok(false);
    };
    file.set_modified(SystemTime::now())?;
    path.try_exists()
}

/// What time it is where the files lie, which may be another machine: several nodes share one folder.
fn now(folder: &Path) -> io::Result<SystemTime> {
    let probe = folder.join(format!(".{}.part", uuid::Uuid::new_v4()));
    let shown = std::fs::File::create(&probe).and_then(|file| file.metadata()?.modified());
    std::fs::remove_file(&probe)?;
    shown
}

/// Takes the file out of its place, then looks when it was put last, then removes it or puts it back.
fn remove(folder: &Path, path: &Path, until: SystemTime) -> io::Result<bool> {
    let untouched = |path: &Path| Ok(std::fs::metadata(path)?.modified()? <= until);
    if if_there(untouched(path))? != Some(true) {
        return Ok(false);
    }
    let part = folder.join(format!(".{}.part", uuid::Uuid::new_v4()));
    if if_there(std::fs::rename(path, &part))?.is_none() {
        return Ok(false);
    }
    if !untouched(&part)? {
        std::fs::rename(&part, path)?;
        return Ok(false);
    }
    std::fs::remove_file(&part)?;
    Ok(true)
}

/// None for what is not there.
fn if_there<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().unwrap_or(folder);
    own::folder(parent)?;
    let part = folder.join(format!(".{}.part", uuid::Uuid::new_v4()));
    let mut file = own::file(&part)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    faults::at("file.before");
    if let Err(error) = written.and_then(|()| std::fs::rename(&part, path)) {
        // The error that counts is the first; a leftover part is only litter.
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    faults::at("file.after");
    // The name itself must survive a power cut, and so must the folder it is in.
    std::fs::File::open(parent)?.sync_all()?;
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn what_is_kept_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("files");
        let files = Files::open(&folder).unwrap();
        let name = files.put(b"a lease".to_vec()).await.unwrap();
        let file = place(&folder, &name);
        for (path, mode) in [
            (folder.as_path(), 0o700),
            (file.parent().unwrap(), 0o700),
            (file.as_path(), 0o600),
        ] {
            let found = std::fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(found & 0o777, mode, "{}", path.display());
        }
    }

    #[tokio::test]
    async fn bytes_come_back_under_their_digest() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let name = files.put(b"a lease".to_vec()).await.unwrap();
        assert_eq!(files.put(b"a lease".to_vec()).await.unwrap(), name);
        assert_eq!(files.get(&name).await.unwrap(), b"a lease");
        assert!(!files.remove_untouched_for(&name, MINUTE).await.unwrap());
        assert!(
            files
                .remove_untouched_for(&name, Duration::ZERO)
                .await
                .unwrap()
        );
        assert!(matches!(files.get(&name).await, Err(Error::Missing(_))));
    }

    #[tokio::test]
    async fn what_was_put_again_is_not_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let old = files.put(b"a refused application".to_vec()).await.unwrap();
        let again = files.put(b"a lease".to_vec()).await.unwrap();
        let long_ago = SystemTime::now() - 60 * MINUTE;
        for name in [&old, &again] {
            let path = place(folder.path(), name);
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(long_ago).unwrap();
        }
        files.put(b"a lease".to_vec()).await.unwrap();
        let untouched = files.untouched_for(MINUTE).await.unwrap();
        assert!(untouched.iter().eq([&old]));
        assert!(!files.remove_untouched_for(&again, MINUTE).await.unwrap());
        assert_eq!(files.get(&again).await.unwrap(), b"a lease");
        assert!(files.remove_untouched_for(&old, MINUTE).await.unwrap());
        assert!(!files.remove_untouched_for(&old, MINUTE).await.unwrap());
        assert!(matches!(files.get(&old).await, Err(Error::Missing(_))));
    }

    /// However a put and a removal meet, what was put is there afterwards.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_put_that_meets_a_removal_wins() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        for _ in 0..200 {
            let name = files.put(b"a lease".to_vec()).await.unwrap();
            let long_ago = SystemTime::now() - 60 * MINUTE;
            let path = place(folder.path(), &name);
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(long_ago).unwrap();
            let (put, gone) = tokio::join!(
                files.put(b"a lease".to_vec()),
                files.remove_untouched_for(&name, MINUTE)
            );
            gone.unwrap();
            assert_eq!(files.get(&put.unwrap()).await.unwrap(), b"a lease");
        }
    }

    #[tokio::test]
    async fn damaged_bytes_are_never_given_and_mended_by_the_next_copy() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let name = files.put(b"a lease".to_vec()).await.unwrap();
        std::fs::write(place(folder.path(), &name), b"another").unwrap();
        assert!(matches!(files.get(&name).await, Err(Error::Damaged(_))));
        files.put(b"a lease".to_vec()).await.unwrap();
        assert_eq!(files.get(&name).await.unwrap(), b"a lease");
    }

    #[tokio::test]
    async fn a_name_is_never_a_path() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        for name in ["", "../secret", &"A".repeat(64), &"é".repeat(32)] {
            assert!(
                matches!(files.get(name).await, Err(Error::Name(_))),
                "{name}"
            );
        }
    }
}
