//! The verbs of a story, and the command each one is.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use lianban::domain::calendar::Instant;
use lianban::domain::command::{
    Act, Action, Actor, Answer, Application, ContactChange, Item, Opinion, Ruling,
};
use lianban::domain::definition::{FilerKind, Language, Mode, ReadPath, Reads, SittingRule};
use lianban::domain::directory::Officer;
use lianban::domain::facts::{Applicant, Document, Proxy};
use lianban::domain::identifiers::{MaterialKey, OfficerId};
use lianban::domain::request::Request;
use lianban::domain::stop::StopScope;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::story::Beat;

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    File,
    Accept,
    AskAtIntake,
    CorrectOnTheSpot,
    RefuseIntake,
    NotNeeded,
    Redirect,
    Claim,
    Release,
    Transfer,
    See,
    Opine,
    AskItems,
    SendCorrection,
    Answer,
    AddDepartment,
    SwitchMode,
    Decide,
    Issue,
    Deliver,
    Withdraw,
    Told,
    NotTold,
    AnswerCard,
    Reassign,
    Urge,
    Extend,
    Stop,
    Resume,
    Reopen,
    Waive,
    DecideInStead,
    AllowCorrection,
    Cancel,
    Tick,
    CallSitting,
    AddToAgenda,
    Attend,
    Draft,
    CloseSitting,
    KeepClaim,
    Retract,
    Rate,
    CloseFollowUp,
    Complain,
    AnswerComplaint,
    ChangeContact,
}

/// The officer behind `labor/clerk-1`: one number for one name.
pub fn officer(name: &str) -> Result<Officer, String> {
    let malformed = || format!("`{name}` is not like labor/clerk-1");
    let (department, rest) = name.split_once('/').ok_or_else(malformed)?;
    let (role, _) = rest.rsplit_once('-').ok_or_else(malformed)?;
    let id = name.bytes().fold(7_i64, |sum, byte| {
        (sum * 131 + i64::from(byte)) % 1_000_000_007
    });
    Ok(Officer {
        id: OfficerId(id),
        department: key(department)?,
        roles: BTreeSet::from([key(role)?]),
    })
}

pub fn actor(name: &str) -> Result<Actor, String> {
    Ok(match name {
        "applicant" => Actor::Applicant,
        "engine" => Actor::Engine,
        name => Actor::Officer(officer(name)?),
    })
}

/// The command of a beat on a request. `until` is its instant, where it names one.
pub fn action(
    deed: Deed,
    beat: &Beat,
    request: &Request,
    until: Option<Instant>,
) -> Result<Action, String> {
    let review = || parsed(&beat.review, "review");
    let duty = || parsed(&beat.duty, "duty");
    let stage = || parsed(&beat.stage, "stage");
    let text = beat.text.clone().unwrap_or_default();
    Ok(match deed {
        Deed::Accept => Action::Accept,
        Deed::AskAtIntake => Action::AskAtIntake(items(beat)),
        Deed::CorrectOnTheSpot => Action::CorrectOnTheSpot(answer(beat)?),
        Deed::RefuseIntake => Action::RefuseIntake {
            reason: beat.reason.clone().unwrap_or_default(),
            basis: beat.basis.clone().unwrap_or_default(),
            text,
        },
        Deed::NotNeeded => Action::NotNeeded { text },
        Deed::Redirect => Action::Redirect {
            authority: beat.authority.clone().unwrap_or_default(),
        },
        Deed::Claim => Action::Claim(duty()?),
        Deed::Release => Action::Release(duty()?),
        Deed::KeepClaim => Action::KeepClaim(duty()?),
        Deed::Transfer => Action::Transfer {
            duty: duty()?,
            to: named_officer(beat)?,
            reason: reason(beat),
        },
        Deed::See => Action::See(review()?),
        Deed::Opine => Action::Opine {
            review: review()?,
            opinion: opinion(beat)?,
        },
        Deed::AskItems => Action::AskItems {
            review: review()?,
            items: items(beat),
        },
        Deed::SendCorrection => Action::SendCorrection(stage()?),
        Deed::Answer => Action::AnswerCorrection {
            stage: beat.stage.as_deref().map(key).transpose()?,
            answer: answer(beat)?,
        },
        Deed::AddDepartment => Action::AddDepartment {
            stage: stage()?,
            department: parsed(&beat.department, "department")?,
            reads: reads(beat)?,
            reason: reason(beat),
        },
        Deed::SwitchMode => Action::SwitchMode {
            stage: stage()?,
            mode: mode(beat)?,
            reason: reason(beat),
        },
        Deed::Decide => Action::Decide(Ruling {
            outcome: word(&beat.outcome, "outcome")?,
            reason: beat.reason.clone(),
            basis: beat.basis.clone(),
            text,
        }),
        Deed::Issue => Action::IssueCertificate,
        Deed::Deliver => Action::Deliver { text },
        Deed::Withdraw => Action::Withdraw { reason: text },
        Deed::Told => Action::RecordTold {
            notice: notice(beat, request)?,
            text,
        },
        Deed::NotTold => Action::RecordNotTold {
            notice: notice(beat, request)?,
            text,
        },
        Deed::AnswerCard => Action::AnswerCard {
            card: beat.card.unwrap_or(1),
            text,
        },
        Deed::Tick => Action::Tick,
        Deed::Retract => Action::Retract { review: review()? },
        Deed::Rate => Action::Rate {
            level: word(&beat.level, "level")?,
            text,
        },
        Deed::CloseFollowUp => Action::CloseFollowUp { text },
        Deed::Complain => Action::Complain { text },
        Deed::AnswerComplaint => Action::AnswerComplaint {
            complaint: beat.complaint.unwrap_or(1),
            text,
        },
        Deed::ChangeContact => Action::ChangeContact(ContactChange {
            phone: beat.phone.clone(),
            email: beat.email.clone(),
            language: None,
        }),
        supervising => Action::Supervise {
            act: act(supervising, beat, until)?,
            reason: reason(beat),
        },
    })
}

fn mode(beat: &Beat) -> Result<Mode, String> {
    match (beat.mode.as_deref(), &beat.rule) {
        (Some("parallel"), None) => Ok(Mode::Parallel),
        (Some("sitting"), Some(rule)) => Ok(Mode::Sitting(SittingRule {
            schedule: None,
            quorum: rule.quorum,
            absent: rule.absent,
            within: key(&rule.within)?,
        })),
        _ => {
            Err("a story switches to `mode: parallel`, or to `sitting` with its `rule`".to_owned())
        }
    }
}

fn act(deed: Deed, beat: &Beat, until: Option<Instant>) -> Result<Act, String> {
    let review = || parsed(&beat.review, "review");
    Ok(match deed {
        Deed::Reassign => Act::Reassign {
            duty: parsed(&beat.duty, "duty")?,
            department: beat.department.as_deref().map(key).transpose()?,
            officer: beat.officer.as_deref().map(officer).transpose()?,
        },
        Deed::Urge => Act::Urge(parsed(&beat.duty, "duty")?),
        Deed::Extend => Act::Extend(parsed(&beat.clock, "clock")?),
        Deed::Stop => Act::Stop {
            scope: scope(beat)?,
            ground: word(&beat.ground, "ground")?,
            until: until.ok_or("a stop needs `until`")?,
        },
        Deed::Resume => Act::Resume {
            stop: beat.stop.unwrap_or(1),
        },
        Deed::Reopen => Act::Reopen(review()?),
        Deed::Waive => Act::Waive(review()?),
        Deed::DecideInStead => Act::DecideInStead {
            review: review()?,
            opinion: opinion(beat)?,
        },
        Deed::AllowCorrection => Act::AllowCorrection(parsed(&beat.stage, "stage")?),
        Deed::Cancel => Act::Cancel,
        other => return Err(format!("{other:?} is not done to a request")),
    })
}

pub fn opinion(beat: &Beat) -> Result<Opinion, String> {
    let with = beat.with.iter().map(|name| Ok(officer(name)?.id));
    Ok(Opinion {
        verdict: word(&beat.verdict, "verdict")?,
        reason: beat.reason.clone(),
        basis: beat.basis.clone(),
        text: beat.text.clone().unwrap_or_default(),
        with: with.collect::<Result<_, String>>()?,
    })
}

fn scope(beat: &Beat) -> Result<StopScope, String> {
    let text = beat.scope.as_deref().unwrap_or("request");
    Ok(match text.split_once(' ') {
        None if text == "request" => StopScope::Request,
        Some(("stage", name)) => StopScope::Stage(key(name)?),
        Some(("review", name)) => StopScope::Review(key(name)?),
        _ => {
            return Err(format!(
                "`{text}`: write request, stage <key> or review <id>"
            ));
        }
    })
}

fn reads(beat: &Beat) -> Result<Reads, String> {
    let paths = beat
        .reads
        .iter()
        .map(|name| Ok(ReadPath::Field(vec![key(name)?])));
    paths.collect::<Result<_, String>>().map(Reads)
}

fn items(beat: &Beat) -> Vec<Item> {
    let items = beat.items.iter();
    items
        .map(|(what, explanation)| Item {
            what: what.clone(),
            explanation: explanation.clone(),
        })
        .collect()
}

fn answer(beat: &Beat) -> Result<Answer, String> {
    let materials = beat
        .materials
        .iter()
        .map(|name| Ok((key(name)?, vec![document(name, "brought later")])));
    Ok(Answer {
        form: beat.form.clone(),
        materials: materials.collect::<Result<_, String>>()?,
    })
}

fn notice(beat: &Beat, request: &Request) -> Result<u32, String> {
    let kind = word(&beat.notice, "notice")?;
    let newest = request
        .notices
        .iter()
        .rev()
        .find(|notice| notice.kind == kind);
    newest
        .map(|notice| notice.number)
        .ok_or_else(|| format!("there is no notice {kind:?} yet"))
}

fn named_officer(beat: &Beat) -> Result<Officer, String> {
    officer(beat.officer.as_deref().ok_or("`officer` is missing")?)
}

fn reason(beat: &Beat) -> String {
    beat.reason.clone().unwrap_or_default()
}

pub fn key<T: FromStr>(text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| format!("`{text}`: {error}"))
}

pub fn parsed<T: FromStr>(text: &Option<String>, what: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    key(text
        .as_deref()
        .ok_or_else(|| format!("`{what}` is missing"))?)
}

/// A word of an enum, as its JSON has it.
pub fn word<T: DeserializeOwned>(text: &Option<String>, what: &str) -> Result<T, String> {
    let text = text.clone().ok_or_else(|| format!("`{what}` is missing"))?;
    serde_json::from_value(Value::String(text)).map_err(|error| format!("`{what}`: {error}"))
}

/// The example application with the story's changes laid over it.
pub fn application(mut written: Value, change: &Value) -> Result<Application, String> {
    lay_over(&mut written, change);
    let text = |at: &Value, key: &str| at[key].as_str().map(str::to_owned);
    let materials = written["materials"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    let filer = &written["filer"];
    let kind = match filer["kind"].as_str() {
        Some("agent") => FilerKind::Agent,
        Some("association") => FilerKind::Association,
        Some("window") => FilerKind::Window,
        _ => FilerKind::SelfFiled,
    };
    let applicant = &written["applicant"];
    Ok(Application {
        filer: kind,
        applicant: Applicant {
            name: text(applicant, "name").unwrap_or_default(),
            identity: text(applicant, "identity"),
            phone: text(applicant, "phone"),
            email: text(applicant, "email"),
            language: match written["language"].as_str() {
                Some("en") => Language::En,
                _ => Language::Zh,
            },
        },
        proxy: text(filer, "name").map(|name| Proxy {
            name,
            authority: text(filer, "authority").unwrap_or_default(),
        }),
        form: written["form"].as_object().cloned().unwrap_or_default(),
        materials: documents(&materials)?,
        salt: "a story's salt".to_owned(),
    })
}

fn documents(
    materials: &Map<String, Value>,
) -> Result<BTreeMap<MaterialKey, Vec<Document>>, String> {
    let read = materials.iter().map(|(name, files)| {
        let files = files.as_array().into_iter().flatten();
        let files = files.map(|file| document(file["name"].as_str().unwrap_or(name), "filed"));
        Ok((key(name)?, files.collect()))
    });
    read.collect()
}

fn document(name: &str, which: &str) -> Document {
    Document {
        sha256: format!("{name}, {which}"),
        name: name.to_owned(),
        content_type: "application/pdf".to_owned(),
        bytes: 1_000,
    }
}

fn lay_over(under: &mut Value, change: &Value) {
    match (under, change) {
        (Value::Object(under), Value::Object(change)) => {
            for (key, value) in change {
                if value.is_null() {
                    under.remove(key);
                } else {
                    lay_over(under.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (_, Value::Null) => {}
        (under, change) => *under = change.clone(),
    }
}
