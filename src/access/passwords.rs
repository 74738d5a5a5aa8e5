//! Passwords: what one has to be, and changing it.
//!
//! Length and a list of the common ones, no rules about characters and no expiry (NIST SP 800-63B,
//! section 5.1.1.2).

use std::collections::BTreeSet;

use super::staff::{Pending, StaffSession};
use super::{Access, Error, commit};
use crate::storage::sessions::Holder;
use crate::storage::{credentials, sessions};

/// Shortest password, in characters.
pub const PASSWORD_MIN_CHARS: usize = 10;
/// Longest password, in characters.
pub const PASSWORD_MAX_CHARS: usize = 128;
/// With fewer it is one key held down, or two in turn.
const DIFFERENT_CHARS_MIN: usize = 4;
/// What people type when ten characters are asked for, in lower case.
const COMMON: [&str; 40] = [
    "0123456789",
    "1234567890",
    "1234567891",
    "12345678910",
    "123456789a",
    "0987654321",
    "9876543210",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "5201314520",
    "a123456789",
    "aa123456789",
    "abc1234567",
    "abc123456789",
    "abcd123456",
    "abcdefghij",
    "admin12345",
    "admin123456",
    "administrator",
    "asdfghjkl1",
    "asdfghjkl123",
    "changeme123",
    "iloveyou123",
    "lianban123",
    "lianban123456",
    "lianban2026",
    "p@ssw0rd123",
    "passw0rd123",
    "password10",
    "password123",
    "password1234",
    "qq123456789",
    "qwer123456",
    "qwerty12345",
    "qwertyuiop",
    "welcome123",
    "woaini1314520",
    "woaini5201314",
];

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Shorter than [`PASSWORD_MIN_CHARS`].
    #[error("a password has at least {PASSWORD_MIN_CHARS} characters")]
    TooShort,
    /// Longer than [`PASSWORD_MAX_CHARS`].
    #[error("a password has at most {PASSWORD_MAX_CHARS} characters")]
    TooLong,
    /// The login itself.
    #[error("the password is the login")]
    IsLogin,
    /// One of those that are tried first, or hardly more than one key.
    #[error("too many people have this password")]
    Common,
    /// The one there was.
    #[error("the new password is the old one")]
    Unchanged,
}

/// Whether a password may be taken by whoever has this login.
///
/// # Errors
/// Why not.
pub fn fitness(password: &str, login: &str) -> Result<(), Unfit> {
    let lower = password.to_lowercase();
    let length = password.chars().count();
    if length < PASSWORD_MIN_CHARS {
        return Err(Unfit::TooShort);
    }
    if length > PASSWORD_MAX_CHARS {
        return Err(Unfit::TooLong);
    }
    if lower.trim() == login.to_lowercase() {
        return Err(Unfit::IsLogin);
    }
    let different: BTreeSet<char> = lower.chars().collect();
    if different.len() < DIFFERENT_CHARS_MIN || COMMON.contains(&lower.trim()) {
        return Err(Unfit::Common);
    }
    Ok(())
}

/// What came of changing a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is changed; the officer's other sessions are over.
    Done,
    /// The current one is another; the caller counts it, by officer.
    WrongPassword,
    /// The new one cannot be taken.
    Unfit(Unfit),
}

impl Access {
    /// Changes the password of whoever has this session, who has to say the current one, too. Ends
    /// their other sessions.
    ///
    /// # Errors
    /// [`Error::SecondFactorFirst`], [`Error::Unknown`] if the officer has no password any more,
    /// [`Error::Hashing`], [`Error::Storage`].
    pub async fn change_password(
        &self,
        session: &StaffSession,
        current: &str,
        new: &str,
    ) -> Result<Change, Error> {
        if session.pending() == Some(Pending::SecondFactor) {
            return Err(Error::SecondFactorFirst);
        }
        if let Err(unfit) = fitness(new, &session.login) {
            return Ok(Change::Unfit(unfit));
        }
        if current.chars().count() > PASSWORD_MAX_CHARS {
            return Ok(Change::WrongPassword);
        }
        let officer = session.account.id;
        let credential = credentials::find(self.store.writer(), officer).await?;
        let old = credential.and_then(|credential| credential.password);
        let old = old.ok_or(Error::Unknown)?;
        if !self.hasher.verify(current, Some(old.clone())).await? {
            return Ok(Change::WrongPassword);
        }
        if current == new {
            return Ok(Change::Unfit(Unfit::Unchanged));
        }
        let hash = self.hasher.hash(new, self.entropy.as_ref()).await?;
        let tx = self.store.begin().await?;
        let now = self.clock.now();
        if !credentials::change_password(&tx, officer, &old, &hash, now).await? {
            // Somebody else changed it while this one was worked out.
            return Ok(Change::WrongPassword);
        }
        let but = Some(session.session.id.as_str());
        sessions::end_all(&tx, Holder::Officer(officer), but).await?;
        commit(tx).await?;
        Ok(Change::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_and_not_the_first_guess() {
        let long = "长密码很难猜".repeat(22);
        for (password, expected) in [
            ("ninechars", Err(Unfit::TooShort)),
            ("tencharact", Ok(())),
            ("十个汉字也是一个密码", Ok(())),
            (&long[..PASSWORD_MAX_CHARS * 3], Ok(())),
            (long.as_str(), Err(Unfit::TooLong)),
            ("Chen.Jing.Li", Err(Unfit::IsLogin)),
            ("PassWord123", Err(Unfit::Common)),
            ("aaaaaaaaaaaa", Err(Unfit::Common)),
            ("121212121212", Err(Unfit::Common)),
            ("correct horse", Ok(())),
        ] {
            assert_eq!(fitness(password, "chen.jing.li"), expected, "{password}");
        }
    }

    #[test]
    fn what_is_listed_as_common_is_long_enough_to_be_typed() {
        for common in COMMON {
            assert!(common.len() >= PASSWORD_MIN_CHARS, "{common}");
            assert_eq!(fitness(common, "x"), Err(Unfit::Common), "{common}");
        }
    }
}
