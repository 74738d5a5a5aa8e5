//! The days a letter names: when something happened, and until when.

use crate::domain::calendar::Instant;
use crate::domain::clock::{Budget, Ledger};
use crate::domain::identifiers::{DepartmentKey, StageKey};
use crate::domain::request::{ClockKey, NoticeKind};
use crate::i18n::text;

use super::Notice;
use crate::notices::{dates, names};

impl Notice<'_> {
    /// The day the notice was due to be told; for deemed acceptance the day it counts from.
    pub(super) fn date(&self) -> Option<String> {
        let request = self.case.request;
        let at = match self.kind {
            NoticeKind::Receipt => Some(request.received_at),
            NoticeKind::DeemedAccepted => request.accepted_as_of,
            NoticeKind::Granted
            | NoticeKind::GrantedConditions
            | NoticeKind::GrantedInPart
            | NoticeKind::Refused => request.decision.as_ref().map(|decision| decision.at),
            NoticeKind::ClockStopped => self.stop().map(|stop| stop.from),
            NoticeKind::ClockResumed => self.stop().and_then(|stop| stop.resumed),
            NoticeKind::Accepted
            | NoticeKind::NotAccepted
            | NoticeKind::NotNeeded
            | NoticeKind::WrongAuthority
            | NoticeKind::CorrectionIntake
            | NoticeKind::Correction
            | NoticeKind::CorrectionLapsed
            | NoticeKind::Extended
            | NoticeKind::DueMoved
            | NoticeKind::CertificateReady
            | NoticeKind::Delivered
            | NoticeKind::Withdrawn
            | NoticeKind::Terminated
            | NoticeKind::FollowUpClosed
            | NoticeKind::ComplaintAnswered => Some(self.noted_at),
        };
        at.map(|at| self.case.day(self.language, at))
    }

    pub(super) fn due(&self) -> Option<String> {
        let clock = match self.kind {
            NoticeKind::Receipt => ClockKey::Intake,
            NoticeKind::CorrectionIntake => return self.answer_to_desk(),
            NoticeKind::Correction => return self.answer_to_stage(),
            NoticeKind::CorrectionLapsed => self
                .asked_stage()
                .map_or(ClockKey::IntakeAnswer, ClockKey::Answer),
            NoticeKind::ClockStopped => return self.stop_ends(),
            NoticeKind::Granted | NoticeKind::GrantedInPart => return self.delivered_by(),
            NoticeKind::CertificateReady => ClockKey::Deliver,
            NoticeKind::Extended => self.extended().unwrap_or(ClockKey::Statutory),
            NoticeKind::Accepted
            | NoticeKind::DeemedAccepted
            | NoticeKind::NotAccepted
            | NoticeKind::NotNeeded
            | NoticeKind::WrongAuthority
            | NoticeKind::ClockResumed
            | NoticeKind::DueMoved
            | NoticeKind::GrantedConditions
            | NoticeKind::Refused
            | NoticeKind::Delivered
            | NoticeKind::Withdrawn
            | NoticeKind::Terminated
            | NoticeKind::FollowUpClosed
            | NoticeKind::ComplaintAnswered => ClockKey::Statutory,
        };
        self.case.due(self.language, &clock)
    }

    fn answer_to_desk(&self) -> Option<String> {
        let intake = &self.case.workflow.intake;
        self.answer_by(&ClockKey::IntakeAnswer, intake.answer, &intake.desk)
    }

    fn answer_to_stage(&self) -> Option<String> {
        let clock = ClockKey::Answer(self.asked_stage()?);
        let workflow = self.case.workflow;
        self.answer_by(&clock, workflow.correction.answer, &workflow.lead)
    }

    /// The clock of an answer starts when the applicant is told, most often by this very letter, and
    /// what stands there until then is the ended clock of an earlier round.
    fn answer_by(&self, clock: &ClockKey, budget: Budget, owner: &DepartmentKey) -> Option<String> {
        let known = self.case.request.clocks.get(clock);
        if known.is_some_and(|known| known.ended.is_none()) {
            return self.case.due(self.language, clock);
        }
        self.planned(budget, self.case.at, owner)
    }

    fn stop_ends(&self) -> Option<String> {
        let said = self.tell.values.get("until");
        let said = said.and_then(|day| day.parse().ok());
        let until = said.or_else(|| self.stop().map(|stop| dates::last_day(stop.until)))?;
        Some(dates::date(self.language, until, self.case.today()))
    }

    /// Issue and delivery one after the other, while delivery has no clock yet (Art. 44).
    fn delivered_by(&self) -> Option<String> {
        if let Some(day) = self.case.due(self.language, &ClockKey::Deliver) {
            return Some(day);
        }
        let ledger = self.case.request.ledger(&ClockKey::Issue)?;
        let workflow = self.case.workflow;
        let hours = self.case.directory.hours(&workflow.result.grant.by);
        let issued = ledger.due(self.case.calendar, hours)?;
        let deliver = &workflow.limits.deliver;
        self.planned(deliver.limit.budget, issued.at, &deliver.owner)
    }

    /// The day a clock will be due that starts then.
    fn planned(&self, budget: Budget, from: Instant, owner: &DepartmentKey) -> Option<String> {
        let hours = self.case.directory.hours(owner);
        let due = Ledger::new(budget, from).due(self.case.calendar, hours)?;
        Some(self.case.due_day(self.language, &due))
    }

    /// The stage whose correction this is about; none for one at intake.
    fn asked_stage(&self) -> Option<StageKey> {
        self.tell.values.get("stage")?.parse().ok()
    }

    /// How long an extension is, or a stop is planned to be.
    pub(super) fn days(&self) -> Option<String> {
        if self.kind == NoticeKind::Extended {
            let clock = self.case.request.clocks.get(&self.extended()?)?;
            return Some(names::budget(clock.extension?, self.language));
        }
        let stop = self.stop()?;
        let planned = dates::last_day(stop.until) - dates::last_day(stop.from);
        let count = planned.num_days().max(1);
        let count = [("count", count.into())];
        Some(text(self.language, "unit-calendar-days", &count))
    }

    /// The clock that was extended.
    fn extended(&self) -> Option<ClockKey> {
        let named = self.tell.values.get("clock");
        let named = named.and_then(|name| name.parse().ok());
        let mut clocks = self.case.request.clocks.iter();
        named.or_else(|| {
            let found = clocks.find(|(_, clock)| clock.extension.is_some());
            found.map(|(key, _)| key.clone())
        })
    }
}
