//! One letter to the applicant for each legal notice.

use crate::domain::clock::Ledger;
use crate::domain::definition::{Language, Lapse};
use crate::domain::effect::Tell;
use crate::domain::facts::Facts;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{Asked, AskedItem, ClockKey, DecisionOutcome, Phase, ReviewId};
use crate::domain::stop::Stop;
use crate::i18n::text;

use super::case::Case;
use super::letter::{Mail, Reader};
use super::parts::parts;
use super::values::{Values, numbered, reason};
use super::{dates, names, plain};

/// Renders a notice, personal words included, in the applicant's language.
///
/// `message_id` is `left@right`; `None` where the applicant has no mail address.
#[must_use]
pub fn to_applicant(case: &Case<'_>, facts: &Facts, tell: &Tell, message_id: &str) -> Option<Mail> {
    let applicant = facts.applicant.as_ref()?;
    let reader = Reader {
        name: applicant.name.clone(),
        address: applicant.email.clone()?,
        language: applicant.language,
    };
    let notice = Notice {
        case,
        facts,
        tell,
        language: reader.language,
    };
    let values = notice
        .values()
        .told(case, tell)
        .with("name", plain::line(&applicant.name));
    let said = |part: &str| values.text(&format!("{}-{part}", tell.template));
    let signed = values
        .clone()
        .with("date", case.day(reader.language, case.at));
    let body = [
        values.text("salutation"),
        said("body"),
        signed.text("signature"),
    ]
    .join("\n\n");
    Some(Mail::new(&tell.template, &reader, &said("subject"), body, message_id).about(case))
}

struct Notice<'a> {
    case: &'a Case<'a>,
    facts: &'a Facts,
    tell: &'a Tell,
    language: Language,
}

impl Notice<'_> {
    fn values(&self) -> Values {
        let (case, language) = (self.case, self.language);
        let department = self.department();
        let workflow = case.workflow;
        let phones = [&department, &workflow.lead, &workflow.intake.desk];
        Values::of(case, language)
            .with("department", case.department(&department, language))
            .with("link", case.links.case(case.number()))
            .with_some("phone", case.phone(&phones))
            .with(
                "remedy",
                workflow.result.refuse.remedy.in_language(language),
            )
            .with_some("date", self.date())
            .with_some("due", self.due())
            .with_some("basis", self.basis())
            .with_some("items", self.items())
            .with_some("reason", self.reason())
            .with_some("days", self.days())
            .with_some("authority", self.authority())
    }

    fn department(&self) -> DepartmentKey {
        let workflow = self.case.workflow;
        match self.tell.template.as_str() {
            "complaint-answered" => self.case.directory.supervision(&workflow.lead),
            "receipt" | "correction-intake" => &workflow.intake.desk,
            "granted" | "granted-conditions" | "granted-in-part" | "refused" => {
                &workflow.decide.department
            }
            "certificate-ready" | "delivered" => &workflow.limits.deliver.owner,
            _ => &workflow.lead,
        }
        .clone()
    }

    /// The day the notice was due to be told; for deemed acceptance the day it counts from.
    fn date(&self) -> Option<String> {
        let request = self.case.request;
        let at = match self.tell.template.as_str() {
            "receipt" => Some(request.received_at),
            "deemed-accepted" => request.accepted_as_of,
            "granted" | "granted-conditions" | "granted-in-part" | "refused" => {
                request.decision.as_ref().map(|decision| decision.at)
            }
            "clock-stopped" => self.stop().map(|stop| stop.from),
            "clock-resumed" => self.stop().and_then(|stop| stop.resumed),
            _ => {
                let number = self.tell.notice?;
                request
                    .notices
                    .iter()
                    .find(|notice| notice.number == number)
                    .map(|it| it.at)
            }
        };
        at.map(|at| self.case.day(self.language, at))
    }

    fn due(&self) -> Option<String> {
        let clock = match self.tell.template.as_str() {
            "receipt" => ClockKey::Intake,
            "correction-intake" => ClockKey::IntakeAnswer,
            "correction" | "correction-lapsed" => return self.answer_due(),
            "clock-stopped" => return self.stop_ends(),
            "granted" | "granted-in-part" => return self.delivered_by(),
            "certificate-ready" => ClockKey::Deliver,
            "extended" => self.clock().unwrap_or(ClockKey::Statutory),
            _ => ClockKey::Statutory,
        };
        self.case.due(self.language, &clock)
    }

    /// The intake answer's day for a lapse at intake, the stage's otherwise.
    fn answer_due(&self) -> Option<String> {
        let asked = self.asked_stage();
        let clock = asked.map_or(ClockKey::IntakeAnswer, ClockKey::Answer);
        if let Some(day) = self.case.due(self.language, &clock) {
            return Some(day);
        }
        // The answer clock starts when the applicant is told, by this very letter.
        let budget = self.case.workflow.correction.answer;
        self.planned(Ledger::new(budget, self.case.at))
    }

    fn stop_ends(&self) -> Option<String> {
        let said = self
            .tell
            .values
            .get("until")
            .and_then(|day| day.parse().ok());
        let until = said.or_else(|| self.stop().map(|stop| dates::last_day(stop.until)))?;
        Some(dates::date(self.language, until, self.case.today()))
    }

    /// Issue and delivery one after the other, while delivery has no clock yet (Art. 44).
    fn delivered_by(&self) -> Option<String> {
        if let Some(day) = self.case.due(self.language, &ClockKey::Deliver) {
            return Some(day);
        }
        let ledger = self.case.request.ledger(&ClockKey::Issue)?;
        let hours = self
            .case
            .directory
            .hours(&self.case.workflow.result.grant.by);
        let issued = ledger.due(self.case.calendar, &hours)?;
        self.planned(Ledger::new(
            self.case.workflow.limits.deliver.limit.budget,
            issued.at,
        ))
    }

    fn planned(&self, ledger: Ledger) -> Option<String> {
        let hours = self.case.directory.hours(&self.case.workflow.lead);
        let due = ledger.due(self.case.calendar, &hours)?;
        Some(dates::date(self.language, due.date, self.case.today()))
    }

    fn basis(&self) -> Option<String> {
        let workflow = self.case.workflow;
        let statute = || {
            let separator = text(self.language, "list-separator", &[]);
            let own = workflow.limits.statutory.basis.clone();
            own.unwrap_or_else(|| workflow.basis.join(&separator))
        };
        match self.tell.template.as_str() {
            "refused" => self
                .case
                .request
                .decision
                .as_ref()?
                .basis
                .as_deref()
                .map(plain::line),
            "clock-stopped" | "clock-resumed" => {
                let statutory = self.stop()?.ground.stops_statutory();
                let key = if statutory {
                    "basis-art-45"
                } else {
                    "basis-not-statutory"
                };
                Some(text(self.language, key, &[]))
            }
            "extended" => {
                let own = workflow.limits.statutory.basis.clone();
                Some(own.unwrap_or_else(|| text(self.language, "basis-art-42", &[])))
            }
            "granted" | "granted-conditions" | "granted-in-part" => Some(
                workflow
                    .basis
                    .join(&text(self.language, "list-separator", &[])),
            ),
            _ => Some(statute()),
        }
    }

    fn items(&self) -> Option<String> {
        let lines = match self.tell.template.as_str() {
            "receipt" => materials(self.case, self.facts, self.language),
            "correction-intake" | "correction" | "correction-lapsed" => self.asked(),
            "granted-conditions" => conditions(self.case, self.facts, self.language),
            "granted-in-part" => parts(self.case, self.facts, self.language),
            "refused" => failed(self.case, self.facts, self.language),
            _ => Vec::new(),
        };
        let lines = if lines.is_empty() {
            self.words("items")
        } else {
            lines
        };
        (!lines.is_empty()).then(|| numbered(&lines))
    }

    /// What is missing and how to mend it, each item once, as the places of the notice name it.
    fn asked(&self) -> Vec<String> {
        let request = self.case.request;
        let stages = request
            .stages
            .values()
            .filter_map(|stage| stage.correction.as_ref());
        let corrections: Vec<&Asked> = request.intake_correction.iter().chain(stages).collect();
        let items: Vec<&AskedItem> = corrections.iter().flat_map(|asked| &asked.items).collect();
        let told = self.tell.words.get("items");
        let wanted: Vec<&AskedItem> = match told {
            Some(places) => items
                .into_iter()
                .filter(|item| places.contains(&item.words))
                .collect(),
            None => match corrections
                .iter()
                .find(|asked| asked.notice == self.tell.notice)
            {
                Some(asked) => asked.items.iter().collect(),
                None => Vec::new(),
            },
        };
        wanted
            .into_iter()
            .map(|item| self.asked_line(item))
            .collect()
    }

    fn asked_line(&self, item: &AskedItem) -> String {
        let how = self
            .facts
            .words
            .get(&item.words)
            .map_or(String::new(), |it| plain::paragraph(it));
        let what = self.case.item(&item.what, self.language);
        let asking = item
            .review
            .as_ref()
            .and_then(|review| self.case.request.reviews.get(review));
        let values = [("what", what.into()), ("how", how.into())];
        let Some(review) = asking else {
            return text(self.language, "line-asked", &values);
        };
        let [what, how] = values;
        let department = self.case.department(&review.department, self.language);
        text(
            self.language,
            "line-asked-by",
            &[what, how, ("department", department.into())],
        )
    }

    fn asked_stage(&self) -> Option<crate::domain::identifiers::StageKey> {
        if let Some(stage) = self.tell.values.get("stage") {
            return stage.parse().ok();
        }
        let mut open = self.case.request.stages.iter();
        let of_this =
            |asked: &Asked| self.tell.notice.is_some() && asked.notice == self.tell.notice;
        let found = open.find(|(_, stage)| stage.correction.as_ref().is_some_and(of_this));
        found.map(|(key, _)| key.clone())
    }

    fn reason(&self) -> Option<String> {
        let said = self.words("reason");
        // The desk names the authority and nothing else: it would stand there twice.
        if self
            .tell
            .values
            .get("authority")
            .is_some_and(|it| said == [plain::paragraph(it)])
        {
            return Some(text(self.language, "reason-not-competent", &[]));
        }
        if self.tell.template == "clock-stopped" {
            return self.stop_reason(&said);
        }
        if !said.is_empty() {
            return Some(said.join("\n"));
        }
        let code = self
            .tell
            .values
            .get("reason_code")
            .and_then(|it| reason(it, self.language));
        code.or_else(|| self.reason_of_kind())
    }

    fn reason_of_kind(&self) -> Option<String> {
        let key = match self.tell.template.as_str() {
            "correction-intake" => "lapse-withdraw",
            "correction" => match self.case.workflow.correction.lapse {
                Lapse::Withdraw => "lapse-withdraw",
                Lapse::Proceed => "lapse-proceed",
            },
            "correction-lapsed" => match self.case.request.phase {
                Phase::DeemedWithdrawn => "lapsed-withdraw",
                _ => "lapsed-proceed",
            },
            "clock-resumed" => return self.stop_reason(&[]),
            "granted-conditions" => "reason-conditions",
            "granted-in-part" => "reason-part",
            "withdrawn" if self.case.request.phase == Phase::DeemedWithdrawn => {
                "reason-deemed-withdrawn"
            }
            "withdrawn" => "reason-own-wish",
            "refused" => {
                let said = self
                    .facts
                    .words
                    .get(DECISION_WORDS)
                    .map(|it| plain::paragraph(it));
                return said.or_else(|| Some(text(self.language, "reason-not-stated", &[])));
            }
            _ => return None,
        };
        Some(text(self.language, key, &[]))
    }

    /// The ground, and what the supervisor wrote about it.
    fn stop_reason(&self, said: &[String]) -> Option<String> {
        let ground = reason(&ground(self.stop()?), self.language)?;
        if said.is_empty() {
            return Some(ground);
        }
        let values = [("ground", ground.into()), ("why", said.join("\n").into())];
        Some(text(self.language, "stop-because", &values))
    }

    fn words(&self, variable: &str) -> Vec<String> {
        let places = self.tell.words.get(variable).map_or(&[][..], Vec::as_slice);
        let found = places
            .iter()
            .filter_map(|place| self.facts.words.get(place));
        found.map(|words| plain::paragraph(words)).collect()
    }

    fn days(&self) -> Option<String> {
        if self.tell.template == "extended" {
            let clock = self.case.request.clocks.get(&self.clock()?)?;
            return Some(names::budget(clock.extension?, self.language));
        }
        let stop = self.stop()?;
        let planned = dates::last_day(stop.until) - dates::last_day(stop.from);
        let count = planned.num_days().max(1);
        Some(text(
            self.language,
            "unit-calendar-days",
            &[("count", count.into())],
        ))
    }

    fn authority(&self) -> Option<String> {
        let rule = self.case.workflow.limits.statutory.extend.as_ref()?;
        (self.tell.template == "extended").then(|| self.case.role(&rule.approver, self.language))
    }

    fn clock(&self) -> Option<ClockKey> {
        let named = self
            .tell
            .values
            .get("clock")
            .and_then(|name| name.parse().ok());
        let mut clocks = self.case.request.clocks.iter();
        named.or_else(|| {
            clocks
                .find(|(_, clock)| clock.extension.is_some())
                .map(|(key, _)| key.clone())
        })
    }

    fn stop(&self) -> Option<&Stop> {
        let stops = &self.case.request.stops;
        let wanted = self.tell.values.get("ground");
        let meant = |stop: &&Stop| wanted.is_none_or(|wanted| &ground(stop) == wanted);
        stops.iter().rev().find(meant)
    }
}

/// Where the words of the decision stand among the facts.
const DECISION_WORDS: &str = "decision";

/// The reasons of the decision, as written by who decided.
pub(super) fn decision_reasons(facts: &Facts) -> Option<String> {
    facts
        .words
        .get(DECISION_WORDS)
        .map(|words| plain::paragraph(words))
}

/// What came in: each material with its number of files.
pub(super) fn materials(case: &Case<'_>, facts: &Facts, language: Language) -> Vec<String> {
    let brought = case.workflow.materials.iter().filter_map(|material| {
        let files = facts
            .materials
            .get(&material.key)
            .filter(|files| !files.is_empty())?;
        let title = material.title.in_language(language);
        let values = [("material", title.into()), ("count", files.len().into())];
        Some(text(language, "line-material", &values))
    });
    let lines: Vec<String> = brought.collect();
    if lines.is_empty() {
        vec![text(language, "materials-none", &[])]
    } else {
        lines
    }
}

/// The conditions the decision carries, by the departments that set them, the deciding one last.
pub(super) fn conditions(case: &Case<'_>, facts: &Facts, language: Language) -> Vec<String> {
    let carried = case
        .request
        .decision
        .iter()
        .flat_map(|decision| &decision.conditions);
    let said = |why: String, department: &DepartmentKey| {
        let department = case.department(department, language);
        let values = [("why", why.into()), ("department", department.into())];
        text(language, "line-condition", &values)
    };
    let line = |review: &ReviewId| {
        let department = &case.request.reviews.get(review)?.department;
        Some(said(opinion_words(case, facts, review)?, department))
    };
    let mut lines: Vec<String> = carried.filter_map(line).collect();
    let decision = case.request.decision.as_ref();
    if decision.is_some_and(|decision| decision.own_condition) {
        let decider = &case.workflow.decide.department;
        lines.extend(decision_reasons(facts).map(|why| said(why, decider)));
    }
    lines
}

/// The reviews that did not pass, with what they said and on what basis.
pub(super) fn failed(case: &Case<'_>, facts: &Facts, language: Language) -> Vec<String> {
    let decision = case.request.decision.as_ref();
    let decision = decision.filter(|decision| decision.outcome == DecisionOutcome::Refuse);
    let named = decision.into_iter().flat_map(|decision| &decision.refusals);
    named
        .filter_map(|id| failed_line(case, facts, id, language))
        .collect()
}

/// One review that did not pass, with what it said and on what basis.
pub(super) fn failed_line(
    case: &Case<'_>,
    facts: &Facts,
    id: &ReviewId,
    language: Language,
) -> Option<String> {
    let review = case.request.reviews.get(id)?;
    let opinion = review.opinion.as_ref()?;
    let why = opinion_words(case, facts, id)
        .or_else(|| {
            opinion
                .reason
                .as_deref()
                .and_then(|code| reason(code, language))
        })
        .unwrap_or_else(|| text(language, "reason-not-stated", &[]));
    let mut values = vec![
        (
            "department",
            case.department(&review.department, language).into(),
        ),
        ("review", case.review(id, language).into()),
        ("why", why.into()),
    ];
    let Some(basis) = opinion.basis.as_deref().filter(|basis| !basis.is_empty()) else {
        return Some(text(language, "line-failed", &values));
    };
    values.push(("basis", plain::line(basis).into()));
    Some(text(language, "line-failed-basis", &values))
}

pub(super) fn opinion_words(case: &Case<'_>, facts: &Facts, id: &ReviewId) -> Option<String> {
    let round = case.request.reviews.get(id)?.round;
    facts
        .words
        .get(&format!("review:{id}@{round}"))
        .map(|words| plain::paragraph(words))
}

fn ground(stop: &Stop) -> String {
    let name = serde_json::to_value(stop.ground).ok();
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The clock and amount of a limit: `法定时限（15天）`.
pub(super) fn limit(case: &Case<'_>, clock: &ClockKey, language: Language) -> Option<String> {
    let budget = case.request.clocks.get(clock)?.budget;
    let values = [
        ("clock", names::clock(clock, language).into()),
        ("budget", names::budget(budget, language).into()),
    ];
    Some(text(language, "limit-of", &values))
}
