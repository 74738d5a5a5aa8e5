//! What happened, in the past tense: the journal's words.
//!
//! Events hold structure only; names, answers and free words travel beside them as
//! [`FactsPatch`]. Results of conditions are in the events, so that replay never evaluates one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::calendar::Instant;
use super::clock::Budget;
use super::definition::{FilerKind, Mode, Reads};
use super::facts::FactsPatch;
use super::identifiers::{DepartmentKey, OfficerId, RoleKey, SittingId, StageKey};
use super::ladder::{CardColour, RungAction};
use super::request::{
    AskedItem, By, Capacity, Channel, ClockKey, DecisionOutcome, Duty, NoticeKind, Phase,
    RatingLevel, ReviewId, RoundOutcome, Verdict, WorkflowRef,
};
use super::stop::{Ground, StopScope};

pub use super::request::CancelReason;

/// One line of a request's journal before it is sealed into the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Who.
    pub by: By,
    /// When, by the law's clock.
    pub at: Instant,
    /// What.
    pub event: Event,
    /// The personal part, kept beside the chain.
    pub facts: Option<FactsPatch>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 收件
    Filed {
        /// On which workflow version.
        workflow: WorkflowRef,
        /// In whose hands the filing was.
        filer: FilerKind,
        /// Row numbers used up, by repeated group.
        rows: Vec<(String, u32)>,
    },
    /// Moved to another phase.
    PhaseEntered {
        /// Which.
        phase: Phase,
        /// A stable reason code for an end, such as `not_needed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// 受理
    Accepted {
        /// By silence (Art. 32(4)).
        deemed: bool,
        /// As of when: the statutory term counts from here.
        as_of: Instant,
    },
    /// A clock runs.
    ClockStarted {
        /// Which.
        clock: ClockKey,
        /// Which time round.
        round: u32,
        /// How long.
        budget: Budget,
        /// From when.
        from: Instant,
        /// Whose office hours count.
        department: DepartmentKey,
    },
    /// Its work is done.
    ClockEnded {
        /// Which.
        clock: ClockKey,
        /// As of when; a timer caught up late ends it when it was due.
        as_of: Instant,
    },
    /// Its work lies open again; the time since it ended does not count.
    ClockReopened {
        /// Which.
        clock: ClockKey,
    },
    /// Clocks stand still.
    Stopped {
        /// Number within the request.
        number: u32,
        /// How wide.
        scope: StopScope,
        /// Why.
        ground: Ground,
        /// When it resumes by itself.
        until: Instant,
    },
    /// A stop ended.
    Resumed {
        /// Which.
        number: u32,
        /// As of when; a planned end caught up late counts from the plan.
        as_of: Instant,
    },
    /// A term was extended, once.
    Extended {
        /// Which clock.
        clock: ClockKey,
        /// By how much.
        by: Budget,
        /// The role that approved.
        approver: RoleKey,
    },
    /// A seat was opened in a department's queue.
    SeatOpened {
        /// The work.
        duty: Duty,
        /// Whose queue.
        department: DepartmentKey,
        /// The role that may take it.
        role: RoleKey,
    },
    /// The work left the queue.
    SeatClosed {
        /// The work.
        duty: Duty,
    },
    /// 领办
    Claimed {
        /// The work.
        duty: Duty,
        /// By whom.
        officer: OfficerId,
    },
    /// Its holder went on with it: the first draft saved on a day.
    ClaimKept {
        /// The work.
        duty: Duty,
    },
    /// Its holder did nothing for too long; it is back in the queue.
    ClaimLapsed {
        /// The work.
        duty: Duty,
        /// Who held it.
        officer: OfficerId,
        /// When they last did something.
        untouched_since: Instant,
    },
    /// Given back to the queue.
    Released {
        /// The work.
        duty: Duty,
    },
    /// Given to somebody else, or to another role or department.
    Moved {
        /// The work.
        duty: Duty,
        /// The queue it is in now.
        department: DepartmentKey,
        /// The role that may take it now.
        role: RoleKey,
        /// The new holder, if named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        officer: Option<OfficerId>,
    },
    /// An officer acted in a capacity that the conflict rules watch.
    Acted {
        /// As what.
        capacity: Capacity,
        /// Who.
        officer: OfficerId,
    },
    /// A stage opened.
    StageOpened {
        /// Which.
        stage: StageKey,
        /// When it ends by itself, for a waiting stage.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait_until: Option<Instant>,
    },
    /// A stage was not needed.
    StageSkipped {
        /// Which.
        stage: StageKey,
    },
    /// A stage is done.
    StageFinished {
        /// Which.
        stage: StageKey,
    },
    /// A stage was taken up again, because a review of it was.
    StageReopened {
        /// Which.
        stage: StageKey,
    },
    /// The lead switched how a round is held.
    ModeSwitched {
        /// The stage.
        stage: StageKey,
        /// The new mode.
        mode: Mode,
    },
    /// A review was created.
    ReviewOpened {
        /// Which.
        review: ReviewId,
        /// Whose.
        department: DepartmentKey,
        /// Not counted by the policy.
        advice: bool,
        /// Waits for the others' opinions (the lead's own under `lead`).
        waiting: bool,
        /// What it may see, for a department that the lead added.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reads: Option<Reads>,
    },
    /// A waiting review's turn came.
    ReviewStarted {
        /// Which.
        review: ReviewId,
    },
    /// The department provably saw it.
    ReviewSeen {
        /// Which.
        review: ReviewId,
    },
    /// An opinion was given.
    Opined {
        /// On which review.
        review: ReviewId,
        /// What it says.
        verdict: Verdict,
        /// Reason code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Legal basis.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<String>,
        /// Salted digest over what was read.
        read: String,
        /// The second signature of a site visit.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<OfficerId>,
        /// The sitting it was given in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sitting: Option<SittingId>,
        /// By silence, by a supervisor in the department's stead, or by the department itself.
        manner: Manner,
    },
    /// Its author took the opinion back before the round was settled.
    Retracted {
        /// On which review.
        review: ReviewId,
    },
    /// Taken up again with a fresh clock.
    ReviewReopened {
        /// Which.
        review: ReviewId,
        /// Its new round.
        round: u32,
        /// Waits for the others' opinions once more (the lead's own under `lead`).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        waiting: bool,
    },
    /// Ended without an opinion.
    ReviewWaived {
        /// Which.
        review: ReviewId,
    },
    /// Withdrawn from the queue.
    ReviewCancelled {
        /// Which.
        review: ReviewId,
        /// Why.
        why: CancelReason,
    },
    /// A round's outcome was fixed.
    RoundSettled {
        /// The stage.
        stage: StageKey,
        /// How.
        outcome: RoundOutcome,
    },
    /// Missing items were noted.
    ItemsAsked {
        /// The stage; none at intake.
        stage: Option<StageKey>,
        /// The items.
        items: Vec<AskedItem>,
    },
    /// All missing items went out in one notice.
    CorrectionSent {
        /// The stage; none at intake.
        stage: Option<StageKey>,
        /// The notice.
        notice: u32,
        /// The reviews that asked; not told of notices that went out before this was kept.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        askers: BTreeSet<ReviewId>,
    },
    /// The applicant brought what was missing.
    CorrectionAnswered {
        /// The stage; none at intake.
        stage: Option<StageKey>,
        /// Row numbers used up, by repeated group.
        rows: Vec<(String, u32)>,
    },
    /// No answer came in time, or it is not needed any more.
    CorrectionClosed {
        /// The stage; none at intake.
        stage: Option<StageKey>,
        /// Whether the answer was still due.
        lapsed: bool,
    },
    /// A supervisor allowed one more correction notice in the stage.
    AnotherCorrectionAllowed {
        /// The stage.
        stage: StageKey,
    },
    /// Decided.
    Decided {
        /// What.
        outcome: DecisionOutcome,
        /// Reason code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Legal basis.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<String>,
        /// Reviews whose conditions it carries.
        conditions: Vec<ReviewId>,
        /// Reviews whose refusal it names.
        refusals: Vec<ReviewId>,
        /// Its words are a condition of their own, set by who decided.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        own_condition: bool,
    },
    /// 制证
    CertificateIssued,
    /// 送达
    Delivered,
    /// A rung of a ladder fired, or was past when its clock began.
    RungFired {
        /// The clock.
        clock: ClockKey,
        /// Its round.
        round: u32,
        /// Which rung.
        index: u8,
        /// When it was due.
        due: Instant,
        /// What it does.
        actions: Vec<RungAction>,
        /// How it came about.
        manner: RungManner,
    },
    /// 督办
    Urged {
        /// Which work.
        duty: Duty,
    },
    /// A card against a department.
    CardIssued {
        /// Number within the request.
        number: u32,
        /// Its colour.
        colour: CardColour,
        /// Against whom.
        department: DepartmentKey,
        /// The clock it came from.
        clock: ClockKey,
    },
    /// The department replied.
    CardAnswered {
        /// Which card.
        number: u32,
    },
    /// Something the applicant must be told.
    Notified {
        /// Number within the request.
        number: u32,
        /// What about.
        kind: NoticeKind,
        /// How.
        channel: Channel,
    },
    /// It reached the applicant.
    NoticeTold {
        /// Which.
        number: u32,
    },
    /// It was refused or bounced: not told.
    NoticeNotTold {
        /// Which.
        number: u32,
    },
    /// An irreversible act waits for a second person.
    Proposed {
        /// Number within the request.
        number: u32,
        /// What.
        act: String,
        /// By whom.
        officer: OfficerId,
    },
    /// What was proposed is off the table.
    Declined {
        /// Which.
        number: u32,
    },
    /// A supervisor acted, and why (the words are beside the chain).
    Intervened {
        /// A stable code for the act.
        act: String,
    },
    /// The applicant rated how the request was handled 好差评.
    Rated {
        /// How.
        level: RatingLevel,
    },
    /// A bad rating was followed up.
    FollowedUp,
    /// The applicant complained 投诉.
    Complained {
        /// Number within the request.
        number: u32,
    },
    /// The complaint was answered.
    ComplaintAnswered {
        /// Which.
        number: u32,
    },
    /// The applicant can be reached otherwise, or in another language.
    ContactChanged,
    /// The applicant's old code is worthless; a new one was handed out.
    SecretReplaced,
    /// Personal data was erased for good; nothing more happens to the request.
    Erased {
        /// Why. Stays in the chain, so it names nobody.
        reason: String,
    },
}

impl Event {
    /// The event's stable name, as in its JSON.
    #[must_use]
    pub fn name(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|json| {
                json.get("event")
                    .and_then(|name| name.as_str())
                    .map(str::to_owned)
            })
            .unwrap_or_default()
    }
}

/// How an opinion came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// The department gave it.
    Given,
    /// Silence counted as agreement.
    Deemed,
    /// A supervisor gave it in the department's stead.
    InStead,
}

/// How a rung came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungManner {
    /// In time.
    Prompt,
    /// Caught up after the system was down.
    Late,
    /// Already past when its clock began; only recorded.
    Overtaken,
}
