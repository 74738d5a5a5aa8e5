//! A workflow 流程 as the core sees it: one service as checked data, immutable once a request runs on it.
//!
//! `language` reads these from YAML with places; nothing here knows files. Start at [`Workflow`].

mod form;
mod limits;
mod reads;
mod result;
mod stage;
mod steps;
mod text;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::calendar::Instant;
use super::directory::Directory;
use super::identifiers::{DepartmentKey, ReviewKey, StageKey, WorkflowKey};
use super::ladder::Ladder;

pub use form::{
    ChoiceOption, Condition, Field, FieldKind, Material, MaterialClass, ROWS_MAX, Repeat,
    TEXT_MAX_CHARS,
};
pub use limits::{DeliverLimit, ExtensionRule, Limit, Limits, Window};
pub use reads::{ReadPath, Reads};
pub use result::{Gift, GrantRule, RefuseRule, ResultRule, Shown};
pub use stage::{
    Absent, Fate, Mode, Policy, REVIEWS_MAX, ReviewRule, Round, STAGES_MAX, Silence, SittingRule,
    Stage, StageWork, WaitFor,
};
pub use steps::{CorrectionRule, DecisionRule, DecisionStep, Intake, IntakeSilence, Lapse, OnJoin};
pub use text::{Language, Text};

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
    /// Everyday words under which people look for it, in any language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
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

    /// Whether the words of a review's opinion stand on the certificate.
    #[must_use]
    pub fn prints_words_of(&self, stage: &StageKey, review: &ReviewKey) -> bool {
        self.words_printed_as(stage, review).is_some()
    }

    /// What the words of a review's opinion are called on the certificate, where they stand on it.
    #[must_use]
    pub fn words_printed_as(&self, stage: &StageKey, review: &ReviewKey) -> Option<&Text> {
        let mut gives = self.result.grant.gives.iter();
        let printed =
            gives.find(|gift| gift.words && &gift.stage == stage && &gift.review == review);
        printed.map(|gift| &gift.title)
    }

    /// The departments that every request on it passes: who leads, receives, decides, issues and
    /// delivers. Reviewers are not among them: conditions say whether they have a part.
    #[must_use]
    pub fn standing_departments(&self) -> BTreeSet<&DepartmentKey> {
        let posts = [&self.lead, &self.intake.desk, &self.decide.department];
        let ends = [&self.result.grant.by, &self.limits.deliver.owner];
        posts.into_iter().chain(ends).collect()
    }

    /// The workflow with every department that was merged by then replaced by the one it goes on in;
    /// none where it names none of these. Two departments of a round that are one now speak with two
    /// reviews there, each with what it reads.
    #[must_use]
    pub fn standing(&self, directory: &Directory, at: Instant) -> Option<Self> {
        let merged = |key: &&DepartmentKey| directory.standing(key, at) != *key;
        let named = self.departments();
        if !named.into_iter().any(|key| merged(&key)) {
            return None;
        }
        let mut standing = self.clone();
        let go_on = |key: &mut DepartmentKey| *key = directory.standing(key, at).clone();
        go_on(&mut standing.lead);
        go_on(&mut standing.intake.desk);
        go_on(&mut standing.decide.department);
        go_on(&mut standing.result.grant.by);
        go_on(&mut standing.limits.deliver.owner);
        for round in standing.stages.iter_mut().filter_map(Stage::round_mut) {
            for review in &mut round.reviews {
                go_on(&mut review.department);
            }
            if let Policy::Veto(departments) = &mut round.policy {
                let now = departments.iter().map(|key| directory.standing(key, at));
                *departments = now.cloned().collect();
            }
        }
        Some(standing)
    }

    /// Every department the workflow names.
    #[must_use]
    pub fn departments(&self) -> BTreeSet<&DepartmentKey> {
        let mut all = self.standing_departments();
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

impl FilerKind {
    /// As files, forms and conditions write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SelfFiled => "self",
            Self::Agent => "agent",
            Self::Association => "association",
            Self::Window => "window",
        }
    }
}
