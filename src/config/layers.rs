//! Lays a file and the environment over the defaults, each setting tried by itself, so that every
//! mistake is found and told with its own place.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::de::DeTable;
use toml::{Table, Value};

use super::{Config, DEFAULTS, Problem};

const PREFIX: &str = "LIANBAN__";
const FILE_SUFFIX: &str = "_FILE";
/// Settings whose value may stand in a file of its own.
pub(super) const SECRETS: [&str; 7] = [
    "server.metrics_token",
    "database.url",
    "oidc.client_secret",
    "mail.password",
    "sms.key",
    "seal.key",
    "signing.key",
];

/// One setting as some layer has it; the key is `section.key`.
struct Setting {
    place: String,
    key: String,
    value: Value,
}

/// The settings in force, as far as they can be read, and what is wrong with the rest.
pub(super) fn assemble(
    file: Option<(&str, &str)>,
    env: impl Iterator<Item = (String, String)>,
) -> (Option<Config>, Vec<Problem>) {
    let defaults: Table = match toml::from_str(DEFAULTS) {
        Ok(table) => table,
        Err(e) => return (None, vec![Problem::new("config/default.toml", e.message())]),
    };
    let mut problems = Vec::new();
    let mut settings = Vec::new();
    if let Some((name, text)) = file {
        settings.extend(from_file(name, text, &defaults, &mut problems));
    }
    settings.extend(from_environment(env, &defaults, &mut problems));

    let mut merged = defaults.clone();
    for setting in settings {
        match fits(&defaults, &setting) {
            Ok(()) => put(&mut merged, &setting.key, setting.value),
            Err(problem) => problems.push(problem),
        }
    }
    match Config::deserialize(Value::Table(merged)) {
        Ok(config) => (Some(config), problems),
        Err(e) => {
            problems.push(Problem::new("config/default.toml", e.message()));
            (None, problems)
        }
    }
}

/// Whether a setting can be read when it alone differs from the defaults.
fn fits(defaults: &Table, setting: &Setting) -> Result<(), Problem> {
    let mut alone = defaults.clone();
    put(&mut alone, &setting.key, setting.value.clone());
    Config::deserialize(Value::Table(alone)).map_err(|e| {
        // What serde says may quote the value, and a secret is not for the screen.
        let said = match SECRETS.contains(&setting.key.as_str()) {
            true if setting.value.is_str() => secret_misfit(&setting.key),
            true => "is not text",
            false => e.message(),
        };
        Problem::new(
            &setting.place,
            format!("`{}`: {}", setting.key, said.trim_end()),
        )
    })?;
    Ok(())
}

fn secret_misfit(key: &str) -> &'static str {
    match key {
        "database.url" => "neither sqlite://FILE?mode=rwc nor postgres://user:password@host/name",
        _ => "not 32 bytes in base64; `openssl rand -base64 32` makes some",
    }
}

fn put(table: &mut Table, key: &str, value: Value) {
    if let Some((section, name)) = key.split_once('.')
        && let Some(Value::Table(section)) = table.get_mut(section)
    {
        section.insert(name.to_owned(), value);
    }
}

/// The default of `section.key`; none when there is no such setting.
fn default_of<'t>(defaults: &'t Table, key: &str) -> Option<&'t Value> {
    let (section, name) = key.split_once('.')?;
    defaults.get(section)?.get(name)
}

fn from_file(
    name: &str,
    text: &str,
    defaults: &Table,
    problems: &mut Vec<Problem>,
) -> Vec<Setting> {
    let place = |offset: usize| format!("{name}:{}", line_at(text, offset));
    let (values, places) = match (text.parse::<Table>(), DeTable::parse(text)) {
        (Ok(values), Ok(places)) => (values, places.into_inner()),
        (Err(e), _) | (_, Err(e)) => {
            let at = e.span().map_or(0, |span| span.start);
            problems.push(Problem::new(place(at), e.message()));
            return Vec::new();
        }
    };
    let mut settings = Vec::new();
    for (section, inner) in &places {
        let at = place(section.span().start);
        let section = section.get_ref().as_ref();
        if !defaults.contains_key(section) {
            problems.push(unknown(at, section, defaults));
            continue;
        }
        let Some(inner) = inner.get_ref().as_table() else {
            problems.push(Problem::new(
                at,
                format!("`{section}` is a section, not a value"),
            ));
            continue;
        };
        for key in inner.keys() {
            let at = place(key.span().start);
            let name = key.get_ref().as_ref();
            let key = format!("{section}.{name}");
            match default_of(defaults, &key).and(values[section].get(name)) {
                Some(value) => settings.push(Setting {
                    place: at,
                    key,
                    value: value.clone(),
                }),
                None => problems.push(unknown(at, &key, defaults)),
            }
        }
    }
    settings
}

fn from_environment(
    env: impl Iterator<Item = (String, String)>,
    defaults: &Table,
    problems: &mut Vec<Problem>,
) -> Vec<Setting> {
    let ours: BTreeMap<String, String> = env.filter(|(name, _)| name.starts_with(PREFIX)).collect();
    let mut settings = Vec::new();
    for (name, text) in &ours {
        let key = key_of(name);
        if let Some(default) = default_of(defaults, &key) {
            let value = typed_like(default, text);
            settings.push(Setting {
                place: name.clone(),
                key,
                value,
            });
            continue;
        }
        let secret = name
            .strip_suffix(FILE_SUFFIX)
            .map(|plain| (plain, key_of(plain)));
        match secret.filter(|(_, key)| SECRETS.contains(&key.as_str())) {
            None => problems.push(unknown(name.clone(), &key, defaults)),
            Some((plain, _)) if ours.contains_key(plain) => problems.push(Problem::new(
                name,
                format!("{plain} is set as well; only one of them may be"),
            )),
            Some((_, key)) => match std::fs::read_to_string(text) {
                Ok(secret) => settings.push(Setting {
                    place: name.clone(),
                    key,
                    value: Value::String(secret.trim_end_matches(['\r', '\n']).to_owned()),
                }),
                Err(e) => problems.push(Problem::new(name, format!("{text}: {e}"))),
            },
        }
    }
    settings
}

/// `LIANBAN__MAIL__HOST` is `mail.host`.
fn key_of(variable: &str) -> String {
    let rest = variable.strip_prefix(PREFIX).unwrap_or(variable);
    rest.to_ascii_lowercase().replace("__", ".")
}

/// The environment has only text; the default says what is meant. Text that is not of that kind
/// stays text, and is then refused like any other misfit.
fn typed_like(default: &Value, text: &str) -> Value {
    let as_text = || Value::String(text.to_owned());
    match default {
        Value::Integer(_) => text
            .trim()
            .parse()
            .map_or_else(|_| as_text(), Value::Integer),
        Value::Boolean(_) => text
            .trim()
            .parse()
            .map_or_else(|_| as_text(), Value::Boolean),
        Value::Array(_) => {
            let all = text.split(',').map(str::trim).filter(|one| !one.is_empty());
            Value::Array(all.map(|one| Value::String(one.to_owned())).collect())
        }
        _ => as_text(),
    }
}

fn unknown(place: String, key: &str, defaults: &Table) -> Problem {
    let known = defaults.iter().flat_map(|(section, inner)| {
        let keys = inner.as_table().into_iter().flat_map(Table::keys);
        let keys = keys.map(move |name| format!("{section}.{name}"));
        keys.chain([section.clone()])
    });
    let closest = known.min_by_key(|candidate| distance(key, candidate));
    let hint = closest.map(|key| format!("; the closest known is `{key}`"));
    let hint = hint.unwrap_or_default();
    Problem::new(place, format!("unknown key `{key}`{hint}"))
}

/// How many letters have to change to make one word of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
