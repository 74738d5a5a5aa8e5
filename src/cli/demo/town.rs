//! The people of the demo: officers of every department, each with an account and a token.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};

use crate::access::{Access, NewOfficer};
use crate::domain::definition::Language;
use crate::domain::identifiers::OfficerId;

/// Everybody's password; the pages of the demo print it.
pub(super) const DEMO_PASSWORD: &str = "lianban-demo";

/// Name, department, roles.
const PEOPLE: [(&str, &str, &[&str]); 35] = [
    ("Wu Lei", "window", &["window"]),
    ("Bai Xue", "window", &["head"]),
    ("Chen Jing", "education", &["clerk"]),
    ("Zhao Yun", "education", &["clerk"]),
    ("Liu Fang", "education", &["clerk"]),
    ("Sun Hao", "education", &["head"]),
    ("Lu Ying", "education", &["head"]),
    ("He Qiang", "public_security", &["clerk"]),
    ("Tang Wei", "public_security", &["clerk"]),
    ("Luo Jian", "public_security", &["head"]),
    ("Ma Lin", "labor", &["clerk"]),
    ("Gao Yan", "labor", &["head"]),
    ("Xu Dan", "commerce", &["clerk"]),
    ("Zheng Bo", "commerce", &["clerk"]),
    ("Peng Fei", "commerce", &["clerk"]),
    ("Deng Hui", "commerce", &["head"]),
    ("Cao Min", "health", &["clerk"]),
    ("Fan Li", "health", &["head"]),
    ("Yu Na", "family_planning", &["clerk"]),
    ("Kang Ning", "family_planning", &["head"]),
    ("Qin Tao", "housing", &["clerk"]),
    ("Meng Jie", "housing", &["head"]),
    ("Shen Kai", "urban_management", &["clerk"]),
    ("Yin Rui", "urban_management", &["head"]),
    ("Jiang Shan", "fire", &["clerk"]),
    ("Shi Gang", "fire", &["head"]),
    ("Hu Xin", "tax", &["clerk"]),
    ("Ding Yi", "tax", &["head"]),
    ("Lin Yue", "supervision", &["supervisor"]),
    ("Ye Qing", "supervision", &["supervisor"]),
    ("Gu Wen", "supervision", &["auditor"]),
    ("Guo An", "government", &["government_head"]),
    ("Song Ping", "government", &["administrator"]),
    ("Fang Min", "government", &["administrator"]),
    ("Tian Yu", "government", &["clerk"]),
];

/// Somebody with an account.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The account's number.
    pub(super) id: OfficerId,
    /// What colleagues call them.
    pub(super) name: &'static str,
    /// Where they work.
    pub(super) department: &'static str,
    /// What they may act as.
    pub(super) roles: &'static [&'static str],
    /// How they come in.
    pub(super) token: String,
}

/// Everybody, by name.
pub(super) struct Town(BTreeMap<&'static str, Person>);

impl Town {
    /// Opens everybody's account.
    pub(super) async fn settle(access: &Access) -> anyhow::Result<Self> {
        let mut people = BTreeMap::new();
        for (name, department, roles) in PEOPLE {
            let address = name.to_lowercase().replace(' ', ".");
            let new = NewOfficer {
                name: name.to_owned(),
                email: Some(format!(
                    "{address}@{}.example",
                    department.replace('_', "-")
                )),
                department: department.parse()?,
                roles: roles
                    .iter()
                    .map(|role| role.parse())
                    .collect::<Result<_, _>>()?,
                language: Language::Zh,
            };
            let account = access
                .operator()
                .add_officer(&new)
                .await
                .with_context(|| format!("{name} gets no account"))?;
            // Ready accounts for the pages, which say on every page that they are public.
            let login = address.parse()?;
            access
                .operator()
                .give_known_password(account.id, &login, DEMO_PASSWORD)
                .await?;
            let token = access
                .operator()
                .issue_token(account.id, "demo", None)
                .await?
                .token;
            let person = Person {
                id: account.id,
                name,
                department,
                roles,
                token,
            };
            people.insert(name, person);
        }
        Ok(Self(people))
    }

    /// Somebody by name.
    pub(super) fn person(&self, name: &str) -> anyhow::Result<&Person> {
        self.0
            .get(name)
            .ok_or_else(|| anyhow!("{name} does not live in this town"))
    }

    /// Everybody.
    pub(super) fn people(&self) -> impl Iterator<Item = &Person> {
        self.0.values()
    }
}
