//! A request 办件 as it stands: folded from its events by `evolve`, personal data left out.
//!
//! Start at [`Request`]. Everything here is plain state; what may happen next is in `decide`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::calendar::Instant;
use super::clock::Budget;
use super::definition::{FilerKind, Mode, Reads};
use super::identifiers::{
    DepartmentKey, OfficerId, RequestId, ReviewKey, RoleKey, SittingId, StageKey, WorkflowKey,
};
use super::ladder::CardColour;
use super::stop::Stop;

/// One applicant's run through one workflow version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Its number; the case number is the same, readable.
    pub id: RequestId,
    /// The workflow version it runs on.
    pub workflow: WorkflowRef,
    /// Length of its journal.
    pub version: u64,
    /// When the last event happened; a command is never earlier.
    pub last_event_at: Instant,
    /// Where it stands.
    pub phase: Phase,
    /// In whose hands the filing was.
    pub filer: FilerKind,
    /// When it was received 收件.
    pub received_at: Instant,
    /// As of when it counts as accepted 受理.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_as_of: Option<Instant>,
    /// When it ended, however it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Instant>,
    /// Every clock ever started.
    #[serde(default)]
    pub clocks: BTreeMap<ClockKey, Clock>,
    /// Every stop ever made.
    #[serde(default)]
    pub stops: Vec<Stop>,
    /// The stages reached or skipped.
    #[serde(default)]
    pub stages: BTreeMap<StageKey, StageState>,
    /// The reviews of opened rounds.
    #[serde(default)]
    pub reviews: BTreeMap<ReviewId, Review>,
    /// Open work and who holds it.
    #[serde(default)]
    pub seats: BTreeMap<Duty, Seat>,
    /// Who acted in which capacity, for the conflict rules.
    #[serde(default)]
    pub acted: BTreeMap<Capacity, BTreeSet<OfficerId>>,
    /// The decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// When the certificate was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_at: Option<Instant>,
    /// Cards against departments, oldest first.
    #[serde(default)]
    pub cards: Vec<Card>,
    /// What the applicant was to be told, oldest first.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Items asked for at intake and not answered yet (Art. 32(4)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake_correction: Option<Asked>,
    /// Irreversible acts that wait for a second person.
    #[serde(default)]
    pub proposals: Vec<Proposal>,
    /// The next row number of each repeated group; ids are never used twice.
    #[serde(default)]
    pub next_row: BTreeMap<String, u32>,
}

impl Request {
    /// Whether nothing more can happen to it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.phase.is_end()
    }

    /// The reviews of one stage.
    pub fn reviews_of<'a>(
        &'a self,
        stage: &'a StageKey,
    ) -> impl Iterator<Item = (&'a ReviewId, &'a Review)> {
        self.reviews
            .iter()
            .filter(move |(id, _)| &id.stage == stage)
    }

    /// Whether the decision has fallen.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.decision.is_some()
    }
}

/// Which workflow version a request runs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowRef {
    /// The service.
    pub key: WorkflowKey,
    /// Its version.
    pub version: u32,
    /// Its content hash.
    pub hash: String,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 收件: the desk looks at it.
    Received,
    /// 补正 at intake: the applicant brings what is missing.
    AwaitingCorrection,
    /// 审查
    UnderReview,
    /// All rounds joined; the decision is due.
    Deciding,
    /// 制证
    Certifying,
    /// 送达
    Delivering,
    /// 办结
    Concluded,
    /// 不予受理
    NotAccepted,
    /// Another authority is competent.
    Redirected,
    /// 撤回 by the applicant.
    Withdrawn,
    /// 视为撤回
    DeemedWithdrawn,
    /// 终止
    Terminated,
}

impl Phase {
    /// Whether the request is over in this phase.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(
            self,
            Self::Concluded
                | Self::NotAccepted
                | Self::Redirected
                | Self::Withdrawn
                | Self::DeemedWithdrawn
                | Self::Terminated
        )
    }

    /// The stable word for it in the API and the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::AwaitingCorrection => "awaiting_correction",
            Self::UnderReview => "under_review",
            Self::Deciding => "deciding",
            Self::Certifying => "certifying",
            Self::Delivering => "delivering",
            Self::Concluded => "concluded",
            Self::NotAccepted => "not_accepted",
            Self::Redirected => "redirected",
            Self::Withdrawn => "withdrawn",
            Self::DeemedWithdrawn => "deemed_withdrawn",
            Self::Terminated => "terminated",
        }
    }
}

/// A clock's state; its ledger is derived from this and the request's stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// Counts up when a review starts afresh.
    pub round: u32,
    /// How long.
    pub budget: Budget,
    /// From when.
    pub started: Instant,
    /// Whose office hours count.
    pub department: DepartmentKey,
    /// The one extension, if made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Budget>,
    /// When the work it measured was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Instant>,
    /// Rungs fired or overtaken in this round, by index.
    #[serde(default)]
    pub fired: BTreeSet<u8>,
}

/// Names a clock within its request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockKey {
    /// Until accepted or deemed accepted.
    Intake,
    /// The statute's term.
    Statutory,
    /// The office's promise.
    Promised,
    /// A stage.
    Stage(StageKey),
    /// A review.
    Review(ReviewId),
    /// Collecting missing items of a stage into one notice.
    Collect(StageKey),
    /// The applicant's answer to a stage's correction.
    Answer(StageKey),
    /// The applicant's answer to the intake correction.
    IntakeAnswer,
    /// The decision.
    Decide,
    /// Making the certificate.
    Issue,
    /// Handing over.
    Deliver,
    /// Telling the applicant notice `n` otherwise, or at all.
    Tell(u32),
    /// Answering card `n`.
    Card(u32),
}

impl ClockKey {
    /// Inner clocks come first when rungs fall due together.
    #[must_use]
    pub fn depth(&self) -> u8 {
        match self {
            Self::Statutory => 3,
            Self::Promised => 2,
            Self::Stage(_) => 1,
            _ => 0,
        }
    }
}

impl fmt::Display for ClockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intake => f.write_str("intake"),
            Self::Statutory => f.write_str("statutory"),
            Self::Promised => f.write_str("promised"),
            Self::Stage(stage) => write!(f, "stage:{stage}"),
            Self::Review(review) => write!(f, "review:{review}"),
            Self::Collect(stage) => write!(f, "collect:{stage}"),
            Self::Answer(stage) => write!(f, "answer:{stage}"),
            Self::IntakeAnswer => f.write_str("intake_answer"),
            Self::Decide => f.write_str("decide"),
            Self::Issue => f.write_str("issue"),
            Self::Deliver => f.write_str("deliver"),
            Self::Tell(notice) => write!(f, "tell:{notice}"),
            Self::Card(card) => write!(f, "card:{card}"),
        }
    }
}

impl FromStr for ClockKey {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        Ok(match text.split_once(':') {
            None => match text {
                "intake" => Self::Intake,
                "statutory" => Self::Statutory,
                "promised" => Self::Promised,
                "intake_answer" => Self::IntakeAnswer,
                "decide" => Self::Decide,
                "issue" => Self::Issue,
                "deliver" => Self::Deliver,
                _ => return Err(unknown()),
            },
            Some(("stage", key)) => Self::Stage(key.parse().map_err(|_| unknown())?),
            Some(("review", id)) => Self::Review(id.parse()?),
            Some(("collect", key)) => Self::Collect(key.parse().map_err(|_| unknown())?),
            Some(("answer", key)) => Self::Answer(key.parse().map_err(|_| unknown())?),
            Some(("tell", n)) => Self::Tell(n.parse().map_err(|_| unknown())?),
            Some(("card", n)) => Self::Card(n.parse().map_err(|_| unknown())?),
            Some(_) => return Err(unknown()),
        })
    }
}

/// A name that belongs to no clock, duty or review.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names nothing in a request; a review reads like `verify.age` or `verify.vaccination#children-1`"
)]
pub struct UnknownName(pub String);

/// A review's identity: its stage, its key, and the stable id of its row under `for_each`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewId {
    /// The stage.
    pub stage: StageKey,
    /// The declared key, or `added-<department>` for a department the lead added.
    pub review: ReviewKey,
    /// The row's stable id.
    pub row: Option<String>,
}

impl fmt::Display for ReviewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.stage, self.review)?;
        match &self.row {
            Some(row) => write!(f, "#{row}"),
            None => Ok(()),
        }
    }
}

impl FromStr for ReviewId {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        let (path, row) = match text.split_once('#') {
            Some((path, row)) if !row.is_empty() => (path, Some(row.to_owned())),
            Some(_) => return Err(unknown()),
            None => (text, None),
        };
        let (stage, review) = path.split_once('.').ok_or_else(unknown)?;
        Ok(Self {
            stage: stage.parse().map_err(|_| unknown())?,
            review: review.parse().map_err(|_| unknown())?,
            row,
        })
    }
}

/// Open work: the unit of a queue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Receiving at the desk.
    Intake,
    /// One department's review.
    Review(ReviewId),
    /// The lead sends the merged correction notice of a stage.
    Correction(StageKey),
    /// Deciding.
    Decide,
    /// Making the certificate.
    Issue,
    /// Handing over.
    Deliver,
    /// Telling the applicant notice `n` at the counter or by phone.
    Tell(u32),
}

impl Duty {
    /// The clock that bounds it.
    #[must_use]
    pub fn clock(&self) -> ClockKey {
        match self {
            Self::Intake => ClockKey::Intake,
            Self::Review(review) => ClockKey::Review(review.clone()),
            Self::Correction(stage) => ClockKey::Collect(stage.clone()),
            Self::Decide => ClockKey::Decide,
            Self::Issue => ClockKey::Issue,
            Self::Deliver => ClockKey::Deliver,
            Self::Tell(notice) => ClockKey::Tell(*notice),
        }
    }

    /// In which capacity somebody acts who does it; none where no conflict rule asks.
    #[must_use]
    pub fn capacity(&self) -> Option<Capacity> {
        match self {
            Self::Intake => Some(Capacity::Intake),
            Self::Review(_) => Some(Capacity::Review),
            Self::Decide => Some(Capacity::Decide),
            Self::Issue => Some(Capacity::Issue),
            Self::Correction(_) | Self::Deliver | Self::Tell(_) => None,
        }
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intake => f.write_str("intake"),
            Self::Review(review) => write!(f, "review:{review}"),
            Self::Correction(stage) => write!(f, "correction:{stage}"),
            Self::Decide => f.write_str("decide"),
            Self::Issue => f.write_str("issue"),
            Self::Deliver => f.write_str("deliver"),
            Self::Tell(notice) => write!(f, "tell:{notice}"),
        }
    }
}

impl FromStr for Duty {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        Ok(match text.split_once(':') {
            None => match text {
                "intake" => Self::Intake,
                "decide" => Self::Decide,
                "issue" => Self::Issue,
                "deliver" => Self::Deliver,
                _ => return Err(unknown()),
            },
            Some(("review", id)) => Self::Review(id.parse()?),
            Some(("correction", key)) => Self::Correction(key.parse().map_err(|_| unknown())?),
            Some(("tell", n)) => Self::Tell(n.parse().map_err(|_| unknown())?),
            Some(_) => return Err(unknown()),
        })
    }
}

/// JSON keeps these names as plain strings, so that they can be keys of objects.
macro_rules! as_string {
    ($($name:ty),*) => {$(
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
as_string!(ClockKey, ReviewId, Duty);

/// Who sits at an open duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Whose queue.
    pub department: DepartmentKey,
    /// The role that may take it.
    pub role: RoleKey,
    /// Who claimed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<OfficerId>,
    /// Since when it is open.
    pub opened_at: Instant,
    /// Version of the request when this seat last changed: the client's ETag.
    pub revision: u64,
}

/// In which capacity an officer acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// Received or accepted.
    Intake,
    /// Gave an opinion.
    Review,
    /// Decided.
    Decide,
    /// Issued the certificate.
    Issue,
    /// Presided over a sitting.
    Preside,
}

/// A stage as reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageState {
    /// How far.
    pub progress: Progress,
    /// The round's outcome, fixed at settlement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<RoundOutcome>,
    /// How the round is held now; the lead may switch it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// When a waiting stage ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_until: Option<Instant>,
    /// The open correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Asked>,
    /// Correction notices sent in this stage.
    #[serde(default)]
    pub corrections_sent: u32,
    /// A supervisor allowed one more.
    #[serde(default)]
    pub another_correction_allowed: bool,
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Its work is under way.
    Open,
    /// Done.
    Finished,
    /// Not needed; counts as finished.
    Skipped,
}

/// How a round came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundOutcome {
    /// The request goes on.
    Positive,
    /// Later stages are skipped; the decision follows.
    Negative,
}

/// Missing items asked of the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// What is missing, by whom.
    pub items: Vec<AskedItem>,
    /// The notice, once sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<u32>,
    /// Whether the applicant was told, from when the answer clock runs.
    #[serde(default)]
    pub told: bool,
}

/// One missing item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedItem {
    /// The field or material, as in `reads`.
    pub what: String,
    /// Which review asks; none at intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewId>,
    /// Where the explanation stands among the facts' words.
    pub words: String,
}

/// One department's part of a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Whose it is.
    pub department: DepartmentKey,
    /// Which time round; counts up when reopened.
    pub round: u32,
    /// How far.
    pub progress: ReviewProgress,
    /// Not counted by the policy.
    pub advice: bool,
    /// What it may see, for a department that the lead added; otherwise the workflow says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Reads>,
    /// The opinion in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<GivenOpinion>,
    /// Claimed or looked at by the department: proof that the notice arrived.
    #[serde(default)]
    pub seen: bool,
}

impl Review {
    /// Whether it still takes an opinion.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.progress == ReviewProgress::Open
    }
}

/// How far a review is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewProgress {
    /// Under `lead`: the others speak first.
    Waiting,
    /// In the queue.
    Open,
    /// An opinion is in force.
    Closed,
    /// Ended by a supervisor without an opinion.
    Waived,
    /// Withdrawn from the queue.
    Cancelled,
}

/// An opinion 意见 in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenOpinion {
    /// What it says.
    pub verdict: Verdict,
    /// Who gave it.
    pub by: By,
    /// When.
    pub at: Instant,
    /// Reason code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Legal basis of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Salted digest over everything the review read.
    pub read: String,
    /// The sitting it was given in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sitting: Option<SittingId>,
}

/// What an opinion says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 同意
    Agree,
    /// 同意（附条件）
    Conditions,
    /// 不同意
    Refuse,
    /// 不涉及
    NotConcerned,
}

impl Verdict {
    /// The stable word, also seen by conditions as `opinions.<stage>.<review>`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Conditions => "conditions",
            Self::Refuse => "refuse",
            Self::NotConcerned => "not_concerned",
        }
    }

    /// Whether the department is content.
    #[must_use]
    pub fn is_yes(self) -> bool {
        matches!(self, Self::Agree | Self::Conditions)
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The engine, by rule.
    Engine,
    /// The applicant, or who files for them.
    Applicant,
    /// An officer of a department.
    Officer(OfficerId, DepartmentKey),
}

impl By {
    /// The officer, if it was one.
    #[must_use]
    pub fn officer(&self) -> Option<OfficerId> {
        match self {
            Self::Officer(id, _) => Some(*id),
            Self::Engine | Self::Applicant => None,
        }
    }
}

/// The decision 决定.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// What it says.
    pub outcome: DecisionOutcome,
    /// Who decided.
    pub by: By,
    /// When.
    pub at: Instant,
    /// Reason code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Legal basis of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Reviews whose conditions it carries.
    #[serde(default)]
    pub conditions: Vec<ReviewId>,
    /// Reviews whose refusal it names.
    #[serde(default)]
    pub refusals: Vec<ReviewId>,
}

/// What a decision says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// 准予
    Grant,
    /// 附条件准予
    GrantConditions,
    /// 不予
    Refuse,
}

impl DecisionOutcome {
    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::GrantConditions => "grant_conditions",
            Self::Refuse => "refuse",
        }
    }
}

/// A card 牌 against a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Number within the request, from 1.
    pub number: u32,
    /// Yellow or red.
    pub colour: CardColour,
    /// Against whom.
    pub department: DepartmentKey,
    /// The clock it came from.
    pub clock: ClockKey,
    /// When.
    pub at: Instant,
    /// When the department replied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Instant>,
}

/// Something the applicant must legally be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Number within the request, from 1.
    pub number: u32,
    /// What about.
    pub kind: NoticeKind,
    /// When it was due to be told.
    pub at: Instant,
    /// By mail, or at the counter.
    pub channel: Channel,
    /// How far.
    pub told: Told,
}

/// How a notice reaches the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// At the counter, by signature, or by phone.
    Counter,
}

/// Whether a notice was told. Mail that was sent and not refused counts once it is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// On its way.
    Pending,
    /// Told at this instant.
    At(Instant),
    /// Refused or bounced.
    Not,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Numbered receipt (Art. 32).
    Receipt,
    /// Accepted.
    Accepted,
    /// Deemed accepted as of receipt.
    DeemedAccepted,
    /// Not accepted.
    NotAccepted,
    /// No approval is needed (Art. 32(1)).
    NotNeeded,
    /// Another authority is competent (Art. 32(2)).
    WrongAuthority,
    /// Everything missing at intake, once (Art. 32(4)).
    CorrectionIntake,
    /// Everything missing in a stage, once.
    Correction,
    /// The answer did not come in time.
    CorrectionLapsed,
    /// A clock was stopped, and for how long (Art. 45).
    ClockStopped,
    /// It runs again.
    ClockResumed,
    /// The term was extended, and why (Art. 42).
    Extended,
    /// The working days changed, and the due date with them.
    DueMoved,
    /// Granted.
    Granted,
    /// Granted with conditions.
    GrantedConditions,
    /// Refused, with reasons and remedy (Art. 38).
    Refused,
    /// The certificate can be fetched.
    CertificateReady,
    /// Handed over.
    Delivered,
    /// Withdrawal confirmed.
    Withdrawn,
    /// Ended without a decision.
    Terminated,
}

impl NoticeKind {
    /// The key of its texts, `-subject` and `-body` appended.
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Accepted => "accepted",
            Self::DeemedAccepted => "deemed-accepted",
            Self::NotAccepted => "not-accepted",
            Self::NotNeeded => "not-needed",
            Self::WrongAuthority => "wrong-authority",
            Self::CorrectionIntake => "correction-intake",
            Self::Correction => "correction",
            Self::CorrectionLapsed => "correction-lapsed",
            Self::ClockStopped => "clock-stopped",
            Self::ClockResumed => "clock-resumed",
            Self::Extended => "extended",
            Self::DueMoved => "due-moved",
            Self::Granted => "granted",
            Self::GrantedConditions => "granted-conditions",
            Self::Refused => "refused",
            Self::CertificateReady => "certificate-ready",
            Self::Delivered => "delivered",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
        }
    }
}

/// An irreversible act proposed by one person, to be confirmed by another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Number within the request, from 1.
    pub number: u32,
    /// What is proposed; so far only ending the request.
    pub act: String,
    /// By whom.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
}
