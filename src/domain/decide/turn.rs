//! One command's turn: the request as it changes, what was recorded, what is to be told.
//!
//! Everything that decides goes through [`Turn::record`], so that what `decide` sees after an event
//! is what replay will see. Start here to learn how a rule writes history.

use std::collections::BTreeMap;

use crate::domain::calendar::Instant;
use crate::domain::clock::{Budget, Due, Unit};
use crate::domain::command::Actor;
use crate::domain::definition::{ReviewRule, Stage};
use crate::domain::effect::{Recipient, Tell};
use crate::domain::event::{Entry, Event};
use crate::domain::evolve;
use crate::domain::facts::{Facts, FactsPatch};
use crate::domain::identifiers::{DepartmentKey, RequestId, RoleKey};
use crate::domain::refusal::Refusal;
use crate::domain::request::{
    By, Capacity, Channel, ClockKey, Duty, NoticeKind, Phase, Progress, Request, ReviewId, Seat,
    StageState,
};

use super::{Outcome, Rules};

/// Working days within which a person without mail must be told at the counter.
const TELL_WORKING_DAYS: u32 = 2;

/// A command being carried out.
pub struct Turn<'a> {
    pub(in crate::domain) rules: &'a Rules<'a>,
    pub(in crate::domain) request: Request,
    pub(in crate::domain) facts: Facts,
    /// The time of the command.
    pub(in crate::domain) at: Instant,
    /// The time that counts: earlier than `at` while a timer is caught up.
    pub(in crate::domain) from: Instant,
    by: By,
    entries: Vec<Entry>,
    tells: Vec<Tell>,
}

impl<'a> Turn<'a> {
    /// A turn on a request that exists.
    pub(in crate::domain) fn on(
        rules: &'a Rules<'a>,
        request: &Request,
        facts: &Facts,
        actor: &Actor,
        at: Instant,
    ) -> Self {
        let at = at.max(request.last_event_at);
        Self {
            rules,
            request: request.clone(),
            facts: facts.clone(),
            at,
            from: at,
            by: actor.by(),
            entries: Vec::new(),
            tells: Vec::new(),
        }
    }

    /// A turn that begins a request with its `filed` event; none if it is another event.
    pub(in crate::domain) fn begin(
        rules: &'a Rules<'a>,
        id: RequestId,
        filed: Event,
        patch: FactsPatch,
        actor: &Actor,
        at: Instant,
    ) -> Option<Self> {
        let mut facts = Facts::default();
        facts.apply(&patch);
        let entry = Entry {
            by: actor.by(),
            at,
            event: filed,
            facts: Some(patch),
        };
        let request = evolve::begin(id, &entry)?;
        Some(Self {
            rules,
            request,
            facts,
            at,
            from: at,
            by: actor.by(),
            entries: vec![entry],
            tells: Vec::new(),
        })
    }

    /// Ends the turn.
    pub(in crate::domain) fn done(self, wake_at: Option<Instant>) -> Outcome {
        Outcome {
            request: self.request,
            facts: self.facts,
            entries: self.entries,
            tells: self.tells,
            wake_at,
        }
    }

    /// Records an event and lets the request feel it at once.
    pub(in crate::domain) fn record(&mut self, event: Event) {
        self.record_with(event, None);
    }

    /// Records an event with its personal part.
    pub(in crate::domain) fn record_with(&mut self, event: Event, patch: Option<FactsPatch>) {
        let patch = patch.filter(|patch| !patch.is_empty());
        if let Some(patch) = &patch {
            self.facts.apply(patch);
        }
        let entry = Entry {
            by: self.by.clone(),
            at: self.at,
            event,
            facts: patch,
        };
        evolve::evolve(&mut self.request, &entry);
        self.entries.push(entry);
    }

    /// Does something in the engine's name, as of an earlier instant where a timer is late.
    pub(in crate::domain) fn as_engine<T>(
        &mut self,
        from: Instant,
        act: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let by = std::mem::replace(&mut self.by, By::Engine);
        let before = std::mem::replace(&mut self.from, from);
        let result = act(self);
        self.by = by;
        self.from = before;
        result
    }

    /// Does something in another officer's name, such as a drafted opinion at a sitting's close.
    pub(in crate::domain) fn in_name_of<T>(
        &mut self,
        by: By,
        act: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = std::mem::replace(&mut self.by, by);
        let result = act(self);
        self.by = before;
        result
    }

    /// What was recorded so far.
    pub(in crate::domain) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(in crate::domain) fn require(&self, phases: &[Phase]) -> Result<(), Refusal> {
        if phases.contains(&self.request.phase) {
            Ok(())
        } else {
            Err(Refusal::WrongPhase {
                phase: self.request.phase,
            })
        }
    }

    pub(in crate::domain) fn enter(&mut self, phase: Phase) {
        self.record(Event::PhaseEntered {
            phase,
            reason: None,
        });
    }

    pub(in crate::domain) fn start_clock(
        &mut self,
        clock: ClockKey,
        budget: Budget,
        from: Instant,
        department: DepartmentKey,
    ) {
        let round = self
            .request
            .clocks
            .get(&clock)
            .map_or(1, |before| before.round + 1);
        let department = self.rules.directory.standing(&department, self.at).clone();
        self.record(Event::ClockStarted {
            clock,
            round,
            budget,
            from,
            department,
        });
    }

    pub(in crate::domain) fn end_clock(&mut self, clock: &ClockKey) {
        let running = self
            .request
            .clocks
            .get(clock)
            .is_some_and(|clock| clock.ended.is_none());
        if running {
            self.record(Event::ClockEnded {
                clock: clock.clone(),
                as_of: self.from,
            });
        }
    }

    pub(in crate::domain) fn open_seat(
        &mut self,
        duty: Duty,
        department: &DepartmentKey,
        role: &RoleKey,
    ) {
        let department = self.rules.directory.standing(department, self.at).clone();
        self.record(Event::SeatOpened {
            duty,
            department,
            role: role.clone(),
        });
    }

    /// Takes work out of the queue and ends the clock that bounded it.
    pub(in crate::domain) fn close_seat(&mut self, duty: &Duty) {
        if self.request.seats.contains_key(duty) {
            self.record(Event::SeatClosed { duty: duty.clone() });
        }
        self.end_clock(&duty.clock());
    }

    pub(in crate::domain) fn seat(&self, duty: &Duty) -> Result<&Seat, Refusal> {
        self.request
            .seats
            .get(duty)
            .ok_or_else(|| Refusal::NotOpen { duty: duty.clone() })
    }

    pub(in crate::domain) fn acted(
        &mut self,
        capacity: Capacity,
        officer: crate::domain::identifiers::OfficerId,
    ) {
        let known = self
            .request
            .acted
            .get(&capacity)
            .is_some_and(|who| who.contains(&officer));
        if !known {
            self.record(Event::Acted { capacity, officer });
        }
    }

    pub(in crate::domain) fn due(&self, clock: &ClockKey) -> Option<Due> {
        super::super::due::running(self.rules, &self.request, clock)
    }

    pub(in crate::domain) fn stage(
        &self,
        key: &crate::domain::identifiers::StageKey,
    ) -> Result<&'a Stage, Refusal> {
        self.rules
            .workflow
            .stage(key)
            .ok_or_else(|| Refusal::StageNotOpen { stage: key.clone() })
    }

    /// A stage whose work is under way, settled or not.
    pub(in crate::domain) fn open_stage(
        &self,
        key: &crate::domain::identifiers::StageKey,
    ) -> Result<&StageState, Refusal> {
        let state = self.request.stages.get(key);
        let state = state.filter(|state| state.progress == Progress::Open);
        state.ok_or_else(|| Refusal::StageNotOpen { stage: key.clone() })
    }

    /// One whose round is not settled: what is asked for there can still count.
    pub(in crate::domain) fn unsettled_stage(
        &self,
        key: &crate::domain::identifiers::StageKey,
    ) -> Result<&StageState, Refusal> {
        let state = self.open_stage(key)?;
        match state.outcome {
            None => Ok(state),
            Some(_) => Err(Refusal::StageNotOpen { stage: key.clone() }),
        }
    }

    pub(in crate::domain) fn rule(&self, review: &ReviewId) -> Option<&'a ReviewRule> {
        self.rules.review(review)
    }

    /// Notes that the applicant must be told something, and tells by the channel there is.
    pub(in crate::domain) fn notify(
        &mut self,
        kind: NoticeKind,
        values: BTreeMap<String, String>,
        words: BTreeMap<String, Vec<String>>,
    ) -> u32 {
        let number = self.request.notices.len() as u32 + 1;
        let mailed = self.facts.can_be_mailed();
        let channel = if mailed {
            Channel::Mail
        } else {
            Channel::Counter
        };
        self.record(Event::Notified {
            number,
            kind,
            channel,
        });
        if mailed {
            self.tells.push(Tell {
                to: Recipient::Applicant,
                template: kind.template().to_owned(),
                notice: Some(number),
                duty: None,
                values,
                words,
            });
        } else if must_be_told(kind) {
            self.open_telling(number);
        }
        number
    }

    /// Gives the desk the work of telling the applicant in person.
    pub(in crate::domain) fn open_telling(&mut self, notice: u32) {
        let intake = &self.rules.workflow.intake;
        let (desk, role) = (intake.desk.clone(), intake.role.clone());
        let clock = ClockKey::Tell(notice);
        self.start_clock(
            clock,
            working_days(TELL_WORKING_DAYS),
            self.from,
            desk.clone(),
        );
        self.open_seat(Duty::Tell(notice), &desk, &role);
    }

    /// Tells an officer or a post.
    pub(in crate::domain) fn tell(
        &mut self,
        to: Recipient,
        template: &str,
        duty: Option<Duty>,
        values: BTreeMap<String, String>,
    ) {
        self.tells.push(Tell {
            to,
            template: template.to_owned(),
            notice: None,
            duty,
            values,
            words: BTreeMap::new(),
        });
    }
}

/// Notices on which rights hang: without mail they are told in person.
fn must_be_told(kind: NoticeKind) -> bool {
    !matches!(
        kind,
        NoticeKind::Receipt
            | NoticeKind::Accepted
            | NoticeKind::ClockResumed
            | NoticeKind::DueMoved
            | NoticeKind::CertificateReady
            | NoticeKind::Delivered
            | NoticeKind::Withdrawn
            | NoticeKind::Refused
    )
}

/// A budget of working days that the engine itself sets.
pub(in crate::domain) fn working_days(days: u32) -> Budget {
    Budget::new(days, Unit::WorkingDays).expect("the engine's own budgets are in range")
}
