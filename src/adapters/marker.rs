//! The number of a house, written into the folder of its files: a node whose folder is not the shared
//! one sees that at once, and not when a file is asked for.

use std::io;
use std::path::{Path, PathBuf};

/// The file; its name is no hash, so it is never taken for somebody's upload.
const NAME: &str = "house.id";

/// The number that a folder bears; none where it bears none.
///
/// # Errors
/// When the disk refuses.
pub async fn read(folder: &Path) -> io::Result<Option<String>> {
    match tokio::fs::read_to_string(place(folder)).await {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the number into a folder.
///
/// # Errors
/// When the disk refuses.
pub async fn write(folder: &Path, number: &str) -> io::Result<()> {
    tokio::fs::write(place(folder), format!("{number}\n")).await
}

/// Where it stands.
#[must_use]
pub fn place(folder: &Path) -> PathBuf {
    folder.join(NAME)
}
