//! Foreign words made fit for a letter: nothing in a value may pass for a header, a line of ours,
//! or text that reads backwards.

/// Longest subject or name, in characters.
const LINE_MAX_CHARS: usize = 200;

/// One line: no control characters, no direction marks, blanks run together, cut at a limit.
pub(super) fn line(text: &str) -> String {
    let cleared: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(is_shown)
        .collect();
    let joined = cleared.split_whitespace().collect::<Vec<_>>().join(" ");
    match joined.char_indices().nth(LINE_MAX_CHARS) {
        Some((end, _)) => format!("{}…", &joined[..end]),
        None => joined,
    }
}

/// Several lines, each cleared, blank ones left out and all but the first indented: words from
/// outside never begin a line of the letter.
pub(super) fn paragraph(text: &str) -> String {
    let cleared = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let lines: Vec<String> = cleared
        .lines()
        .map(|line| {
            let spaced = line.chars().map(|c| if c.is_control() { ' ' } else { c });
            spaced
                .filter(is_shown)
                .collect::<String>()
                .trim()
                .to_owned()
        })
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n   ")
}

/// Marks that change the direction or hide, rather than show, are left out (Unicode UAX #9).
fn is_shown(c: &char) -> bool {
    !matches!(
        c,
        '\u{061C}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(
            line("Hello\r\nBcc:\tall@example.org"),
            "Hello Bcc: all@example.org"
        );
        assert_eq!(line("  王\u{202E}芳 \u{0} "), "王芳");
        assert_eq!(line(&"长".repeat(300)).chars().count(), LINE_MAX_CHARS + 1);
    }

    #[test]
    fn a_paragraph_never_begins_a_line_of_the_letter() {
        assert_eq!(
            paragraph("one\r\n\n-- \u{2028}Decided: granted"),
            "one\n   --\n   Decided: granted"
        );
    }
}
