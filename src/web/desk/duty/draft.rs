//! What an officer is typing at a duty, kept while it is typed and shown again: nothing is lost with a
//! closed window. Every form of the page is kept for itself.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::{DutyPlace, act};
use crate::domain::decide::opinions::words_place;
use crate::domain::identifiers::RequestId;
use crate::domain::request::Duty;
use crate::doors::duty::fits;
use crate::doors::{Doors, Found, Problem};
use crate::storage::drafts;
use crate::telemetry::Correlation;
use crate::web::Frame;
use crate::web::entry::see_other;
use crate::web::form::{Form, KEY, REVISION};
use crate::web::public::{LOOK, turned};

/// The member of a draft that holds the forms of these pages: by act, their fields in order, as pairs.
const FORMS: &str = "forms";
/// The member that holds the keys of forms that were sent.
const SENT: &str = "sent";
/// Most of them.
const SENT_MAX: usize = 20;
/// Where a draft of one form alone stood.
const FIELDS: &str = "fields";
/// The button that keeps a form where no script does it.
pub(super) const BUTTON: &str = "keep";

/// Forms with their fields, by act.
type Forms = BTreeMap<String, Vec<(String, String)>>;

/// Keeps the form beside the others of its duty.
///
/// # Errors
/// 404 and 403 for whoever does not hold the work; trouble of the store.
pub(super) async fn keep(
    doors: &Doors,
    frame: &Frame,
    at: &DutyPlace,
    form: &Form,
) -> Result<Response, Problem> {
    let found = doors.case_of(&frame.staff_caller(), &at.case).await?;
    change(doors, frame, found.request.id, at, form, Kept::typed).await?;
    if let Some(turned) = turned(doors, frame, form, &at.link()) {
        return Ok(turned);
    }
    Ok(match form.has(BUTTON) {
        true => see_other(&frame.link(&format!("{}?noted=draft", at.link()))),
        false => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Forgets the form that was sent, where its duty goes on. Where the work is another's by now, nobody is
/// shown what they typed.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn drop_sent(
    doors: &Doors,
    frame: &Frame,
    id: RequestId,
    at: &DutyPlace,
    form: &Form,
) -> Result<(), Problem> {
    match change(doors, frame, id, at, form, Kept::sent).await {
        Err(problem) if problem.status < 500 => Ok(()),
        outcome => outcome,
    }
}

/// Keeps the opinion that the reader just took back as what they are typing: as it was before.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn take_up(
    doors: &Doors,
    frame: &Frame,
    at: &DutyPlace,
    before: &Found,
    form: &Form,
) -> Result<(), Problem> {
    let Some(fields) = said(before, &at.duty) else {
        return Ok(());
    };
    let correlation = form.envelope.correlation.clone();
    let opinion = Form::of(fields, &Method::POST, frame.path(), correlation)?;
    let id = before.request.id;
    match change(doors, frame, id, at, &opinion, Kept::typed).await {
        Err(problem) if problem.status < 500 => Ok(()),
        outcome => outcome,
    }
}

/// The fields of the form that gave the opinion which stands at a review.
fn said(found: &Found, duty: &Duty) -> Option<Vec<(String, String)>> {
    let Duty::Review(id) = duty else { return None };
    let review = found.request.reviews.get(id)?;
    let opinion = review.opinion.as_ref()?;
    let words = found.facts.words.get(&words_place(id, review.round));
    let fields = [
        (act::OF, Some("opinion")),
        ("verdict", Some(opinion.verdict.as_str())),
        ("reason", opinion.reason.as_deref()),
        ("basis", opinion.basis.as_deref()),
        ("text", words.map(String::as_str)),
    ];
    let given = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    Some(
        given
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

/// The forms as they were kept last, for whoever typed them.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn kept(
    doors: &Doors,
    frame: &Frame,
    id: RequestId,
    at: &DutyPlace,
    correlation: &Correlation,
) -> Result<BTreeMap<String, Form>, Problem> {
    let forms = stored(doors, frame, id, at).await?.into_iter();
    let read = |(act, fields): (String, Vec<(String, String)>)| {
        let form = Form::of(fields, &Method::POST, frame.path(), correlation.clone())?;
        Ok((act, form))
    };
    forms.map(read).collect()
}

/// Changes what is kept, in one go: another window's form may come at the same time.
async fn change(
    doors: &Doors,
    frame: &Frame,
    id: RequestId,
    at: &DutyPlace,
    form: &Form,
    alter: fn(&mut Kept, &Form) -> bool,
) -> Result<(), Problem> {
    let officer = &frame.officer()?.officer;
    let correlation = Some(form.envelope.correlation.as_str());
    let merge = |draft| {
        let mut kept = Kept::of(draft);
        if !alter(&mut kept, form) {
            return Ok(None);
        }
        let draft = kept.draft()?;
        fits(&draft)?;
        Ok::<_, Problem>(Some(draft))
    };
    let engine = &doors.engine;
    engine
        .change_draft(id, &at.duty, officer, correlation, merge)
        .await
}

async fn stored(
    doors: &Doors,
    frame: &Frame,
    id: RequestId,
    at: &DutyPlace,
) -> Result<Forms, Problem> {
    let officer = &frame.officer()?.officer;
    let db = doors.engine.store().reader();
    let row = drafts::find(db, id, &at.duty, officer.id).await?;
    let draft: Option<Map<String, Value>> =
        row.and_then(|row| serde_json::from_str(&row.body).ok());
    Ok(draft.map_or_else(Forms::new, forms_of))
}

/// A draft of these pages.
struct Kept {
    forms: Forms,
    /// Keys of the forms that were sent, the last ones.
    sent: Vec<String>,
}

impl Kept {
    fn of(mut draft: Map<String, Value>) -> Self {
        let sent = draft.remove(SENT);
        let sent = sent.and_then(|sent| serde_json::from_value(sent).ok());
        Self {
            sent: sent.unwrap_or_default(),
            forms: forms_of(draft),
        }
    }

    fn draft(self) -> Result<Map<String, Value>, Problem> {
        let forms = serde_json::to_value(self.forms).map_err(Problem::internal)?;
        let mut draft = Map::from_iter([(FORMS.to_owned(), forms)]);
        if !self.sent.is_empty() {
            draft.insert(SENT.to_owned(), self.sent.into());
        }
        Ok(draft)
    }

    /// A form as it is typed; one that was sent meanwhile, and comes late, is over.
    fn typed(&mut self, form: &Form) -> bool {
        if self.sent.iter().any(|key| key == form.raw(KEY)) {
            return false;
        }
        let own = |name: &str| [KEY, REVISION, BUTTON, LOOK].contains(&name);
        let typed = form.fields().iter().filter(|(name, _)| !own(name));
        let act = form.text(act::OF).to_owned();
        self.forms.insert(act, typed.cloned().collect());
        true
    }

    fn sent(&mut self, form: &Form) -> bool {
        self.forms.remove(form.text(act::OF));
        if form.has(KEY) {
            self.sent.push(form.raw(KEY).to_owned());
        }
        let over = self.sent.len().saturating_sub(SENT_MAX);
        self.sent.drain(..over);
        true
    }
}

/// What is no draft of these pages, such as one that a program keeps, has no forms.
fn forms_of(mut draft: Map<String, Value>) -> Forms {
    let forms = draft.remove(FORMS);
    if let Some(forms) = forms.and_then(|forms| serde_json::from_value(forms).ok()) {
        return forms;
    }
    let fields = draft.remove(FIELDS);
    let fields: Option<Vec<(String, String)>> =
        fields.and_then(|fields| serde_json::from_value(fields).ok());
    let act = |fields: &[(String, String)]| {
        let found = fields.iter().find(|(name, _)| name == act::OF);
        found.map(|(_, act)| act.clone())
    };
    let one = fields.and_then(|fields| Some((act(&fields)?, fields)));
    one.into_iter().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn read(draft: Value) -> Forms {
        forms_of(draft.as_object().unwrap().clone())
    }

    #[test]
    fn forms_are_kept_by_act_and_what_stood_alone_is_still_read() {
        let many = read(json!({"forms": {"items": [["what", "photo"]], "refuse": []}}));
        assert_eq!(many["items"], [("what".to_owned(), "photo".to_owned())]);
        assert_eq!(many.len(), 2);
        let alone = read(json!({"fields": [["act", "opinion"], ["text", "x"]]}));
        assert_eq!(alone["opinion"].len(), 2);
        assert!(read(json!({"verdict": "agree"})).is_empty());
    }
}
