//! What may happen: a command on a request becomes events and messages, or a refusal.
//!
//! One file per noun; each checks first and records after. [`decide`] fires what time has made due
//! before it looks at the command, so that a late command cannot swallow a rung. Start at
//! [`decide`], then [`turn`] for how history is written and `routing` for where a request goes.

mod asking;
pub mod cards;
pub mod claims;
pub mod complaints;
mod contact;
pub(in crate::domain) mod corrections;
pub(in crate::domain) mod decision;
mod filing;
pub(in crate::domain) mod intake;
mod lead;
mod merging;
pub(in crate::domain) mod notices;
pub mod opinions;
pub mod rating;
mod referring;
pub(in crate::domain) mod reopening;
mod reprojection;
pub mod retraction;
pub mod seats;
mod secrecy;
pub(in crate::domain) mod supervision;
pub mod turn;

use crate::domain::calendar::{Calendar, Instant};
use crate::domain::command::{Action, Actor, Application, Command, WORDS_MAX_CHARS};
use crate::domain::condition::Conditions;
use crate::domain::definition::{ReviewRule, Workflow};
use crate::domain::directory::Directory;
use crate::domain::effect::Tell;
use crate::domain::event::Entry;
use crate::domain::facts::Facts;
use crate::domain::form::controls;
use crate::domain::identifiers::RequestId;
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::{Request, ReviewId};

use super::{routing, timers};
use turn::Turn;

/// What a decision rests on besides the request itself.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The workflow version the request runs on.
    pub workflow: &'a Workflow,
    /// Its conditions, compiled.
    pub conditions: &'a Conditions,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Departments with their hours.
    pub directory: &'a Directory,
}

impl Rules<'_> {
    /// The rule of a review; none for a department that the lead added.
    #[must_use]
    pub fn review(&self, id: &ReviewId) -> Option<&ReviewRule> {
        let round = self.workflow.stage(&id.stage)?.round()?;
        round.reviews.iter().find(|rule| rule.key == id.review)
    }
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The request afterwards.
    pub request: Request,
    /// The personal data afterwards.
    pub facts: Facts,
    /// What happened, oldest first.
    pub entries: Vec<Entry>,
    /// Who is to be told.
    pub tells: Vec<Tell>,
    /// When time changes it next.
    pub wake_at: Option<Instant>,
}

/// Receives an application 收件: a new request, or what is wrong with the application.
///
/// # Errors
/// A refusal; `Invalid` lists every place of the application that needs mending.
pub fn file(
    rules: &Rules<'_>,
    id: RequestId,
    application: Application,
    actor: &Actor,
    at: Instant,
) -> Result<Outcome, Refusal> {
    let turn = filing::file(rules, id, application, actor, at)?;
    let wake_at = timers::wake_at(rules, &turn.request);
    Ok(turn.done(wake_at))
}

/// Carries out a command at an instant of the law's clock.
///
/// # Errors
/// A refusal, which changes nothing.
pub fn decide(
    rules: &Rules<'_>,
    request: &Request,
    facts: &Facts,
    command: &Command,
    at: Instant,
) -> Result<Outcome, Refusal> {
    secrecy::not_erased(request, &command.action)?;
    let mut turn = Turn::on(rules, request, facts, &command.actor, at);
    timers::fire(&mut turn)?;
    carry_out(&mut turn, command)?;
    // What the command opened may be due already, such as a term counted from receipt.
    let wake_at = timers::fire(&mut turn)?;
    Ok(turn.done(wake_at))
}

fn carry_out(turn: &mut Turn<'_>, command: &Command) -> Result<(), Refusal> {
    let actor = &command.actor;
    match &command.action {
        Action::Tick => Ok(()),
        Action::Accept => intake::accept(turn, command),
        Action::AskAtIntake(items) => intake::ask(turn, command, items),
        Action::CorrectOnTheSpot(answer) => intake::correct_on_the_spot(turn, command, answer),
        Action::RefuseIntake {
            reason,
            basis,
            text,
        } => intake::refuse(turn, command, reason, basis, text),
        Action::NotNeeded { text } => intake::not_needed(turn, command, text),
        Action::Redirect { authority } => intake::redirect(turn, command, authority),
        Action::Claim(duty) => seats::claim(turn, command, duty),
        Action::KeepClaim(duty) => claims::keep(turn, command, duty),
        Action::Release(duty) => seats::release(turn, command, duty),
        Action::Transfer { duty, to, reason } => seats::transfer(turn, command, duty, to, reason),
        Action::See(review) => opinions::see(turn, actor, review),
        Action::Opine { review, opinion } => opinions::opine(turn, command, review, opinion),
        Action::Retract { review } => retraction::retract(turn, actor, review),
        Action::Sit {
            review,
            opinion,
            by,
            sitting,
            last,
        } => {
            let said = opinion.as_ref().zip(by.as_ref());
            opinions::sit(turn, actor, review, said, *sitting)?;
            if *last {
                routing::settle(turn, &review.stage)?;
            }
            Ok(())
        }
        Action::AskItems { review, items } => corrections::ask(turn, command, review, items),
        Action::SendCorrection(stage) => corrections::send(turn, command, stage),
        Action::AnswerCorrection { stage, answer } => {
            corrections::answer(turn, actor, stage.as_ref(), answer)
        }
        Action::AddDepartment {
            stage,
            department,
            reads,
            reason,
        } => lead::add_department(turn, actor, stage, department, reads, reason),
        Action::SwitchMode {
            stage,
            mode,
            reason,
        } => lead::switch_mode(turn, actor, stage, mode, reason),
        Action::Decide(ruling) => decision::decide(turn, command, ruling),
        Action::IssueCertificate => decision::issue(turn, command),
        Action::Deliver { text } => decision::deliver(turn, command, text),
        Action::Withdraw { reason } => decision::withdraw(turn, actor, reason),
        Action::RecordTold { notice, text } => notices::told(turn, actor, *notice, text),
        Action::RecordNotTold { notice, text } => notices::not_told(turn, actor, *notice, text),
        Action::AnswerCard { card, text } => cards::answer(turn, actor, *card, text),
        Action::Rate { level, text } => rating::rate(turn, actor, *level, text),
        Action::CloseFollowUp { text } => rating::close_follow_up(turn, command, text),
        Action::Complain { text } => complaints::complain(turn, actor, text),
        Action::AnswerComplaint { complaint, text } => {
            complaints::answer(turn, command, *complaint, text)
        }
        Action::ChangeContact(change) => contact::change(turn, actor, change),
        Action::ReplaceSecret { reason } => secrecy::replace_secret(turn, actor, reason),
        Action::Erase { reason } => secrecy::erase(turn, actor, reason),
        Action::TellDueMoved { was, due } => reprojection::tell(turn, actor, *was, *due),
        Action::Supervise { act, reason } => supervision::supervise(turn, actor, act, reason),
    }
}

/// Free words within their limit, without what nobody sees.
fn short_enough(what: &'static str, text: &str) -> Result<(), Refusal> {
    if controls(text) {
        let problem = Problem {
            pointer: format!("/{what}"),
            problem: "control".to_owned(),
            detail: "take out the control characters".to_owned(),
            expected: None,
        };
        return Err(Refusal::Invalid {
            problems: vec![problem],
        });
    }
    if text.chars().count() > WORDS_MAX_CHARS {
        return Err(Refusal::TooLong {
            what,
            max: WORDS_MAX_CHARS,
        });
    }
    Ok(())
}

/// A reason that is there and within its limit.
///
/// # Errors
/// What it lacks, or has too much of.
pub fn reasoned(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    short_enough("reason", reason)
}

/// Words that are there and within their limit.
fn worded(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        let problem = Problem {
            pointer: "/text".to_owned(),
            problem: "missing".to_owned(),
            detail: "say it in words".to_owned(),
            expected: None,
        };
        return Err(Refusal::Invalid {
            problems: vec![problem],
        });
    }
    short_enough("text", text)
}

/// What nobody does in an applicant's stead.
fn applicant_alone(actor: &Actor) -> Result<(), Refusal> {
    match actor {
        Actor::Applicant => Ok(()),
        Actor::Engine | Actor::Officer(_) => Err(Refusal::ApplicantOnly),
    }
}
