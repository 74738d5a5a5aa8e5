//! Random numbers as commands that mostly make sense, and sometimes do not.

use std::collections::{BTreeMap, BTreeSet};

use lianban::domain::calendar::Instant;
use lianban::domain::command::{Act, Action, Actor, Answer, ContactChange, Item, Opinion, Ruling};
use lianban::domain::definition::{Absent, Mode, Reads, SittingRule};
use lianban::domain::directory::Officer;
use lianban::domain::facts::Document;
use lianban::domain::identifiers::{OfficerId, SittingId};
use lianban::domain::request::{
    AskedItem, By, ClockKey, DecisionOutcome, Duty, Phase, RatingLevel, ReviewId, Verdict,
};
use lianban::domain::routing;
use lianban::domain::stop::{Ground, StopScope};
use proptest::prelude::*;

use super::run::Run;
use super::worlds::{DEPARTMENTS, answers, days, key};

/// One step: a leap in time, who, what, and what of several.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    leap: Leap,
    who: u8,
    what: u8,
    which: u16,
}

#[derive(Debug, Clone, Copy)]
enum Leap {
    None,
    Minutes(i64),
    ToTheNextTimer,
}

pub fn any_move() -> impl Strategy<Value = Move> {
    let leap = prop_oneof![
        5 => Just(Leap::None),
        3 => (1i64..600).prop_map(Leap::Minutes),
        2 => (1i64..6).prop_map(|days| Leap::Minutes(days * 1440)),
        2 => Just(Leap::ToTheNextTimer),
    ];
    (leap, any::<u8>(), any::<u8>(), any::<u16>()).prop_map(|(leap, who, what, which)| Move {
        leap,
        who,
        what,
        which,
    })
}

/// An officer of a department with these roles.
pub fn officer(id: i64, department: &str, roles: &[&str]) -> Officer {
    let roles: BTreeSet<_> = roles.iter().map(|role| key(role)).collect();
    Officer {
        id: OfficerId(id),
        department: key(department),
        roles,
    }
}

pub fn supervisor(id: i64) -> Actor {
    Actor::Officer(officer(
        id,
        "supervision",
        &["supervisor", "government_head"],
    ))
}

pub fn opinion(verdict: Verdict) -> Opinion {
    Opinion {
        verdict,
        reason: Some("code".to_owned()),
        basis: Some("law".to_owned()),
        text: "because".to_owned(),
        with: vec![OfficerId(900)],
    }
}

pub fn ruling(outcome: DecisionOutcome) -> Ruling {
    Ruling {
        outcome,
        reason: Some("code".to_owned()),
        basis: Some("law".to_owned()),
        text: "because".to_owned(),
    }
}

impl Move {
    /// Makes the move.
    pub fn make(self, run: &mut Run<'_>) {
        match self.leap {
            Leap::None => {}
            Leap::Minutes(minutes) => run.wait(minutes),
            Leap::ToTheNextTimer => {
                if let Some(wake) = run.wake_at() {
                    run.now = run.now.max(wake);
                }
            }
        }
        if self.what % 10 == 9 {
            return self.correct(run);
        }
        let (actor, action) = self.command(run);
        // A refusal is as good an answer as any here; what it must not do is looked at by `run`.
        let _ = run.act(actor, action);
    }

    /// A whole correction: somebody asks, the lead sends, it arrives, the applicant answers.
    fn correct(self, run: &mut Run<'_>) {
        let asking = run.request.seats.keys().filter_map(|duty| match duty {
            Duty::Review(review) => Some(review.clone()),
            _ => None,
        });
        let Some(review) = self.pick(asking) else {
            return;
        };
        let stage = review.stage.clone();
        let department = run.request.reviews[&review].department.to_string();
        let clerk = Actor::Officer(officer(70, &department, &["head"]));
        let items = self.items();
        let _ = run.act(clerk, Action::AskItems { review, items });
        let lead = Actor::Officer(officer(71, "lead", &["head"]));
        let _ = run.act(lead, Action::SendCorrection(stage.clone()));
        let _ = run.act(Actor::Applicant, self.answer(run));
    }

    fn pick<T: Clone>(self, of: impl IntoIterator<Item = T>) -> Option<T> {
        let all: Vec<T> = of.into_iter().collect();
        let index = usize::from(self.which).checked_rem(all.len())?;
        Some(all[index].clone())
    }

    fn review(self, run: &Run<'_>) -> ReviewId {
        let known = self.pick(run.request.reviews.keys().cloned());
        known.unwrap_or_else(|| key("one.a"))
    }

    fn duty(self, run: &Run<'_>) -> Duty {
        self.pick(run.request.seats.keys().cloned())
            .unwrap_or(Duty::Decide)
    }

    /// Somebody of the department that has the work, mostly.
    fn clerk(self, run: &Run<'_>, duty: &Duty) -> Actor {
        let seat = run.request.seats.get(duty);
        let department = match seat {
            Some(seat) if !self.who.is_multiple_of(8) => seat.department.to_string(),
            _ => DEPARTMENTS[usize::from(self.who / 8) % 4].to_owned(),
        };
        let number = i64::from(self.who / 16 % 3);
        let id = department.bytes().map(i64::from).sum::<i64>() * 10 + number;
        let roles: &[&str] = match number {
            0 => &["clerk", "window"],
            1 => &["clerk"],
            _ => &["head"],
        };
        Actor::Officer(officer(id, &department, roles))
    }

    fn command(self, run: &Run<'_>) -> (Actor, Action) {
        let duty = self.duty(run);
        let clerk = self.clerk(run, &duty);
        let n = usize::from(self.which);
        let followed = run.request.seats.contains_key(&Duty::FollowUp);
        match self.what % 44 {
            _ if followed && self.who.is_multiple_of(2) => self.hear(run),
            _ if run.request.is_over() && self.who % 4 == 3 => (Actor::Applicant, self.say(run)),
            0..14 => match held_as_sitting(run, &duty) {
                Some(review) if self.what % 44 < 12 => self.sit(review, &clerk),
                _ => (clerk, self.work(&duty)),
            },
            14 => (clerk, Action::Claim(duty)),
            15 | 38 => self.release(run),
            16 => (
                clerk,
                Action::Transfer {
                    duty,
                    to: officer(n as i64, DEPARTMENTS[n % 4], &["clerk"]),
                    reason: "because".into(),
                },
            ),
            17 | 18 => self.ask(run),
            19..22 => (Actor::Applicant, self.answer(run)),
            22..24 => (
                Actor::Engine,
                Action::RecordTold {
                    notice: self.notice(run),
                    text: String::new(),
                },
            ),
            24 => (
                Actor::Engine,
                Action::RecordNotTold {
                    notice: self.notice(run),
                    text: "bounced".into(),
                },
            ),
            25 => self.see(run),
            26 if n.is_multiple_of(3) => (
                Actor::Applicant,
                Action::Withdraw {
                    reason: String::new(),
                },
            ),
            27 => self.lead(run),
            40 | 41 => self.retract(run),
            42 => (Actor::Applicant, self.say(run)),
            43 => self.hear(run),
            28..38 => (supervisor(1 + i64::from(self.who % 2)), self.supervise(run)),
            _ => (Actor::Engine, Action::Tick),
        }
    }

    /// Whoever holds something gives it back, or goes on with it.
    fn release(self, run: &Run<'_>) -> (Actor, Action) {
        let held = self.pick(
            run.request
                .seats
                .iter()
                .filter(|(_, seat)| seat.holder.is_some()),
        );
        let Some((duty, seat)) = held else {
            return (Actor::Applicant, Action::Release(Duty::Decide));
        };
        let mut holder = officer(0, seat.department.as_str(), &["clerk", "window", "head"]);
        holder.id = seat.holder.unwrap_or(holder.id);
        let action = match self.who % 2 {
            0 => Action::Release(duty.clone()),
            _ => Action::KeepClaim(duty.clone()),
        };
        (Actor::Officer(holder), action)
    }

    fn notice(self, run: &Run<'_>) -> u32 {
        u32::from(self.which) % (run.request.notices.len() as u32 + 1)
            + u32::from(self.which.is_multiple_of(2))
    }

    fn verdict(self) -> Verdict {
        let verdicts = [
            Verdict::Agree,
            Verdict::Agree,
            Verdict::Agree,
            Verdict::Conditions,
            Verdict::Refuse,
            Verdict::NotConcerned,
        ];
        verdicts[usize::from(self.what / 44) % verdicts.len()]
    }

    fn work(self, duty: &Duty) -> Action {
        let verdict = self.verdict();
        match duty {
            Duty::Intake => Action::Accept,
            Duty::Review(review) => Action::Opine {
                review: review.clone(),
                opinion: opinion(verdict),
            },
            Duty::Correction(stage) => Action::SendCorrection(stage.clone()),
            Duty::Decide if verdict == Verdict::Refuse => {
                Action::Decide(ruling(DecisionOutcome::Refuse))
            }
            Duty::Decide => Action::Decide(ruling(DecisionOutcome::Grant)),
            Duty::Issue => Action::IssueCertificate,
            Duty::Deliver => Action::Deliver {
                text: "by hand".into(),
            },
            Duty::Tell(notice) => Action::RecordTold {
                notice: *notice,
                text: "signed".into(),
            },
            Duty::FollowUp => Action::CloseFollowUp {
                text: "called and mended".into(),
            },
            Duty::Complaint(complaint) => Action::AnswerComplaint {
                complaint: *complaint,
                text: "looked into".into(),
            },
        }
    }

    /// Somebody takes an opinion back, mostly its author.
    fn retract(self, run: &Run<'_>) -> (Actor, Action) {
        let mut given = run.request.reviews.iter();
        let given = given.find_map(|(id, review)| match &review.opinion.as_ref()?.by {
            By::Officer(officer, department) => Some((id.clone(), *officer, department.clone())),
            _ => None,
        });
        let Some((review, author, department)) = given else {
            let review = self.review(run);
            return (Actor::Engine, Action::Retract { review });
        };
        let mut who = officer(0, department.as_str(), &["clerk", "head"]);
        who.id = if self.who.is_multiple_of(8) {
            OfficerId(1)
        } else {
            author
        };
        (Actor::Officer(who), Action::Retract { review })
    }

    /// The applicant says what they think of it.
    fn say(self, run: &Run<'_>) -> Action {
        let levels = [
            RatingLevel::VeryDissatisfied,
            RatingLevel::Dissatisfied,
            RatingLevel::Satisfied,
        ];
        match self.who % 4 {
            0 => Action::ChangeContact(ContactChange {
                email: Some("li@example.org".to_owned()),
                ..ContactChange::default()
            }),
            _ if run.request.is_over() => Action::Rate {
                level: levels[usize::from(self.which) % levels.len()],
                text: "so".to_owned(),
            },
            _ => Action::Complain {
                text: "nobody answers".to_owned(),
            },
        }
    }

    /// A supervisor answers the newest complaint, or the lead's head follows a rating up.
    fn hear(self, run: &Run<'_>) -> (Actor, Action) {
        let text = "looked into".to_owned();
        if run.request.seats.contains_key(&Duty::FollowUp) {
            let head = Actor::Officer(officer(6, "lead", &["head"]));
            return (head, Action::CloseFollowUp { text });
        }
        let complaint = run.request.complaints.len() as u32;
        (
            supervisor(3 + i64::from(self.who % 2)),
            Action::AnswerComplaint { complaint, text },
        )
    }

    fn items(self) -> Vec<Item> {
        let what = ["rows", "flag", "note", "rows", "flag", "paper"][usize::from(self.which) % 6]
            .to_owned();
        vec![Item {
            what,
            explanation: "mend it".to_owned(),
        }]
    }

    fn ask(self, run: &Run<'_>) -> (Actor, Action) {
        if run.request.phase == Phase::Received {
            return (
                self.clerk(run, &Duty::Intake),
                Action::AskAtIntake(self.items()),
            );
        }
        let review = self.review(run);
        let duty = Duty::Review(review.clone());
        (
            self.clerk(run, &duty),
            Action::AskItems {
                review,
                items: self.items(),
            },
        )
    }

    fn answer(self, run: &Run<'_>) -> Action {
        let open = run
            .request
            .stages
            .iter()
            .find(|(_, state)| state.correction.is_some());
        let stage = open.map(|(stage, _)| stage.clone());
        let asked = match &stage {
            Some(stage) => run.request.stages[stage].correction.as_ref(),
            None => run.request.intake_correction.as_ref(),
        };
        let variant = usize::from(self.which / 4) % 3;
        let answer = match asked {
            // Now and then something is left out, which has to be refused.
            Some(asked) if variant == 1 => bring(&asked.items[0].what, variant),
            Some(asked) => bring_all(&asked.items, variant),
            None => bring("note", variant),
        };
        Action::AnswerCorrection { stage, answer }
    }

    fn see(self, run: &Run<'_>) -> (Actor, Action) {
        let review = self.review(run);
        let department = run
            .request
            .reviews
            .get(&review)
            .map_or("lead".to_owned(), |r| r.department.to_string());
        (
            Actor::Officer(officer(5, &department, &["clerk"])),
            Action::See(review),
        )
    }

    fn lead(self, run: &Run<'_>) -> (Actor, Action) {
        let stage = self
            .pick(run.request.stages.keys().cloned())
            .unwrap_or_else(|| key("one"));
        let department = key(DEPARTMENTS[usize::from(self.who) % 4]);
        let reason = "because".to_owned();
        let lead = Actor::Officer(officer(6, "lead", &["head"]));
        let action = match self.who % 3 {
            0 => Action::SwitchMode {
                stage,
                mode: self.mode(),
                reason,
            },
            _ => Action::AddDepartment {
                stage,
                department,
                reads: Reads::default(),
                reason,
            },
        };
        (lead, action)
    }

    /// In writing, or in a sitting under any rule.
    fn mode(self) -> Mode {
        let absent = [Absent::Defer, Absent::Written, Absent::Deemed];
        let Some(absent) = absent.get(usize::from(self.who / 3) % 4) else {
            return Mode::Parallel;
        };
        Mode::Sitting(SittingRule {
            schedule: None,
            quorum: 1,
            absent: *absent,
            within: days(1 + u32::from(self.what / 40)),
        })
    }

    /// What a sitting's close brings to a review: what its department said, or that it was absent.
    fn sit(self, review: &ReviewId, clerk: &Actor) -> (Actor, Action) {
        let said = self.which.is_multiple_of(3);
        let action = Action::Sit {
            review: review.clone(),
            opinion: said.then(|| opinion(self.verdict())),
            by: clerk.officer().cloned().filter(|_| said),
            sitting: SittingId(1),
            last: true,
        };
        let presider = officer(7, "lead", &["head"]);
        (Actor::Officer(presider), action)
    }

    fn supervise(self, run: &Run<'_>) -> Action {
        let stage = self
            .pick(run.request.stages.keys().cloned())
            .unwrap_or_else(|| key("one"));
        let review = self.review(run);
        let grounds = [Ground::Testing, Ground::Publicity, Ground::Hearing];
        let scopes = [
            StopScope::Request,
            StopScope::Stage(stage.clone()),
            StopScope::Review(review.clone()),
        ];
        let until: Instant = run.now + chrono::TimeDelta::hours(1 + i64::from(self.which % 120));
        let act = match self.what % 44 {
            28 => Act::Reassign {
                duty: self.duty(run),
                department: Some(key(DEPARTMENTS[usize::from(self.who) % 4])),
                officer: None,
            },
            29 => Act::Urge(self.duty(run)),
            30 => Act::Extend(if self.which.is_multiple_of(2) {
                ClockKey::Statutory
            } else {
                ClockKey::Deliver
            }),
            31 | 32 => Act::Stop {
                scope: scopes[usize::from(self.who) % 3].clone(),
                ground: grounds[usize::from(self.which) % 3],
                until,
            },
            33 => Act::Resume {
                stop: u32::from(self.which) % (run.request.stops.len() as u32 + 1) + 1,
            },
            34 | 35 => Act::Reopen(review),
            36 => match self.who % 3 {
                0 => Act::Waive(review),
                1 => Act::DecideInStead {
                    review,
                    opinion: opinion(Verdict::Refuse),
                },
                _ => Act::DecideInStead {
                    review,
                    opinion: opinion(Verdict::Agree),
                },
            },
            _ if self.which.is_multiple_of(6) => Act::Cancel,
            _ if self.which % 6 == 1 => Act::KeepOn,
            _ => Act::AllowCorrection(stage),
        };
        Action::Supervise {
            act,
            reason: "because".to_owned(),
        }
    }
}

/// The review that a duty is, if its round is held as a sitting now.
pub fn held_as_sitting<'d>(run: &Run<'_>, duty: &'d Duty) -> Option<&'d ReviewId> {
    let Duty::Review(review) = duty else {
        return None;
    };
    let mode = routing::current_mode(&run.world.workflow, &run.request, &review.stage);
    matches!(mode, Some(Mode::Sitting(_))).then_some(review)
}

/// An answer that brings everything asked for.
pub fn bring_all<'a>(items: impl IntoIterator<Item = &'a AskedItem>, variant: usize) -> Answer {
    let mut answer = Answer::default();
    for item in items {
        let one = bring(&item.what, variant);
        answer.form.extend(one.form);
        answer.materials.extend(one.materials);
    }
    answer
}

/// An answer to a request for one thing.
pub fn bring(what: &str, variant: usize) -> Answer {
    let mut answer = Answer::default();
    if what == "paper" {
        let document = Document {
            sha256: format!("{variant}"),
            name: "paper.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            bytes: 10,
        };
        answer.materials = BTreeMap::from([(key("paper"), vec![document])]);
        return answer;
    }
    let mut all = answers(variant.is_multiple_of(2), variant);
    if let Some(rows) = all["rows"].as_array_mut().filter(|_| variant == 2) {
        // The first row stays, whatever it was; what has no number yet is new.
        rows[0]["id"] = "rows-1".into();
    }
    let value = all
        .get(what)
        .cloned()
        .unwrap_or_else(|| format!("note {variant}").into());
    answer.form.insert(what.to_owned(), value);
    answer
}
