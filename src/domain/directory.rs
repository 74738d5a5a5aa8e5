//! The town: departments with their hours, and the roles people hold in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::{Instant, OfficeHours, civil, midnight};
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

    /// The department that does what this one did: itself, or whoever it was merged into by then.
    #[must_use]
    pub fn standing<'a>(&'a self, key: &'a DepartmentKey, at: Instant) -> &'a DepartmentKey {
        let mut standing = key;
        // No longer than the town has departments: a circle ends, too.
        for _ in 0..self.departments.len() {
            match self.succession(standing) {
                Some(next) if next.begins() <= at => standing = &next.by,
                _ => break,
            }
        }
        standing
    }

    /// Into what a department is or will be merged.
    #[must_use]
    pub fn succession(&self, key: &DepartmentKey) -> Option<&Succession> {
        self.departments.get(key)?.succeeded_by.as_ref()
    }

    /// How many departments were merged into others by then.
    #[must_use]
    pub fn merged_by(&self, at: Instant) -> usize {
        let all = self.departments.values();
        let merged = all.filter_map(|department| department.succeeded_by.as_ref());
        merged.filter(|next| next.begins() <= at).count()
    }

    /// The departments that a department stands for besides itself, the directly merged and theirs.
    #[must_use]
    pub fn stands_for(&self, key: &DepartmentKey, at: Instant) -> Vec<&DepartmentKey> {
        let others = self.departments.keys().filter(|other| *other != key);
        others
            .filter(|other| self.standing(other, at) == key)
            .collect()
    }

    /// The department that does by then what this one did, and all that it stands for.
    #[must_use]
    pub fn merged_with(&self, key: &DepartmentKey, at: Instant) -> Vec<DepartmentKey> {
        let standing = self.standing(key, at);
        let merged = self.stands_for(standing, at).into_iter();
        std::iter::once(standing).chain(merged).cloned().collect()
    }

    /// The directory with the names of a day: what was written then bears them.
    #[must_use]
    pub fn as_of(&self, at: Instant) -> Self {
        let day = civil(at).date();
        let mut then = self.clone();
        for department in then.departments.values_mut() {
            if let Some(former) = department.former_title(day) {
                department.title = former.clone();
            }
        }
        then
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
    /// What it was called before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<FormerTitle>,
    /// Into what it was or will be merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded_by: Option<Succession>,
}

impl Department {
    /// What it was called on a day, if otherwise than today: of the names that still held then, the one
    /// that was given up first.
    fn former_title(&self, day: NaiveDate) -> Option<&Text> {
        let held = self.formerly.iter().filter(|former| day <= former.until);
        held.min_by_key(|former| former.until)
            .map(|former| &former.title)
    }
}

/// A name that a department bore.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormerTitle {
    /// The last day on which it did.
    pub until: NaiveDate,
    /// The name.
    pub title: Text,
}

/// A department goes on in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// In which.
    pub by: DepartmentKey,
    /// The first day on which that one does its work.
    pub from: NaiveDate,
}

impl Succession {
    /// The instant from which it does.
    #[must_use]
    pub fn begins(&self) -> Instant {
        midnight(self.from)
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn key(text: &str) -> DepartmentKey {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn named(zh: &str) -> Text {
        Text {
            zh: zh.to_owned(),
            en: None,
        }
    }

    fn town() -> Directory {
        let department = |zh: &str, next: Option<(&str, &str)>| Department {
            title: named(zh),
            hours: OfficeHours::default(),
            phone: None,
            formerly: Vec::new(),
            succeeded_by: next.map(|(by, from)| Succession {
                by: key(by),
                from: day(from),
            }),
        };
        let departments = [
            (
                "labor",
                department("人社局", Some(("people", "2026-04-10"))),
            ),
            ("people", department("民生局", Some(("all", "2026-06-01")))),
            ("all", department("总局", None)),
            ("health", department("卫健局", None)),
        ];
        let departments = departments.map(|(name, found)| (key(name), found));
        Directory {
            departments: departments.into(),
            ..Directory::default()
        }
    }

    #[test]
    fn a_merged_department_goes_on_in_another_from_its_day() {
        let town = town();
        for (day, expected) in [
            ("2026-04-09", "labor"),
            ("2026-04-10", "people"),
            ("2026-05-31", "people"),
            ("2026-06-01", "all"),
        ] {
            let at = midnight(day.parse().unwrap());
            let labor = key("labor");
            assert_eq!(town.standing(&labor, at).as_ref(), expected, "{day}");
            assert_eq!(town.standing(&key("health"), at), &key("health"));
        }
        let late = midnight(day("2026-07-01"));
        assert_eq!(town.merged_by(late), 2);
        assert_eq!(
            town.stands_for(&key("all"), late),
            [&key("labor"), &key("people")]
        );
    }

    #[test]
    fn a_circle_of_mergers_ends() {
        let mut town = town();
        let back = Succession {
            by: key("labor"),
            from: day("2026-01-01"),
        };
        town.departments.get_mut(&key("all")).unwrap().succeeded_by = Some(back);
        let late = midnight(day("2027-01-01"));
        let (labor, ends) = (key("labor"), ["labor", "people", "all"]);
        let standing = town.standing(&labor, late);
        assert!(ends.contains(&standing.as_ref()));
    }

    #[test]
    fn what_was_written_then_bears_the_name_of_then() {
        let mut town = town();
        let health = town.departments.get_mut(&key("health")).unwrap();
        health.formerly = [("2020-12-31", "卫生局"), ("2025-06-30", "卫计局")]
            .map(|(until, zh)| FormerTitle {
                until: day(until),
                title: named(zh),
            })
            .into();
        for (on, expected) in [
            ("2020-12-31", "卫生局"),
            ("2021-01-01", "卫计局"),
            ("2025-06-30", "卫计局"),
            ("2025-07-01", "卫健局"),
        ] {
            let then = town.as_of(midnight(day(on)));
            assert_eq!(then.departments[&key("health")].title.zh, expected, "{on}");
        }
    }
}
