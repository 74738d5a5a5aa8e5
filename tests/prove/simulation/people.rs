//! What people want of a request at random: mostly what makes sense, sometimes not.

use chrono::TimeDelta;
use lianban::domain::calendar::Instant;
use lianban::domain::command::{Act, Action, Actor, Answer, ContactChange, Item, Opinion, Ruling};
use lianban::domain::definition::{Mode, ReadPath};
use lianban::domain::directory::Officer;
use lianban::domain::facts::Facts;
use lianban::domain::identifiers::{DepartmentKey, OfficerId, StageKey};
use lianban::domain::request::{
    AskedItem, By, ClockKey, DecisionOutcome, Duty, Phase, RatingLevel, Request, ReviewId, Verdict,
};
use lianban::domain::stop::{Ground, StopScope};
use lianban::engine::Service;

use super::ports::Shelf;
use super::town::Town;
use crate::dice::Dice;

/// Somebody before a request.
pub struct Scene<'a> {
    pub town: &'a Town,
    pub shelf: &'a Shelf,
    pub service: &'a Service,
    pub request: &'a Request,
    pub facts: &'a Facts,
    pub now: Instant,
}

/// Of a hundred officers, how many come from a department that has no part in it.
const STRANGERS: u64 = 6;

impl Scene<'_> {
    /// Who does what next.
    pub fn command(&self, dice: &mut Dice) -> (Actor, Action) {
        let duty = self.a_duty(dice);
        match dice.below(40) {
            0..18 => self.work(dice, &duty),
            18 | 19 => (self.clerk(dice, &duty), Action::Claim(duty)),
            20 => self.hold_or_release(dice),
            21 => self.transfer(dice, duty),
            22..25 => self.ask(dice),
            25..28 => (Actor::Applicant, self.answer(dice)),
            28 => self.see(dice),
            29 => self.lead(dice),
            30 => self.retract(dice),
            31 => (Actor::Applicant, self.say(dice)),
            32 => self.withdraw(dice),
            33 => self.tell(dice),
            34 => self.answer_card(dice),
            35..39 => self.supervise(dice, duty),
            _ => (Actor::Engine, Action::Tick),
        }
    }

    fn a_duty(&self, dice: &mut Dice) -> Duty {
        let duties: Vec<&Duty> = self.request.seats.keys().collect();
        match duties.is_empty() {
            true => Duty::Decide,
            false => (*dice.one_of(&duties)).clone(),
        }
    }

    fn a_review(&self, dice: &mut Dice) -> Option<ReviewId> {
        let reviews: Vec<&ReviewId> = self.request.reviews.keys().collect();
        (!reviews.is_empty()).then(|| (*dice.one_of(&reviews)).clone())
    }

    fn a_stage(&self, dice: &mut Dice) -> StageKey {
        dice.one_of(&self.service.workflow.stages).key.clone()
    }

    fn a_department(&self, dice: &mut Dice) -> DepartmentKey {
        let all: Vec<&DepartmentKey> = self.town.directory.departments.keys().collect();
        (*dice.one_of(&all)).clone()
    }

    fn officer(&self, department: &DepartmentKey, number: usize) -> Actor {
        Actor::Officer(self.town.officer(department, number))
    }

    /// Whoever has the work, mostly.
    fn clerk(&self, dice: &mut Dice, duty: &Duty) -> Actor {
        let Some(seat) = self.request.seats.get(duty) else {
            return self.officer(&self.a_department(dice), dice.below(3));
        };
        let stranger = dice.percent(STRANGERS);
        let department = match stranger {
            true => self.a_department(dice),
            false => seat.department.clone(),
        };
        let number = match seat.role.as_str() {
            "head" => 2,
            _ => dice.below(3),
        };
        let mut who = self.town.officer(&department, number);
        if !stranger && let Some(holder) = seat.holder.filter(|_| dice.percent(70)) {
            who.id = holder;
        }
        Actor::Officer(who)
    }

    fn work(&self, dice: &mut Dice, duty: &Duty) -> (Actor, Action) {
        let who = self.clerk(dice, duty);
        let verdict = *dice.one_of(&[
            Verdict::Agree,
            Verdict::Agree,
            Verdict::Agree,
            Verdict::Agree,
            Verdict::Conditions,
            Verdict::NotConcerned,
            Verdict::Refuse,
            Verdict::ReferUp,
        ]);
        let refuses = matches!(verdict, Verdict::Refuse);
        let action = match duty {
            Duty::Intake => self.intake(dice),
            Duty::Decide => Action::Decide(ruling(match refuses {
                true => DecisionOutcome::Refuse,
                false => DecisionOutcome::Grant,
            })),
            duty => self.plain(duty, opinion(verdict, dice.below(3))),
        };
        (who, action)
    }

    fn intake(&self, dice: &mut Dice) -> Action {
        let (reason, basis, text) = ("code".into(), "law".into(), "because".into());
        match dice.below(30) {
            0 => Action::RefuseIntake {
                reason,
                basis,
                text,
            },
            1 => Action::NotNeeded { text },
            2 => Action::Redirect {
                authority: "the city".into(),
            },
            3 => Action::CorrectOnTheSpot(Answer::default()),
            _ => Action::Accept,
        }
    }

    /// What a duty plainly asks for.
    pub fn plain(&self, duty: &Duty, opinion: Opinion) -> Action {
        let text = || "looked into".to_owned();
        match duty {
            Duty::Intake => Action::Accept,
            Duty::Review(review) => Action::Opine {
                review: review.clone(),
                opinion,
            },
            Duty::Correction(stage) => Action::SendCorrection(stage.clone()),
            Duty::Decide => Action::Decide(ruling(DecisionOutcome::Grant)),
            Duty::Issue => Action::IssueCertificate,
            Duty::Deliver => Action::Deliver { text: text() },
            Duty::Tell(notice) => Action::RecordTold {
                notice: *notice,
                text: text(),
            },
            Duty::FollowUp => Action::CloseFollowUp { text: text() },
            Duty::Complaint(complaint) => Action::AnswerComplaint {
                complaint: *complaint,
                text: text(),
            },
        }
    }

    fn hold_or_release(&self, dice: &mut Dice) -> (Actor, Action) {
        let held = |(_, seat): &(&Duty, &lianban::domain::request::Seat)| seat.holder.is_some();
        let held: Vec<_> = self.request.seats.iter().filter(held).collect();
        if held.is_empty() {
            return (Actor::Applicant, Action::Release(Duty::Decide));
        }
        let (duty, seat) = *dice.one_of(&held);
        let mut holder = self.town.officer(&seat.department, 2);
        holder.id = seat.holder.unwrap_or(holder.id);
        let action = match dice.percent(50) {
            true => Action::Release(duty.clone()),
            false => Action::KeepClaim(duty.clone()),
        };
        (Actor::Officer(holder), action)
    }

    fn transfer(&self, dice: &mut Dice, duty: Duty) -> (Actor, Action) {
        let who = self.clerk(dice, &duty);
        let seat = self.request.seats.get(&duty);
        let department = seat.map_or_else(|| self.a_department(dice), |it| it.department.clone());
        let to = self.town.officer(&department, dice.below(3));
        let reason = "because".to_owned();
        (who, Action::Transfer { duty, to, reason })
    }

    /// What a review reads, of which something is missing.
    fn items(&self, dice: &mut Dice, review: Option<&ReviewId>) -> Vec<Item> {
        let mut named: Vec<String> = Vec::new();
        let rule = review.and_then(|id| {
            let round = self.service.workflow.stage(&id.stage)?.round()?;
            round.reviews.iter().find(|rule| rule.key == id.review)
        });
        for path in rule.iter().flat_map(|rule| &rule.reads.0) {
            match path {
                ReadPath::Material(material) => named.push(material.to_string()),
                ReadPath::Field(path) => named.extend(path.first().map(ToString::to_string)),
                _ => {}
            }
        }
        if named.is_empty() {
            named.extend(self.facts.form.keys().cloned());
        }
        let what = dice.one_of(&named).clone();
        let explanation = "mend it".to_owned();
        vec![Item { what, explanation }]
    }

    fn ask(&self, dice: &mut Dice) -> (Actor, Action) {
        if self.request.phase == Phase::Received {
            let items = self.items(dice, None);
            return (self.clerk(dice, &Duty::Intake), Action::AskAtIntake(items));
        }
        let Some(review) = self.a_review(dice) else {
            return (Actor::Applicant, Action::Tick);
        };
        let items = self.items(dice, Some(&review));
        let who = self.clerk(dice, &Duty::Review(review.clone()));
        (who, Action::AskItems { review, items })
    }

    /// What is asked of the applicant now, if anything is.
    pub fn asked(&self) -> Option<(Option<StageKey>, &[AskedItem], bool)> {
        let intake = self.request.intake_correction.iter();
        let intake = intake.map(|asked| (None, &asked.items[..], asked.told));
        let stages = self.request.stages.iter().filter_map(|(key, state)| {
            let asked = state.correction.as_ref()?;
            Some((Some(key.clone()), &asked.items[..], asked.told))
        });
        intake.chain(stages).max_by_key(|(_, _, told)| *told)
    }

    /// Brings everything asked for.
    pub fn bring(&self, items: &[AskedItem], anew: u64) -> Answer {
        let mut answer = Answer::default();
        for item in items {
            let top = item.what.split('.').next().unwrap_or_default();
            match self.facts.form.get(top) {
                Some(value) => {
                    let mended = value.as_str().filter(|_| top == "address");
                    let mended = mended.map(|was| format!("{was} {anew}").into());
                    let value = mended.unwrap_or_else(|| value.clone());
                    answer.form.insert(top.to_owned(), value);
                }
                None => {
                    let document = self.shelf.document(&format!("{} {anew}", item.what));
                    let material = top.parse().unwrap();
                    answer.materials.insert(material, vec![document]);
                }
            }
        }
        answer
    }

    fn answer(&self, dice: &mut Dice) -> Action {
        match self.asked() {
            Some((stage, items, _)) => {
                // Now and then something is left out, which has to be refused.
                let brought = &items[usize::from(dice.percent(10))..];
                let answer = self.bring(brought, dice.next() % 1_000);
                Action::AnswerCorrection { stage, answer }
            }
            None => Action::AnswerCorrection {
                stage: Some(self.a_stage(dice)),
                answer: Answer::default(),
            },
        }
    }

    fn see(&self, dice: &mut Dice) -> (Actor, Action) {
        match self.a_review(dice) {
            Some(review) => {
                let department = &self.request.reviews[&review].department;
                (self.officer(department, dice.below(2)), Action::See(review))
            }
            None => (Actor::Engine, Action::Tick),
        }
    }

    fn lead(&self, dice: &mut Dice) -> (Actor, Action) {
        let (stage, reason) = (self.a_stage(dice), "because".to_owned());
        let lead = self.officer(&self.service.workflow.lead, 2);
        let action = match dice.percent(50) {
            true => Action::SwitchMode {
                stage,
                mode: Mode::Parallel,
                reason,
            },
            false => Action::AddDepartment {
                stage,
                department: self.a_department(dice),
                reads: lianban::domain::definition::Reads::default(),
                reason,
            },
        };
        (lead, action)
    }

    fn retract(&self, dice: &mut Dice) -> (Actor, Action) {
        let mut given = self.request.reviews.iter();
        let given = given.find_map(|(id, review)| match &review.opinion.as_ref()?.by {
            By::Officer(officer, department) => Some((id.clone(), *officer, department.clone())),
            _ => None,
        });
        let Some((review, author, department)) = given else {
            return self.see(dice);
        };
        let mut who = self.town.officer(&department, 2);
        who.id = author;
        (Actor::Officer(who), Action::Retract { review })
    }

    fn say(&self, dice: &mut Dice) -> Action {
        let levels = [
            RatingLevel::VeryDissatisfied,
            RatingLevel::Dissatisfied,
            RatingLevel::Satisfied,
        ];
        match dice.below(3) {
            0 => Action::ChangeContact(ContactChange {
                email: Some(format!("moved{}@example.org", dice.below(9))),
                ..ContactChange::default()
            }),
            1 => Action::Rate {
                level: *dice.one_of(&levels),
                text: "so".to_owned(),
            },
            _ => Action::Complain {
                text: "nobody answers".to_owned(),
            },
        }
    }

    fn withdraw(&self, dice: &mut Dice) -> (Actor, Action) {
        match dice.percent(30) {
            true => (
                Actor::Applicant,
                Action::Withdraw {
                    reason: String::new(),
                },
            ),
            false => (Actor::Applicant, self.say(dice)),
        }
    }

    fn tell(&self, dice: &mut Dice) -> (Actor, Action) {
        let notice = 1 + dice.below(self.request.notices.len() + 1) as u32;
        let window = "window".parse().unwrap();
        let text = "at the counter".to_owned();
        (
            self.officer(&window, dice.below(2)),
            Action::RecordTold { notice, text },
        )
    }

    fn answer_card(&self, dice: &mut Dice) -> (Actor, Action) {
        if self.request.cards.is_empty() {
            return self.see(dice);
        }
        let card = dice.one_of(&self.request.cards);
        let text = "it was forgotten".to_owned();
        let action = Action::AnswerCard {
            card: card.number,
            text,
        };
        (self.officer(&card.department, 2), action)
    }

    fn supervise(&self, dice: &mut Dice, duty: Duty) -> (Actor, Action) {
        let department = match dice.percent(70) {
            true => "supervision",
            false => "government",
        };
        let who = self.officer(&department.parse().unwrap(), dice.below(3));
        let act = self.an_act(dice, duty);
        let reason = "because".to_owned();
        (who, Action::Supervise { act, reason })
    }

    fn an_act(&self, dice: &mut Dice, duty: Duty) -> Act {
        let Some(review) = self.a_review(dice) else {
            return Act::Urge(duty);
        };
        let stage = review.stage.clone();
        match dice.below(12) {
            0 => Act::Reassign {
                duty,
                department: dice.percent(30).then(|| self.a_department(dice)),
                officer: None,
            },
            1 => Act::Urge(duty),
            2 => Act::Extend(
                dice.one_of(&[ClockKey::Statutory, ClockKey::Deliver])
                    .clone(),
            ),
            3..6 => Act::Stop {
                scope: dice
                    .one_of(&[
                        StopScope::Request,
                        StopScope::Stage(stage),
                        StopScope::Review(review),
                    ])
                    .clone(),
                ground: *dice.one_of(&[Ground::Testing, Ground::Publicity, Ground::Hearing]),
                until: self.now + TimeDelta::hours(1 + dice.below(150) as i64),
            },
            6 => Act::Resume {
                stop: 1 + dice.below(self.request.stops.len() + 1) as u32,
            },
            7 | 8 => Act::Reopen(review),
            9 => Act::Waive(review),
            10 => Act::DecideInStead {
                review,
                opinion: opinion(Verdict::Agree, 1),
            },
            _ if dice.percent(30) => Act::Cancel,
            _ => Act::AllowCorrection(stage),
        }
    }
}

/// An opinion that may be given, whatever it says.
pub fn opinion(verdict: Verdict, signs: usize) -> Opinion {
    Opinion {
        verdict,
        reason: Some("code".to_owned()),
        basis: Some("law".to_owned()),
        text: "because".to_owned(),
        with: vec![OfficerId(900 + signs as i64)],
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

/// Somebody who had no part in anything yet.
pub fn newcomer(number: i64, department: &DepartmentKey, roles: &[&str]) -> Officer {
    Officer {
        id: OfficerId(number),
        department: department.clone(),
        roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
    }
}
