//! Mail that came back: which letter it is about, and whether it says that nobody has it.
//!
//! A delivery report (RFC 3464) says so in fields of its own. Older servers return the letter, or its
//! headers, with words for people. What others wrote is never kept: only our own Message-IDs and a
//! status code leave this reader.

use mail_parser::{
    Address, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

/// Largest mail that is read, in bytes; servers cut what they return far below it.
pub const MAIL_MAX_BYTES: u64 = 8 * 1024 * 1024;
/// Senders of reports, by the part of their address before the `@`.
const DAEMONS: [&str; 2] = ["mailer-daemon", "postmaster"];
/// How deep a letter may lie in mails that carry mails.
const DEPTH_MAX: usize = 4;

/// What a mail says about letters of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The Message-IDs it carries, without brackets, the surest first. Most are not ours.
    pub message_ids: Vec<String>,
    /// What became of the letter.
    pub fate: Fate,
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has it and nobody will; with the code of RFC 3463, as `5.1.1`, where there is one.
    Failed(Option<String>),
    /// Delayed, relayed or delivered: it is not lost.
    OnItsWay,
    /// Somebody, or their absence note, answers a letter that came.
    Answered,
}

/// Reads a mail; none where it is no mail at all.
#[must_use]
pub fn read(mail: &[u8]) -> Option<Returned> {
    let message = MessageParser::default().parse(mail)?;
    let mut found = Found::default();
    found.look_into(&message, 0);
    let is_daemon = comes_from_daemon(&message);
    let fate = match found.actions.iter().find(|action| action.failed) {
        Some(failed) => Fate::Failed(failed.status.clone()),
        None if !found.actions.is_empty() => Fate::OnItsWay,
        None if found.has_returned || is_daemon => Fate::Failed(None),
        None => Fate::Answered,
    };
    let answered = [message.in_reply_to(), message.references()];
    let answered = answered.into_iter().flat_map(ids);
    let mut message_ids = found.message_ids;
    message_ids.extend(answered);
    message_ids.retain(|id| is_id(id));
    Some(Returned { message_ids, fate })
}

#[derive(Default)]
struct Found {
    message_ids: Vec<String>,
    actions: Vec<Action>,
    has_returned: bool,
}

/// What a report says of one recipient.
struct Action {
    failed: bool,
    status: Option<String>,
}

impl Found {
    fn look_into(&mut self, message: &Message<'_>, depth: usize) {
        if depth > DEPTH_MAX {
            return;
        }
        for part in &message.parts {
            if let PartType::Message(returned) = &part.body {
                self.has_returned = true;
                self.message_ids.extend(own_id(returned));
                self.look_into(returned, depth + 1);
            } else if is(part, "text", "rfc822-headers") {
                self.has_returned = true;
                let headers = MessageParser::default().parse(part.contents());
                self.message_ids.extend(headers.as_ref().and_then(own_id));
            } else if is(part, "message", "delivery-status") {
                self.actions.extend(actions(part.contents()));
            }
        }
    }
}

/// What a broken header holds otherwise is no Message-ID (RFC 5322), and no database need look for it.
fn is_id(id: &str) -> bool {
    let strays = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>');
    !id.is_empty() && !id.contains(strays)
}

fn own_id(message: &Message<'_>) -> Option<String> {
    message.message_id().map(str::to_owned)
}

fn is(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|found| {
        let subtypes = found.subtype();
        found.ctype().eq_ignore_ascii_case(kind)
            && subtypes.is_some_and(|found| found.eq_ignore_ascii_case(subtype))
    })
}

/// The groups of fields that speak of a recipient.
fn actions(report: &[u8]) -> Vec<Action> {
    let text = String::from_utf8_lossy(report).replace("\r\n", "\n");
    let field = |group: &str, name: &str| {
        let mut lines = group.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let groups = text.split("\n\n");
    let told = groups.filter_map(|group| {
        Some(Action {
            failed: field(group, "Action")?.eq_ignore_ascii_case("failed"),
            status: field(group, "Status").and_then(|status| code(&status)),
        })
    });
    told.collect()
}

/// Three numbers and nothing else, whatever stands around them.
fn code(status: &str) -> Option<String> {
    let code = status.split_whitespace().next()?;
    let is_number = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits = code.split('.').count() == 3 && code.split('.').all(is_number);
    fits.then(|| code.to_owned())
}

/// Whether a mail server wrote it.
fn comes_from_daemon(message: &Message<'_>) -> bool {
    let sender = message.from().and_then(Address::first);
    let local = sender
        .and_then(|sender| sender.address())
        .and_then(|address| address.split('@').next());
    let named = local.is_some_and(|local| DAEMONS.iter().any(|d| local.eq_ignore_ascii_case(d)));
    named || message.header("X-Failed-Recipients").is_some()
}

fn ids(header: &HeaderValue<'_>) -> Vec<String> {
    match header {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const OURS: &str = "0197.notice-2@lianban.example";

    fn report(action: &str, status: &str, part: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: desk@lianban.example\r\n\
             Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n\
             Message-ID: <1@mx.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
             --B\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
             --B\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; wang@example.org\r\nAction: {action}\r\n\
             Status: {status}\r\nDiagnostic-Code: smtp; 550 <wang@example.org> unknown\r\n\r\n\
             --B\r\n{part}\r\n--B--\r\n"
        )
    }

    fn whole() -> String {
        format!(
            "Content-Type: message/rfc822\r\n\r\nFrom: desk@lianban.example\r\n\
             Message-ID: <{OURS}>\r\nSubject: x\r\n\r\nhello"
        )
    }

    fn headers() -> String {
        format!(
            "Content-Type: text/rfc822-headers\r\n\r\nFrom: desk@lianban.example\r\n\
             Message-ID: <{OURS}>\r\n"
        )
    }

    fn read(mail: &str) -> Returned {
        super::read(mail.as_bytes()).unwrap()
    }

    #[test]
    fn a_report_names_the_letter_and_the_code() {
        for part in [whole(), headers()] {
            let returned = read(&report("failed", "5.1.1 (bad mailbox)", &part));
            assert_eq!(returned.fate, Fate::Failed(Some("5.1.1".to_owned())));
            assert_eq!(returned.message_ids, [OURS]);
        }
    }

    #[test]
    fn a_code_that_says_more_than_a_code_is_left_out() {
        for status in ["wang@example.org", "5.1", "5.1.x", ""] {
            let returned = read(&report("failed", status, &whole()));
            assert_eq!(returned.fate, Fate::Failed(None), "{status}");
        }
    }

    #[test]
    fn a_letter_that_is_delayed_or_arrived_has_not_failed() {
        for action in ["delayed", "delivered", "relayed", "expanded"] {
            let returned = read(&report(action, "4.4.1", &headers()));
            assert_eq!(returned.fate, Fate::OnItsWay, "{action}");
        }
    }

    #[test]
    fn an_old_server_returns_the_letter_with_words_alone() {
        let mail = format!(
            "From: postmaster@mx.example\r\nSubject: failure notice\r\n\
             In-Reply-To: <{OURS}>\r\n\r\nSorry, it didn't work out.\r\n"
        );
        let returned = read(&mail);
        assert_eq!(returned.fate, Fate::Failed(None));
        assert_eq!(returned.message_ids, [OURS]);
        let marked = mail.replace("postmaster@", "noreply@").replace(
            "Subject",
            "X-Failed-Recipients: wang@example.org\r\nSubject",
        );
        assert_eq!(read(&marked).fate, Fate::Failed(None));
    }

    #[test]
    fn an_absence_note_is_an_answer() {
        let mail = format!(
            "From: Wang <wang@example.org>\r\nAuto-Submitted: auto-replied\r\n\
             References: <other@example.org> <{OURS}>\r\nSubject: away\r\n\r\nBack on Monday.\r\n"
        );
        let returned = read(&mail);
        assert_eq!(returned.fate, Fate::Answered);
        assert_eq!(returned.message_ids, ["other@example.org", OURS]);
    }

    #[test]
    fn what_runs_into_the_next_header_is_no_message_id() {
        for broken in ["a\r\nTo: <b@c>", "a\u{0}b@c", "<a@b", "a b@c", ""] {
            let mail =
                format!("From: x@y\r\nIn-Reply-To: <{broken}>\r\nReferences: <{OURS}>\r\n\r\n");
            let ids = read(&mail).message_ids;
            let strays = |id: &String| id.contains(['<', '>', ' ', '\u{0}', '\n']);
            assert!(!ids.iter().any(strays), "{broken:?}: {ids:?}");
            assert!(
                ids.contains(&OURS.to_owned()) || broken.contains("To:"),
                "{broken:?}: {ids:?}"
            );
        }
    }

    #[test]
    fn what_is_no_mail_names_no_letter() {
        for mail in ["", "hello", "\u{0}\u{0}"] {
            let returned = super::read(mail.as_bytes());
            assert!(returned.is_none_or(|returned| returned.message_ids.is_empty()));
        }
    }
}
