//! Letters: whatever a name or a reason holds, a subject and a name stay one line, nothing in a letter reads
//! backwards or hides, and foreign words never begin a line of ours.

use std::sync::LazyLock;

use lianban::domain::definition::Language;
use lianban::notices::Mail;
use lianban::notices::preview;

use super::{number, text};

static TEMPLATES: LazyLock<Vec<&str>> = LazyLock::new(|| preview::templates().collect());
/// No line of a letter begins so; a foreign line that does stands behind blanks.
const BEGINS_A_LINE: &str = "From ours:";

pub fn run(bytes: &[u8]) {
    let Some(words) = text(bytes) else { return };
    let chance = number(bytes);
    let template = TEMPLATES[chance as usize % TEMPLATES.len()];
    let language = [Language::Zh, Language::En][(chance >> 32) as usize % 2];
    let letter = preview::letter_about(template, language, |facts| {
        if let Some(applicant) = &mut facts.applicant {
            applicant.name = words.to_owned();
        }
        for said in facts.words.values_mut() {
            *said = format!("{words}\n{BEGINS_A_LINE} {words}");
        }
    });
    is_fit(&letter.expect("each template has a letter"));
}

fn is_fit(mail: &Mail) {
    for line in [&mail.subject, &mail.to_name, &mail.message_id] {
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    let hidden = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{FEFF}');
    for shown in [&mail.subject, &mail.to_name, &mail.text] {
        let plain: String = shown.chars().filter(|c| !ISOLATES.contains(c)).collect();
        assert!(!plain.chars().any(hidden), "{shown:?}");
    }
    assert!(
        !mail.text.chars().any(|c| c.is_control() && c != '\n'),
        "{:?}",
        mail.text
    );
    // The greeting begins with the name of whoever is written to, and with nobody else's words.
    let greets = |line: &str| {
        mail.to_name.starts_with(BEGINS_A_LINE) && line.starts_with(mail.to_name.as_str())
    };
    let mut lines = mail.text.lines();
    let begins = lines.find(|line| line.starts_with(BEGINS_A_LINE) && !greets(line));
    assert_eq!(begins, None, "{}", mail.text);
    for (name, value) in &mail.headers {
        assert!(
            !name.chars().chain(value.chars()).any(char::is_control),
            "{name}: {value}"
        );
    }
}

/// What the languages themselves may put around a value.
const ISOLATES: [char; 2] = ['\u{2068}', '\u{2069}'];

pub fn seeds() -> Vec<Vec<u8>> {
    super::owned(&[
        "样例·周文海",
        "Specimen Tenzin Dorje",
        "a\r\nBcc: all@example.org",
        "王\u{202E}芳\u{0}",
        "{ $name } {DATETIME($date)}",
        "one\r\r\ntwo\u{2028}three\u{85}four\u{b}five",
        "<b>&amp;</b>",
        "",
    ])
}
