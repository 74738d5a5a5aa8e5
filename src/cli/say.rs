//! How commands print: plain text on standard output, colours on a terminal alone.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

/// One line, or several.
pub(super) fn line(text: impl AsRef<str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", text.as_ref())?;
    out.flush()
}

/// A value for a machine.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(line(serde_json::to_string_pretty(value)?)?)
}

/// What went wrong, with its causes, on standard error.
pub(super) fn trouble(error: &anyhow::Error) {
    let mut out = io::stderr().lock();
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(out, "lianban: {error}");
    for cause in error.chain().skip(1) {
        let _ = writeln!(out, "  because: {cause}");
    }
}

/// What a person should know but a machine need not, on standard error.
pub(super) fn aside(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
}

/// Whether standard output shows colours.
pub(super) fn has_colours() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Whoever read us has read enough: `lianban schema | head`.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Rows under their heads, columns aligned; Chinese characters take two cells.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&head).chain(rows).collect();
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            all.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cells(cell))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let line = |row: &&Vec<String>| {
        let padded: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| pad(cell, *width))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The text with blanks behind it, up to so many cells.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(cells(text))))
}

/// How many cells of a terminal a text takes; codes for colours take none.
pub(super) fn cells(text: &str) -> usize {
    plain(text)
        .chars()
        .map(|c| if is_wide(c) { 2 } else { 1 })
        .sum()
}

/// The text without codes for colours.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        all + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}

/// A heading.
pub(super) fn bold(text: &str) -> String {
    painted("1", text)
}

/// Green, on a terminal.
pub(super) fn green(text: &str) -> String {
    painted("32", text)
}

/// Yellow, on a terminal.
pub(super) fn yellow(text: &str) -> String {
    painted("33", text)
}

/// Red, on a terminal.
pub(super) fn red(text: &str) -> String {
    painted("31", text)
}

/// Grey, on a terminal.
pub(super) fn grey(text: &str) -> String {
    painted("90", text)
}

fn painted(code: &str, text: &str) -> String {
    match has_colours() {
        true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    }
}

/// East Asian wide: Hangul and CJK, their punctuation, full-width forms.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_take_no_room() {
        assert_eq!(cells("\u{1b}[31m■\u{1b}[0m overdue"), 9);
    }

    #[test]
    fn columns_are_aligned_whatever_the_script() {
        let rows = [
            vec!["教育局".to_owned(), "1".to_owned()],
            vec!["labor".to_owned(), "2".to_owned()],
        ];
        assert_eq!(
            table(&["who", "n"], &rows),
            "who     n\n教育局  1\nlabor   2"
        );
    }
}
