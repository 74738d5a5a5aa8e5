//! One process a SQLite file: its jobs wake up inside the process and its writer queues there, so a
//! second process would be slow at best. PostgreSQL takes any number of nodes and needs no lock.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use crate::config::DatabaseUrl;

/// The lock, held as long as this lives; the system lets go of it when the process ends in any way.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

/// Why the database cannot be had alone.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process has it.
    #[error("another lianban process has {0} open; SQLite takes one, PostgreSQL takes many")]
    Taken(String),
    /// The lock file cannot be made.
    #[error("{path} cannot be locked: {cause}")]
    Unusable {
        /// Which file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
}

/// Takes the database for this process alone, where it has to.
///
/// # Errors
/// [`Error::Taken`], [`Error::Unusable`].
pub fn take(url: &DatabaseUrl) -> Result<Lock, Error> {
    let Some(database) = url.file() else {
        return Ok(Lock { _file: None });
    };
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let shown = PathBuf::from(&path).display().to_string();
    let unusable = |cause| Error::Unusable {
        path: shown.clone(),
        cause,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(Error::Taken(database.display().to_string())),
        Err(TryLockError::Error(cause)) => Err(Error::Unusable {
            path: shown.clone(),
            cause,
        }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_had_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let url: DatabaseUrl = format!("sqlite://{}/a.sqlite?mode=rwc", folder.path().display())
            .parse()
            .unwrap();
        let held = take(&url).unwrap();
        assert!(matches!(take(&url), Err(Error::Taken(_))));
        drop(held);
        take(&url).unwrap();
    }
}
