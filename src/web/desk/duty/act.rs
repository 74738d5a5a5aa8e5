//! What a form at a duty asks for, as a command.

use crate::domain::command::{Action, ITEMS_MAX, Item, Opinion, Ruling};
use crate::domain::directory::Officer;
use crate::domain::identifiers::OfficerId;
use crate::domain::request::{DecisionOutcome, Duty, ReviewId, Verdict};
use crate::doors::{Doors, Found, Problem};
use crate::storage::accounts;
use crate::web::Frame;
use crate::web::form::Form;
use crate::web::parts::reasons::in_words;

/// The act that keeps what is being typed.
pub(super) const DRAFT: &str = "draft";
/// The field that says of which act a draft is.
pub(super) const OF: &str = "act";
/// Fields that explain an item are named so, with the item after it.
pub(super) const ITEM: &str = "item:";

/// The action behind a form.
///
/// # Errors
/// 404 for an act that this duty does not take, 422 for fields that do not fit.
pub(super) async fn action(
    doors: &Doors,
    frame: &Frame,
    duty: &Duty,
    act: &str,
    form: &Form,
) -> Result<Action, Problem> {
    let duty = duty.clone();
    Ok(match (act, duty) {
        ("claim", duty) => Action::Claim(duty),
        ("release", duty) => Action::Release(duty),
        ("transfer", duty) => Action::Transfer {
            duty,
            to: colleague(doors, frame, form).await?,
            reason: form.text("reason").to_owned(),
        },
        ("opinion", Duty::Review(review)) => Action::Opine {
            opinion: opinion(form)?,
            review,
        },
        ("retract", Duty::Review(review)) => Action::Retract { review },
        ("items", Duty::Review(review)) => Action::AskItems {
            review,
            items: items(form)?,
        },
        ("send", Duty::Correction(stage)) => Action::SendCorrection(stage),
        ("accept", Duty::Intake) => Action::Accept,
        ("items", Duty::Intake) => Action::AskAtIntake(items(form)?),
        ("refuse", Duty::Intake) => Action::RefuseIntake {
            reason: form.text("reason").to_owned(),
            basis: form.text("basis").to_owned(),
            text: form.text("text").to_owned(),
        },
        ("not-needed", Duty::Intake) => Action::NotNeeded {
            text: form.text("text").to_owned(),
        },
        ("redirect", Duty::Intake) => Action::Redirect {
            authority: form.text("authority").to_owned(),
        },
        ("decide", Duty::Decide) => Action::Decide(ruling(form)?),
        ("issue", Duty::Issue) => Action::IssueCertificate,
        ("deliver", Duty::Deliver) => Action::Deliver {
            text: form.text("text").to_owned(),
        },
        ("follow-up", Duty::FollowUp) => Action::CloseFollowUp {
            text: form.text("text").to_owned(),
        },
        ("answer", Duty::Complaint(complaint)) => Action::AnswerComplaint {
            complaint,
            text: form.text("text").to_owned(),
        },
        ("told", Duty::Tell(notice)) => Action::RecordTold {
            notice,
            text: form.text("text").to_owned(),
        },
        _ => return Err(Problem::not_found()),
    })
}

/// The field of the page that a pointer of the core means.
pub(super) fn field_of(form: &Form, pointer: &str) -> Option<String> {
    if let Some(item) = explained(form, pointer) {
        return Some(item);
    }
    let last = pointer
        .rsplit('/')
        .find(|part| part.parse::<usize>().is_err())?;
    (!last.is_empty()).then(|| last.to_owned())
}

/// The field that explains the item which a pointer counts.
fn explained(form: &Form, pointer: &str) -> Option<String> {
    let number = pointer
        .strip_prefix("/items/")?
        .strip_suffix("/explanation")?;
    let what = form.all("what").nth(number.parse().ok()?)?;
    Some(format!("{ITEM}{what}"))
}

/// What the page calls a field of an act.
pub(super) fn name_of(frame: &Frame, act: &str, field: &str) -> Option<String> {
    let key = match (act, field) {
        ("opinion", "verdict") => "opinion-says",
        ("opinion", "with") => "opinion-with-name",
        ("opinion", "text") => "opinion-text",
        ("opinion", "sure") => "opinion-final",
        ("decide", "outcome") => "decision-says",
        ("decide", "text") => "decision-text",
        ("transfer", "to") => "transfer-to",
        ("transfer", "reason") => "form-reason",
        ("items", "items") => "items-which",
        ("redirect", "authority") => "intake-authority",
        ("deliver", "text") => "deliver-how",
        ("follow-up", "text") => "follow-up-how",
        ("answer", "text") => "complaint-how",
        ("told", "text") => "told-how",
        ("not-needed" | "refuse", "text") => "intake-why",
        (_, "reason") => "refusing-reason",
        (_, "basis") => "refusing-basis",
        _ => return None,
    };
    Some(frame.say(key))
}

fn opinion(form: &Form) -> Result<Opinion, Problem> {
    let with = form.all("with").filter(|number| !number.trim().is_empty());
    let with: Result<Vec<OfficerId>, _> = with
        .map(|number| number.trim().parse().map(OfficerId))
        .collect();
    Ok(Opinion {
        verdict: verdict(form.text("verdict"))?,
        reason: form.given("reason"),
        basis: form.given("basis"),
        text: in_words(form),
        with: with.map_err(|_| Problem::at("/with", "unknown", "choose officers"))?,
    })
}

fn verdict(word: &str) -> Result<Verdict, Problem> {
    let known = [
        Verdict::Agree,
        Verdict::Conditions,
        Verdict::Refuse,
        Verdict::NotConcerned,
        Verdict::ReferUp,
    ];
    let found = known.into_iter().find(|verdict| verdict.as_str() == word);
    found.ok_or_else(|| Problem::at("/verdict", "missing", "choose what the opinion says"))
}

fn ruling(form: &Form) -> Result<Ruling, Problem> {
    let known = [
        DecisionOutcome::Grant,
        DecisionOutcome::GrantConditions,
        DecisionOutcome::Refuse,
    ];
    let outcome = known
        .into_iter()
        .find(|outcome| outcome.as_str() == form.text("outcome"));
    Ok(Ruling {
        outcome: outcome
            .ok_or_else(|| Problem::at("/outcome", "missing", "choose the decision"))?,
        reason: form.given("reason"),
        basis: form.given("basis"),
        text: form.text("text").to_owned(),
    })
}

/// What was ticked, each with its explanation.
fn items(form: &Form) -> Result<Vec<Item>, Problem> {
    let item = |what: &str| Item {
        what: what.to_owned(),
        explanation: form.text(&format!("{ITEM}{what}")).to_owned(),
    };
    let items: Vec<Item> = form.all("what").take(ITEMS_MAX).map(item).collect();
    match items.is_empty() {
        true => Err(Problem::at("/items", "missing", "tick what is missing")),
        false => Ok(items),
    }
}

async fn colleague(doors: &Doors, frame: &Frame, form: &Form) -> Result<Officer, Problem> {
    let unknown = || Problem::at("/to", "missing", "choose a colleague");
    let number = form.text("to").parse().map_err(|_| unknown())?;
    let account = accounts::find(doors.engine.store().reader(), OfficerId(number)).await?;
    let own = &frame.officer()?.officer.department;
    let account = account.filter(|account| account.active && &account.department == own);
    let account = account.ok_or_else(unknown)?;
    Ok(Officer {
        id: account.id,
        department: account.department,
        roles: account.roles,
    })
}

/// What a review may ask the applicant for: what it reads.
pub(super) fn may_ask(found: &Found, duty: &Duty) -> Vec<String> {
    let workflow = &found.service.workflow;
    let everything = || {
        let fields = workflow.form.iter().map(|field| field.key.to_string());
        let materials = workflow
            .materials
            .iter()
            .map(|material| material.key.to_string());
        materials.chain(fields).collect()
    };
    let review = match duty {
        Duty::Review(review) => review,
        _ => return everything(),
    };
    reads(found, review).unwrap_or_else(everything)
}

fn reads(found: &Found, review: &ReviewId) -> Option<Vec<String>> {
    use crate::domain::definition::ReadPath;
    let round = found.service.workflow.stage(&review.stage)?.round()?;
    let rule = round
        .reviews
        .iter()
        .find(|rule| rule.key == review.review)?;
    let mut named = Vec::new();
    for path in &rule.reads.0 {
        match path {
            ReadPath::All => return None,
            ReadPath::Material(key) => named.push(key.to_string()),
            ReadPath::Field(path) => {
                named.push(
                    path.iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("."),
                );
            }
            ReadPath::Row => named.extend(rule.for_each.iter().map(ToString::to_string)),
            ReadPath::Opinions(_) => {}
        }
    }
    Some(named)
}
