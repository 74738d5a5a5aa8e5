//! Who is calling, once the door has looked.

use crate::domain::command::Actor;
use crate::domain::definition::Language;
use crate::domain::directory::Officer;
use crate::domain::identifiers::RequestId;
use crate::storage::accounts::Account;

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody known: may file, and look at what is public.
    Public,
    /// Somebody who proved their own request by case number and secret.
    Applicant(RequestId),
    /// An officer with a valid token.
    Staff(Staff),
}

/// An officer at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// As a command sees them.
    pub officer: Officer,
    /// What colleagues call them.
    pub name: String,
    /// The language they read.
    pub language: Language,
}

impl Caller {
    /// As a command's sender.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::Public | Self::Applicant(_) => Actor::Applicant,
            Self::Staff(staff) => Actor::Officer(staff.officer.clone()),
        }
    }

    /// The name under which answers are remembered; keys of different callers never meet.
    #[must_use]
    pub fn idempotency_actor(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Applicant(id) => format!("applicant:{id}"),
            Self::Staff(staff) => format!("officer:{}", staff.officer.id),
        }
    }

    /// The officer, if it is one.
    #[must_use]
    pub fn officer(&self) -> Option<&Officer> {
        match self {
            Self::Staff(staff) => Some(&staff.officer),
            Self::Public | Self::Applicant(_) => None,
        }
    }

    /// Whether an officer with this role is calling.
    #[must_use]
    pub fn is(&self, role: &str) -> bool {
        self.officer().is_some_and(|officer| officer.is(role))
    }
}

impl From<Account> for Staff {
    fn from(account: Account) -> Self {
        Self {
            officer: Officer {
                id: account.id,
                department: account.department,
                roles: account.roles,
            },
            name: account.name,
            language: account.language,
        }
    }
}
