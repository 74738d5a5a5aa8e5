//! What the house makes of a provider's claims.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Unwelcome;
use crate::access::login::LoginName;
use crate::access::officers::{clean_name, is_mail_address};
use crate::domain::identifiers::{DepartmentKey, RoleKey};

/// Whose account somebody gets whom the provider names for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    /// The one that stands with their login; without one they are refused.
    Existing,
    /// A new one; a login that an account here has already is refused.
    Create,
    /// The one that stands with their login, or else a new one.
    Either,
}

impl Accounts {
    pub(super) const fn takes_standing(self) -> bool {
        matches!(self, Self::Existing | Self::Either)
    }

    pub(super) const fn opens_new(self) -> bool {
        matches!(self, Self::Create | Self::Either)
    }
}

/// Which claim says what. A claim is named as it is, or by a path: `realm_access.roles`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRules {
    /// Whose account a newcomer gets.
    pub accounts: Accounts,
    /// Names the login.
    pub login_claim: String,
    /// Names the person; empty: nobody's name is taken over.
    pub name_claim: String,
    /// Where they are written to; empty: not taken over. Nobody is known by it.
    pub email_claim: String,
    /// Says the department; empty: it stays as the account has it.
    pub department_claim: String,
    /// What that claim says for each department.
    pub departments: BTreeMap<String, DepartmentKey>,
    /// Says the roles.
    pub roles_claim: String,
    /// What that claim says for each role.
    pub roles: BTreeMap<String, RoleKey>,
    /// Proofs at the provider that count as a second factor.
    pub second_factors: BTreeSet<String>,
}

/// Somebody as the claims have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claimed {
    pub(super) login: LoginName,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    /// None: the claims have nothing to say about it.
    pub(super) department: Option<DepartmentKey>,
    pub(super) roles: BTreeSet<RoleKey>,
}

impl ProviderRules {
    /// Reads the claims; without a login, a role or (where it is asked for) a department nobody is
    /// let in.
    pub(super) fn read(&self, claims: &Map<String, Value>) -> Result<Claimed, Unwelcome> {
        let login = first(claims, &self.login_claim).and_then(|login| login.parse().ok());
        let login = login.ok_or(Unwelcome::NoLogin)?;
        let said = texts(claims, &self.roles_claim).into_iter();
        let roles: BTreeSet<RoleKey> = said
            .filter_map(|role| self.roles.get(role).cloned())
            .collect();
        if roles.is_empty() {
            return Err(Unwelcome::NoRole);
        }
        let mut said = texts(claims, &self.department_claim).into_iter();
        let department = said.find_map(|said| self.departments.get(said).cloned());
        if department.is_none() && !self.department_claim.is_empty() {
            return Err(Unwelcome::NoDepartment);
        }
        let email = first(claims, &self.email_claim);
        Ok(Claimed {
            login,
            name: first(claims, &self.name_claim).and_then(clean_name),
            email: email
                .filter(|email| is_mail_address(email))
                .map(str::to_owned),
            department,
            roles,
        })
    }

    /// Whether one of these proofs is a second factor.
    pub(super) fn is_second(&self, methods: &[String]) -> bool {
        let counts = |method: &String| self.second_factors.contains(method);
        methods.iter().any(counts)
    }
}

/// The claim of that name, or at that path; none of no name.
fn claim<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    if name.is_empty() {
        return None;
    }
    if let Some(found) = claims.get(name) {
        return Some(found);
    }
    let (head, rest) = name.split_once('.')?;
    match claims.get(head)? {
        Value::Object(inner) => claim(inner, rest),
        _ => None,
    }
}

/// A claim's text, or the texts of its list.
fn texts<'c>(claims: &'c Map<String, Value>, name: &str) -> Vec<&'c str> {
    match claim(claims, name) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn first<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c str> {
    texts(claims, name).first().copied()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn rules() -> ProviderRules {
        let role = |(said, role): (&str, &str)| (said.to_owned(), role.parse().unwrap());
        ProviderRules {
            accounts: Accounts::Existing,
            login_claim: "preferred_username".to_owned(),
            name_claim: "name".to_owned(),
            email_claim: "email".to_owned(),
            department_claim: "department".to_owned(),
            departments: [("教育局".to_owned(), "education".parse().unwrap())].into(),
            roles_claim: "realm_access.roles".to_owned(),
            roles: [("lianban-clerk", "clerk"), ("lianban-head", "head")]
                .map(role)
                .into(),
            second_factors: ["otp".to_owned(), "mfa".to_owned()].into(),
        }
    }

    fn read(rules: &ProviderRules, claims: Value) -> Result<Claimed, Unwelcome> {
        let Value::Object(claims) = claims else {
            panic!("claims are an object");
        };
        rules.read(&claims)
    }

    #[test]
    fn claims_become_what_the_house_knows() {
        let claims = json!({
            "preferred_username": "Zhao.Yun", "name": " 赵云 ", "email": "zhao@edu.example",
            "department": ["档案馆", "教育局"],
            "realm_access": {"roles": ["lianban-clerk", "offline_access", 7]},
        });
        let claimed = read(&rules(), claims).unwrap();
        assert_eq!(claimed.login.as_str(), "zhao.yun");
        assert_eq!(claimed.name.as_deref(), Some("赵云"));
        assert_eq!(claimed.email.as_deref(), Some("zhao@edu.example"));
        assert_eq!(claimed.department.unwrap().as_str(), "education");
        assert_eq!(claimed.roles, ["clerk".parse().unwrap()].into());
    }

    #[test]
    fn whoever_has_no_login_role_or_department_is_told_which() {
        let whole = json!({
            "preferred_username": "zhao.yun", "department": "教育局",
            "realm_access": {"roles": "lianban-head"},
        });
        assert!(read(&rules(), whole.clone()).is_ok());
        let change = |place: &str, value: Value| {
            let mut changed = whole.clone();
            *changed.pointer_mut(place).unwrap() = value;
            read(&rules(), changed).unwrap_err()
        };
        let roles = "/realm_access/roles";
        assert_eq!(
            change("/preferred_username", json!("赵云")),
            Unwelcome::NoLogin
        );
        assert_eq!(change("/preferred_username", json!(7)), Unwelcome::NoLogin);
        assert_eq!(
            change(roles, json!(["clerk", "Lianban-Clerk"])),
            Unwelcome::NoRole
        );
        assert_eq!(change(roles, json!([])), Unwelcome::NoRole);
        assert_eq!(
            change("/department", json!("education")),
            Unwelcome::NoDepartment
        );
    }

    #[test]
    fn a_claim_that_is_not_asked_for_changes_nothing() {
        let rules = ProviderRules {
            department_claim: String::new(),
            name_claim: String::new(),
            email_claim: String::new(),
            ..rules()
        };
        let claims = json!({
            "": "odd", "preferred_username": "zhao.yun", "name": "赵云", "email": "no address",
            "realm_access": {"roles": ["lianban-clerk"]},
        });
        let claimed = read(&rules, claims).unwrap();
        assert_eq!((claimed.name, claimed.email), (None, None));
    }

    #[test]
    fn a_claim_whose_own_name_has_dots_is_found_before_a_path() {
        let claims = json!({
            "https://town.example/roles": ["lianban-clerk"],
            "preferred_username": "zhao.yun", "department": "教育局",
        });
        let rules = ProviderRules {
            roles_claim: "https://town.example/roles".to_owned(),
            ..rules()
        };
        assert!(read(&rules, claims).is_ok());
    }

    #[test]
    fn only_the_proofs_that_are_listed_are_second_factors() {
        let of = |methods: &[&str]| {
            let methods: Vec<String> = methods.iter().map(|m| (*m).to_owned()).collect();
            rules().is_second(&methods)
        };
        assert!(of(&["pwd", "otp"]));
        assert!(!of(&["pwd"]) && !of(&[]) && !of(&["OTP"]));
    }
}
