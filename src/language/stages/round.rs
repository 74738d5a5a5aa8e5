//! How the reviews of a stage join: mode, policy, sitting.

use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::calendar::midnight;
use crate::domain::definition::{Absent, Fate, Mode, Policy, REVIEWS_MAX, Round, SittingRule};
use crate::language::cursor::{Cursor, Fields};
use crate::language::values::{budget_or, number};
use crate::language::workflow::Draft;

use super::after;
use super::review::{REVIEW_HINT, review};

/// How long a request waits for a sitting unless the file says otherwise.
const SITTING_WITHIN_DAYS: u32 = 10;
/// Fields of a schedule, seconds included.
const FIELDS: usize = 6;
/// A schedule has to come after this some day; any day that lies behind every workflow does.
const BEFORE_ALL: NaiveDate = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");

pub(super) fn round(fields: &Fields<'_>, draft: &Draft<'_>) -> Option<Round> {
    let entries = fields.get("reviews")?.entries(REVIEWS_MAX, REVIEW_HINT);
    let rules = entries.unwrap_or_default();
    if rules.is_empty() {
        let at = fields.get("reviews")?;
        at.error(
            "round-empty",
            format!("`{}` holds no review", at.path()),
            "add one, or remove the stage",
        );
    }
    let reviews = rules
        .iter()
        .filter_map(|(key, at)| review(key, at, 1, None, draft))
        .collect();
    let mut round = Round {
        mode: Mode::Parallel,
        policy: Policy::All,
        fate: Fate::Cancel,
        if_none_pass: false,
        reviews,
    };
    let Some(at) = fields.get("round") else {
        let hint = "add round: {mode: parallel, policy: all}";
        fields.missing(
            "missing-key",
            "round",
            &format!(
                "`{}` has reviews, but no `round` that says how they join",
                fields.at.path()
            ),
            hint,
        );
        return Some(round);
    };
    let hint = "write round: {mode: parallel, policy: all}";
    let Some(at) = at.fields(&["mode", "policy", "fate", "if_none", "sitting"], hint) else {
        return Some(round);
    };
    round.fate = at
        .get("fate")
        .and_then(|at| at.word(&[("cancel", Fate::Cancel), ("keep", Fate::Keep)]))
        .unwrap_or(Fate::Cancel);
    round.if_none_pass = at
        .get("if_none")
        .and_then(|at| at.word(&[("pass", true), ("fail", false)]))
        .unwrap_or(false);
    if let Some(policy) = at
        .need("policy", "write policy: all")
        .and_then(|at| policy(&at))
    {
        round.policy = policy;
    }
    if let Some(mode) = mode(&at) {
        round.mode = mode;
    }
    Some(round)
}

fn policy(at: &Cursor<'_>) -> Option<Policy> {
    let hint = "write policy: all, any, lead, {at_least: 2} or {veto: [public_security]}";
    if !at.is_map() {
        let words = [
            ("all", Policy::All),
            ("any", Policy::Any),
            ("lead", Policy::Lead),
        ];
        let names: Vec<_> = words
            .iter()
            .enumerate()
            .map(|(index, (name, _))| (*name, index))
            .collect();
        let index = at.word(&names)?;
        return words.into_iter().nth(index).map(|(_, policy)| policy);
    }
    let fields = at.fields(&["at_least", "veto"], hint)?;
    match (fields.get("at_least"), fields.get("veto")) {
        (Some(at), None) => number(&at, "a number of reviews", hint).map(Policy::AtLeast),
        (None, Some(at)) => Some(Policy::Veto(after(&at))),
        _ => {
            at.error(
                "wrong-type",
                format!("`{}` must name one policy", at.path()),
                hint,
            );
            None
        }
    }
}

fn mode(fields: &Fields<'_>) -> Option<Mode> {
    let hint = "write mode: parallel, or mode: sitting with sitting: {quorum: 3, absent: written, within: 10wd}";
    let at = fields.need("mode", hint)?;
    let sits = at.word(&[("parallel", false), ("sitting", true)])?;
    match (sits, fields.get("sitting")) {
        (false, None) => Some(Mode::Parallel),
        (false, Some(at)) => {
            at.error(
                "unknown-key",
                "`sitting` is for mode: sitting only",
                "write mode: sitting, or remove it",
            );
            None
        }
        (true, None) => {
            fields.missing(
                "missing-key",
                "sitting",
                "the round is a sitting, but nothing says how it is held",
                hint,
            );
            None
        }
        (true, Some(at)) => sitting(&at, hint).map(Mode::Sitting),
    }
}

fn sitting(at: &Cursor<'_>, hint: &str) -> Option<SittingRule> {
    let fields = at.fields(&["schedule", "quorum", "absent", "within"], hint)?;
    let schedule = fields.get("schedule").and_then(|at| schedule(&at));
    let quorum = fields.need(
        "quorum",
        "write how many departments must be present: quorum: 3",
    );
    let quorum = quorum.and_then(|at| number(&at, "a number of departments", "write quorum: 3"));
    let absent = fields.need("absent", "write absent: defer, written or deemed");
    let absent = absent.and_then(|at| {
        at.word(&[
            ("defer", Absent::Defer),
            ("written", Absent::Written),
            ("deemed", Absent::Deemed),
        ])
    });
    let within = budget_or(&fields, "within", SITTING_WITHIN_DAYS);
    Some(SittingRule {
        schedule,
        quorum: quorum?,
        absent: absent?,
        within: within?,
    })
}

/// Six fields: second, minute, hour, day of month, month, day of week; some day it has to come.
fn schedule(at: &Cursor<'_>) -> Option<String> {
    let hint =
        "write second, minute, hour, day, month and weekday in quotes: \"0 30 9 * * Tue,Thu\"";
    let text = at.text("a schedule", hint)?;
    let fault = match cron::Schedule::from_str(text) {
        Ok(times) if text.split_whitespace().count() == FIELDS => {
            match times.after(&midnight(BEFORE_ALL)).next() {
                Some(_) => return Some(text.to_owned()),
                None => format!("`{text}` never comes: there is no such day"),
            }
        }
        _ => format!("`{text}` is no schedule"),
    };
    at.error("bad-schedule", fault, hint);
    None
}
