//! A finished letter and who reads it.

use crate::domain::definition::Language;
use crate::i18n;

use super::case::Case;
use super::plain;

/// One letter, ready to be sent. Header values hold no line ends and no direction marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The key of the texts it was made from; `merged` for several.
    pub template: String,
    /// The reader's name.
    pub to_name: String,
    /// The reader's address.
    pub to_address: String,
    /// One line.
    pub subject: String,
    /// Plain text, lines ended by `\n`.
    pub text: String,
    /// The language it is in.
    pub language: Language,
    /// `left@right`, the same whenever the same letter is made again.
    pub message_id: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// A file that comes with it.
    pub attachment: Option<Attachment>,
}

/// A file of text that comes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is saved as.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub text: String,
}

/// Who reads a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// As they are addressed.
    pub name: String,
    /// Where it goes.
    pub address: String,
    /// What they read.
    pub language: Language,
}

impl Mail {
    pub(super) fn new(
        template: &str,
        reader: &Reader,
        subject: &str,
        text: String,
        message_id: &str,
    ) -> Self {
        // RFC 3834: nobody's absence note answers it.
        let headers = [
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", i18n::tag(reader.language)),
        ];
        Self {
            template: template.to_owned(),
            to_name: plain::line(&reader.name),
            to_address: reader.address.trim().to_owned(),
            subject: plain::line(subject),
            text: tidy(&text),
            language: reader.language,
            message_id: plain::line(message_id).replace([' ', '<', '>'], ""),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            attachment: None,
        }
    }

    pub(super) fn with_file(
        mut self,
        name: String,
        media_type: &'static str,
        text: String,
    ) -> Self {
        self.attachment = Some(Attachment {
            name,
            media_type,
            text,
        });
        self
    }

    /// With the case in a header of its own, by which mail programs can sort.
    pub(super) fn about(mut self, case: &Case<'_>) -> Self {
        self.headers
            .push(("X-Lianban-Case".to_owned(), case.number().to_string()));
        self
    }
}

/// No blanks at the ends of lines, one line end at the end.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim())
}
