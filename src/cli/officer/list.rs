//! `lianban officer list`

use std::collections::BTreeMap;

use serde_json::json;

use crate::app::accounts::Book;
use crate::cli::say;
use crate::domain::identifiers::OfficerId;
use crate::storage::accounts::{self, Account};

/// Officers whose logins are read in one go.
const LOGINS_AT_ONCE: usize = 500;

/// Prints everybody.
pub(super) async fn run(book: &Book, json: bool) -> anyhow::Result<()> {
    let all = everybody(book).await?;
    let mut logins: BTreeMap<OfficerId, String> = BTreeMap::new();
    for some in all.chunks(LOGINS_AT_ONCE) {
        let some: Vec<OfficerId> = some.iter().map(|account| account.id).collect();
        logins.extend(book.access.logins(&some).await?);
    }
    if json {
        let with_login = |account: &Account| {
            let mut said = as_json(account);
            said["login"] = json!(logins.get(&account.id));
            said
        };
        let rows: Vec<_> = all.iter().map(with_login).collect();
        return say::json(&rows);
    }
    let or_dash = |text: Option<&String>| text.cloned().unwrap_or_else(|| "-".to_owned());
    let row = |account: &Account| {
        vec![
            account.id.to_string(),
            account.name.clone(),
            account.department.to_string(),
            roles(account),
            or_dash(logins.get(&account.id)),
            or_dash(account.email.as_ref()),
            if account.active { "active" } else { "closed" }.to_owned(),
        ]
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    Ok(say::line(say::table(
        &[
            "number",
            "name",
            "department",
            "roles",
            "login",
            "mail",
            "account",
        ],
        &rows,
    ))?)
}

/// Roles in one line.
pub(super) fn roles(account: &Account) -> String {
    let roles: Vec<&str> = account.roles.iter().map(AsRef::as_ref).collect();
    roles.join(" ")
}

/// An account as a machine reads it.
pub(super) fn as_json(account: &Account) -> serde_json::Value {
    json!({
        "officer": account.id.0,
        "name": account.name,
        "department": account.department,
        "roles": account.roles,
        "email": account.email,
        "active": account.active,
    })
}

/// Every account there is.
pub(super) async fn everybody(book: &Book) -> anyhow::Result<Vec<Account>> {
    let mut all: Vec<Account> = Vec::new();
    loop {
        let after = all.last().map(|account| account.id);
        let page = accounts::list(book.store.reader(), after, accounts::PAGE_MAX).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
