//! What the picture says, in both languages.

use crate::domain::check::{Path, review_path};
use crate::domain::clock::{Budget, Unit};
use crate::domain::definition::{
    Fate, IntakeSilence, Language, Mode, Policy, ReviewRule, Round, Silence, Stage, StageWork,
    WaitFor, Workflow,
};

use super::svg::Card;

pub(super) struct Words<'a> {
    workflow: &'a Workflow,
    language: Language,
}

impl<'a> Words<'a> {
    pub(super) fn new(workflow: &'a Workflow, language: Language) -> Self {
        Self { workflow, language }
    }

    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
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
            spoken(self.workflow.lead.as_str())
        )
    }

    pub(super) fn path(&self, path: &Path) -> String {
        format!(
            "{}: {path}",
            self.say("最长路径（粗框）", "Longest path (bold)")
        )
    }

    pub(super) fn description(&self, path: &Path) -> String {
        let stages: Vec<_> = self
            .workflow
            .stages
            .iter()
            .map(|stage| self.stage(stage))
            .collect();
        let between = self.say("；", "; ");
        format!(
            "{}{between}{}{between}{}",
            self.limits(),
            stages.join(" → "),
            self.path(path)
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
        let when = stage
            .when
            .as_ref()
            .map(|when| format!("{} {} · ", self.say("仅当", "only if"), when.0))
            .unwrap_or_default();
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
                self.say("集中审批会", "one sitting, within"),
                self.budget(sitting.within)
            ),
        };
        let policy = match &round.policy {
            Policy::All => self.say("全部同意", "all agree").to_owned(),
            Policy::Any => self.say("任一同意", "any one agrees").to_owned(),
            Policy::AtLeast(count) => format!("{} {count}", self.say("至少同意", "at least")),
            Policy::Veto(departments) => {
                let names: Vec<_> = departments.iter().map(|key| spoken(key.as_str())).collect();
                format!("{} {}", self.say("可否决:", "veto:"), names.join(", "))
            }
            Policy::Lead => self.say("牵头部门决定", "the lead decides").to_owned(),
        };
        let fate = match round.fate {
            Fate::Cancel => "",
            Fate::Keep => self.say(" · 其余照办", " · the rest finish as advice"),
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
            WaitFor::Date { field, at_most } => format!("→ {field}, ≤ {}", self.budget(*at_most)),
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
            marks.push(format!("{} {group}", self.say("每个", "each of")));
        }
        if review.people > 1 {
            marks.push(format!("{} {}", review.people, self.say("人", "people")));
        }
        let mut lines = vec![
            spoken(review.department.as_str()),
            self.budget(review.limit),
        ];
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
        let step = |path: &str, title: String, owner: &str, budget: Budget, note: &str| {
            let note = if note.is_empty() {
                String::new()
            } else {
                format!(" · {note}")
            };
            let line = format!("{} · {}{note}", spoken(owner), self.budget(budget));
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
                intake.desk.as_str(),
                intake.limit,
                silence,
            ),
            step(
                "decide",
                self.say("决定", "Decision").into(),
                decide.department.as_str(),
                decide.limit,
                &spoken(decide.role.as_str()),
            ),
            step(
                "result.grant",
                certificate,
                grant.by.as_str(),
                grant.limit,
                "",
            ),
            step(
                "limits.deliver",
                self.say("送达", "Delivery").into(),
                deliver.owner.as_str(),
                deliver.limit.budget,
                "",
            ),
        ]
    }
}

/// A key as people say it.
fn spoken(key: &str) -> String {
    key.replace('_', " ")
}
