//! Mail that comes back: whatever it is, reading it ends, and what is taken from it is fit to be looked for.

use lianban::adapters::returned::read;

pub fn run(bytes: &[u8]) {
    let Some(returned) = read(bytes) else { return };
    for id in &returned.message_ids {
        let strays = |c: char| c.is_control() || matches!(c, '<' | '>');
        assert!(!id.is_empty() && !id.contains(strays), "{id:?}");
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let report = "From: MAILER-DAEMON@mx.example\r\nTo: <lianban@town.example>\r\nSubject: Undelivered\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
        Final-Recipient: rfc822; li@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
        --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <tell-1.0@lianban.example>\r\nSubject: x\r\n\r\nx\r\n--b--\r\n";
    let answer = "From: li@example.org\r\nIn-Reply-To: <tell-1.0@lianban.example>\r\nSubject: Re\r\n\r\nThank you\r\n";
    super::owned(&[report, answer, "Subject: =?utf-8?B?8J+Y?=\r\n\r\n"])
}
