//! The steps every request has: receiving, correcting, deciding; and who may look on.

use crate::domain::definition::{
    CorrectionRule, DecisionRule, DecisionStep, Intake, IntakeSilence, Lapse, OnJoin, Reads,
};
use crate::domain::directory::WINDOW;
use crate::domain::identifiers::RoleKey;
use crate::language::cursor::{Cursor, Fields};
use crate::language::values::{budget_or, key, limit, reads, stand_in};

use super::Draft;

/// How long an applicant has to answer unless the file says otherwise.
const ANSWER_DAYS: u32 = 10;

/// How long a correction collects items unless the file says otherwise.
const COLLECT_DAYS: u32 = 1;

pub(super) fn read_intake(at: &Cursor<'_>, draft: &Draft<'_>) -> Option<Intake> {
    let hint = "write intake: {desk: window, for: 5wd, silence: deemed_accepted, reads: \"*\"}";
    let fields = at.fields(
        &[
            "desk", "role", "for", "silence", "answer", "reads", "ladder",
        ],
        hint,
    )?;
    let desk = fields.need("desk", hint).and_then(|at| key(&at));
    let silence = fields.need(
        "silence",
        "write silence: deemed_accepted (Art. 32) or silence: escalate",
    );
    let silence = silence.and_then(|at| {
        at.word(&[
            ("deemed_accepted", IntakeSilence::DeemedAccepted),
            ("escalate", IntakeSilence::Escalate),
        ])
    });
    let reads = needed_reads(&fields, draft);
    let ladder = fields.get("ladder").and_then(|at| draft.ladder(&at));
    let (limit, answer) = (limit(&fields), budget_or(&fields, "answer", ANSWER_DAYS));
    Some(Intake {
        desk: desk.or_else(stand_in)?,
        role: role(&fields, WINDOW)?,
        limit: limit?,
        silence: silence.unwrap_or(IntakeSilence::Escalate),
        answer: answer?,
        reads,
        ladder,
    })
}

pub(super) fn role(fields: &Fields<'_>, default: &str) -> Option<RoleKey> {
    match fields.get("role") {
        Some(at) => key(&at),
        None => default.parse().ok(),
    }
}

fn needed_reads(fields: &Fields<'_>, draft: &Draft<'_>) -> Reads {
    let at = fields.need("reads", "say what may be seen: reads: \"*\", or a list");
    at.and_then(|at| reads(&at, draft.form, draft.materials))
        .unwrap_or_default()
}

pub(super) fn read_decide(at: &Cursor<'_>, draft: &Draft<'_>) -> Option<DecisionStep> {
    let hint = "write decide: {department: education, role: head, for: 3wd, rule: one_decision, reads: \"*\"}";
    let fields = at.fields(
        &[
            "department",
            "role",
            "for",
            "rule",
            "on_join",
            "reads",
            "ladder",
        ],
        hint,
    )?;
    let department = fields.need("department", hint).and_then(|at| key(&at));
    let role = fields
        .need("role", "say who decides: role: head")
        .and_then(|at| key(&at));
    let rule = fields.need(
        "rule",
        "write rule: one_decision or rule: separate_decisions",
    );
    let rule = rule.and_then(|at| {
        at.word(&[
            ("separate_decisions", DecisionRule::SeparateDecisions),
            ("one_decision", DecisionRule::OneDecision),
        ])
    });
    let on_join = fields
        .get("on_join")
        .and_then(|at| at.word(&[("ask", OnJoin::Ask), ("decide", OnJoin::Decide)]));
    let reads = needed_reads(&fields, draft);
    let ladder = fields.get("ladder").and_then(|at| draft.ladder(&at));
    Some(DecisionStep {
        department: department.or_else(stand_in)?,
        role: role.or_else(stand_in)?,
        limit: limit(&fields)?,
        rule: rule.unwrap_or(DecisionRule::OneDecision),
        on_join: on_join.unwrap_or(OnJoin::Ask),
        reads,
        ladder,
    })
}

pub(super) fn correction(top: &Fields<'_>) -> Option<CorrectionRule> {
    let hint = "write correction: {collect: 1wd, answer: 10wd, lapse: withdraw}";
    let Some(at) = top.get("correction") else {
        return Some(CorrectionRule {
            collect: format!("{COLLECT_DAYS}wd").parse().ok()?,
            answer: format!("{ANSWER_DAYS}wd").parse().ok()?,
            lapse: Lapse::Withdraw,
        });
    };
    let fields = at.fields(&["collect", "answer", "lapse"], hint)?;
    let collect = budget_or(&fields, "collect", COLLECT_DAYS);
    let answer = budget_or(&fields, "answer", ANSWER_DAYS);
    let lapse = fields
        .get("lapse")
        .and_then(|at| at.word(&[("withdraw", Lapse::Withdraw), ("proceed", Lapse::Proceed)]));
    Some(CorrectionRule {
        collect: collect?,
        answer: answer?,
        lapse: lapse.unwrap_or(Lapse::Withdraw),
    })
}

/// Nothing personal unless the file says so.
pub(super) fn personal_reads(top: &Fields<'_>, who: &str, draft: &Draft<'_>) -> Reads {
    let fields = top
        .get(who)
        .and_then(|at| at.fields(&["reads"], "write supervisor: {reads: [guardians.name]}"));
    let at = fields.and_then(|fields| fields.get("reads"));
    at.and_then(|at| reads(&at, draft.form, draft.materials))
        .unwrap_or_default()
}
