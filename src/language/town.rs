//! The town's own files: ladders, departments, roles.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::calendar::OfficeHours;
use crate::domain::directory::{Department, FormerTitle, Role, Succession};
use crate::domain::identifiers::{DepartmentKey, KeyError, LadderKey, RoleKey};
use crate::domain::ladder::{CardColour, Ladder, RUNGS_MAX, Rung, RungAction, RungAt};

use super::cursor::Cursor;
use super::finding::Finding;
use super::notes::Notes;
use super::tree;
use super::values::{key, own_key, title};

/// Most entries of one of these files.
const ENTRIES_MAX: usize = 1_000;
const RUNG_HINT: &str = "write - {at: 80%, do: [remind]}, - {at: due, do: [urge]} or - {at: +3wd, do: [{card: red}, {hand_to: supervisor}]}";

/// What came of a file: whatever could be read, and everything wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Read<T> {
    /// The entries that could be read.
    pub value: T,
    /// All problems.
    pub findings: Vec<Finding>,
}

/// Reads `config/ladders.yaml`.
#[must_use]
pub fn read_ladders(file: &str, source: &str) -> Read<BTreeMap<LadderKey, Ladder>> {
    read_entries(
        file,
        source,
        "write standard: {rungs: [{at: due, do: [urge]}]}",
        |key, at| {
            let rungs = if at.is_list() {
                Some(at.clone())
            } else {
                at.fields(&["rungs"], RUNG_HINT)?.need("rungs", RUNG_HINT)
            };
            let rungs = rungs?.list(RUNG_HINT)?;
            if rungs.is_empty() || rungs.len() > RUNGS_MAX {
                at.error(
                    "ladder-without-end",
                    format!("ladder `{key}` has {} rungs", rungs.len()),
                    format!("give it 1 to {RUNGS_MAX}"),
                );
            }
            Some(Ladder {
                key: LadderKey::clone(key),
                rungs: rungs.iter().filter_map(rung).collect(),
            })
        },
    )
}

/// Reads `config/departments.yaml`.
#[must_use]
pub fn read_departments(file: &str, source: &str) -> Read<BTreeMap<DepartmentKey, Department>> {
    let hint = "write education: {title: {zh: 教育局, en: Education}, hours: [\"09:00-12:00\", \"13:00-17:00\"]}";
    read_whole(file, source, hint, successions_end, |_, at| {
        let known = ["title", "hours", "phone", "formerly", "succeeded_by"];
        let fields = at.fields(&known, hint)?;
        let title = named(at, title(&fields));
        let hours = fields
            .get("hours")
            .map_or_else(|| Some(OfficeHours::default()), |at| hours(&at));
        let phone = fields.get("phone").and_then(|at| {
            Some(
                at.text("a phone number", "write phone: 028-00000001")?
                    .to_owned(),
            )
        });
        let formerly = fields
            .get("formerly")
            .map_or_else(|| Some(Vec::new()), |at| formerly(&at));
        let succeeded_by = fields.get("succeeded_by");
        let succeeded_by = succeeded_by.and_then(|at| succession(&at));
        Some(Department {
            title: title?,
            hours: hours?,
            phone,
            formerly: formerly?,
            succeeded_by,
        })
    })
}

fn formerly(at: &Cursor<'_>) -> Option<Vec<FormerTitle>> {
    let hint = "write formerly: [{until: 2026-06-30, title: {zh: 教育局, en: Education}}]";
    let names = at.list(hint)?;
    let read = |at: &Cursor<'_>| {
        let fields = at.fields(&["until", "title"], hint)?;
        Some(FormerTitle {
            until: day(&fields.need("until", hint)?, hint)?,
            title: named(at, title(&fields))?,
        })
    };
    names.iter().map(read).collect()
}

fn succession(at: &Cursor<'_>) -> Option<Succession> {
    let hint = "write succeeded_by: {department: health, from: 2026-07-01}";
    let fields = at.fields(&["department", "from"], hint)?;
    Some(Succession {
        by: key(&fields.need("department", hint)?)?,
        from: day(&fields.need("from", hint)?, hint)?,
    })
}

fn day(at: &Cursor<'_>, hint: &str) -> Option<NaiveDate> {
    let text = at.text("a day", hint)?;
    let day = text.parse().ok();
    if day.is_none() {
        at.error("bad-day", format!("`{text}` is not a day"), hint);
    }
    day
}

/// Every department goes on in one that there is, and none comes back to itself.
fn successions_end(
    entries: &[(DepartmentKey, Cursor<'_>)],
    departments: &BTreeMap<DepartmentKey, Department>,
) {
    for (key, at) in entries {
        let mut after = departments.get(key);
        for steps in 0.. {
            let Some(next) = after.and_then(|found| found.succeeded_by.as_ref()) else {
                break;
            };
            let hint = "name a department of this file that goes on itself";
            if steps == departments.len() {
                let problem = format!("`{key}` comes back to itself");
                at.error("merged-in-a-circle", problem, hint);
                break;
            }
            after = departments.get(&next.by);
            if after.is_none() {
                let problem = format!("there is no department `{}`", next.by);
                at.error("unknown-department", problem, hint);
            }
        }
    }
}

/// Reads `config/roles.yaml`.
#[must_use]
pub fn read_roles(file: &str, source: &str) -> Read<BTreeMap<RoleKey, Role>> {
    let hint = "write clerk: {title: {zh: 经办人, en: Clerk}}";
    read_entries(file, source, hint, |_, at| {
        let fields = at.fields(&["title"], hint)?;
        Some(Role {
            title: named(at, title(&fields))?,
        })
    })
}

fn named(
    at: &Cursor<'_>,
    title: crate::domain::definition::Text,
) -> Option<crate::domain::definition::Text> {
    if title.zh.trim().is_empty() {
        at.error(
            "zh-missing",
            format!("`{}` has no Chinese title", at.path()),
            "write title: {zh: 教育局, en: Education}",
        );
        return None;
    }
    Some(title)
}

fn read_entries<K, V>(
    file: &str,
    source: &str,
    hint: &str,
    read: impl Fn(&K, &Cursor<'_>) -> Option<V>,
) -> Read<BTreeMap<K, V>>
where
    K: Ord + Clone + FromStr<Err = KeyError>,
{
    read_whole(file, source, hint, |_, _| {}, read)
}

/// The same, where entries are held against each other afterwards.
fn read_whole<K, V>(
    file: &str,
    source: &str,
    hint: &str,
    whole: impl Fn(&[(K, Cursor<'_>)], &BTreeMap<K, V>),
    read: impl Fn(&K, &Cursor<'_>) -> Option<V>,
) -> Read<BTreeMap<K, V>>
where
    K: Ord + Clone + FromStr<Err = KeyError>,
{
    let notes = Notes::new(file);
    let mut value = BTreeMap::new();
    match tree::parse(source) {
        Ok(node) => {
            let root = Cursor::root(&node, &notes);
            let mut places = Vec::new();
            for (written, at) in root.entries(ENTRIES_MAX, hint).unwrap_or_default() {
                let entry = own_key::<K>(&at, written).map(|key| (read(&key, &at), key));
                if let Some((Some(entry), key)) = entry {
                    places.push((key.clone(), at));
                    value.insert(key, entry);
                }
            }
            whole(&places, &value);
        }
        Err(broken) => notes.broken(broken),
    }
    Read {
        value,
        findings: notes.findings(),
    }
}

fn rung(at: &Cursor<'_>) -> Option<Rung> {
    let fields = at.fields(&["at", "do"], RUNG_HINT)?;
    let moment = fields.need("at", RUNG_HINT).and_then(|at| moment(&at));
    let actions = fields.need("do", RUNG_HINT)?.list(RUNG_HINT)?;
    let actions: Vec<_> = actions.iter().filter_map(action).collect();
    if actions.is_empty() {
        fields
            .at
            .error("rung-does-nothing", "this rung does nothing", RUNG_HINT);
    }
    Some(Rung {
        at: moment?,
        actions,
    })
}

/// `80%`, `due` or `+3wd`.
fn moment(at: &Cursor<'_>) -> Option<RungAt> {
    let hint = "write 80% (of the limit), due, or +3wd (working days after due)";
    let text = at.text("the moment of a rung", hint)?;
    let share = text
        .strip_suffix('%')
        .and_then(|percent| percent.parse().ok())
        .filter(|percent| (1..100).contains(percent));
    let after = text
        .strip_prefix('+')
        .and_then(|rest| rest.strip_suffix("wd"))
        .and_then(|days| days.parse().ok());
    match (text, share, after) {
        ("due", ..) => Some(RungAt::Due),
        (_, Some(percent), _) => Some(RungAt::Share(percent)),
        (_, _, Some(days)) if days > 0 => Some(RungAt::After(days)),
        _ => {
            at.error(
                "bad-rung",
                format!("`{text}` is not the moment of a rung"),
                hint,
            );
            None
        }
    }
}

fn action(at: &Cursor<'_>) -> Option<RungAction> {
    if !at.is_map() {
        let reminds = at.word(&[("remind", true), ("urge", false)])?;
        return Some(if reminds {
            RungAction::Remind
        } else {
            RungAction::Urge
        });
    }
    let hint = "write remind, urge, {notify: head}, {reassign: head}, {card: yellow} or {hand_to: supervisor}";
    let fields = at.fields(&["notify", "reassign", "card", "hand_to"], hint)?;
    if let Some(at) = fields.get("card") {
        return at
            .word(&[("yellow", CardColour::Yellow), ("red", CardColour::Red)])
            .map(RungAction::Card);
    }
    if let Some(at) = fields.get("notify") {
        return key(&at).map(RungAction::Notify);
    }
    if let Some(at) = fields.get("reassign") {
        return key(&at).map(RungAction::Reassign);
    }
    fields
        .need("hand_to", hint)
        .and_then(|at| key(&at))
        .map(RungAction::HandTo)
}

fn hours(at: &Cursor<'_>) -> Option<OfficeHours> {
    let hint = "write hours: [\"09:00-12:00\", \"13:00-17:00\"]";
    let periods: Option<Vec<_>> = at
        .list(hint)?
        .iter()
        .map(|item| period(item, hint))
        .collect();
    match OfficeHours::new(periods?) {
        Ok(hours) => Some(hours),
        Err(error) => {
            at.error("bad-hours", error.to_string(), hint);
            None
        }
    }
}

fn period(at: &Cursor<'_>, hint: &str) -> Option<(NaiveTime, NaiveTime)> {
    let text = at.text("a period", hint)?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    let found = text
        .split_once('-')
        .and_then(|(from, to)| Some((time(from)?, time(to)?)));
    if found.is_none() {
        at.error("bad-hours", format!("`{text}` is not a period"), hint);
    }
    found
}
