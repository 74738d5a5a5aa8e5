//! Letters as files in a folder, for the demo and for looking at; or no letters at all.
//!
//! Names sort by the order of writing and say what is inside: `0001-receipt-7K2M….eml`. A file
//! appears whole or not at all. A letter sent twice is two files with one Message-ID, as it would
//! be in a mail box.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::own;
use super::post::{Sender, message};
use crate::engine::ports::post::{Answer, Letter, Post};
use crate::faults;

/// Longest readable part of a file's name, in characters.
const NAME_MAX_CHARS: usize = 80;

/// The header whose value a file's name carries, besides the letter's label.
pub const NAMING_HEADER: &str = "X-Lianban-Case";

/// A post into a folder.
pub struct Mailbox {
    folder: Arc<PathBuf>,
    sender: Sender,
    /// The last number given; held while a file is named, so that no number is given twice.
    last: Arc<Mutex<u32>>,
}

impl Mailbox {
    /// Makes the folder where needed and counts on from what lies in it.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: impl Into<PathBuf>, sender: Sender) -> io::Result<Self> {
        let folder = folder.into();
        own::folder(&folder)?;
        let last = Arc::new(Mutex::new(last_number(&folder)?));
        Ok(Self {
            folder: Arc::new(folder),
            sender,
            last,
        })
    }

    /// Where the files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    async fn attempt(&self, letter: &Letter) -> Answer {
        let bytes = match message(letter, &self.sender, SystemTime::now()) {
            Ok(mail) => mail.formatted(),
            Err(bad) => {
                return Answer::Refused {
                    text: bad.to_string(),
                };
            }
        };
        let (folder, last, name) = (self.folder.clone(), self.last.clone(), readable(letter));
        let written = tokio::task::spawn_blocking(move || {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            write(&folder, *last + 1, &name, &bytes)?;
            *last += 1;
            io::Result::Ok(())
        });
        match written.await {
            Ok(Ok(())) => Answer::Sent,
            Ok(Err(error)) => Answer::Later {
                text: error.to_string(),
            },
            Err(error) => Answer::Later {
                text: error.to_string(),
            },
        }
    }
}

impl Post for Mailbox {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Answer> {
        self.attempt(letter).boxed()
    }
}

/// No post at all: every letter is refused, so that nobody counts as told who was not.
pub struct Nowhere;

impl Post for Nowhere {
    fn send<'a>(&'a self, _: &'a Letter) -> BoxFuture<'a, Answer> {
        let text = "no mail is sent here".to_owned();
        async { Answer::Refused { text } }.boxed()
    }

    fn is_closed(&self) -> bool {
        true
    }
}

fn write(folder: &Path, number: u32, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile_in(folder)?;
    file.1.write_all(bytes)?;
    file.1.sync_all()?;
    faults::at("letter.before");
    std::fs::rename(&file.0, folder.join(format!("{number:04}-{name}.eml")))?;
    faults::at("letter.after");
    Ok(())
}

fn tempfile_in(folder: &Path) -> io::Result<(PathBuf, std::fs::File)> {
    let path = folder.join(format!(".{}.part", uuid::Uuid::new_v4()));
    let file = own::file(&path)?;
    Ok((path, file))
}

fn last_number(folder: &Path) -> io::Result<u32> {
    let mut last = 0;
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        let digits = name
            .to_str()
            .and_then(|name| name.split_once('-'))
            .map(|(head, _)| head);
        last = last.max(digits.and_then(|head| head.parse().ok()).unwrap_or(0));
    }
    Ok(last)
}

/// Only letters, digits and hyphens: no value of a letter may name another folder.
fn readable(letter: &Letter) -> String {
    let case = letter
        .headers
        .iter()
        .find(|(name, _)| name == NAMING_HEADER);
    let case = case.map_or("", |(_, value)| value.as_str());
    let plain = |part: &str| -> String {
        part.chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect()
    };
    let parts = [plain(&letter.label), plain(case)];
    let name: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    name.join("-").chars().take(NAME_MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::post::tests::letter;
    use super::*;

    fn mailbox(folder: &Path) -> Mailbox {
        Mailbox::open(folder, "desk@lianban.example".parse().unwrap()).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn letters_are_numbered_and_named_after_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = letter("wang@example.org");
        first
            .headers
            .push((NAMING_HEADER.to_owned(), "7K2M-4QXR".to_owned()));
        assert_eq!(mailbox(folder.path()).send(&first).await, Answer::Sent);
        let reopened = mailbox(folder.path());
        reopened.send(&letter("wang@example.org")).await;
        assert_eq!(
            names(folder.path()),
            ["0001-receipt-7K2M-4QXR.eml", "0002-receipt.eml"]
        );
    }

    #[tokio::test]
    async fn no_value_reaches_another_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mut forged = letter("wang@example.org");
        forged.label = "../../etc/x".to_owned();
        mailbox(folder.path()).send(&forged).await;
        assert_eq!(names(folder.path()), ["0001-etcx.eml"]);
    }

    #[tokio::test]
    async fn where_no_mail_is_sent_every_letter_is_refused() {
        let answer = Nowhere.send(&letter("wang@example.org")).await;
        let text = "no mail is sent here".to_owned();
        assert_eq!(answer, Answer::Refused { text });
    }

    #[tokio::test]
    async fn what_is_no_address_is_refused_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let answer = mailbox(folder.path()).send(&letter("nobody")).await;
        assert!(matches!(answer, Answer::Refused { .. }), "{answer:?}");
        assert!(names(folder.path()).is_empty());
    }
}
