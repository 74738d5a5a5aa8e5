//! What surrounds a page: who looks, in which language, how large, under which path.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::access::{Caller, Staff, StaffSession};
use crate::domain::calendar::{Instant, civil};
use crate::domain::definition::{Language, Text};
use crate::domain::directory::WINDOW;
use crate::domain::identifiers::OfficerId;
use crate::domain::identifiers::RequestId;
use crate::doors::Problem;
use crate::doors::present::{Due, Words};
use crate::i18n::{self, Value};
use crate::notices::dates;
use crate::storage::instant;

/// The frame of one page; cheap to clone.
#[derive(Debug, Clone)]
pub struct Frame {
    inner: Arc<Inner>,
    /// The officer, once nothing is pending any more.
    staff: Option<Staff>,
}

/// What [`Frame`] shares.
#[derive(Debug)]
pub struct Inner {
    /// The language of the page.
    pub language: Language,
    /// Big letters, asked for by the reader.
    pub large: bool,
    /// The session of an officer who came in, whether or not it is open yet.
    pub session: Option<StaffSession>,
    /// The request whose applicant is signed in.
    pub case: Option<RequestId>,
    /// Whether they came by a contact, and not by the request's own code.
    pub by_contact: bool,
    /// The path under which a proxy shows Lianban, or empty.
    pub base: String,
    /// Path and query of this page, without the base.
    pub here: String,
    /// Accounts are printed for everybody: a demonstration, and every page says so.
    pub demo: bool,
    /// The law's now.
    pub now: Instant,
}

impl Frame {
    /// A frame of these parts.
    #[must_use]
    pub fn new(inner: Inner) -> Self {
        let caller = inner.session.as_ref().and_then(StaffSession::caller);
        let staff = match caller {
            Some(Caller::Staff(staff)) => Some(staff),
            _ => None,
        };
        Self {
            inner: Arc::new(inner),
            staff,
        }
    }

    /// The same for whoever has just signed out: nobody, at the first page.
    #[must_use]
    pub fn signed_out(&self) -> Self {
        Self::new(Inner {
            language: self.inner.language,
            large: self.inner.large,
            session: None,
            case: None,
            by_contact: false,
            base: self.inner.base.clone(),
            here: "/".to_owned(),
            demo: self.inner.demo,
            now: self.inner.now,
        })
    }

    /// The language of the page.
    #[must_use]
    pub fn language(&self) -> Language {
        self.inner.language
    }

    /// Big letters.
    #[must_use]
    pub fn large(&self) -> bool {
        self.inner.large
    }

    /// The officer who is signed in.
    #[must_use]
    pub fn staff(&self) -> Option<&Staff> {
        self.staff.as_ref()
    }

    /// The session of an officer who came in, whether or not it is open yet.
    #[must_use]
    pub fn session(&self) -> Option<&StaffSession> {
        self.inner.session.as_ref()
    }

    /// The officer whose page this is.
    ///
    /// # Errors
    /// 401 where the route table let somebody else in.
    pub fn officer(&self) -> Result<&Staff, Problem> {
        self.staff()
            .ok_or_else(|| Problem::new("unauthorised", "sign in first"))
    }

    /// The request whose applicant is signed in.
    #[must_use]
    pub fn case(&self) -> Option<RequestId> {
        self.inner.case
    }

    /// Whether the applicant came by their phone or mail, and not by the request's own code.
    #[must_use]
    pub fn by_contact(&self) -> bool {
        self.inner.by_contact
    }

    /// Whether this is a demonstration.
    #[must_use]
    pub fn demo(&self) -> bool {
        self.inner.demo
    }

    /// Path and query of this page, without the base.
    #[must_use]
    pub fn here(&self) -> &str {
        &self.inner.here
    }

    /// The path of this page, without base and query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.inner.here.split('?').next().unwrap_or_default()
    }

    /// The law's now.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.inner.now
    }

    /// An address of this house as links and forms write it.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.inner.base)
    }

    /// A text of the catalogue.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        i18n::text(self.language(), key, &[])
    }

    /// A text with values.
    #[must_use]
    pub fn say_with(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        i18n::text(self.language(), key, values)
    }

    /// Words in the page's language.
    #[must_use]
    pub fn words<'w>(&self, words: &'w Words) -> &'w str {
        words.in_language(self.language())
    }

    /// A workflow's or the town's text in the page's language.
    #[must_use]
    pub fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language())
    }

    /// Of a text that is kept in both languages, the page's.
    #[must_use]
    pub fn text_of<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language() {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The civil day of an instant: `3月12日（周四）`.
    #[must_use]
    pub fn day(&self, at: Instant) -> String {
        dates::date(self.language(), civil(at).date(), self.today())
    }

    /// Day and minute: `3月12日（周四）14:30`.
    #[must_use]
    pub fn minute(&self, at: Instant) -> String {
        dates::minute(self.language(), at, self.today())
    }

    /// The same of a stored instant, in microseconds.
    #[must_use]
    pub fn stored_minute(&self, micros: i64) -> String {
        self.minute(instant(micros))
    }

    /// The day a term ends on.
    #[must_use]
    pub fn last_day(&self, due: &Due) -> String {
        dates::date(self.language(), dates::last_day(due.at), self.today())
    }

    /// The day a term ends on, by its last instant.
    #[must_use]
    pub fn last_day_of(&self, at: Instant) -> String {
        dates::date(self.language(), dates::last_day(at), self.today())
    }

    /// The month of an instant: `2026年4月`, `April 2026`.
    #[must_use]
    pub fn month(&self, at: Instant) -> String {
        dates::month(self.language(), civil(at).date())
    }

    /// The civil day of an instant, for tables: `4月28日`.
    #[must_use]
    pub fn brief_day(&self, at: Instant) -> String {
        dates::brief(self.language(), civil(at).date(), self.today())
    }

    /// The day a term ends on, for tables.
    #[must_use]
    pub fn brief_last_day(&self, at: Instant) -> String {
        dates::brief(self.language(), dates::last_day(at), self.today())
    }

    /// The civil day of the page.
    #[must_use]
    pub fn today(&self) -> chrono::NaiveDate {
        civil(self.inner.now).date()
    }

    /// Who is asking, as the engine knows them, at a page of this kind of person.
    #[must_use]
    pub fn staff_caller(&self) -> Caller {
        self.staff()
            .map_or(Caller::Public, |staff| Caller::Staff(staff.clone()))
    }

    /// The officer of the window who looks: what they file is for whoever stands before them.
    #[must_use]
    pub fn officer_at_window(&self) -> Option<OfficerId> {
        let staff = self.staff().filter(|staff| staff.officer.is(WINDOW));
        staff.map(|staff| staff.officer.id)
    }

    /// Whether an officer of the window looks.
    #[must_use]
    pub fn is_at_window(&self) -> bool {
        self.officer_at_window().is_some()
    }
}

impl<S: Sync> FromRequestParts<S> for Frame {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Problem::internal("a page is served without its frame"))
    }
}
