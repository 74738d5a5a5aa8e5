//! I6: every effect is done at least once, and whatever is done twice carries the same key. Looked at are
//! the letters that tell applicants what the law has them told: each has one job, whose number is the stem
//! of its Message-ID, and is sent, counts as not told, or will be sent by a job that is left to do.

use std::collections::BTreeSet;

use super::Case;
use super::report::Check;
use crate::domain::event::Event;
use crate::domain::identifiers::RequestId;
use crate::domain::request::{Channel, Notice, Request, Told};
use crate::engine::outbox::MAIL_QUEUE;
use crate::storage::jobs::{self, Status};
use crate::storage::journal::Written;
use crate::storage::mails::{Row, State};
use crate::storage::{Error, Transaction};

/// Lines of one instant among which the first of a command is looked for.
const LINES_MAX: usize = 500;

pub(super) fn check(case: &Case, check: &mut Check) {
    if case.stored.erased {
        return;
    }
    for notice in by_mail(&case.stored.request) {
        check.count(Some(case.id()), letter(case, notice));
    }
}

fn by_mail(request: &Request) -> impl Iterator<Item = &Notice> {
    let notices = request.notices.iter();
    notices.filter(|notice| notice.channel == Channel::Mail)
}

fn letter(case: &Case, notice: &Notice) -> Result<(), String> {
    let number = notice.number;
    let is_owed = case.letters_owed.contains(&number);
    let mut mails = of_notice(&case.mails, number);
    let Some(mail) = mails.next() else {
        return match is_owed || notice.told != Told::Pending {
            true => Ok(()),
            false => Err(format!("no job is left to send notice {number}")),
        };
    };
    if mails.next().is_some() {
        return Err(format!("notice {number} was sent under several keys"));
    }
    let stem = format!("{}.", mail.job_id.simple());
    let carries = mail.message_id.as_deref();
    if !carries.is_some_and(|key| key.starts_with(&stem)) {
        return Err(format!(
            "the letter of notice {number} does not carry the key of its job"
        ));
    }
    let is_settled = match mail.state {
        State::Sent => true,
        State::NotTold => notice.told != Told::Pending,
        State::Queued => false,
    };
    match is_settled || is_owed {
        true => Ok(()),
        false => Err(format!(
            "the letter of notice {number} never went out, and no job is left to send it"
        )),
    }
}

fn of_notice(mails: &[Row], number: u32) -> impl Iterator<Item = &Row> {
    let number = i32::try_from(number).ok();
    mails.iter().filter(move |mail| mail.notice == number)
}

/// The notices whose letter, or its burial, is still to be done; asked only where the mails do not say
/// that all are.
pub(super) async fn owed(
    tx: &Transaction,
    id: RequestId,
    request: &Request,
    lines: &[Written],
    mails: &[Row],
) -> Result<BTreeSet<u32>, Error> {
    let mut owed = BTreeSet::new();
    for notice in by_mail(request) {
        let number = notice.number;
        if of_notice(mails, number).any(|mail| mail.state == State::Sent) {
            continue;
        }
        let keys = keys(id, number, lines);
        for job in jobs::with_keys(tx, MAIL_QUEUE, &keys).await? {
            let is_left = match job.status {
                Status::Pending | Status::Running => true,
                Status::Dead => jobs::is_buried_soon(tx, job.id).await?,
                Status::Done => false,
            };
            if is_left {
                owed.insert(number);
            }
        }
    }
    Ok(owed)
}

/// What its job may be called: by the first line of the command that gave notice, which is one of those
/// of the same instant up to the notice.
fn keys(id: RequestId, number: u32, lines: &[Written]) -> Vec<String> {
    let is_it = |line: &&Written| matches!(&line.entry.event, Event::Notified { number: told, .. } if *told == number);
    let Some(notified) = lines.iter().find(is_it) else {
        return Vec::new();
    };
    let at = notified.entry.at;
    let before = lines.iter().filter(|line| line.seq <= notified.seq);
    let together = before.rev().take_while(|line| line.entry.at == at);
    let firsts = together.take(LINES_MAX).map(|line| line.seq);
    firsts
        .map(|seq| format!("{id}-{seq}-applicant-{number}"))
        .collect()
}
