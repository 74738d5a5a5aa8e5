//! The variables of a letter's texts: every text may use every one of them.

use std::collections::BTreeMap;

use crate::domain::definition::Language;
use crate::domain::effect::Tell;
use crate::domain::identifiers::DepartmentKey;
use crate::i18n::{self, Value, text};

use super::case::Case;
use super::{dates, plain};

/// Every variable a text of `notices.ftl` may use.
const NAMES: [&str; 16] = [
    "case",
    "service",
    "name",
    "due",
    "date",
    "department",
    "items",
    "reason",
    "basis",
    "remedy",
    "authority",
    "days",
    "number",
    "link",
    "phone",
    "review",
];

/// The shape of `2026-04-15`.
const CIVIL_DATE_CHARS: usize = 10;

/// What the variables say in one letter; what nobody set is shown as a dash.
#[derive(Debug, Clone)]
pub(super) struct Values {
    language: Language,
    said: BTreeMap<&'static str, String>,
}

impl Values {
    /// With what every letter about a case says.
    pub(super) fn of(case: &Case<'_>, language: Language) -> Self {
        let number = case.number().to_string();
        let service = case.workflow.title.in_language(language);
        Self::none(language)
            .with("case", number.clone())
            .with("number", number)
            .with("service", service.to_owned())
            .with("date", case.day(language, case.at))
    }

    /// With nothing yet.
    pub(super) fn none(language: Language) -> Self {
        Self {
            language,
            said: BTreeMap::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.said.insert(name, value.into());
        self
    }

    /// Sets it where there is something to say.
    pub(super) fn with_some(self, name: &'static str, value: Option<String>) -> Self {
        match value {
            Some(value) if !value.is_empty() => self.with(name, value),
            _ => self,
        }
    }

    /// What the effect itself says goes before what was found in the state, which may have moved
    /// on since: dates as civil days or instants, departments and roles by key, the rest as it is.
    /// `days` is a bare number there, which the state says better, as it does what is named in
    /// `said_better`.
    pub(super) fn told(mut self, case: &Case<'_>, tell: &Tell, said_better: &[&str]) -> Self {
        for (name, value) in &tell.values {
            if name == "days" || said_better.contains(&name.as_str()) {
                continue;
            }
            let known = NAMES
                .iter()
                .chain(["seat"].iter())
                .find(|known| *known == name);
            if let Some(known) = known {
                self.said.insert(known, self.spelt(case, known, value));
            }
        }
        self
    }

    fn spelt(&self, case: &Case<'_>, name: &str, value: &str) -> String {
        let language = self.language;
        let spelt = match name {
            "due" | "date" if value.len() == CIVIL_DATE_CHARS => value
                .parse()
                .ok()
                .map(|day| dates::date(language, day, case.today())),
            "due" | "date" => value.parse().ok().map(|at| match name {
                "due" => dates::date(language, dates::last_day(at), case.today()),
                _ => case.day(language, at),
            }),
            "department" => value
                .parse()
                .ok()
                .map(|key| case.department(&key, language)),
            "authority" | "seat" => value.parse().ok().map(|key: DepartmentKey| {
                match case.directory.departments.get(&key) {
                    Some(department) => department.title.in_language(language).to_owned(),
                    None => role_or_key(case, value, language),
                }
            }),
            "reason" => reason(value, language),
            _ => None,
        };
        spelt.unwrap_or_else(|| plain::line(value))
    }

    pub(super) fn text(&self, key: &str) -> String {
        let blank = || text(self.language, "blank", &[]);
        let value = |name: &'static str| -> (&str, Value<'_>) {
            (
                name,
                self.said.get(name).cloned().unwrap_or_else(blank).into(),
            )
        };
        let values: Vec<_> = NAMES.into_iter().chain(["seat"]).map(value).collect();
        let said = text(self.language, key, &values);
        match self.language {
            // A date ends in a wide bracket that brings its own gap.
            Language::Zh => said.replace("） ", "）"),
            Language::En => said,
        }
    }
}

fn role_or_key(case: &Case<'_>, key: &str, language: Language) -> String {
    key.parse()
        .map_or_else(|_| plain::line(key), |role| case.role(&role, language))
}

/// The words of a reason code, if it is one we know.
pub(super) fn reason(code: &str, language: Language) -> Option<String> {
    let code = code.replace('_', "-");
    let usable = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if code.is_empty() || !code.chars().all(usable) {
        return None;
    }
    let of = |prefix: &str| i18n::find(language, &format!("{prefix}-{code}"), &[]);
    of("reason").or_else(|| of("why")).or_else(|| of("stop"))
}

/// Numbered lines.
pub(super) fn numbered(lines: &[String]) -> String {
    let numbered: Vec<String> = lines
        .iter()
        .zip(1..)
        .map(|(line, number)| format!("{number}. {line}"))
        .collect();
    numbered.join("\n")
}
