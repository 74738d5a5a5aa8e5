//! What the picture says, in both languages.

use crate::domain::check::{Path, PathStep, review_path};
use crate::domain::clock::{Budget, Unit};
use crate::domain::definition::{
    Condition, Fate, IntakeSilence, Language, Mode, Policy, ReviewRule, Round, Silence, Stage,
    StageWork, WaitFor, Workflow,
};
use crate::domain::directory::Directory;
use crate::domain::identifiers::{DepartmentKey, RoleKey};

use super::conditions::Conditions;

/// The words of one box.
pub(super) struct Card {
    /// Its path in the file.
    pub(super) path: String,
    /// Bold, at the top.
    pub(super) title: String,
    /// The lines below.
    pub(super) lines: Vec<String>,
    /// Only under a condition.
    pub(super) conditional: bool,
}

pub(super) struct Words<'a> {
    workflow: &'a Workflow,
    directory: &'a Directory,
    language: Language,
    conditions: Conditions<'a>,
    reader: Reader,
}

/// Who looks at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Whoever works by the workflow or keeps it: conditions are written as the file has them.
    House,
    /// Whoever wants the service: that something is asked only of some is said, not how it is found out.
    Public,
}

impl<'a> Words<'a> {
    pub(super) fn new(
        workflow: &'a Workflow,
        directory: &'a Directory,
        language: Language,
        reader: Reader,
    ) -> Self {
        Self {
            workflow,
            directory,
            language,
            conditions: Conditions::of(workflow),
            reader,
        }
    }

    fn department(&self, key: &DepartmentKey) -> String {
        let found = self.directory.departments.get(key);
        found.map_or_else(
            || key.to_string(),
            |found| found.title.in_language(self.language).to_owned(),
        )
    }

    fn role(&self, key: &RoleKey) -> String {
        let found = self.directory.roles.get(key);
        found.map_or_else(
            || key.to_string(),
            |found| found.title.in_language(self.language).to_owned(),
        )
    }

    /// `only if ②`; the conditions themselves stand below the picture.
    fn only_if(&self, when: Option<&Condition>) -> Option<String> {
        let mark = self.conditions.mark(when?)?;
        if self.reader == Reader::Public {
            return Some(self.say("需要时才有", "only where it applies").to_owned());
        }
        Some(format!("{} {mark}", self.say("仅当", "only if")))
    }

    /// Every condition with its mark; none for the public.
    pub(super) fn conditions(&self) -> Vec<String> {
        if self.reader == Reader::Public {
            return Vec::new();
        }
        self.conditions.listed()
    }

    pub(super) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn budget(&self, budget: Budget) -> String {
        let unit = match budget.unit() {
            Unit::WorkingDays => self.say("个工作日", " working days"),
            Unit::CalendarDays => self.say("日", " calendar days"),
            Unit::WorkingHours => self.say("个工作小时", " working hours"),
        };
        let one = budget.amount() == 1 && self.language == Language::En;
        let unit = if one {
            unit.trim_end_matches('s')
        } else {
            unit
        };
        format!("{}{unit}", budget.amount())
    }

    pub(super) fn title(&self) -> String {
        format!(
            "{} v{}",
            self.workflow.title.in_language(self.language),
            self.workflow.version
        )
    }

    pub(super) fn limits(&self) -> String {
        let limits = &self.workflow.limits;
        let statutory = format!(
            "{} {}",
            self.say("法定", "By law"),
            self.budget(limits.statutory.budget)
        );
        let promised = limits.promised.as_ref().map(|limit| {
            format!(
                " · {} {}",
                self.say("承诺", "promised"),
                self.budget(limit.budget)
            )
        });
        format!(
            "{statutory}{} · {} {}",
            promised.unwrap_or_default(),
            self.say("牵头", "lead"),
            self.department(&self.workflow.lead)
        )
    }

    /// The longest path by the titles of its steps.
    pub(super) fn path(&self, path: &Path, cards: &[&Card]) -> String {
        let step = |step: &PathStep| {
            let card = cards.iter().find(|card| card.path == step.path);
            let name = match card {
                Some(card) => card.title.as_str(),
                None if step.path.ends_with(".within") => self.say("等会", "next sitting"),
                None => step.name.as_str(),
            };
            format!("{name} {}", self.budget(step.budget))
        };
        let steps: Vec<_> = path.steps.iter().map(step).collect();
        let total = path
            .total()
            .and_then(|(amount, unit)| Budget::new(amount, unit).ok());
        let total = total.map(|total| format!(" = {}", self.budget(total)));
        format!(
            "{}: {}{}",
            self.say("最长路径", "Longest path"),
            steps.join(" → "),
            total.unwrap_or_default()
        )
    }

    pub(super) fn description(&self, path: &str) -> String {
        let stages: Vec<_> = self
            .workflow
            .stages
            .iter()
            .map(|stage| self.stage(stage))
            .collect();
        let between = self.say("；", "; ");
        format!(
            "{}{between}{}{between}{path}",
            self.limits(),
            stages.join(" → "),
        )
    }

    pub(super) fn stage(&self, stage: &Stage) -> String {
        let title = stage.title.in_language(self.language);
        match stage.limit {
            Some(limit) => format!("{title} · {}", self.budget(limit)),
            None => title.to_owned(),
        }
    }

    /// How the stage is entered and joined.
    pub(super) fn join(&self, stage: &Stage) -> String {
        let when = self.only_if(stage.when.as_ref());
        let when = when.map(|when| format!("{when} · ")).unwrap_or_default();
        let how = match &stage.work {
            StageWork::Wait(_) => self.say("等待", "wait").to_owned(),
            StageWork::Round(round) if round.reviews.len() == 1 => {
                self.say("一个部门", "one department").to_owned()
            }
            StageWork::Round(round) => self.round(round),
        };
        format!("{when}{how}")
    }

    fn round(&self, round: &Round) -> String {
        let mode = match &round.mode {
            Mode::Parallel => self.say("并联", "in parallel").to_owned(),
            Mode::Sitting(sitting) => format!(
                "{} ≤ {}",
                self.say("集中审批会", "one sitting"),
                self.budget(sitting.within)
            ),
        };
        let policy = match &round.policy {
            Policy::All => self.say("全部同意", "all agree").to_owned(),
            Policy::Any => self.say("任一同意", "any one agrees").to_owned(),
            Policy::AtLeast(count) => format!("{} {count}", self.say("至少同意", "at least")),
            Policy::Veto(departments) => {
                let names: Vec<_> = departments.iter().map(|key| self.department(key)).collect();
                let between = self.say("、", ", ");
                format!("{} {}", self.say("可否决：", "veto:"), names.join(between))
            }
            Policy::Lead => self.say("牵头部门决定", "the lead decides").to_owned(),
        };
        let fate = match round.fate {
            Fate::Cancel => "",
            Fate::Keep => self.say(" · 其余继续，仅供参考", " · the rest finish as advice"),
        };
        format!("{mode} · {policy}{fate}")
    }

    pub(super) fn cards(&self, stage: &Stage) -> Vec<Card> {
        match &stage.work {
            StageWork::Wait(wait) => vec![self.wait(stage, wait)],
            StageWork::Round(round) => round
                .reviews
                .iter()
                .map(|review| self.review(stage, round, review))
                .collect(),
        }
    }

    fn wait(&self, stage: &Stage, wait: &WaitFor) -> Card {
        let line = match wait {
            WaitFor::For(budget) => self.budget(*budget),
            WaitFor::Date { field, at_most } => {
                let asked = self.workflow.field(field.as_str());
                let title = asked.map_or(field.as_str(), |it| it.title.in_language(self.language));
                format!("→ {title}, ≤ {}", self.budget(*at_most))
            }
        };
        let title = self.say("等待", "Wait").to_owned();
        Card {
            path: format!("stages.{}.wait", stage.key),
            title,
            lines: vec![line],
            conditional: false,
        }
    }

    fn review(&self, stage: &Stage, round: &Round, review: &ReviewRule) -> Card {
        let path = review_path(stage, round, review);
        let silence = match review.silence {
            Silence::Escalate => self.say("逾期升级", "silent: climbs"),
            Silence::DeemAgree => self.say("逾期视为同意", "silent: agrees"),
            Silence::Block => self.say("逾期等待", "silent: blocks"),
        };
        let mut marks = Vec::new();
        if review.advice {
            marks.push(self.say("仅供参考", "advice").to_owned());
        }
        if let Some(group) = &review.for_each {
            let asked = self.workflow.field(group.as_str());
            let title = asked.map_or(group.as_str(), |it| it.title.in_language(self.language));
            marks.push(format!("{}{title}", self.say("逐一：", "one each: ")));
        }
        if review.people > 1 {
            marks.push(format!("{} {}", review.people, self.say("人", "people")));
        }
        let mut lines = vec![
            self.department(&review.department),
            self.budget(review.limit),
        ];
        lines.extend(self.only_if(review.when.as_ref()));
        lines.extend((!marks.is_empty()).then(|| marks.join(" · ")));
        lines.push(silence.to_owned());
        Card {
            path,
            title: review.title.in_language(self.language).to_owned(),
            lines,
            conditional: review.when.is_some(),
        }
    }

    /// Intake, decision, certificate, delivery.
    pub(super) fn steps(&self) -> Vec<Card> {
        let workflow = self.workflow;
        let silence = match workflow.intake.silence {
            IntakeSilence::DeemedAccepted => self.say("逾期视为受理", "silent: accepted"),
            IntakeSilence::Escalate => self.say("逾期升级", "silent: climbs"),
        };
        let step =
            |path: &str, title: String, owner: &DepartmentKey, budget: Budget, note: &str| {
                let note = if note.is_empty() {
                    String::new()
                } else {
                    format!(" · {note}")
                };
                let line = format!("{} · {}{note}", self.department(owner), self.budget(budget));
                Card {
                    path: path.into(),
                    title,
                    lines: vec![line],
                    conditional: false,
                }
            };
        let (intake, decide) = (&workflow.intake, &workflow.decide);
        let (grant, deliver) = (&workflow.result.grant, &workflow.limits.deliver);
        let certificate = format!(
            "{} · {}",
            self.say("制证", "Certificate"),
            grant.certificate.in_language(self.language)
        );
        vec![
            step(
                "intake",
                self.say("收件受理", "Receive and accept").into(),
                &intake.desk,
                intake.limit,
                silence,
            ),
            step(
                "decide",
                self.say("决定", "Decision").into(),
                &decide.department,
                decide.limit,
                &self.role(&decide.role),
            ),
            step("result.grant", certificate, &grant.by, grant.limit, ""),
            step(
                "limits.deliver",
                self.say("送达", "Delivery").into(),
                &deliver.owner,
                deliver.limit.budget,
                "",
            ),
        ]
    }
}
