//! The town: departments with their hours, and the roles people hold in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::calendar::OfficeHours;
use super::definition::Text;
use super::identifiers::{DepartmentKey, OfficerId, Regions, RoleKey};

/// The role of somebody who works a department's queue.
pub const CLERK: &str = "clerk";
/// The role of a department's head, who approves extensions of Art. 42(1).
pub const HEAD: &str = "head";
/// The role at the window that receives and hands over.
pub const WINDOW: &str = "window";
/// The role that resolves what is stalled.
pub const SUPERVISOR: &str = "supervisor";
/// The department of the supervisors, who watch over all departments.
pub const SUPERVISION: &str = "supervision";
/// The role that approves extensions of Art. 42(2).
pub const GOVERNMENT_HEAD: &str = "government_head";
/// The role that reads everything it needs to verify, and changes nothing.
pub const AUDITOR: &str = "auditor";
/// The role that keeps accounts, workflows and calendars.
pub const ADMINISTRATOR: &str = "administrator";

/// Departments, roles and regions, as data from `config/`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Directory {
    /// Every department.
    pub departments: BTreeMap<DepartmentKey, Department>,
    /// Every role.
    pub roles: BTreeMap<RoleKey, Role>,
    /// The regions that people come from and live in.
    #[serde(skip)]
    pub regions: Regions,
}

impl Directory {
    /// The office hours of a department; the usual ones where it names none.
    #[must_use]
    pub fn hours(&self, department: &DepartmentKey) -> &OfficeHours {
        static USUAL: LazyLock<OfficeHours> = LazyLock::new(OfficeHours::default);
        let found = self.departments.get(department);
        found.map_or(&USUAL, |found| &found.hours)
    }

    /// The department whose supervisors answer complaints; a town without it keeps them in the
    /// lead's queue, still for supervisors alone.
    #[must_use]
    pub fn supervision<'a>(&'a self, lead: &'a DepartmentKey) -> &'a DepartmentKey {
        let mut known = self.departments.keys();
        known
            .find(|key| key.as_str() == SUPERVISION)
            .unwrap_or(lead)
    }
}

/// One department 部门.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its name.
    pub title: Text,
    /// When its counter is open.
    #[serde(default)]
    pub hours: OfficeHours,
    /// What people call to ask.
    #[serde(default)]
    pub phone: Option<String>,
}

/// One role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its name.
    pub title: Text,
}

/// An officer 经办人 as a command sees them: who, where, as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// The account.
    pub id: OfficerId,
    /// Where they work.
    pub department: DepartmentKey,
    /// What they may act as.
    pub roles: BTreeSet<RoleKey>,
}

impl Officer {
    /// Whether the officer holds a role.
    #[must_use]
    pub fn is(&self, role: &str) -> bool {
        self.roles.contains(role)
    }
}
