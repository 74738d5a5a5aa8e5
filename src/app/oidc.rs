//! The provider at which officers sign in, as the settings want it.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::Misconfigured;
use crate::access::{Access, Accounts, ProviderRules};
use crate::adapters::oidc::{self, Oidc};
use crate::config::{self, Config, OidcAccounts, Pair};
use crate::domain::directory::Directory;
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::engine::ports::LawClock;

/// The same accounts with the provider of these settings, if they name one. It is not asked yet.
///
/// # Errors
/// [`Misconfigured`] where a role or a department is none of the town's; when no client for it can
/// be made.
pub fn join(
    access: Access,
    config: &Config,
    directory: &Directory,
    law: Arc<dyn LawClock>,
) -> anyhow::Result<Access> {
    let set = &config.oidc;
    if set.issuer.is_empty() {
        return Ok(access);
    }
    let authorities = set.ca_file.as_deref().map(|path| {
        let read = std::fs::read(path);
        read.with_context(|| format!("oidc.ca_file, {}, cannot be read", path.display()))
    });
    let server = &config.server;
    let place = |path: &str| {
        let public = server.public_url.as_str().trim_end_matches('/');
        let place = format!("{public}{}{path}", server.base_path);
        place.parse().context("server.public_url")
    };
    let secret = set.client_secret.as_ref();
    let provider = Oidc::new(oidc::Settings {
        issuer: set.issuer.clone(),
        client_id: set.client_id.clone(),
        client_secret: secret.map(|secret| secret.expose().to_owned()),
        scopes: set.scopes.clone(),
        authorities: authorities.transpose()?,
        back_to: place("/desk/provider/back")?,
        out_to: place("/desk/enter")?,
        timeout: Duration::from_secs(set.timeout_seconds),
    });
    let provider = provider.context("the provider cannot be set up (oidc.issuer, oidc.ca_file)")?;
    let rules = rules(set, directory)?;
    let directory = Arc::new(directory.clone());
    Ok(access.with_provider(Arc::new(provider), rules, directory, law))
}

fn rules(set: &config::Oidc, directory: &Directory) -> Result<ProviderRules, Misconfigured> {
    let departments = mapped(
        "oidc.departments",
        &set.departments,
        |key: &DepartmentKey| directory.departments.contains_key(key),
    );
    let roles = mapped("oidc.roles", &set.roles, |key: &RoleKey| {
        directory.roles.contains_key(key)
    });
    Ok(ProviderRules {
        accounts: match set.accounts {
            OidcAccounts::Existing => Accounts::Existing,
            OidcAccounts::Create => Accounts::Create,
            OidcAccounts::Either => Accounts::Either,
        },
        login_claim: set.login_claim.clone(),
        name_claim: set.name_claim.clone(),
        email_claim: set.email_claim.clone(),
        department_claim: set.department_claim.clone(),
        departments: departments?,
        roles_claim: set.roles_claim.clone(),
        roles: roles?,
        second_factors: set.second_factors.iter().cloned().collect(),
    })
}

/// What is said for which key; each has to be one the town knows.
fn mapped<K: FromStr>(
    setting: &str,
    pairs: &[Pair],
    is_known: impl Fn(&K) -> bool,
) -> Result<BTreeMap<String, K>, Misconfigured> {
    let one = |pair: &Pair| {
        let key = pair.ours.parse().ok().filter(&is_known);
        let advice = || format!("{setting}: the town has no `{}` (in `{pair}`)", pair.ours);
        let key = key.ok_or_else(|| Misconfigured(advice()))?;
        Ok((pair.said.clone(), key))
    };
    pairs.iter().map(one).collect()
}
