//! A lawful "no": stable codes with typed parameters, no prose. Never an error of the system.

use serde::Serialize;

use super::calendar::Instant;
use super::identifiers::{DepartmentKey, OfficerId, RoleKey, StageKey};
use super::request::{Capacity, ClockKey, Duty, Phase, ReviewId};

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The request is not in a phase that allows this.
    #[error("not possible while the request is {}", phase.as_str())]
    WrongPhase {
        /// The phase it is in.
        phase: Phase,
    },
    /// The work is not open (any more).
    #[error("{duty} is not open")]
    NotOpen {
        /// Which work.
        duty: Duty,
    },
    /// No such review.
    #[error("there is no review {review}")]
    NoSuchReview {
        /// Which.
        review: ReviewId,
    },
    /// No such stage, or not open.
    #[error("stage {stage} is not open")]
    StageNotOpen {
        /// Which.
        stage: StageKey,
    },
    /// No such thing by its number.
    #[error("there is no {what} {number}")]
    NoSuch {
        /// `notice`, `card`, `stop`.
        what: &'static str,
        /// Its number.
        number: u32,
    },
    /// Already done; the answer stands.
    #[error("{what} {number} is already settled")]
    AlreadySettled {
        /// `notice`, `card`, `stop`.
        what: &'static str,
        /// Its number.
        number: u32,
    },
    /// The actor is not of the department or role that may do this.
    #[error("only {role} of {department} may do this")]
    NotYours {
        /// Whose it is.
        department: DepartmentKey,
        /// The role that may.
        role: RoleKey,
    },
    /// The actor lacks a role.
    #[error("this needs the role {role}")]
    NeedsRole {
        /// Which role.
        role: RoleKey,
    },
    /// Only the applicant may.
    #[error("only the applicant may do this")]
    ApplicantOnly,
    /// Somebody else holds it.
    #[error("{duty} is held by officer {holder}")]
    HeldBy {
        /// Which work.
        duty: Duty,
        /// By whom.
        holder: OfficerId,
    },
    /// Nobody holds it.
    #[error("{duty} is not claimed by you")]
    NotClaimed {
        /// Which work.
        duty: Duty,
    },
    /// The sender looked at an older state.
    #[error("{duty} changed since: revision {revision} now, {expected} expected")]
    Stale {
        /// Which work.
        duty: Duty,
        /// The current revision.
        revision: u64,
        /// What the sender saw.
        expected: u64,
    },
    /// One person may not act in both capacities.
    #[error("one person may not both {} and {} the same request; a colleague has to do this", verb(*before), verb(*asked))]
    Conflict {
        /// Who may not.
        officer: OfficerId,
        /// What is wanted.
        asked: Capacity,
        /// What was done before.
        before: Capacity,
    },
    /// The visit needs more signatures.
    #[error("this needs {needed} different officers, {given} signed")]
    MoreOfficers {
        /// How many.
        needed: u8,
        /// How many there were.
        given: u8,
    },
    /// A refusal without reason, text or basis.
    #[error("a refusal needs a reason code, its words and its legal basis; missing: {}", missing.join(", "))]
    Unreasoned {
        /// `reason`, `basis`, `text`: all that is not there.
        missing: Vec<&'static str>,
    },
    /// The lead decides against an opinion without saying why.
    #[error("the lead overrules {review} only with reasons of its own; write them as the text")]
    OverrulesSilently {
        /// Whose refusal it overrules.
        review: ReviewId,
    },
    /// The head already has it: there is nobody above in the department.
    #[error("{review} is with the head of the department already")]
    NobodyAbove {
        /// Which review.
        review: ReviewId,
    },
    /// Referring up gives the work to the head; here an opinion is needed.
    #[error("referring up is no opinion; it is done from the department's own queue")]
    NoOpinion,
    /// The lead speaks after the others.
    #[error("the lead gives its opinion when the others have given theirs or are past due")]
    LeadWaits,
    /// The opinion belongs into a sitting.
    #[error("stage {stage} is decided in a sitting")]
    InSitting {
        /// Which stage.
        stage: StageKey,
    },
    /// A second correction notice in one stage.
    #[error("stage {stage} has sent its one correction notice; a supervisor may allow another")]
    SecondCorrection {
        /// Which stage.
        stage: StageKey,
    },
    /// Nothing was asked for.
    #[error("no correction is open")]
    NothingAsked,
    /// The rounds say otherwise.
    #[error("the rounds came out negative; only a refusal is possible")]
    RoundsNegative,
    /// Outside the yearly window.
    #[error("applications are taken from {from} to {to}")]
    WindowClosed {
        /// First day, `MM-DD`.
        from: String,
        /// Last day, `MM-DD`.
        to: String,
    },
    /// This kind of filer may not file.
    #[error("the service does not take applications filed this way")]
    FilerNotAllowed,
    /// The application does not fit the form.
    #[error("{}", places(problems.len()))]
    Invalid {
        /// Each place with its problem.
        problems: Vec<Problem>,
    },
    /// The term may not be extended (again, now, or at all).
    #[error("the clock {clock} cannot be extended: {}", not_extendable(why))]
    NotExtendable {
        /// Which clock.
        clock: ClockKey,
        /// `no_rule`, `already`, `overdue`, `not_running`.
        why: &'static str,
    },
    /// The ground cannot be ordered, or the end does not lie in the lawful span.
    #[error("clocks cannot be stopped so: {}", not_stoppable(why, after, latest))]
    NotStoppable {
        /// `ground`, `until` or `too_long`.
        why: &'static str,
        /// When it was ordered: a stop counts from there, and ends later.
        after: Instant,
        /// The latest end.
        latest: Instant,
    },
    /// The department still has time for its review: nobody may end it in its stead before.
    #[error("{review} may be ended by a supervisor only after it is due at {due}")]
    TooEarly {
        /// Which review.
        review: ReviewId,
        /// When it is due; a supervisor may act from then on.
        due: Instant,
    },
    /// An opinion that cannot be taken back any more.
    #[error(
        "the opinion on {review} cannot be taken back: {}",
        not_retractable(why)
    )]
    NotRetractable {
        /// Which review.
        review: ReviewId,
        /// `none`, `sitting`, `settled`, `lead_has_turn`, `overdue`.
        why: &'static str,
    },
    /// One rating a request.
    #[error("this request was rated already; one rating is taken")]
    AlreadyRated,
    /// One complaint is open at a time.
    #[error("complaint {number} is not answered yet; wait for its answer before the next one")]
    ComplaintOpen {
        /// The open one.
        number: u32,
    },
    /// The reason of an erasure names what is to be erased.
    #[error("the reason stays for ever; write it without the applicant's name and answers")]
    PersonalReason,
    /// Its personal data is erased: nothing more may be written about it.
    #[error("the personal data of this request was erased")]
    Erased,
    /// Somebody still has to do something with the personal data.
    #[error("{duty} is still open")]
    WorkLeft {
        /// What.
        duty: Duty,
    },
    /// The same person may not confirm.
    #[error("proposed by you; a second person must confirm")]
    SecondPersonNeeded,
    /// A supervisor's act without a reason.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// A text is too long.
    #[error("{what} is longer than {max} characters")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// A condition could not be evaluated; the workflow or the form is at fault.
    #[error("condition at {at} failed: {why}")]
    ConditionFailed {
        /// The stage or review.
        at: String,
        /// What CEL said.
        why: String,
    },
}

impl Refusal {
    /// The stable code, as in its JSON.
    #[must_use]
    pub fn code(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|json| {
                json.get("code")
                    .and_then(|code| code.as_str())
                    .map(str::to_owned)
            })
            .unwrap_or_default()
    }

    /// Whether somebody else was faster: the state is right, the sender's view old.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::WrongPhase { .. }
                | Self::NotOpen { .. }
                | Self::StageNotOpen { .. }
                | Self::AlreadySettled { .. }
                | Self::AlreadyRated
                | Self::ComplaintOpen { .. }
                | Self::NotRetractable { .. }
                | Self::HeldBy { .. }
                | Self::Stale { .. }
        )
    }
}

fn verb(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Intake => "take in",
        Capacity::Review => "review",
        Capacity::Decide => "decide",
        Capacity::Issue => "certify",
        Capacity::Preside => "preside over",
        Capacity::Complaint => "answer a complaint about",
        Capacity::Supervise => "supervise",
    }
}

fn places(count: usize) -> String {
    match count {
        1 => "1 place of the application needs mending".to_owned(),
        count => format!("{count} places of the application need mending"),
    }
}

fn not_extendable(why: &str) -> &str {
    match why {
        "no_rule" => "the workflow names no extension for it",
        "already" => "it was extended once already",
        "overdue" => "it is past due",
        "not_running" => "it does not run",
        why => why,
    }
}

fn not_stoppable(why: &str, after: &Instant, latest: &Instant) -> String {
    let wrong = match why {
        "ground" => {
            return "this ground follows from other acts; name one that a person may order".into();
        }
        "until" => "the end has to lie in the future",
        _ => "the end lies too far ahead; order a shorter stop, and another after it",
    };
    let days = (*latest - *after).num_days();
    let (after, latest) = (after.to_rfc3339(), latest.to_rfc3339());
    format!(
        "{wrong}: after {after}, when it is ordered, and no later than {latest}, {days} days after that"
    )
}

fn not_retractable(why: &str) -> &str {
    match why {
        "none" => "there is no opinion of its own in force",
        "sitting" => "a sitting committed it",
        "settled" => "the round is settled",
        "lead_has_turn" => "the lead is weighing the opinions",
        "overdue" => "the review's time is over",
        why => why,
    }
}

/// One thing wrong with an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// JSON pointer to the place, `/form/children/0/identity`.
    pub pointer: String,
    /// Stable code: `missing`, `unknown`, `type`, `format`, `range`, `choice`, `too_many`, `too_few`,
    /// `duplicate`, `disagrees`.
    pub problem: String,
    /// What is wrong and how to mend it, in English.
    pub detail: String,
    /// What would stand there if the answers beside it are right, `2018-03-05`; where they tell.
    pub expected: Option<String>,
}
