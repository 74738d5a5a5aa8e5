//! Stages, rounds and reviews.

use std::collections::BTreeSet;

use crate::domain::check::{INSPECTION, SINGLE_REVIEW};
use crate::domain::definition::{
    Absent, Fate, Mode, Policy, REVIEWS_MAX, ReviewRule, Round, STAGES_MAX, Silence, SittingRule,
    Stage, StageWork, Text, WaitFor,
};
use crate::domain::directory::CLERK;

use super::cursor::{Cursor, Fields};
use super::values::{budget, budget_or, condition, key, limit, number, own_key, reads, title};
use super::workflow::Draft;

const STAGE_HINT: &str = "write verify: {title: {zh: 核验, en: Check}, review: {department: education, for: 5wd, reads: [children]}}";
const REVIEW_HINT: &str = "write {department: education, for: 5wd, reads: [children]}";
/// How long a request waits for a sitting unless the file says otherwise.
const SITTING_WITHIN_DAYS: u32 = 10;

pub(super) fn stages(at: &Cursor<'_>, draft: &Draft<'_>) -> Vec<Stage> {
    let entries = at.entries(STAGES_MAX, STAGE_HINT).unwrap_or_default();
    entries
        .iter()
        .filter_map(|(key, at)| stage(key, at, draft))
        .collect()
}

fn stage(written: &str, at: &Cursor<'_>, draft: &Draft<'_>) -> Option<Stage> {
    let own = own_key(at, written);
    let known = [
        "title", "after", "when", "for", "ladder", "round", "reviews", "review", "inspect", "wait",
    ];
    let fields = at.fields(&known, STAGE_HINT)?;
    let title = title(&fields);
    let after = fields.get("after").map(|at| after(&at)).unwrap_or_default();
    let when = fields.get("when").and_then(|at| condition(&at));
    let limit = fields.get("for").and_then(|at| budget(&at));
    let ladder = fields.get("ladder").and_then(|at| draft.ladder(&at));
    let work = work(&fields, &title, draft);
    Some(Stage {
        key: own?,
        title,
        after,
        when,
        limit,
        work: work?,
        ladder,
    })
}

fn after<K: Ord + std::str::FromStr<Err: std::fmt::Display>>(at: &Cursor<'_>) -> BTreeSet<K> {
    // one name without brackets is as clear as a list of one
    if at.scalar().is_some() {
        return key(at).into_iter().collect();
    }
    let items = at.list("write after: [verify]").unwrap_or_default();
    items.iter().filter_map(key).collect()
}

/// Exactly one kind of work.
fn work(fields: &Fields<'_>, title: &Text, draft: &Draft<'_>) -> Option<StageWork> {
    let kinds: Vec<_> = ["reviews", "review", "inspect", "wait"]
        .into_iter()
        .filter(|key| fields.has(key))
        .collect();
    match kinds.as_slice() {
        ["reviews"] => Some(StageWork::Round(round(fields, draft)?)),
        ["review"] => single(fields, SINGLE_REVIEW, 1, title, draft),
        ["inspect"] => single(fields, INSPECTION, 2, title, draft),
        ["wait"] => wait(&fields.get("wait")?).map(StageWork::Wait),
        [] => {
            let message = format!("nothing happens in `{}`", fields.at.path());
            fields.missing(
                "stage-without-work",
                "review",
                &message,
                "give it one of: reviews (with round), review, inspect, wait",
            );
            None
        }
        many => {
            let message = format!(
                "`{}` has {}: a stage does one thing",
                fields.at.path(),
                many.join(" and ")
            );
            fields.at.error(
                "stage-with-two-works",
                message,
                "make two stages of it, the second with `after`",
            );
            None
        }
    }
}

/// A stage of one review: a round in which that review decides.
fn single(
    fields: &Fields<'_>,
    name: &str,
    people: u8,
    title: &Text,
    draft: &Draft<'_>,
) -> Option<StageWork> {
    if let Some(at) = fields.get("round") {
        at.error(
            "unknown-key",
            "a stage of one review has no `round`",
            "remove it, or list the review under `reviews:`",
        );
    }
    let review = review(name, &fields.get(name)?, people, Some(title), draft)?;
    Some(StageWork::Round(Round {
        mode: Mode::Parallel,
        policy: Policy::All,
        fate: Fate::Cancel,
        if_none_pass: false,
        reviews: vec![review],
    }))
}

fn wait(at: &Cursor<'_>) -> Option<WaitFor> {
    let hint = "write wait: {for: 5wd}, or wait: {until: form.born, at_most: 10wd}";
    let fields = at.fields(&["for", "until", "at_most"], hint)?;
    match (
        fields.get("for"),
        fields.get("until"),
        fields.get("at_most"),
    ) {
        (Some(_), Some(until), _) => {
            until.error("wait-twice", "a wait has either `for` or `until`", hint);
            None
        }
        (Some(limit), None, at_most) => {
            if let Some(at_most) = at_most {
                at_most.error("unknown-key", "`at_most` belongs to `until`", hint);
            }
            budget(&limit).map(WaitFor::For)
        }
        (None, Some(until), Some(at_most)) => {
            let written = until.text("a form field", hint)?;
            let field = own_key(&until, written.strip_prefix("form.").unwrap_or(written));
            let at_most = budget(&at_most);
            Some(WaitFor::Date {
                field: field?,
                at_most: at_most?,
            })
        }
        (None, Some(_), None) => {
            let message = format!("`{}` may last for ever: it has no bound", at.path());
            fields.missing(
                "wait-without-bound",
                "at_most",
                &message,
                "add at_most: 10wd",
            );
            None
        }
        (None, None, _) => {
            let message = format!("`{}` does not say how long", at.path());
            fields.missing("wait-without-bound", "for", &message, hint);
            None
        }
    }
}

fn round(fields: &Fields<'_>, draft: &Draft<'_>) -> Option<Round> {
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

/// Six fields: second, minute, hour, day of month, month, day of week.
fn schedule(at: &Cursor<'_>) -> Option<String> {
    let hint =
        "write second, minute, hour, day, month and weekday in quotes: \"0 30 9 * * Tue,Thu\"";
    let text = at.text("a schedule", hint)?;
    let fields: Vec<_> = text.split_whitespace().collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || ",-*/?".contains(c);
    if fields.len() == 6 && fields.iter().all(|field| field.chars().all(allowed)) {
        return Some(text.to_owned());
    }
    at.error("bad-schedule", format!("`{text}` is no schedule"), hint);
    None
}

fn review(
    written: &str,
    at: &Cursor<'_>,
    people: u8,
    stage: Option<&Text>,
    draft: &Draft<'_>,
) -> Option<ReviewRule> {
    let own = own_key(at, written);
    let known = [
        "department",
        "role",
        "title",
        "for",
        "reads",
        "when",
        "for_each",
        "advice",
        "silence",
        "people",
        "ladder",
    ];
    let fields = at.fields(&known, REVIEW_HINT)?;
    let department = fields
        .need("department", "write department: education")
        .and_then(|at| key(&at));
    let role = match fields.get("role") {
        Some(at) => key(&at),
        None => CLERK.parse().ok(),
    };
    let title = match (fields.has("title"), stage) {
        // the only review of a stage is called like its stage
        (false, Some(stage)) => stage.clone(),
        _ => title(&fields),
    };
    let limit = limit(&fields);
    let reads = fields.need(
        "reads",
        "say what the department may see: reads: [children, household_book]",
    );
    let reads = reads.and_then(|at| reads_of(&at, draft));
    let when = fields.get("when").and_then(|at| condition(&at));
    let for_each = fields.get("for_each").and_then(|at| for_each(&at));
    let advice = fields
        .get("advice")
        .and_then(|at| at.boolean())
        .unwrap_or(false);
    let silence = fields.get("silence").and_then(|at| {
        at.word(&[
            ("escalate", Silence::Escalate),
            ("deem_agree", Silence::DeemAgree),
            ("block", Silence::Block),
        ])
    });
    let people = match fields.get("people") {
        Some(at) => number(&at, "a number of people", "write people: 2"),
        None => Some(people),
    };
    let ladder = fields.get("ladder").and_then(|at| draft.ladder(&at));
    Some(ReviewRule {
        key: own?,
        title,
        department: department?,
        role: role?,
        limit: limit?,
        reads: reads.unwrap_or_default(),
        when,
        for_each,
        advice,
        silence: silence.unwrap_or(Silence::Escalate),
        people: people?,
        ladder,
    })
}

fn reads_of(at: &Cursor<'_>, draft: &Draft<'_>) -> Option<crate::domain::definition::Reads> {
    reads(at, draft.form, draft.materials)
}

fn for_each<K: std::str::FromStr<Err = crate::domain::identifiers::KeyError>>(
    at: &Cursor<'_>,
) -> Option<K> {
    let written = at.text("a repeated group", "write for_each: form.children")?;
    own_key(at, written.strip_prefix("form.").unwrap_or(written))
}
