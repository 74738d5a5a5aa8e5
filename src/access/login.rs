//! Officers coming in by login and password. A wrong login and a wrong password look the same and
//! take the same time.

use std::fmt;
use std::str::FromStr;

use super::passwords::PASSWORD_MAX_CHARS;
use super::sessions::{Started, Visit};
use super::staff::Pending;
use super::{Access, Error};
use crate::storage::credentials;

/// Longest login, in characters.
pub const LOGIN_MAX_CHARS: usize = 64;
const LOGIN_MIN_CHARS: usize = 2;

/// What an officer is called at the door: lower case, from `a` to `z`, digits, `.`, `_`, `-` and
/// `@`, beginning with a letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginName(String);

/// A text that is no login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a login has {LOGIN_MIN_CHARS} to {LOGIN_MAX_CHARS} characters: a to z, 0 to 9, and after the \
     first also . _ - @"
)]
pub struct BadLogin;

impl LoginName {
    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LoginName {
    type Err = BadLogin;

    /// Capitals and blanks around are no difference.
    fn from_str(typed: &str) -> Result<Self, BadLogin> {
        let login = typed.trim().to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = (LOGIN_MIN_CHARS..=LOGIN_MAX_CHARS).contains(&login.len())
            && login.starts_with(plain)
            && login.chars().all(|c| plain(c) || "._-@".contains(c));
        fits.then_some(Self(login)).ok_or(BadLogin)
    }
}

impl fmt::Display for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Under which name failures of a typed login are counted: the same for every way of writing it,
/// bounded, and no sign of whether there is such an officer.
#[must_use]
pub fn login_key(typed: &str) -> String {
    typed
        .trim()
        .chars()
        .take(LOGIN_MAX_CHARS)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What came of logging in.
#[derive(Debug)]
pub enum LoginOutcome {
    /// No such login, another password, or an account that is closed. Which of these is not told;
    /// the caller counts it, by [`login_key`] and by address.
    Refused,
    /// A session began that opens everything the officer may do.
    Open(Started),
    /// A session began that opens nothing before this is done; [`Access::staff`] says what is next.
    Pending(Started, Pending),
}

impl Access {
    /// Begins a session for whoever knows an officer's login and password.
    ///
    /// # Errors
    /// [`Error::Hashing`], [`Error::Storage`].
    pub async fn log_in(
        &self,
        login: &str,
        password: &str,
        visit: &Visit,
    ) -> Result<LoginOutcome, Error> {
        let found = match login.parse::<LoginName>() {
            Ok(login) => credentials::by_login(self.store.reader(), login.as_str()).await?,
            Err(BadLogin) => None,
        };
        // What is too long is nobody's password, and hashing it would be work for a stranger.
        let typed = match password.chars().count() <= PASSWORD_MAX_CHARS {
            true => password,
            false => "",
        };
        let hash = found.as_ref().and_then(|found| found.password.clone());
        let is_right = self.hasher.verify(typed, hash).await?;
        let Some(found) = found.filter(|_| is_right) else {
            return Ok(LoginOutcome::Refused);
        };
        let Some(started) = self.start_staff(&found, visit).await? else {
            return Ok(LoginOutcome::Refused);
        };
        let session = self.staff(&started.token).await?;
        Ok(match session.pending() {
            None => LoginOutcome::Open(started),
            Some(pending) => LoginOutcome::Pending(started, pending),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_login_is_read_in_lower_case_or_not_at_all() {
        let login: LoginName = " Chen.Jing@GOV ".parse().unwrap();
        assert_eq!(login.as_str(), "chen.jing@gov");
        let long = "a".repeat(LOGIN_MAX_CHARS + 1);
        for wrong in ["", "a", ".chen", "chen jing", "陈静", "chen/jing", &long] {
            assert_eq!(wrong.parse::<LoginName>(), Err(BadLogin), "{wrong}");
        }
        assert!("a".repeat(LOGIN_MAX_CHARS).parse::<LoginName>().is_ok());
    }

    #[test]
    fn failures_are_counted_under_one_name_however_it_is_written() {
        assert_eq!(login_key(" Chen.Jing "), login_key("chen.jing"));
        assert_eq!(login_key(&"x".repeat(5_000)).len(), LOGIN_MAX_CHARS);
    }
}
