//! The port through which short messages leave.

use futures::future::BoxFuture;

pub use super::post::Answer;

/// A way for short messages to leave. One attempt; whoever calls decides about the next.
pub trait Sms: Send + Sync {
    /// Sends one message and says how it went. Never fails otherwise.
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Answer>;
}

/// One short message to one phone.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The same at every attempt, so that a gateway can drop a duplicate.
    pub id: String,
    /// The phone's number.
    pub to: String,
    /// What it says.
    pub text: String,
}

/// A number is personal, and the text may be a code.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
