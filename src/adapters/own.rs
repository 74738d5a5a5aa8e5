//! Folders and files that hold personal data: what is made here is for its owner alone, whatever the `umask`
//! is. What was there keeps its modes.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

/// Makes a folder where it is not there; those above it are made as usual.
///
/// # Errors
/// When it cannot be made.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above)?;
    }
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes a file that is not there yet, to be written.
///
/// # Errors
/// When it is there, or cannot be made.
pub(super) fn file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600).open(path)
}
