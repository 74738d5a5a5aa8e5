//! How somebody is reached: a phone number or a mail address, however it is written.

use std::fmt;
use std::str::FromStr;

use super::facts::Applicant;
use super::identifiers::Phone;

/// Longest mail address (RFC 5321, 4.5.3.1.3), in bytes.
const MAIL_MAX_BYTES: usize = 254;

/// What kind of contact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactKind {
    /// A mail address.
    Mail,
    /// A phone number.
    Phone,
}

impl ContactKind {
    /// A stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
        }
    }
}

/// One way to reach somebody. Two that reach the same are equal.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    kind: ContactKind,
    plain: String,
}

/// A text that is neither a phone number nor a mail address. Never repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a phone number of mainland China nor a mail address")]
pub struct NoContact;

impl Contact {
    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> ContactKind {
        self.kind
    }

    /// The one way of writing it, by which it is found. For no eyes.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// How an applicant is reached, mail first; at most one of each kind.
    #[must_use]
    pub fn all_of(applicant: &Applicant) -> Vec<Self> {
        let written = [applicant.email.as_deref(), applicant.phone.as_deref()];
        let kinds = [ContactKind::Mail, ContactKind::Phone];
        let read = |(written, kind): (Option<&str>, ContactKind)| {
            let contact: Self = written?.parse().ok()?;
            (contact.kind == kind).then_some(contact)
        };
        written.into_iter().zip(kinds).filter_map(read).collect()
    }
}

impl FromStr for Contact {
    type Err = NoContact;

    /// Capitals in a mail address are no difference, nor is how a number is grouped.
    fn from_str(written: &str) -> Result<Self, NoContact> {
        let written = written.trim().replace('＠', "@");
        if !written.contains('@') {
            let phone: Phone = written.parse().map_err(|_| NoContact)?;
            return Ok(Self {
                kind: ContactKind::Phone,
                plain: phone.reveal().to_owned(),
            });
        }
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c);
        let (who, host) = written.split_once('@').ok_or(NoContact)?;
        // As an application has it (`form::answers`): no slip of the pen is a place on the net.
        let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
        let whole = !who.is_empty() && is_host && !host.contains('@');
        if !whole || written.len() > MAIL_MAX_BYTES || written.contains(odd) {
            return Err(NoContact);
        }
        Ok(Self {
            kind: ContactKind::Mail,
            plain: written.to_lowercase(),
        })
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contact({})", self.kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn however_it_is_written_it_is_one_contact() {
        let same = |one: &str, other: &str| {
            let [one, other]: [Contact; 2] = [one, other].map(|text| text.parse().unwrap());
            one == other
        };
        assert!(same("13800138000", " +86 138-0013-8000 "));
        assert!(same("028-86123456", "02886123456"));
        assert!(same("Tenzin@Example.ORG", " tenzin＠example.org"));
        assert!(!same("13800138000", "13800138001"));
        assert!(!same("tenzin@example.org", "tenzin@example.com"));
    }

    #[test]
    fn what_is_neither_is_refused_and_not_repeated() {
        let long = format!("{}@example.org", "a".repeat(MAIL_MAX_BYTES));
        for wrong in [
            "", "12345", "a@", "@b.c", "a@b@c.d", "a b@c.d", "a\n@b.c", "nobody@x", "a@.org",
            "a@b.", "<a@b.c>", &long,
        ] {
            assert_eq!(wrong.parse::<Contact>(), Err(NoContact), "{wrong:?}");
        }
        let contact: Contact = "tenzin@example.org".parse().unwrap();
        assert_eq!(format!("{contact:?}"), "Contact(mail)");
    }

    #[test]
    fn an_applicant_has_at_most_one_of_each() {
        let mut applicant = Applicant {
            name: "丹增".to_owned(),
            identity: None,
            phone: Some("138 0013 8000".to_owned()),
            email: Some("Tenzin@example.org".to_owned()),
            language: Default::default(),
        };
        let kinds = |applicant: &Applicant| -> Vec<ContactKind> {
            Contact::all_of(applicant)
                .iter()
                .map(Contact::kind)
                .collect()
        };
        assert_eq!(kinds(&applicant), [ContactKind::Mail, ContactKind::Phone]);
        applicant.email = Some("13900139000".to_owned());
        assert_eq!(kinds(&applicant), [ContactKind::Phone], "no mail address");
    }
}
