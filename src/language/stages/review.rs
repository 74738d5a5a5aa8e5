//! One department's part.

use crate::domain::definition::{Reads, ReviewRule, Silence, Text};
use crate::domain::directory::CLERK;
use crate::language::cursor::Cursor;
use crate::language::values::{condition, key, limit, number, own_key, reads, title};
use crate::language::workflow::Draft;

pub(super) const REVIEW_HINT: &str = "write {department: education, for: 5wd, reads: [children]}";

pub(super) fn review(
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

fn reads_of(at: &Cursor<'_>, draft: &Draft<'_>) -> Option<Reads> {
    reads(at, draft.form, draft.materials)
}

fn for_each<K: std::str::FromStr<Err = crate::domain::identifiers::KeyError>>(
    at: &Cursor<'_>,
) -> Option<K> {
    let written = at.text("a repeated group", "write for_each: form.children")?;
    own_key(at, written.strip_prefix("form.").unwrap_or(written))
}
