//! The port through which letters leave, and how an attempt went.

use futures::future::BoxFuture;

/// A way for letters to leave. One attempt; whoever calls decides about the next.
pub trait Post: Send + Sync {
    /// Sends one letter and says how it went. Never fails otherwise.
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Answer>;

    /// Whether no letter ever leaves, by the operator's choice: then nothing is wrong with one that
    /// did not.
    fn is_closed(&self) -> bool {
        false
    }
}

/// One letter to one person, in plain text, with at most one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// `left@right` without brackets; the same at every attempt, so that a duplicate shows.
    pub message_id: String,
    /// What the letter is, for the names of files: `receipt`.
    pub label: String,
    /// Whom it names.
    pub to_name: String,
    /// Where it goes.
    pub to_address: String,
    /// One line.
    pub subject: String,
    /// Lines ended by `\n`.
    pub text: String,
    /// Further headers, in order.
    pub headers: Vec<(String, String)>,
    /// A file that comes with it.
    pub attachment: Option<Attachment>,
}

/// A file of text that comes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is saved as: `seal-2026-04-12.json`.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What is in it.
    pub text: String,
}

/// How one attempt went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The other side took responsibility for it (SMTP 250), or the file is written.
    Sent,
    /// Taken by nobody, for good: the person is not told.
    Refused {
        /// What the other side said.
        text: String,
    },
    /// Not now: 4xx, no connection, a timeout, or our own account refused.
    Later {
        /// What went wrong.
        text: String,
    },
}
