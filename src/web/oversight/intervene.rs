//! A supervisor's forms 督办: what each asks for, as an act of the core.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::possible::{self, Possible};
use crate::domain::calendar::{Instant, midnight};
use crate::domain::command::{Act, Opinion};
use crate::domain::decide::seats::could_be_given;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{DepartmentKey, OfficerId};
use crate::domain::refusal::Refusal;
use crate::domain::request::{ClockKey, Duty, ReviewId, Verdict};
use crate::domain::stop::{Ground, StopScope};
use crate::doors::{Doors, Found, Problem};
use crate::storage::accounts;
use crate::web::Frame;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::reasons;

/// Grounds on which a person may stop clocks, with the ends of their keys in the catalogue.
const GROUNDS: [(Ground, &str); 10] = [
    (Ground::Hearing, "hearing"),
    (Ground::Tender, "tender"),
    (Ground::Auction, "auction"),
    (Ground::Inspection, "inspection"),
    (Ground::Testing, "testing"),
    (Ground::Quarantine, "quarantine"),
    (Ground::Appraisal, "appraisal"),
    (Ground::ExpertReview, "expert-review"),
    (Ground::Publicity, "publicity"),
    (Ground::OutsideAnswer, "outside-answer"),
];
/// Most officers that a list of colleagues offers.
const COLLEAGUES_MAX: u64 = 500;
/// Stands for nobody: back to the queue.
const QUEUE: &str = "queue";

/// The act behind a form.
///
/// # Errors
/// 404 for an act there is none of, 422 for fields that do not fit.
pub(super) async fn act(doors: &Doors, act: &str, form: &Form) -> Result<Act, Problem> {
    Ok(match act {
        "urge" => Act::Urge(parsed(form, "duty")?),
        "reassign" => reassign(doors, form).await?,
        "waive" => Act::Waive(review(form)?),
        "decide-in-stead" => Act::DecideInStead {
            review: review(form)?,
            opinion: Opinion {
                verdict: verdict(form)?,
                reason: form.given("kind"),
                basis: form.given("basis"),
                text: form.text("text").to_owned(),
                with: Vec::new(),
            },
        },
        "reopen" => Act::Reopen(parsed(form, "review")?),
        "extend" => Act::Extend(parsed(form, "clock")?),
        "stop" => Act::Stop {
            scope: StopScope::Request,
            ground: ground(form)?,
            until: end_of(day(form)?)?,
        },
        "resume" => Act::Resume {
            stop: parsed(form, "stop")?,
        },
        "allow-correction" => Act::AllowCorrection(parsed(form, "stage")?),
        "cancel" => Act::Cancel,
        "keep-on" => Act::KeepOn,
        _ => return Err(Problem::not_found()),
    })
}

/// To an officer, to another department, or in so many words back to the queue.
async fn reassign(doors: &Doors, form: &Form) -> Result<Act, Problem> {
    let duty = parsed(form, "duty")?;
    let department = known_department(doors, form)?;
    let officer = match form.text("officer") {
        QUEUE => None,
        "" if department.is_none() => {
            return Err(Problem::at("/officer", "missing", "choose one"));
        }
        _ => officer(doors, form).await?,
    };
    Ok(Act::Reassign {
        duty,
        department,
        officer,
    })
}

/// The field of a form that a pointer of the core means: the kind of reason of an opinion has another
/// name here than the reason of the act.
pub(super) fn field_of(problem: &Problem, pointer: &str) -> Option<String> {
    let name = pointer.rsplit('/').next().filter(|name| !name.is_empty())?;
    let is_kind = problem.code.as_str() == "unreasoned" && name == "reason";
    Some(if is_kind { "kind" } else { name }.to_owned())
}

/// What the pages call a field of an act.
pub(super) fn name_of(frame: &Frame, field: &str) -> Option<String> {
    let key = match field {
        "duty" => "act-duty",
        "review" => "act-review",
        "officer" => "act-officer",
        "department" => "act-department",
        "clock" => "act-clock",
        "ground" => "act-ground",
        "until" => "act-until",
        "stop" => "act-which-stop",
        "stage" => "act-stage",
        "verdict" => "opinion-says",
        "text" => "opinion-text",
        "kind" => "refusing-reason",
        "basis" => "refusing-basis",
        "reason" => "form-reason",
        _ => return None,
    };
    Some(frame.say(key))
}

/// The midnight that ends a day.
pub(super) fn end_of(day: chrono::NaiveDate) -> Result<Instant, Problem> {
    let next = day.checked_add_days(chrono::Days::new(1));
    let next = next.ok_or_else(|| Problem::at("/until", "range", "choose a nearer day"))?;
    Ok(midnight(next))
}

pub(super) fn parsed<T: std::str::FromStr>(form: &Form, name: &str) -> Result<T, Problem> {
    let missing = || Problem::at(format!("/{name}"), "missing", "choose one");
    form.text(name).parse().map_err(|_| missing())
}

fn review(form: &Form) -> Result<ReviewId, Problem> {
    match parsed(form, "duty")? {
        Duty::Review(review) => Ok(review),
        _ => Err(Problem::at("/duty", "choice", "only reviews")),
    }
}

fn verdict(form: &Form) -> Result<Verdict, Problem> {
    let known = [
        Verdict::Agree,
        Verdict::Conditions,
        Verdict::Refuse,
        Verdict::NotConcerned,
    ];
    let found = known
        .into_iter()
        .find(|verdict| verdict.as_str() == form.text("verdict"));
    found.ok_or_else(|| Problem::at("/verdict", "missing", "choose one"))
}

pub(super) fn ground(form: &Form) -> Result<Ground, Problem> {
    let found = GROUNDS
        .into_iter()
        .find(|(_, name)| *name == form.text("ground"));
    found
        .map(|(ground, _)| ground)
        .ok_or_else(|| Problem::at("/ground", "missing", "choose one"))
}

pub(super) fn day(form: &Form) -> Result<NaiveDate, Problem> {
    parsed(form, "until")
}

pub(super) fn known_department(
    doors: &Doors,
    form: &Form,
) -> Result<Option<DepartmentKey>, Problem> {
    let Some(key) = form.given("department") else {
        return Ok(None);
    };
    let unknown = || Problem::at("/department", "choice", "choose one");
    let key: DepartmentKey = key.parse().map_err(|_| unknown())?;
    match doors.engine.directory().departments.contains_key(&key) {
        true => Ok(Some(key)),
        false => Err(unknown()),
    }
}

pub(super) async fn officer(doors: &Doors, form: &Form) -> Result<Option<Officer>, Problem> {
    let Some(number) = form.given("officer") else {
        return Ok(None);
    };
    let unknown = || Problem::at("/officer", "choice", "choose one");
    let number = number.parse().map_err(|_| unknown())?;
    let account = accounts::find(doors.engine.store().reader(), OfficerId(number)).await?;
    let account = account
        .filter(|account| account.active)
        .ok_or_else(unknown)?;
    Ok(Some(Officer {
        id: account.id,
        department: account.department,
        roles: account.roles,
    }))
}

/// What was typed before, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed<'a> {
    pub(super) form: Option<&'a Form>,
    pub(super) act: &'a str,
    pub(super) mistakes: Vec<Mistake>,
}

impl Typed<'_> {
    pub(super) fn line<'l>(&'l self, act: &'l str, name: &'l str, label: &'l str) -> Line<'l> {
        let form = self.form.filter(|_| self.act == act);
        Line {
            name,
            label,
            value: form.map_or("", |form| form.raw(name)),
            mistake: field::of(&self.mistakes, name).filter(|_| self.act == act),
            ..Line::within(act)
        }
    }
}

/// Every form, the usual ones first; each with its reason.
pub(super) async fn forms(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    typed: &Typed<'_>,
) -> Result<Markup, Problem> {
    let case = doors.case(found);
    let officer = &frame.officer()?.officer;
    let possible = Possible {
        doors,
        found,
        officer,
    };
    let words = |duty: &Duty| frame.words(&case.duty(duty)).to_owned();
    let seats = || found.request.seats.keys();
    let option = |duty: &Duty| (duty.to_string(), words(duty));
    let urgeable = seats().filter(|duty| possible.now(Act::Urge((*duty).clone())).is_ok());
    let urgeable: Vec<(String, String)> = urgeable.map(option).collect();
    let duties = seats().filter(|duty| possible.reassign(duty));
    let duties: Vec<(String, String)> = duties.map(option).collect();
    let waivable = Silent::of(found, |review| possible.now(Act::Waive(review.clone())));
    let speakable = Silent::of(found, |review| possible.in_stead(review));
    let closed: Vec<(String, String)> = found
        .request
        .reviews
        .iter()
        .filter(|(id, review)| {
            let given = review.opinion.is_some() && !review.is_open();
            given && possible.now(Act::Reopen((*id).clone())).is_ok()
        })
        .map(|(id, _)| (id.to_string(), frame.words(&case.review(id)).to_owned()))
        .collect();
    let stops: Vec<(String, String)> = found
        .request
        .stops
        .iter()
        .filter(|stop| possible.now(Act::Resume { stop: stop.number }).is_ok())
        .map(|stop| {
            (
                stop.number.to_string(),
                format!("{} · {}", stop.number, frame.day(stop.from)),
            )
        })
        .collect();
    let stages: Vec<(String, String)> = found
        .request
        .stages
        .keys()
        .filter(|stage| possible.now(Act::AllowCorrection((*stage).clone())).is_ok())
        .map(|stage| {
            (
                stage.to_string(),
                frame.words(&case.stage(stage)).to_owned(),
            )
        })
        .collect();
    let directory = doors.engine.directory();
    let departments: Vec<(String, String)> = directory
        .departments
        .iter()
        .map(|(key, department)| (key.to_string(), frame.text(&department.title).to_owned()))
        .collect();
    let mut officers = officers(doors, frame, found).await?;
    officers.insert(0, (QUEUE.to_owned(), frame.say("act-officer-queue")));
    let say = |key: &str| frame.say(key);
    let choose = |act: &str, name: &'static str, key: &str, options: &[(String, String)]| {
        let label = say(key);
        let line = typed.line(act, name, &label);
        field::select(frame, &line, options)
    };
    let either = |act: &str, name: &'static str, key: &str, options: &[(String, String)]| {
        let label = say(key);
        let line = Line {
            as_needed: true,
            ..typed.line(act, name, &label)
        };
        field::select(frame, &line, options)
    };
    let was = |act: &str| typed.act == act;
    let clocks = clocks(frame, &possible);
    let may_cancel = possible.now(Act::Cancel).is_ok() && found.request.proposals.is_empty();
    Ok(html! {
        @if !urgeable.is_empty() || was("urge") {
            (one(frame, found, typed, "urge", choose("urge", "duty", "act-duty", &urgeable)))
        }
        @if !duties.is_empty() || was("reassign") {
            (one(frame, found, typed, "reassign", html! {
                (choose("reassign", "duty", "act-duty", &duties))
                (either("reassign", "officer", "act-officer", &officers))
                @if was("reassign") || duties.iter().any(|(duty, _)| duty.starts_with("review:")) {
                    (either("reassign", "department", "act-department", &departments))
                }
            }))
        }
        @if !waivable.now.is_empty() || was("waive") {
            @let options: Vec<_> = waivable.now.iter().map(option).collect();
            (one(frame, found, typed, "waive", choose("waive", "duty", "act-review", &options)))
        }
        (later(frame, "waive", &waivable, &words))
        @if !speakable.now.is_empty() || was("decide-in-stead") {
            @let reviews: Vec<_> = speakable.now.iter().map(option).collect();
            (one(frame, found, typed, "decide-in-stead", html! {
                @if speakable.now.iter().any(|duty| possible.decides(duty)) { p class="note warm" { (say("act-decides")) } }
                (choose("decide-in-stead", "duty", "act-review", &reviews))
                (choose("decide-in-stead", "verdict", "opinion-says", &verdicts(frame)))
                (field::area(frame, &Line { as_needed: true, ..typed.line("decide-in-stead", "text", &say("opinion-text")) }, 3))
                details class="refusing" open[was("decide-in-stead")] {
                    summary { (say("refusing-needs")) }
                    (field::select(frame, &Line { as_needed: true, ..typed.line("decide-in-stead", "kind", &say("refusing-reason")) }, &reasons::codes(frame)))
                    (field::line(frame, &Line { as_needed: true, ..typed.line("decide-in-stead", "basis", &say("refusing-basis")) }))
                }
            }))
        }
        (later(frame, "decide-in-stead", &speakable, &words))
        @if !closed.is_empty() || was("reopen") { (one(frame, found, typed, "reopen", choose("reopen", "review", "act-review", &closed))) }
        @if !clocks.is_empty() || was("extend") { (one(frame, found, typed, "extend", choose("extend", "clock", "act-clock", &clocks))) }
        @if possible.stop() || was("stop") { (one(frame, found, typed, "stop", html! {
            (choose("stop", "ground", "act-ground", &grounds(frame)))
            (field::line(frame, &Line { kind: "date", short: true, ..typed.line("stop", "until", &say("act-until")) }))
        })) }
        @if !stops.is_empty() || was("resume") { (one(frame, found, typed, "resume", choose("resume", "stop", "act-which-stop", &stops))) }
        @if !stages.is_empty() || was("allow-correction") { (one(frame, found, typed, "allow-correction", choose("allow-correction", "stage", "act-stage", &stages))) }
        @if may_cancel || was("cancel") { (one(frame, found, typed, "cancel", html! { p class="hint" { (say("act-cancel-hint")) } })) }
    })
}

/// Reviews that somebody else may end once their department is silent: now, or from an instant on.
struct Silent {
    now: Vec<Duty>,
    later: Vec<(Duty, Instant)>,
}

impl Silent {
    fn of(found: &Found, may: impl Fn(&ReviewId) -> Result<(), Refusal>) -> Self {
        let mut silent = Self {
            now: Vec::new(),
            later: Vec::new(),
        };
        for duty in found.request.seats.keys() {
            let Duty::Review(review) = duty else { continue };
            let may = may(review);
            match possible::from_when(&may) {
                Some(due) => silent.later.push((duty.clone(), due)),
                None if may.is_ok() => silent.now.push(duty.clone()),
                None => {}
            }
        }
        silent
    }
}

/// An act that is too early for some reviews: from when it can be done.
fn later(frame: &Frame, act: &str, silent: &Silent, words: &impl Fn(&Duty) -> String) -> Markup {
    html! {
        @if !silent.later.is_empty() {
            details class="act" {
                summary { (frame.say(&format!("act-{act}"))) " " small { (frame.say("act-later")) } }
                ul class="plainlist" {
                    @for (duty, due) in &silent.later {
                        li { (frame.say_with("act-after", &[("what", words(duty).into()), ("at", frame.minute(*due).into())])) }
                    }
                }
            }
        }
    }
}

fn one(frame: &Frame, found: &Found, typed: &Typed<'_>, act: &str, fields: Markup) -> Markup {
    let link = frame.link(&format!(
        "/oversight/requests/{}/{act}",
        found.case_number()
    ));
    html! {
        details class="act" open[typed.act == act] {
            summary { (frame.say(&format!("act-{act}"))) }
            form method="post" action=(link) {
                (form::key())
                (fields)
                (field::area(frame, &typed.line(act, "reason", &frame.say("form-reason")), 2))
                button class=(if act == "cancel" { "grave" } else { "quiet" }) { (frame.say(&format!("act-{act}"))) }
            }
        }
    }
}

fn verdicts(frame: &Frame) -> Vec<(String, String)> {
    let known = [
        Verdict::Agree,
        Verdict::Conditions,
        Verdict::Refuse,
        Verdict::NotConcerned,
    ];
    let words =
        |verdict: Verdict| frame.say(&format!("opinion-{}", verdict.as_str().replace('_', "-")));
    known
        .map(|verdict| (verdict.as_str().to_owned(), words(verdict)))
        .into()
}

pub(super) fn grounds(frame: &Frame) -> Vec<(String, String)> {
    GROUNDS
        .map(|(_, name)| (name.to_owned(), frame.say(&format!("stop-{name}"))))
        .into()
}

/// Terms that the reader may extend now.
fn clocks(frame: &Frame, possible: &Possible<'_>) -> Vec<(String, String)> {
    [
        (ClockKey::Statutory, "clock-statutory"),
        (ClockKey::Promised, "clock-promised"),
    ]
    .into_iter()
    .filter(|(key, _)| possible.now(Act::Extend(key.clone())).is_ok())
    .map(|(key, words)| (key.to_string(), frame.say(words)))
    .collect()
}

/// Officers who could be given some of the open work, each with the department.
async fn officers(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
) -> Result<Vec<(String, String)>, Problem> {
    let accounts = accounts::list(doors.engine.store().reader(), None, COLLEAGUES_MAX).await?;
    let (case, rules) = (doors.case(found), doors.rules(found));
    let may = |officer: &Officer| {
        let mut duties = found.request.seats.keys();
        duties.any(|duty| could_be_given(&rules, &found.request, duty, officer))
    };
    let able = accounts.into_iter().filter_map(|account| {
        let officer = Officer {
            id: account.id,
            department: account.department,
            roles: account.roles,
        };
        let department = case.department(&officer.department);
        let words = format!("{} · {}", account.name, frame.words(&department));
        (account.active && may(&officer)).then(|| (officer.id.0.to_string(), words))
    });
    Ok(able.collect())
}
