//! Who there is, and what each of them may read of each case.

use std::collections::BTreeSet;
use std::fmt;

use lianban::doors::gate::{Access, Route};

use super::cases::{Subject, SubjectKind};

/// How somebody shows who they are.
pub enum Way {
    /// Not at all.
    Stranger,
    /// By the case they filed.
    Applicant {
        case: String,
        secret: String,
        session: String,
    },
    /// By an account.
    Officer {
        department: &'static str,
        roles: &'static [&'static str],
        token: String,
        session: String,
    },
}

impl Way {
    pub fn authorization(&self) -> String {
        match self {
            Self::Stranger => String::new(),
            Self::Applicant { case, secret, .. } => format!("Case {case}:{secret}"),
            Self::Officer { token, .. } => format!("Bearer {token}"),
        }
    }

    pub fn cookie(&self) -> String {
        match self {
            Self::Stranger => String::new(),
            Self::Applicant { session, .. } => format!("lianban-case={session}"),
            Self::Officer { session, .. } => format!("lianban-staff={session}"),
        }
    }
}

pub struct Person {
    pub name: String,
    pub way: Way,
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The officers: department and roles.
pub const OFFICERS: &[(&str, &[&str])] = &[
    ("window", &["window"]),
    ("education", &["clerk"]),
    ("education", &["head"]),
    ("public_security", &["clerk"]),
    ("labor", &["clerk"]),
    ("commerce", &["clerk"]),
    ("health", &["clerk"]),
    ("family_planning", &["clerk"]),
    ("housing", &["clerk"]),
    ("fire", &["clerk"]),
    ("fire", &["head"]),
    ("supervision", &["supervisor"]),
    ("supervision", &["auditor"]),
    ("government", &["administrator"]),
    ("government", &["government_head"]),
];

/// What the steps of a department read while the case stands as it does here: places of the
/// application, `*` for any row. From `reads` of the workflow files, by hand. A head may take any
/// seat of their department.
fn places(kind: SubjectKind, department: &str, role: &str) -> &'static [&'static str] {
    use SubjectKind::{Permit, School};
    match (kind, department, role) {
        // On the receipt that the window prints again.
        (_, "window", "window") => &["/applicant/name"],
        (School, "education", "clerk" | "head") => {
            &["/form/children/*/*", "/materials/household_book"]
        }
        (School, "public_security", "clerk") => &[
            "/form/guardians/*/name",
            "/form/guardians/*/identity",
            "/form/address",
            "/form/living_since",
            "/materials/residence_permit",
        ],
        (School, "labor", "clerk") => &["/form/guardians/*/*", "/materials/labour_contract"],
        (School, "commerce", "clerk") => &["/form/guardians/*/*", "/materials/business_licence"],
        (School, "health", "clerk") => &["/form/children/*/*", "/materials/vaccination_card"],
        (School, "family_planning", "clerk") => {
            &["/form/guardians/*/name", "/form/guardians/*/phone"]
        }
        (School, _, "supervisor") => &[
            "/form/guardians/*/name",
            "/form/guardians/*/phone",
            "/form/children/*/name",
        ],
        (Permit, "public_security", "clerk") => &[
            "/form/person/*",
            "/form/address",
            "/form/living_since",
            "/materials/identity_card",
        ],
        (Permit, "labor", "clerk") => &[
            "/form/person/name",
            "/form/person/identity",
            "/form/employer",
            "/materials/job_proof",
        ],
        (Permit, "housing", "clerk") => &[
            "/form/person/name",
            "/form/person/identity",
            "/form/address",
            "/materials/home_proof",
        ],
        (Permit, _, "supervisor") => &["/form/person/name", "/form/person/phone"],
        _ => &[],
    }
}

/// Whoever has a step of it knows whose case it is.
const WHOSE: &str = "/applicant/name";

fn fits(pattern: &str, place: &str) -> bool {
    let (pattern, place) = (pattern.split('/'), place.split('/'));
    let same = |(wanted, part): (&str, &str)| wanted == "*" || wanted == part;
    pattern.clone().count() == place.clone().count() && pattern.zip(place).all(same)
}

impl Person {
    /// The values of a case that this person may ever be shown.
    pub fn reads<'s>(&self, subject: &'s Subject) -> BTreeSet<&'s str> {
        let canaries = subject.canaries.iter();
        match &self.way {
            Way::Stranger => BTreeSet::new(),
            Way::Applicant { case, .. } if *case == subject.case.number => {
                canaries.map(|(_, value)| value.as_str()).collect()
            }
            Way::Applicant { .. } => BTreeSet::new(),
            Way::Officer {
                department, roles, ..
            } => {
                let patterns = roles
                    .iter()
                    .flat_map(|role| places(subject.kind, department, role));
                let patterns: Vec<_> = patterns.collect();
                let reads = |place: &str| match place {
                    WHOSE => !patterns.is_empty(),
                    _ => patterns.iter().any(|pattern| fits(pattern, place)),
                };
                canaries
                    .filter(|(place, _)| reads(place))
                    .map(|(_, value)| value.as_str())
                    .collect()
            }
        }
    }

    /// Whether this person has a part in what stands at an address of a case; none where the table
    /// leaves it to more than department and role.
    pub fn may_open(&self, route: &Route, path: &str, subject: &Subject) -> Option<bool> {
        match (&self.way, route.access) {
            (_, Access::Public | Access::Probe | Access::Filer | Access::Operator) => None,
            (Way::Stranger, _) | (Way::Applicant { .. }, Access::Officer(_)) => Some(false),
            (Way::Applicant { case, .. }, _) => Some(*case == subject.case.number),
            (Way::Officer { .. }, Access::Applicant) => Some(false),
            (
                Way::Officer {
                    department, roles, ..
                },
                Access::Officer(named),
            ) => {
                if !named.is_empty() {
                    let has = named.iter().any(|role| roles.contains(role));
                    return if has { None } else { Some(false) };
                }
                let duty = subject
                    .duties
                    .iter()
                    .find(|duty| path.split('/').any(|part| part == duty.key));
                match duty {
                    Some(duty) if duty.department != *department => Some(false),
                    Some(duty) if duty.role == roles[0] => Some(true),
                    Some(_) => None,
                    None if subject.departments.contains(*department) => None,
                    None if roles.iter().any(|role| WATCHERS.contains(role)) => None,
                    None => Some(false),
                }
            }
            (Way::Officer { .. }, Access::ApplicantOrOfficer) => None,
        }
    }
}

/// Who may know of every case, though not what stands in it.
const WATCHERS: &[&str] = &["supervisor", "auditor", "government_head"];
