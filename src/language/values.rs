//! The small values of the language: texts, limits, conditions, read sets, keys.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use crate::domain::clock::{Budget, Unit};
use crate::domain::definition::{Condition, Field, Material, ReadPath, Reads, Text};
use crate::domain::identifiers::{FieldKey, KeyError};

use super::cursor::{Cursor, Fields};

pub(super) const TEXT_HINT: &str = "write {zh: 居住证, en: Residence permit}";
pub(super) const BUDGET_HINT: &str = "write a whole number and its unit: 5wd (working days), 15cd (calendar days) or 8wh (working hours)";
const KEY_HINT: &str = "use a to z, 0 to 9 and _, starting with a letter";
/// Most paths one `reads` may list.
const READS_MAX: usize = 200;

/// Both languages; what is empty is reported by `check`, with everything else about texts.
pub(super) fn text(at: &Cursor<'_>) -> Option<Text> {
    if !at.is_map() {
        let found = at.scalar().map(|(text, _)| text).unwrap_or_default();
        at.error(
            "wrong-type",
            format!("`{}` needs its languages named", at.path()),
            format!(
                "write {{zh: {}, en: …}}",
                if found.is_empty() { "居住证" } else { found }
            ),
        );
        return None;
    }
    let fields = at.fields(&["zh", "en"], TEXT_HINT)?;
    let language = |key: &str| {
        fields
            .get(key)
            .and_then(|at| Some(at.text("text", TEXT_HINT)?.to_owned()))
    };
    Some(Text {
        zh: language("zh").unwrap_or_default(),
        en: language("en"),
    })
}

/// A title that must be there; without it an empty one, which `check` reports.
pub(super) fn title(fields: &Fields<'_>) -> Text {
    let empty = || Text {
        zh: String::new(),
        en: None,
    };
    fields
        .get("title")
        .map_or_else(empty, |at| text(&at).unwrap_or_else(empty))
}

/// A key of something else. One that cannot be read is noted and stood in for, so that the rest is
/// still checked: a file with a noted error never becomes a workflow.
pub(super) fn key<T>(at: &Cursor<'_>) -> Option<T>
where
    T: FromStr,
    T::Err: Display,
{
    at.parse("bad-key", "a key", KEY_HINT).or_else(stand_in)
}

/// A key in place of one that could not be read.
pub(super) fn stand_in<T: FromStr>() -> Option<T> {
    "unreadable".parse().ok()
}

/// A key that stands on the left of a colon.
pub(super) fn own_key<T>(at: &Cursor<'_>, written: &str) -> Option<T>
where
    T: FromStr<Err = KeyError>,
{
    match written.parse() {
        Ok(key) => Some(key),
        Err(error) => {
            at.error("bad-key", error.to_string(), KEY_HINT);
            None
        }
    }
}

/// A limit; one that cannot be read is noted and stood in for, as with [`key`].
pub(super) fn budget(at: &Cursor<'_>) -> Option<Budget> {
    at.parse("bad-limit", "a limit", BUDGET_HINT)
        .or_else(one_day)
}

fn one_day() -> Option<Budget> {
    Budget::new(1, Unit::WorkingDays).ok()
}

/// A limit that need not be written.
pub(super) fn budget_or(fields: &Fields<'_>, name: &str, days: u32) -> Option<Budget> {
    match fields.get(name) {
        Some(at) => budget(&at),
        None => Budget::new(days, Unit::WorkingDays).ok(),
    }
}

/// The limit of something that waits for its owner, which must be written.
pub(super) fn limit(fields: &Fields<'_>) -> Option<Budget> {
    match fields.get("for") {
        Some(at) => budget(&at),
        None => {
            let message = format!(
                "`{}` has no limit: nothing says when its owner is late",
                fields.at.path()
            );
            fields.missing("wait-without-bound", "for", &message, "add for: 5wd");
            one_day()
        }
    }
}

/// A condition as written, in quotes; `check` compiles and types it. Without quotes YAML decides what
/// it is: `when: true` is no text, `when: {form.food}` a mapping, and ` #` or `: ` would cut it off.
pub(super) fn condition(at: &Cursor<'_>) -> Option<Condition> {
    const QUOTE: &str = "put the condition in quotes";
    let (message, hint) = match at.scalar() {
        Some((text, true)) if !text.trim().is_empty() => return Some(Condition(text.to_owned())),
        Some((_, true) | ("" | "~" | "null", _)) => (
            "is empty".to_owned(),
            "write when: \"form.count > 1\", or remove `when`: what has none always happens"
                .to_owned(),
        ),
        Some((constant @ ("true" | "false"), _)) => (
            format!("is the YAML value {constant}, not a condition"),
            format!("remove `when`, or {QUOTE}: when: \"form.count > 1\""),
        ),
        Some((text, _)) => (
            "stands without quotes, so YAML may cut it up".to_owned(),
            format!("{QUOTE}: when: \"{}\"", text.replace('"', "'")),
        ),
        None => (
            "is no condition: YAML took its brackets for a list or mapping".to_owned(),
            format!("{QUOTE}: when: \"form.count > 1\""),
        ),
    };
    at.error(
        "condition-unquoted",
        format!("`{}` {message}", at.path()),
        hint,
    );
    None
}

pub(super) fn number<T: FromStr>(at: &Cursor<'_>, wanted: &str, hint: &str) -> Option<T> {
    let (text, _) = at.scalar()?;
    match text.parse() {
        Ok(number) => Some(number),
        Err(_) => {
            at.error(
                "wrong-type",
                format!("`{}` must be {wanted}, and is `{text}`", at.path()),
                hint,
            );
            None
        }
    }
}

/// What somebody may see; names are told apart by what the form and the materials declare.
pub(super) fn reads(at: &Cursor<'_>, form: &[Field], materials: &[Material]) -> Option<Reads> {
    if let Some((text, _)) = at.scalar() {
        if text == "*" {
            return Some(Reads(BTreeSet::from([ReadPath::All])));
        }
        at.error(
            "wrong-type",
            format!("`{}` must be a list of what is read", at.path()),
            "write reads: [children, household_book], or reads: \"*\" for everything",
        );
        return None;
    }
    let items =
        at.list("write reads: [children, household_book], or reads: \"*\" for everything")?;
    if items.len() > READS_MAX {
        at.error(
            "too-many",
            format!("`{}` lists more than {READS_MAX} things", at.path()),
            "name whole groups instead of their fields",
        );
        return None;
    }
    let paths = items
        .iter()
        .filter_map(|item| read_path(item, form, materials));
    Some(Reads(paths.collect()))
}

fn read_path(item: &Cursor<'_>, form: &[Field], materials: &[Material]) -> Option<ReadPath> {
    let hint = "write a form path, a material, `row`, or `STAGE.opinions`";
    let text = item.text("a form path, a material, `row` or `STAGE.opinions`", hint)?;
    if text == "*" {
        return Some(ReadPath::All);
    }
    let is_field = |key: &str| form.iter().any(|field| field.key.as_str() == key);
    if text == "row" && !is_field("row") {
        return Some(ReadPath::Row);
    }
    if let Some(stage) = text.strip_suffix(".opinions")
        && !is_field(stage)
    {
        return own_key(item, stage).map(ReadPath::Opinions);
    }
    if let Some(material) = materials
        .iter()
        .find(|material| material.key.as_str() == text)
        && !is_field(text)
    {
        return Some(ReadPath::Material(material.key.clone()));
    }
    // `form.children` reads as naturally as `children`, so both are taken
    let path = text
        .strip_prefix("form.")
        .filter(|_| !is_field("form"))
        .unwrap_or(text);
    let segments: Option<Vec<FieldKey>> = path
        .split('.')
        .map(|segment| own_key(item, segment))
        .collect();
    segments.map(ReadPath::Field)
}
