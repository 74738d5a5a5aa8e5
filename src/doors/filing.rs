//! Filing 收件, as every door does it: who may, what is wrong with the people, under which key a
//! repetition is known, and what the person takes home.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::body;
use super::envelope::Envelope;
use super::house::{self, Doors, Found};
use super::papers::letter_case;
use super::present::{Due, Words};
use super::problem::{PlaceError, Problem};
use crate::access::Caller;
use crate::domain::command::Application;
use crate::domain::definition::FilerKind;
use crate::domain::directory::WINDOW;
use crate::domain::due;
use crate::domain::effect::{Recipient, Tell};
use crate::domain::facts::{Applicant, Document, Proxy};
use crate::domain::identifiers::{MaterialKey, WorkflowKey};
use crate::domain::request::{ClockKey, NoticeKind};
use crate::engine::Filed;
use crate::notices;

/// Longest name of a person, in characters.
const NAME_MAX_CHARS: usize = 200;
/// Longest word on what authorises a proxy, in characters.
const AUTHORITY_MAX_CHARS: usize = 500;

/// Who files, as they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// In whose hands the filing is.
    pub kind: FilerKind,
    /// The agent's or the association's name.
    pub name: Option<String>,
    /// What authorises them (Art. 29).
    pub authority: Option<String>,
}

/// An application as it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Handed {
    /// The service.
    pub workflow: WorkflowKey,
    /// Who files.
    pub sender: Sender,
    /// Who applies.
    pub applicant: Applicant,
    /// The answers.
    pub form: Map<String, Value>,
    /// The documents, already kept.
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
}

/// Files an application; the same sent again under the same key is the same request.
///
/// # Errors
/// 403 and 422 about the people; refusals and trouble, as problems.
pub async fn file(
    doors: &Doors,
    caller: &Caller,
    handed: Handed,
    envelope: &Envelope,
    body_digest: &str,
) -> Result<Filed, Problem> {
    check_filer(caller, handed.sender.kind)?;
    let mistakes = people_mistakes(&handed.sender, &handed.applicant.name);
    if !mistakes.is_empty() {
        return Err(Problem::places(mistakes));
    }
    let workflow = handed.workflow.clone();
    let application = application(handed);
    let actor = actor_key(caller, &application.applicant);
    let call = house::call(actor, envelope, body_digest);
    let filed = doors
        .engine
        .file(&workflow, application, caller.actor(), call)
        .await?;
    Ok(filed)
}

/// Whoever comes without a token files for themselves or with a proxy's paper; at the window an
/// officer of it files.
fn check_filer(caller: &Caller, kind: FilerKind) -> Result<(), Problem> {
    if kind != FilerKind::Window || caller.is(WINDOW) {
        return Ok(());
    }
    let detail = match caller {
        Caller::Staff(_) => "filing at the window needs the role window",
        Caller::Public | Caller::Applicant(_) => "only officers file at the window",
    };
    Err(Problem::new("forbidden", detail))
}

/// Every mistake about the people, at once.
#[must_use]
pub fn people_mistakes(sender: &Sender, applicant_name: &str) -> Vec<PlaceError> {
    let mut errors = Vec::new();
    let mut wrong = |pointer: &str, code: &str, detail: String| {
        errors.push(PlaceError {
            pointer: pointer.to_owned(),
            code: code.to_owned(),
            detail,
            expected: None,
        });
    };
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if is_for_another(sender.kind) && blank(&sender.name) {
        wrong("/filer/name", "missing", "say who files".to_owned());
    }
    if is_for_another(sender.kind) && blank(&sender.authority) {
        let detail = "say what authorises them (Art. 29)".to_owned();
        wrong("/filer/authority", "missing", detail);
    }
    // What is named in vain is not kept; it has its limit all the same, as the document says.
    for (pointer, text, max) in [
        ("/filer/name", &sender.name, NAME_MAX_CHARS),
        ("/filer/authority", &sender.authority, AUTHORITY_MAX_CHARS),
    ] {
        if text.as_ref().is_some_and(|text| text.chars().count() > max) {
            wrong(pointer, "range", format!("at most {max} characters"));
        }
    }
    let name = applicant_name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS {
        let detail = format!("1 to {NAME_MAX_CHARS} characters");
        wrong("/applicant/name", "range", detail);
    }
    errors
}

/// Whether somebody else files than the person who applies, on a paper of theirs.
#[must_use]
pub fn is_for_another(kind: FilerKind) -> bool {
    matches!(kind, FilerKind::Agent | FilerKind::Association)
}

fn application(handed: Handed) -> Application {
    let Handed {
        sender,
        applicant,
        form,
        materials,
        ..
    } = handed;
    let proxy = sender
        .name
        .zip(sender.authority)
        .filter(|_| is_for_another(sender.kind))
        .map(|(name, authority)| Proxy { name, authority });
    Application {
        filer: sender.kind,
        applicant: Applicant {
            name: applicant.name.trim().to_owned(),
            ..applicant
        },
        proxy,
        form,
        materials,
        salt: String::new(),
    }
}

/// Keys of different people must not meet: two strangers may both have thought of `1`.
fn actor_key(caller: &Caller, applicant: &Applicant) -> String {
    if caller.officer().is_some() {
        return caller.idempotency_actor();
    }
    let parts = [
        Some(&applicant.name),
        applicant.identity.as_ref(),
        applicant.phone.as_ref(),
    ];
    let person = parts
        .map(|part| part.map(String::as_str).unwrap_or_default())
        .join("\n");
    format!("filer:{}", body::digest(person.as_bytes()))
}

/// The receipt as it also goes out by mail; whoever has no address reads it here.
#[must_use]
pub fn receipt(doors: &Doors, found: &Found) -> String {
    let mut facts = found.facts.clone();
    if let Some(applicant) = &mut facts.applicant {
        applicant.email.get_or_insert_default();
    }
    let kind = NoticeKind::Receipt;
    let notice = found
        .request
        .notices
        .iter()
        .find(|notice| notice.kind == kind);
    let tell = Tell {
        to: Recipient::Applicant,
        template: kind.template().to_owned(),
        notice: notice.map(|notice| notice.number),
        duty: None,
        values: BTreeMap::new(),
        words: BTreeMap::new(),
    };
    let letter = notices::to_applicant(&letter_case(doors, found), &facts, &tell, "");
    letter.map(|letter| letter.text).unwrap_or_default()
}

/// Who looks at a filed request first, and until when.
#[must_use]
pub fn first_look(doors: &Doors, found: &Found) -> (Words, Option<Due>) {
    let desk = &found.service.workflow.intake.desk;
    let department = doors.engine.directory().departments.get(desk);
    let name = department.map_or_else(
        || Words {
            zh: desk.to_string(),
            en: None,
        },
        |department| (&department.title).into(),
    );
    let due = due::view(
        &doors.rules(found),
        &found.request,
        &ClockKey::Intake,
        found.at,
    );
    (name, due.map(Due::from))
}
