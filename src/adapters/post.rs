//! Letters as mail on the wire; what [`super::smtp`] and [`super::mailbox`] share.

use std::time::SystemTime;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::engine::ports::post::Letter;

/// Who letters come from, and where answers go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

/// An address that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a mail address; write `desk@example.org` or `Desk <desk@example.org>`")]
pub struct BadAddress(pub String);

impl std::str::FromStr for Sender {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let from = text.parse().map_err(|_| BadAddress(text.to_owned()))?;
        Ok(Self {
            from,
            reply_to: None,
        })
    }
}

impl Sender {
    /// With an address of its own for answers.
    #[must_use]
    pub fn with_answers_to(self, reply_to: Option<Mailbox>) -> Self {
        Self { reply_to, ..self }
    }

    /// The part of the address after the `@`, where Message-IDs are at home.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }
}

/// The letter as it goes over the wire.
///
/// # Errors
/// Says what of it cannot be mail: an address, a header's name.
pub(super) fn message(
    letter: &Letter,
    sender: &Sender,
    at: SystemTime,
) -> Result<Message, BadLetter> {
    let address: Address = letter
        .to_address
        .parse()
        .map_err(|_| BadLetter::Recipient)?;
    let name = (!letter.to_name.is_empty()).then(|| one_line(&letter.to_name));
    let started = Message::builder()
        .from(sender.from.clone())
        .to(Mailbox::new(name, address))
        .subject(one_line(&letter.subject))
        .message_id(Some(format!("<{}>", one_line(&letter.message_id))))
        .date(at);
    let started = match &sender.reply_to {
        Some(reply_to) => started.reply_to(reply_to.clone()),
        None => started,
    };
    let built = letter.headers.iter().try_fold(started, with_header)?;
    let Some(file) = &letter.attachment else {
        let plain = built.header(ContentType::TEXT_PLAIN);
        return Ok(plain.body(letter.text.clone())?);
    };
    let media_type = ContentType::parse(&file.media_type)
        .map_err(|_| BadLetter::Attachment(file.media_type.clone()))?;
    let attached = Attachment::new(one_line(&file.name)).body(file.text.clone(), media_type);
    let text = SinglePart::plain(letter.text.clone());
    let parts = MultiPart::mixed().singlepart(text).singlepart(attached);
    Ok(built.multipart(parts)?)
}

fn with_header(
    builder: MessageBuilder,
    (name, value): &(String, String),
) -> Result<MessageBuilder, BadLetter> {
    let known =
        HeaderName::new_from_ascii(name.clone()).map_err(|_| BadLetter::Header(name.clone()))?;
    Ok(builder.raw_header(HeaderValue::new(known, one_line(value))))
}

/// A value that starts no header of its own; the mail crate panics on some control characters.
fn one_line(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Why a letter cannot be mail.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadLetter {
    /// Not said which: these words reach logs and tables.
    #[error("what is given as the recipient's mail address is none")]
    Recipient,
    #[error("`{0}` is not the name of a header")]
    Header(String),
    #[error("`{0}` is not a media type")]
    Attachment(String),
    #[error(transparent)]
    Mail(#[from] lettre::error::Error),
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    pub(crate) fn letter(to: &str) -> Letter {
        Letter {
            message_id: "tell-1.0@lianban.example".to_owned(),
            label: "receipt".to_owned(),
            to_name: "王芳".to_owned(),
            to_address: to.to_owned(),
            subject: "已收到您的申请".to_owned(),
            text: "第一行\n第二行\n".to_owned(),
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
            attachment: None,
        }
    }

    fn bytes(letter: &Letter) -> String {
        let sender: Sender = "联办 <desk@lianban.example>".parse().unwrap();
        let made = message(letter, &sender, SystemTime::UNIX_EPOCH).unwrap();
        String::from_utf8(made.formatted()).unwrap()
    }

    #[test]
    fn a_letter_has_its_own_id_and_plain_utf8_text() {
        let mail = bytes(&letter("wang@example.org"));
        assert!(
            mail.contains("Message-ID: <tell-1.0@lianban.example>\r\n"),
            "{mail}"
        );
        assert!(
            mail.contains("Content-Type: text/plain; charset=utf-8\r\n"),
            "{mail}"
        );
        assert!(
            mail.contains("Auto-Submitted: auto-generated\r\n"),
            "{mail}"
        );
    }

    #[test]
    fn a_file_travels_beside_the_text_under_its_name() {
        let mut with = letter("wang@example.org");
        with.attachment = Some(crate::engine::ports::post::Attachment {
            name: "seal-2026-04-12.json".to_owned(),
            media_type: "application/json".to_owned(),
            text: "{\"day\":\"2026-04-12\"}\n".to_owned(),
        });
        let mail = bytes(&with);
        for part in [
            "Content-Type: multipart/mixed",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Disposition: attachment; filename=\"seal-2026-04-12.json\"\r\n",
            "Content-Type: application/json\r\n",
            "{\"day\":\"2026-04-12\"}\r\n",
        ] {
            assert!(mail.contains(part), "{part} is not in {mail}");
        }
    }

    #[test]
    fn line_ends_in_a_subject_or_a_name_start_no_header() {
        let mut forged = letter("wang@example.org");
        forged.subject = "Hello\r\nBcc: all@example.org".to_owned();
        forged.to_name = "Wang\r\nBcc: all@example.org".to_owned();
        let mail = bytes(&forged);
        let head = mail.split("\r\n\r\n").next().unwrap();
        assert!(!head.to_lowercase().contains("\r\nbcc:"), "{mail}");
    }

    #[test]
    fn what_is_no_address_is_said_without_repeating_it() {
        let sender: Sender = "desk@lianban.example".parse().unwrap();
        let refused = message(&letter("wang at home"), &sender, SystemTime::UNIX_EPOCH);
        let words = refused.unwrap_err().to_string();
        assert!(
            words.contains("address") && !words.contains("wang"),
            "{words}"
        );
    }
}
