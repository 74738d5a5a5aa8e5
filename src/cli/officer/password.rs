//! `lianban officer password`, `reset-second` and `unbind`: how an officer comes in by the pages.

use clap::Args;
use serde_json::{Value, json};

use crate::access::{Error, FirstPassword, LoginName};
use crate::app::accounts::Book;
use crate::cli::{Misuse, say};
use crate::domain::identifiers::OfficerId;

#[derive(Debug, Args)]
pub(super) struct PasswordArguments {
    /// What they log in with; capitals are no difference
    #[arg(long, value_name = "NAME")]
    login: LoginName,
    /// The officer's number; left out, the officer who has the login
    #[arg(value_name = "ID")]
    officer: Option<i64>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Gives a first password, and says it once.
pub(super) async fn give(book: &Book, arguments: &PasswordArguments) -> anyhow::Result<()> {
    let access = &book.access;
    let login = &arguments.login;
    let officer = match arguments.officer {
        Some(officer) => OfficerId(officer),
        None => officer_of(book, login, "; name the officer's number").await?,
    };
    let given = access.operator().give_password(officer, login).await?;
    if arguments.json {
        let mut said = json!({"officer": officer.0});
        add(&mut said, &given);
        return say::json(&said);
    }
    print(&given)
}

async fn officer_of(book: &Book, login: &LoginName, advice: &str) -> anyhow::Result<OfficerId> {
    let found = book.access.officer_of(login).await;
    found.map_err(|error| match error {
        Error::NoLogin => Misuse(format!("nobody has the login {login}{advice}")).into(),
        other => other.into(),
    })
}

/// Looses an account from its number at the provider.
pub(super) async fn unbind(book: &Book, login: &LoginName) -> anyhow::Result<()> {
    let officer = officer_of(book, login, "").await?;
    let name = book.access.officer(officer).await?.name;
    let was = match book.access.operator().unbind(officer).await? {
        true => "is bound to nobody at the provider now",
        false => "was bound to nobody at the provider",
    };
    Ok(say::line(format!("officer {officer} ({name}) {was}"))?)
}

/// Takes a second factor away.
pub(super) async fn reset_second(book: &Book, officer: OfficerId) -> anyhow::Result<()> {
    let account = book.access.officer(officer).await?;
    book.access.operator().reset_second(officer).await?;
    say::line(format!(
        "officer {officer} ({}) has no second factor now",
        account.name
    ))?;
    Ok(())
}

/// Refuses a login that somebody has, before an account is opened for it.
pub(super) async fn is_free(book: &Book, login: Option<&LoginName>) -> anyhow::Result<()> {
    let Some(login) = login else {
        return Ok(());
    };
    match book.access.officer_of(login).await {
        Err(Error::NoLogin) => Ok(()),
        Ok(officer) => Err(Misuse(format!("officer {officer} has the login {login}")).into()),
        Err(error) => Err(error.into()),
    }
}

/// Login and password as a machine reads them.
pub(super) fn add(said: &mut Value, given: &FirstPassword) {
    said["login"] = json!(given.login.as_str());
    said["password"] = json!(given.password);
}

/// Login and password as a person reads them, once.
pub(super) fn print(given: &FirstPassword) -> anyhow::Result<()> {
    say::line(format!("login: {}", given.login))?;
    say::line(format!("password: {}", given.password))?;
    say::aside("The password is shown only now, and has to be changed at the first login.");
    Ok(())
}
