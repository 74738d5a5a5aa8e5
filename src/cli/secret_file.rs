//! Files that hold secrets: readable for their owner alone, and a warning where one is not.

use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use super::say;

/// Group and everybody else.
const OTHERS: u32 = 0o077;

/// Writes a file that its owner alone may read, whatever it was before.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())
}

/// Says so where others may read a settings file that holds secrets.
pub(super) fn warn_if_open(path: &Path) {
    let Ok(found) = std::fs::metadata(path) else {
        return;
    };
    let open = found.is_file() && found.permissions().mode() & OTHERS & 0o044 != 0;
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let secret = |line: &str| {
        let name = line.split('=').next().unwrap_or_default().trim();
        matches!(name, "key" | "password" | "metrics_token")
            || line.contains("://") && line.contains('@')
    };
    if open && text.lines().any(secret) {
        say::aside(format!(
            "{}: others on this machine may read its secrets; `chmod 600` it",
            path.display()
        ));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_secret_file_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("officers.json");
        std::fs::write(&path, "open before").unwrap();
        write(&path, "{}").unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
