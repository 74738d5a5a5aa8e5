//! Cookies: what the pages remember in a browser. Under HTTPS their names bind them to this host.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};

use super::Doors;

/// An officer's session.
pub const STAFF: &str = "staff";
/// A way to the provider that an officer has taken.
pub const WAY: &str = "way";
/// An applicant's session.
pub const CASE: &str = "case";
/// A session of whoever is reached by some contact.
pub const CONTACT: &str = "contact";
/// The ticket to which a one-time code answers.
pub const TICKET: &str = "ticket";
/// The code that an applicant came with, for their slip.
pub const CODE: &str = "code";
/// An application that is being written.
pub const DRAFT: &str = "draft";
/// The language of pages.
pub const LANGUAGE: &str = "language";
/// The size of letters.
pub const LETTERS: &str = "letters";

/// What a browser showed.
#[derive(Debug)]
pub struct Shown(Vec<(String, String)>);

impl Shown {
    /// Reads the header; what is no cookie is nothing.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let texts = headers.get_all(header::COOKIE).into_iter();
        let texts = texts.filter_map(|value| value.to_str().ok());
        let cookies = texts.flat_map(|text| Cookie::split_parse(text.to_owned()));
        Self(
            cookies
                .filter_map(Result::ok)
                .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
                .collect(),
        )
    }

    /// The value of one of ours.
    #[must_use]
    pub fn get(&self, doors: &Doors, name: &str) -> Option<&str> {
        let name = full_name(doors, name);
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// How long a cookie is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Until the browser is closed.
    Session,
    /// For some minutes.
    Minutes(i64),
    /// For some days.
    Days(i64),
    /// No longer.
    Forget,
}

/// The header that sets a cookie: never readable by scripts, never sent along from other sites but
/// by following a link.
#[must_use]
pub fn set(doors: &Doors, name: &str, value: &str, keep: Keep) -> Option<HeaderValue> {
    let path = match doors.settings.base_path.as_str() {
        "" => "/",
        base => base,
    };
    let mut cookie = Cookie::build((full_name(doors, name), value.to_owned()))
        .path(path.to_owned())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_secure(doors))
        .build();
    match keep {
        Keep::Session => {}
        Keep::Minutes(minutes) => cookie.set_max_age(cookie::time::Duration::minutes(minutes)),
        Keep::Days(days) => cookie.set_max_age(cookie::time::Duration::days(days)),
        Keep::Forget => cookie.set_max_age(cookie::time::Duration::ZERO),
    }
    HeaderValue::from_str(&cookie.to_string()).ok()
}

fn is_secure(doors: &Doors) -> bool {
    doors.settings.public_url.starts_with("https://")
}

/// `__Host-` binds a cookie to the host and its root; under a base path, `__Secure-` is what is left.
fn full_name(doors: &Doors, name: &str) -> String {
    match (is_secure(doors), doors.settings.base_path.is_empty()) {
        (true, true) => format!("__Host-{name}"),
        (true, false) => format!("__Secure-{name}"),
        (false, _) => format!("lianban-{name}"),
    }
}
