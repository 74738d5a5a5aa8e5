//! A one-time code, by mail and by short message. It says what it opens, and names no request.

use crate::domain::definition::Language;
use crate::i18n;

use super::letter::{Mail, Reader};

/// The letter.
#[must_use]
pub fn passcode(reader: &Reader, code: &str, message_id: &str) -> Mail {
    let language = reader.language;
    let say = |key: &str, values: &[(&str, i18n::Value<'_>)]| i18n::text(language, key, values);
    let text = say("passcode-body", &[("code", code.into())]);
    let subject = say("passcode-subject", &[]);
    Mail::new("passcode", reader, &subject, text, message_id)
}

/// The short message.
#[must_use]
pub fn passcode_text(language: Language, code: &str) -> String {
    i18n::text(language, "passcode-text", &[("code", code.into())])
}
