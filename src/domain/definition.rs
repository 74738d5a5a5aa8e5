//! A workflow 流程 as the core sees it: one service as checked data, immutable once a request runs on it.
//!
//! `language` reads these from YAML with places; nothing here knows files. Start at [`Workflow`].

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::clock::Budget;
use super::identifiers::{
    DepartmentKey, FieldKey, MaterialKey, ReviewKey, RoleKey, StageKey, WorkflowKey,
};
use super::ladder::Ladder;

/// Most stages one workflow may have.
pub const STAGES_MAX: usize = 64;
/// Most reviews one stage may declare.
pub const REVIEWS_MAX: usize = 64;
/// Most rows a repeated group may hold, whatever the file says.
pub const ROWS_MAX: u32 = 50;
/// Longest text a form field takes, in characters, unless the field says less.
pub const TEXT_MAX_CHARS: u32 = 2_000;

/// Words in both languages; English falls back to Chinese where it is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Chinese, always there.
    pub zh: String,
    /// English, if translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Text {
    /// The text in the asked language, Chinese where there is no other.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => self.en.as_deref().unwrap_or(&self.zh),
        }
    }
}

/// A language Lianban speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

/// One service, versioned. Identified by key, version and content hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workflow {
    /// The service's key, also its file name.
    pub key: WorkflowKey,
    /// Grows by one with every published change.
    pub version: u32,
    /// SHA-256, hex, over what the file means, the ladders and remedies it refers to included.
    pub hash: String,
    /// What the public calls the service.
    pub title: Text,
    /// Statutes the service rests on.
    pub basis: Vec<String>,
    /// How departments work together (Licensing Law Art. 26).
    pub kind: Kind,
    /// The department that takes the material once and answers for the whole (牵头部门).
    pub lead: DepartmentKey,
    /// Who may file.
    pub filed_by: BTreeSet<FilerKind>,
    /// The part of the year in which applications are taken; none: all year.
    pub window: Option<Window>,
    /// The terms the whole request runs under.
    pub limits: Limits,
    /// What is asked.
    pub form: Vec<Field>,
    /// What is to be brought.
    pub materials: Vec<Material>,
    /// Receiving, Art. 32.
    pub intake: Intake,
    /// The nodes between acceptance and decision.
    pub stages: Vec<Stage>,
    /// Who decides toward the citizen.
    pub decide: DecisionStep,
    /// What follows a decision.
    pub result: ResultRule,
    /// How missing items are asked for while under review.
    pub correction: CorrectionRule,
    /// The ladder of every clock that names none of its own.
    pub ladder: Ladder,
    /// What supervisors see of the personal data.
    pub supervisor_reads: Reads,
    /// What auditors see of the personal data.
    pub auditor_reads: Reads,
    /// Intake, review and issue may not be done by one person.
    pub separate_duties: bool,
}

impl Workflow {
    /// The stage of that key.
    #[must_use]
    pub fn stage(&self, key: &StageKey) -> Option<&Stage> {
        self.stages.iter().find(|stage| &stage.key == key)
    }

    /// The field of that key at the top of the form.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.form.iter().find(|field| field.key.as_ref() == key)
    }

    /// The material of that key.
    #[must_use]
    pub fn material(&self, key: &str) -> Option<&Material> {
        self.materials
            .iter()
            .find(|material| material.key.as_ref() == key)
    }

    /// Every department the workflow names.
    #[must_use]
    pub fn departments(&self) -> BTreeSet<&DepartmentKey> {
        let mut all = BTreeSet::from([&self.lead, &self.intake.desk, &self.decide.department]);
        all.extend([&self.result.grant.by, &self.limits.deliver.owner]);
        for stage in &self.stages {
            if let Some(round) = stage.round() {
                all.extend(round.reviews.iter().map(|review| &review.department));
            }
        }
        all
    }
}

/// How departments work together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One department alone.
    Single,
    /// 统一办理: the lead relays and answers.
    Unified,
    /// 联合办理: departments review in parallel.
    Joint,
    /// 集中办理: departments decide in one sitting.
    Centralized,
}

/// In whose hands the filing may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilerKind {
    /// The applicant.
    SelfFiled,
    /// A person with a proxy (Art. 29).
    Agent,
    /// An association that helps migrants file.
    Association,
    /// The officer at the window, for the person at the counter.
    Window,
}

/// A yearly window, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First month and day.
    pub from: (u32, u32),
    /// Last month and day.
    pub to: (u32, u32),
}

impl Window {
    /// Whether a month and day lie in the window; a window may span the new year.
    #[must_use]
    pub fn contains(&self, month: u32, day: u32) -> bool {
        let at = (month, day);
        if self.from <= self.to {
            self.from <= at && at <= self.to
        } else {
            at >= self.from || at <= self.to
        }
    }
}

/// A term with its legal ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// How long.
    pub budget: Budget,
    /// The article it rests on.
    pub basis: Option<String>,
    /// By how much and by whom it may be extended, once.
    pub extend: Option<ExtensionRule>,
}

/// One extension (Art. 42).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtensionRule {
    /// The amount added.
    pub by: Budget,
    /// The role that must approve.
    pub approver: RoleKey,
}

/// The terms of the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The statute's term, from acceptance.
    pub statutory: Limit,
    /// What the office promises, never more than the statute.
    pub promised: Option<Limit>,
    /// Handing over after the grant (Art. 44).
    pub deliver: DeliverLimit,
}

/// The delivery clock and its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeliverLimit {
    /// How long, from the decision.
    pub limit: Limit,
    /// Who hands over.
    pub owner: DepartmentKey,
}

/// One question of the form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its key in the form's JSON.
    pub key: FieldKey,
    /// What the applicant reads.
    pub title: Text,
    /// What may be answered.
    pub kind: FieldKind,
    /// May be left empty.
    pub optional: bool,
    /// Asked only when this holds.
    pub when: Option<Condition>,
}

/// The type of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// Free text of at most this many characters.
    Text {
        /// Longest answer, in characters.
        max_chars: u32,
    },
    /// A whole number.
    Number {
        /// Smallest answer.
        min: Option<i64>,
        /// Largest answer.
        max: Option<i64>,
    },
    /// A civil date, `YYYY-MM-DD`, of something that has happened unless it says otherwise.
    Date {
        /// May lie in the future: a planned opening, the end of a contract.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ahead: bool,
    },
    /// A mainland phone number.
    Phone,
    /// A mail address.
    Email,
    /// Resident identity number, GB 11643.
    IdentityNumber,
    /// Unified social credit code, GB 32100.
    CreditCode,
    /// A region code of GB/T 2260.
    Region,
    /// A postal address.
    Address,
    /// Yuan with at most two decimals, as text.
    Money,
    /// Yes or no.
    Boolean,
    /// One of a list.
    Choice {
        /// The options, in order.
        of: Vec<ChoiceOption>,
    },
    /// Fields that belong together, possibly repeated; repeated rows carry a stable `id`.
    Group {
        /// The fields of one row.
        fields: Vec<Field>,
        /// Fewest and most rows; none: the group is one object.
        repeat: Option<Repeat>,
    },
}

/// How often a group may occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// Fewest rows.
    pub min: u32,
    /// Most rows.
    pub max: u32,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Its value in the form.
    pub key: String,
    /// What the applicant reads.
    pub title: Text,
}

/// A CEL expression, as written; `routing` evaluates it, `check` types it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub String);

/// One document to bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Its key.
    pub key: MaterialKey,
    /// What the applicant reads.
    pub title: Text,
    /// Core items are needed to accept; secondary ones may follow.
    pub class: MaterialClass,
    /// Needed only when this holds.
    pub when: Option<Condition>,
    /// May be left out altogether.
    pub optional: bool,
}

/// How much hangs on a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialClass {
    /// Without it nothing can be accepted.
    Core,
    /// May be promised for later where the workflow allows.
    Secondary,
}

/// What a step may see: fields, materials, earlier opinions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reads(pub BTreeSet<ReadPath>);

/// One readable thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadPath {
    /// Everything.
    All,
    /// A form field by its path, one segment a level: `["guardians", "name"]`.
    Field(Vec<FieldKey>),
    /// The row that a `for_each` review is about.
    Row,
    /// A material.
    Material(MaterialKey),
    /// The opinions of an earlier stage.
    Opinions(StageKey),
}

/// Receiving 收件 and accepting 受理.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// The desk that receives.
    pub desk: DepartmentKey,
    /// The role that works there.
    pub role: RoleKey,
    /// How long until silence counts (Art. 32: five working days).
    pub limit: Budget,
    /// What silence means.
    pub silence: IntakeSilence,
    /// How long the applicant has to bring what is missing.
    pub answer: Budget,
    /// What the desk sees.
    pub reads: Reads,
    /// Its ladder, if not the workflow's.
    pub ladder: Option<Ladder>,
}

/// Silence at intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntakeSilence {
    /// Accepted as of the day of receipt (Art. 32(4)).
    DeemedAccepted,
    /// The ladder climbs; nothing is deemed.
    Escalate,
}

/// A node of the workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its key.
    pub key: StageKey,
    /// What people call it.
    pub title: Text,
    /// Stages that must be finished first.
    pub after: BTreeSet<StageKey>,
    /// Entered only when this holds; otherwise skipped, which counts as finished.
    pub when: Option<Condition>,
    /// The stage's own limit; omitted: its longest review.
    pub limit: Option<Budget>,
    /// What happens in it.
    pub work: StageWork,
    /// The ladder of the stage's clock, if not the workflow's.
    pub ladder: Option<Ladder>,
}

impl Stage {
    /// The stage's round, if reviews happen in it.
    #[must_use]
    pub fn round(&self) -> Option<&Round> {
        match &self.work {
            StageWork::Round(round) => Some(round),
            StageWork::Wait(_) => None,
        }
    }
}

/// What a stage does. An `inspect` stage is a round whose reviews need two people (`people: 2`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StageWork {
    /// Departments give opinions.
    Round(Round),
    /// Nothing is done until a date; owned by the lead.
    Wait(WaitFor),
}

/// The end of a wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitFor {
    /// Until the civil date in this form field, at 24:00 of the day before at the latest the bound.
    Date {
        /// A top-level date field.
        field: FieldKey,
        /// The wait never lasts longer than this.
        at_most: Budget,
    },
    /// For this long.
    For(Budget),
}

/// The reviews of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Each in its own queue, or all in one sitting.
    pub mode: Mode,
    /// What makes the round positive.
    pub policy: Policy,
    /// What becomes of open siblings once the policy is settled.
    pub fate: Fate,
    /// Under `any` and `at_least`, whether a round nobody counts in passes.
    pub if_none_pass: bool,
    /// The reviews, as declared.
    pub reviews: Vec<ReviewRule>,
}

/// How a round is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 并联审批
    Parallel,
    /// 集中审批
    Sitting(SittingRule),
}

/// How sittings of a round are called and held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SittingRule {
    /// Cron expression of recurring sittings; none: called by hand.
    pub schedule: Option<String>,
    /// How many departments must be present.
    pub quorum: u32,
    /// What happens to an item of an absent department without a written opinion.
    pub absent: Absent,
    /// Most working days a request may wait for a sitting.
    pub within: Budget,
}

/// The rule for an absent department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Its items wait for the next sitting.
    Defer,
    /// Its review goes on in writing, in its queue.
    Written,
    /// Counted as agreeing (internal opinions only).
    Deemed,
}

/// When a round is positive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Every counting review agrees.
    All,
    /// One agrees.
    Any,
    /// At least so many agree.
    AtLeast(u32),
    /// None of these departments refuses; other refusals are advice.
    Veto(BTreeSet<DepartmentKey>),
    /// Others advise, the lead decides.
    Lead,
}

/// The fate of siblings after settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Withdrawn from the queues, told why.
    Cancel,
    /// Finish as advice.
    Keep,
}

/// One department's part, as declared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewRule {
    /// Its key within the stage.
    pub key: ReviewKey,
    /// What people call it.
    pub title: Text,
    /// Whose queue it goes to.
    pub department: DepartmentKey,
    /// The role that may work on it.
    pub role: RoleKey,
    /// How long.
    pub limit: Budget,
    /// What it sees.
    pub reads: Reads,
    /// Needed only when this holds.
    pub when: Option<Condition>,
    /// One review for each row of this repeated group.
    pub for_each: Option<FieldKey>,
    /// Not counted in the policy.
    pub advice: bool,
    /// What silence means.
    pub silence: Silence,
    /// How many different officers must sign (a site visit takes two, Art. 34).
    pub people: u8,
    /// Its ladder, if not the workflow's.
    pub ladder: Option<Ladder>,
}

/// What happens when a review is silent past its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The ladder climbs until a supervisor ends it.
    Escalate,
    /// Counts as agreement if the notice provably reached the department.
    DeemAgree,
    /// Nothing moves until the department speaks or a supervisor does.
    Block,
}

/// The decision toward the citizen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionStep {
    /// The deciding department.
    pub department: DepartmentKey,
    /// The deciding role.
    pub role: RoleKey,
    /// How long.
    pub limit: Budget,
    /// Whether each department's result stands alone.
    pub rule: DecisionRule,
    /// Decides by itself when every counting opinion agreed.
    pub on_join: OnJoin,
    /// What the decider sees.
    pub reads: Reads,
    /// Its ladder, if not the workflow's.
    pub ladder: Option<Ladder>,
}

/// One decision or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionRule {
    /// Each department's own result; the lead bundles.
    SeparateDecisions,
    /// One decision for all.
    OneDecision,
}

/// What joining the last round does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnJoin {
    /// An officer decides.
    Ask,
    /// If all agreed, the decision carries the name of the officer who closed the round.
    Decide,
}

/// What follows the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultRule {
    /// After a grant.
    pub grant: GrantRule,
    /// After a refusal.
    pub refuse: RefuseRule,
}

/// The certificate of a grant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantRule {
    /// The certificate's title, as printed.
    pub certificate: Text,
    /// The information sheet handed out with it.
    pub sheet: Option<Text>,
    /// Who makes it.
    pub by: DepartmentKey,
    /// The role that issues.
    pub role: RoleKey,
    /// How long.
    pub limit: Budget,
    /// For how many months it is valid; none: without end.
    pub valid_months: Option<u32>,
}

/// What a refusal must say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefuseRule {
    /// The remedy paragraph (Art. 38: reconsideration and lawsuit).
    pub remedy: Text,
}

/// Asking the applicant for what is missing while under review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectionRule {
    /// How long departments' items are collected into one notice.
    pub collect: Budget,
    /// How long the applicant has to answer.
    pub answer: Budget,
    /// What happens when no answer comes.
    pub lapse: Lapse,
}

/// The end of an unanswered correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// The request counts as withdrawn.
    Withdraw,
    /// The reviews go on with what there is.
    Proceed,
}
