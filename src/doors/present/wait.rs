//! Why is it not done, and who must act: `domain::explain` in words.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::case::{Case, both};
use super::{LightWord, Words};
use crate::domain::explain::{NextStep, Owner, Wait, explain};
use crate::domain::ladder::{CardColour, RungAction};
use crate::domain::request::Duty;
use crate::domain::stop::Ground;

/// One thing a request waits for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "who": "department", "department": "labor", "department_title": {"zh": "人力资源和社会保障局", "en": "Labour Bureau"},
    "holder": null, "duty": "review:verify.work", "title": {"zh": "就业核验", "en": "Employment"},
    "stage": "verify", "one_of_several": false, "since": "2026-04-07T02:00:00Z", "until": "2026-04-14T09:00:00Z",
    "provisional": false, "light": "green", "working_days_left": 5, "stopped": null,
    "next": {"at": "2026-04-13T09:00:00Z", "actions": ["remind"]}
}))]
pub struct WaitView {
    /// `applicant`, `department`, `sitting`, `notice` or `date`.
    pub who: String,
    /// Whose work it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub department: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub department_title: Option<Words>,
    /// Who claimed it, by officer number; officers alone see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub holder: Option<i64>,
    /// Whether somebody claimed it.
    pub claimed: bool,
    /// The notice that has not arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<u32>,
    /// The work, if it is a duty in a queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub duty: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<Words>,
    /// The stage it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub stage: Option<String>,
    /// One of several is enough.
    pub one_of_several: bool,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
    /// The holidays of that year are not published yet.
    pub provisional: bool,
    /// How urgent.
    pub light: LightWord,
    /// Working days left, negative when over.
    pub working_days_left: Option<i64>,
    /// Why the clock stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub stopped: Option<Words>,
    /// What happens next if nobody acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<NextView>,
    /// When it goes back to its queue, if whoever claimed it does nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub claim_lapses_at: Option<DateTime<Utc>>,
    /// Whether it is a complaint, which its departments do not learn of.
    #[serde(skip)]
    pub is_complaint: bool,
}

/// What time alone brings.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NextView {
    /// When.
    pub at: DateTime<Utc>,
    /// What happens: `remind`, `notify:head`, `reassign:head`, `urge`, `card:yellow`,
    /// `hand_to:supervisor`; empty where a rule of silence speaks.
    pub actions: Vec<String>,
}

/// Everything the request waits for. Officers see who holds what.
#[must_use]
pub fn waits(case: &Case<'_>, for_officer: bool) -> Vec<WaitView> {
    explain(&case.rules, case.request, case.at)
        .into_iter()
        .map(|wait| view(case, wait, for_officer))
        .collect()
}

fn view(case: &Case<'_>, wait: Wait, for_officer: bool) -> WaitView {
    let is_complaint = matches!(wait.duty, Some(Duty::Complaint(_)));
    let title = wait.duty.as_ref().map(|duty| case.duty(duty));
    let title = title.or_else(|| wait.stage.as_ref().map(|stage| case.stage(stage)));
    let (who, department, holder, notice) = match wait.on {
        Owner::Applicant => ("applicant", None, None, None),
        Owner::Department {
            department, holder, ..
        } => ("department", Some(department), holder, None),
        Owner::Sitting => ("sitting", None, None, None),
        Owner::Notice { number } => ("notice", None, None, Some(number)),
        Owner::Date => ("date", None, None, None),
    };
    WaitView {
        who: who.to_owned(),
        department_title: department.as_ref().map(|key| case.department(key)),
        department: department.map(|key| key.to_string()),
        holder: holder.filter(|_| for_officer).map(|officer| officer.0),
        claimed: holder.is_some(),
        notice,
        duty: wait.duty.map(|duty| duty.to_string()),
        title,
        stage: wait.stage.map(|stage| stage.to_string()),
        one_of_several: wait.one_of_several,
        since: wait.since,
        until: wait.until,
        provisional: wait.provisional,
        light: wait.light.into(),
        working_days_left: wait.working_days_left,
        stopped: wait.stopped.map(|ground| both(ground_key(ground))),
        next: wait.next.map(next),
        claim_lapses_at: wait.claim_lapses_at,
        is_complaint,
    }
}

fn next(step: NextStep) -> NextView {
    NextView {
        at: step.at,
        actions: step.actions.iter().map(action).collect(),
    }
}

/// A rung's action as a stable word.
#[must_use]
pub fn action(action: &RungAction) -> String {
    match action {
        RungAction::Remind => "remind".into(),
        RungAction::Notify(role) => format!("notify:{role}"),
        RungAction::Reassign(role) => format!("reassign:{role}"),
        RungAction::Urge => "urge".into(),
        RungAction::Card(CardColour::Yellow) => "card:yellow".into(),
        RungAction::Card(CardColour::Red) => "card:red".into(),
        RungAction::HandTo(role) => format!("hand_to:{role}"),
    }
}

/// Why a clock stands still, in words.
#[must_use]
pub fn ground_words(ground: Ground) -> Words {
    both(ground_key(ground))
}

fn ground_key(ground: Ground) -> &'static str {
    match ground {
        Ground::Hearing => "stop-hearing",
        Ground::Tender => "stop-tender",
        Ground::Auction => "stop-auction",
        Ground::Inspection => "stop-inspection",
        Ground::Testing => "stop-testing",
        Ground::Quarantine => "stop-quarantine",
        Ground::Appraisal => "stop-appraisal",
        Ground::ExpertReview => "stop-expert-review",
        Ground::Correction => "stop-correction",
        Ground::Publicity => "stop-publicity",
        Ground::OutsideAnswer => "stop-outside-answer",
        Ground::Reopened => "stop-reopened",
    }
}
