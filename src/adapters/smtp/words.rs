//! What is said of a conversation that failed: its codes, in our own words.
//!
//! Servers repeat the address in their replies, and some quote the letter. What is said here goes
//! on to logs, job rows, the record of mails and the desk's pages, none of which may hold a
//! person's address; so of a reply the codes alone are kept, and from everything else words that
//! look like an address are cut. No other text of a server leaves this room.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp;

/// Replies about our own account (RFC 4954), whenever they come.
const ACCOUNT_CODES: [&str; 4] = ["530", "534", "535", "538"];
/// What stands where an address was.
const CUT: &str = "…";

/// How far the conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Connecting and being greeted, under TLS where it is implicit.
    Greeting,
    /// Turning an open connection into a protected one.
    StartTls,
    /// Logging in.
    Login,
    /// The letter itself.
    Letter,
}

/// Whether the server wants another account, or ours to be in order: no word about the letter.
pub(super) fn is_about_account(error: &smtp::Error) -> bool {
    let status = error.status().map(|code| code.to_string());
    status.is_some_and(|code| ACCOUNT_CODES.contains(&code.as_str()))
}

/// Why a step failed, with the setting to look at where it is ours.
pub(super) fn failed(step: Step, error: &smtp::Error) -> String {
    let why = match error.status() {
        Some(code) => reply(&code.to_string(), &source(error)),
        None if error.is_response() => "an answer that is not SMTP".to_owned(),
        None => without_addresses(&error.to_string()),
    };
    let what = match step {
        _ if is_about_account(error) => {
            "the server refuses the account; see mail.username and mail.password"
        }
        Step::Greeting if is_about_certificate(error) => {
            "the server's certificate is not to be trusted; see mail.host and mail.ca_file"
        }
        Step::StartTls if is_about_certificate(error) => {
            "the server's certificate is not to be trusted; see mail.host and mail.ca_file"
        }
        Step::Greeting => "no connection",
        Step::StartTls => "no protected connection; see mail.tls",
        Step::Login => "no login; see mail.username and mail.password",
        Step::Letter if error.is_permanent() => "the letter was refused",
        Step::Letter => "the letter was put off",
    };
    format!("{what}: {why}")
}

/// A step that nobody answered.
pub(super) fn silence(step: Step, limit: Duration) -> String {
    let what = match step {
        Step::Letter => "no answer to the letter",
        Step::Greeting | Step::StartTls | Step::Login => "no connection",
    };
    format!("{what}: timed out after {limit:?}")
}

fn source(error: &smtp::Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

fn is_about_certificate(error: &smtp::Error) -> bool {
    error.status().is_none() && source(error).contains("certificate")
}

/// `550 5.1.1 (address)`: the reply code, and the enhanced code with what its subject means.
fn reply(code: &str, text: &str) -> String {
    match text
        .split_whitespace()
        .find_map(|word| enhanced(code, word))
    {
        Some(enhanced) => format!("{code} {enhanced} ({})", subject(enhanced)),
        None => code.to_owned(),
    }
}

/// `class.subject.detail` of RFC 3463, if the word is one of the reply's own class.
fn enhanced<'a>(code: &str, word: &'a str) -> Option<&'a str> {
    let mut parts = word.split('.');
    let class = parts.next()?;
    let fits = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let whole = fits(parts.next()?) && fits(parts.next()?) && parts.next().is_none();
    (whole && class.len() == 1 && code.starts_with(class)).then_some(word)
}

fn subject(enhanced: &str) -> &'static str {
    match enhanced.split('.').nth(1) {
        Some("1") => "address",
        Some("2") => "mailbox",
        Some("3") => "mail system",
        Some("4") => "network or routing",
        Some("5") => "protocol",
        Some("6") => "content",
        Some("7") => "security or policy",
        _ => "no reason given",
    }
}

fn without_addresses(text: &str) -> String {
    let words = text
        .split_whitespace()
        .map(|word| if word.contains('@') { CUT } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_reply_the_codes_alone_are_kept() {
        let told = reply("550", "5.1.1 <wang@example.org>: unknown, 12.3.4 said 王芳");
        assert_eq!(told, "550 5.1.1 (address)");
        assert_eq!(
            reply("451", "4.7.1 come back later"),
            "451 4.7.1 (security or policy)"
        );
    }

    #[test]
    fn words_that_only_look_like_a_code_are_none() {
        for text in [
            "wang@example.org",
            "10.0.0.1 says no",
            "4.1.1",
            "5.1",
            "5.1.wang",
            "5.1.1.1",
        ] {
            assert_eq!(reply("550", text), "550", "{text}");
        }
    }

    #[test]
    fn addresses_are_cut_from_any_text() {
        let told = without_addresses("peer <wang@example.org>, or wang@example.org\r\n: gone");
        assert_eq!(told, "peer … or … : gone");
    }
}
