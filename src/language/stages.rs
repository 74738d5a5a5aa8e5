//! Stages, rounds and reviews.

mod review;
mod round;

use std::collections::BTreeSet;

use crate::domain::check::{INSPECTION, SINGLE_REVIEW};
use crate::domain::definition::{
    Fate, Mode, Policy, Round, STAGES_MAX, Stage, StageWork, Text, WaitFor,
};

use super::cursor::{Cursor, Fields};
use super::values::{budget, condition, key, own_key, title};
use super::workflow::Draft;

use review::review;
use round::round;

const STAGE_HINT: &str = "write verify: {title: {zh: 核验, en: Check}, review: {department: education, for: 5wd, reads: [children]}}";

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
