//! `lianban init` and `lianban officer`: accounts from the machine itself, for the first day and for
//! when nobody can get in any more.

mod list;
mod password;

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use serde_json::json;

use super::diagram::Tongue;
use super::token::{self, Lifetime};
use super::{Ending, Misuse, Settings, say};
use crate::access::{
    Access, FirstPassword, LoginName, MAX_NAME_CHARS, NewOfficer, clean_name, is_mail_address,
};
use crate::app::accounts::Book;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::storage::accounts::Account;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban init --name 'Chen Jing' --department government --email chen@example.org\n\nBrings the database up to date, opens the account of the first administrator, and prints a\nfirst password and a token once. Refused where there is an administrator already: use `lianban officer add` then."
)]
pub(super) struct InitArguments {
    #[command(flatten)]
    who: Who,
    /// What they log in with
    #[arg(long, value_name = "NAME", default_value = "admin")]
    login: LoginName,
    #[command(flatten)]
    lifetime: Lifetime,
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Who {
    /// What colleagues call them
    #[arg(long)]
    name: String,
    /// Where they work, by its key in departments.yaml
    #[arg(long)]
    department: DepartmentKey,
    /// Where they are written to
    #[arg(long)]
    email: Option<String>,
    /// The language they read
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    language: Tongue,
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Open an account and print a token once
    #[command(
        after_help = "Examples:\n  lianban officer add --name 'Liu Min' --department education --role clerk --role head\n  lianban officer add --name 'Wu Lei' --department window --role window --email wu@example.org --language en"
    )]
    Add {
        #[command(flatten)]
        who: Who,
        /// What they may act as, by its key in roles.yaml; may be repeated
        #[arg(long = "role", required = true)]
        roles: Vec<RoleKey>,
        /// What they log in with; prints a first password once
        #[arg(long, value_name = "NAME")]
        login: Option<LoginName>,
        #[command(flatten)]
        lifetime: Lifetime,
        /// Open the account alone, without a token
        #[arg(long)]
        no_token: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List the accounts
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Give an officer a login and a first password, and print it once; or new ones
    #[command(
        after_help = "Examples:\n  lianban officer password --login chen.jing 7\n  lianban officer password --login chen.jing\n\nTheir sessions end, the password has to be changed at the first login; a second factor stays."
    )]
    Password(password::PasswordArguments),
    /// Take away the second factor of whoever lost their phone; their sessions end
    ResetSecond {
        /// The officer's number
        officer: i64,
    },
    /// Loose an account from its number at the provider; their sessions end
    #[command(
        after_help = "Example:\n  lianban officer unbind chen.jing\n\nFor whoever got another number there: at the next sign-in the account is theirs who comes with\nits login."
    )]
    Unbind {
        /// What they log in with; capitals are no difference
        #[arg(value_name = "LOGIN")]
        login: LoginName,
    },
    /// Close an account: its tokens are worthless at once, its sessions end
    Deactivate {
        /// The officer's number
        officer: i64,
    },
}

pub(super) async fn init(settings: &Settings, arguments: &InitArguments) -> anyhow::Result<Ending> {
    let config = settings.load()?;
    let book = Book::open_migrating(&config).await?;
    if has_administrator(&book).await? {
        say::aside("there is an administrator already; `lianban officer add` adds others");
        return Ok(Ending::Refused);
    }
    let role: RoleKey = ADMINISTRATOR.parse()?;
    let new = new(&book, &arguments.who, &[role])?;
    let login = Some(&arguments.login);
    password::is_free(&book, login).await?;
    let account = book.access.operator().add_officer(&new).await?;
    let lifetime = Some(&arguments.lifetime);
    welcome(&book.access, &account, login, lifetime, arguments.json).await?;
    book.close().await?;
    Ok(Ending::Done)
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let book = Book::open(&settings.load()?).await?;
    match &arguments.what {
        What::Add {
            who,
            roles,
            login,
            lifetime,
            no_token,
            json,
        } => {
            let (new, login) = (new(&book, who, roles)?, login.as_ref());
            password::is_free(&book, login).await?;
            let account = book.access.operator().add_officer(&new).await?;
            let lifetime = (!no_token).then_some(lifetime);
            welcome(&book.access, &account, login, lifetime, *json).await?;
        }
        What::Password(arguments) => password::give(&book, arguments).await?,
        What::ResetSecond { officer } => {
            password::reset_second(&book, OfficerId(*officer)).await?;
        }
        What::Unbind { login } => password::unbind(&book, login).await?,
        What::List { json } => list::run(&book, *json).await?,
        What::Deactivate { officer } => {
            let mut account = book.access.officer(OfficerId(*officer)).await?;
            account.active = false;
            book.access.operator().change_officer(&account).await?;
            say::line(format!("officer {officer} ({}) is closed", account.name))?;
        }
    }
    book.close().await?;
    Ok(Ending::Done)
}

fn new(book: &Book, who: &Who, roles: &[RoleKey]) -> anyhow::Result<NewOfficer> {
    let directory = &book.directory;
    if !directory.departments.contains_key(&who.department) {
        let known: Vec<&str> = directory.departments.keys().map(AsRef::as_ref).collect();
        return Err(Misuse(format!(
            "there is no department {}; there are {}",
            who.department,
            known.join(", ")
        ))
        .into());
    }
    if let Some(unknown) = roles
        .iter()
        .find(|role| !directory.roles.contains_key(*role))
    {
        let known: Vec<&str> = directory.roles.keys().map(AsRef::as_ref).collect();
        return Err(Misuse(format!(
            "there is no role {unknown}; there are {}",
            known.join(", ")
        ))
        .into());
    }
    let name = clean_name(&who.name).ok_or_else(|| {
        Misuse(format!(
            "--name takes 1 to {MAX_NAME_CHARS} characters on one line"
        ))
    })?;
    if let Some(email) = who.email.as_deref().filter(|email| !is_mail_address(email)) {
        return Err(Misuse(format!(
            "--email {email} is no mail address, such as li@example.org"
        ))
        .into());
    }
    Ok(NewOfficer {
        name,
        email: who.email.clone(),
        department: who.department.clone(),
        roles: roles.iter().cloned().collect::<BTreeSet<_>>(),
        language: who.language.into(),
    })
}

async fn has_administrator(book: &Book) -> anyhow::Result<bool> {
    let all = list::everybody(book).await?;
    let keeps = |account: &Account| {
        account.active
            && account
                .roles
                .iter()
                .any(|role| role.as_ref() == ADMINISTRATOR)
    };
    Ok(all.iter().any(keeps))
}

/// Says who has an account now, their first password and their token if they get them.
async fn welcome(
    access: &Access,
    account: &Account,
    login: Option<&LoginName>,
    lifetime: Option<&Lifetime>,
    json: bool,
) -> anyhow::Result<()> {
    let given: Option<FirstPassword> = match login {
        Some(login) => Some(access.operator().give_password(account.id, login).await?),
        None => None,
    };
    let issued = match lifetime {
        Some(lifetime) => Some(token::issue(access, account.id, lifetime).await?),
        None => None,
    };
    if json {
        let mut said = list::as_json(account);
        if let Some(given) = &given {
            password::add(&mut said, given);
        }
        if let Some(issued) = &issued {
            said["token"] = json!(issued.token);
            said["expires_at"] = json!(issued.expires_at);
        }
        return say::json(&said);
    }
    say::line(format!(
        "officer {}: {}, {} ({})",
        account.id,
        account.name,
        account.department,
        list::roles(account)
    ))?;
    if let Some(given) = &given {
        password::print(given)?;
    }
    match issued {
        Some(issued) => token::print(&issued),
        None => Ok(()),
    }
}
