//! What somebody wants, in the imperative.

mod act;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::definition::{FilerKind, Language, Mode, Reads};
use super::directory::Officer;
use super::facts::{Applicant, Document, Proxy};
use super::identifiers::{DepartmentKey, MaterialKey, OfficerId, SittingId, StageKey};
use super::request::{By, DecisionOutcome, Duty, RatingLevel, ReviewId, Verdict};

pub use act::Act;

/// Longest free text in a command, in characters.
pub const WORDS_MAX_CHARS: usize = 4_000;
/// Most items one correction may ask for.
pub const ITEMS_MAX: usize = 100;
/// The most officers who may sign one site visit besides its author.
pub const SIGNATURES_MAX: usize = 8;

/// A wish with its sender.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// The seat's revision the sender saw; another one is a conflict.
    pub expected: Option<u64>,
}

/// Who sends a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Actor {
    /// The engine: timers, and what the outbox learnt.
    Engine,
    /// The applicant, by case number and secret, or who files for them.
    Applicant,
    /// An officer.
    Officer(Officer),
}

impl Actor {
    /// As the journal records it.
    #[must_use]
    pub fn by(&self) -> By {
        match self {
            Self::Engine => By::Engine,
            Self::Applicant => By::Applicant,
            Self::Officer(officer) => By::Officer(officer.id, officer.department.clone()),
        }
    }

    /// The officer, if it is one.
    #[must_use]
    pub fn officer(&self) -> Option<&Officer> {
        match self {
            Self::Officer(officer) => Some(officer),
            Self::Engine | Self::Applicant => None,
        }
    }
}

/// An application as it comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// In whose hands the filing is.
    pub filer: FilerKind,
    /// Who applies.
    pub applicant: Applicant,
    /// On whose paper somebody else files.
    pub proxy: Option<Proxy>,
    /// The answers.
    pub form: Map<String, Value>,
    /// The documents, already stored.
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
    /// Random text that salts every digest of this request.
    pub salt: String,
}

/// A missing item as asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The field or material, as in `reads`.
    pub what: String,
    /// What is wrong with it and how to mend it, in plain words.
    pub explanation: String,
}

/// What an applicant brings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Fields replaced.
    pub form: Map<String, Value>,
    /// Materials replaced.
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
}

/// An opinion as given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// What it says.
    pub verdict: Verdict,
    /// Reason code; a refusal needs one.
    #[serde(default)]
    pub reason: Option<String>,
    /// Legal basis; a refusal needs one.
    #[serde(default)]
    pub basis: Option<String>,
    /// Reasons of a refusal, conditions of an agreement, remarks.
    #[serde(default)]
    pub text: String,
    /// The other officers who sign a site visit.
    #[serde(default)]
    pub with: Vec<OfficerId>,
}

/// A decision as taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// Grant or refuse; conditions of the opinions are added by the engine.
    pub outcome: DecisionOutcome,
    /// Reason code; a refusal needs one.
    #[serde(default)]
    pub reason: Option<String>,
    /// Legal basis; a refusal needs one.
    #[serde(default)]
    pub basis: Option<String>,
    /// The reasons, in words the applicant understands.
    #[serde(default)]
    pub text: String,
}

/// How the applicant can be reached from now on. What is none stays; an empty text takes it out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactChange {
    /// Where to call.
    pub phone: Option<String>,
    /// Where to write; without it the person is told at the counter.
    pub email: Option<String>,
    /// The language of letters.
    pub language: Option<Language>,
}

/// What is wanted of a request that exists. Filing is `decide::file`.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Fire what is due; nothing else.
    Tick,
    /// Art. 32(5)
    Accept,
    /// Art. 32(4)
    AskAtIntake(Vec<Item>),
    /// Art. 32(3): the applicant corrected it at the counter.
    CorrectOnTheSpot(Answer),
    /// Refused at intake, with reasons.
    RefuseIntake {
        /// Reason code.
        reason: String,
        /// Legal basis.
        basis: String,
        /// The reasons.
        text: String,
    },
    /// Art. 32(1)
    NotNeeded {
        /// Why not.
        text: String,
    },
    /// Art. 32(2)
    Redirect {
        /// The competent authority.
        authority: String,
    },
    /// 领办
    Claim(Duty),
    /// Whoever works on it goes on: a claim of theirs counts as alive.
    KeepClaim(Duty),
    /// Back to the queue.
    Release(Duty),
    /// To a colleague, with a reason.
    Transfer {
        /// The work.
        duty: Duty,
        /// To whom; as the accounts have them.
        to: Officer,
        /// Why.
        reason: String,
    },
    /// The department opened the review.
    See(ReviewId),
    /// An opinion.
    Opine {
        /// On which review.
        review: ReviewId,
        /// The opinion.
        opinion: Opinion,
    },
    /// Whoever gave an opinion takes it back before the round is settled.
    Retract {
        /// On which review.
        review: ReviewId,
    },
    /// An opinion committed by a sitting's close.
    Sit {
        /// On which review.
        review: ReviewId,
        /// The opinion; none: the absent department's review, by its rule.
        opinion: Option<Opinion>,
        /// Who gave it.
        by: Option<Officer>,
        /// In which sitting.
        sitting: SittingId,
        /// The last of this request in this sitting: now the round is looked at, so that every
        /// opinion of the sitting counts and none comes too late.
        last: bool,
    },
    /// Missing items, found in a review.
    AskItems {
        /// Which review.
        review: ReviewId,
        /// What is missing.
        items: Vec<Item>,
    },
    /// The lead sends the merged notice before the window ends.
    SendCorrection(StageKey),
    /// The applicant's answer; the stage is none at intake.
    AnswerCorrection {
        /// Which correction.
        stage: Option<StageKey>,
        /// What was brought.
        answer: Answer,
    },
    /// The lead adds a department to an open round.
    AddDepartment {
        /// The stage.
        stage: StageKey,
        /// Whom.
        department: DepartmentKey,
        /// What it may see, at most what the lead sees.
        reads: Reads,
        /// Why.
        reason: String,
    },
    /// The lead switches how an open round is held.
    SwitchMode {
        /// The stage.
        stage: StageKey,
        /// The new mode.
        mode: Mode,
        /// Why.
        reason: String,
    },
    /// The decision.
    Decide(Ruling),
    /// The certificate is made.
    IssueCertificate,
    /// The result is handed over.
    Deliver {
        /// How: to whom, by what.
        text: String,
    },
    /// The applicant takes the request back.
    Withdraw {
        /// Why, if they say.
        reason: String,
    },
    /// A notice reached the applicant.
    RecordTold {
        /// Which.
        notice: u32,
        /// How, when told at the counter.
        text: String,
    },
    /// A notice was refused or bounced.
    RecordNotTold {
        /// Which.
        notice: u32,
        /// What the other side said.
        text: String,
    },
    /// A department's reply to a card.
    AnswerCard {
        /// Which.
        card: u32,
        /// The reply.
        text: String,
    },
    /// The applicant rates how the request was handled 好差评.
    Rate {
        /// How.
        level: RatingLevel,
        /// Why, if they say.
        text: String,
    },
    /// A bad rating was followed up: the applicant is told what was done.
    CloseFollowUp {
        /// What was done.
        text: String,
    },
    /// The applicant complains 投诉.
    Complain {
        /// About what.
        text: String,
    },
    /// A supervisor answers a complaint.
    AnswerComplaint {
        /// Which.
        complaint: u32,
        /// The answer, which the applicant reads.
        text: String,
    },
    /// The applicant can be reached otherwise.
    ChangeContact(ContactChange),
    /// The applicant lost the code: the desk hands out a new one.
    ReplaceSecret {
        /// How the desk made sure who asks.
        reason: String,
    },
    /// Erases the personal data of a request that is over (Personal Information Protection Law
    /// Art. 47).
    Erase {
        /// Why: the rule on retention, or the person's wish. Stays for good.
        reason: String,
    },
    /// Working days were published or changed, and the request's due date moved with them.
    TellDueMoved {
        /// The civil day it was due.
        was: NaiveDate,
        /// The civil day it is due now.
        due: NaiveDate,
    },
    /// A supervisor's act, always with a reason.
    Supervise {
        /// What.
        act: Act,
        /// Why.
        reason: String,
    },
}
