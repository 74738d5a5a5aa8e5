//! Walking a located tree: every step either gives a value or leaves a finding, and goes on.
//!
//! `None` always means that the reason has been noted. Never gives up at the first problem.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use crate::domain::check::{Severity, nearest};

use super::notes::Notes;
use super::tree::{Content, Entry, Node, Place};

/// A node with its path.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    node: &'t Node,
    path: String,
    notes: &'t Notes<'t>,
}

/// The entries of a mapping, unknown keys already reported.
pub(super) struct Fields<'t> {
    pub(super) at: Cursor<'t>,
    entries: BTreeMap<&'t str, Cursor<'t>>,
}

impl<'t> Cursor<'t> {
    pub(super) fn root(node: &'t Node, notes: &'t Notes<'t>) -> Self {
        notes.stands(
            "",
            Place {
                length: 1,
                ..node.place
            },
        );
        Self {
            node,
            path: String::new(),
            notes,
        }
    }

    fn child(&self, key: &str, node: &'t Node, place: Place) -> Self {
        let path = if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        };
        // a mapping or list is pointed at by its key, a single value by itself
        let place = if matches!(node.content, Content::Scalar { .. }) {
            node.place
        } else {
            place
        };
        self.notes.stands(&path, place);
        Self {
            node,
            path,
            notes: self.notes,
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn error(&self, code: &str, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.notes.place_of(&self.path);
        self.notes.add(
            Severity::Error,
            code,
            &self.path,
            place,
            message.into(),
            hint.into(),
        );
    }

    fn wrong_type<T>(&self, wanted: &str, hint: &str) -> Option<T> {
        let found = match &self.node.content {
            Content::Scalar { text, .. } if text.is_empty() => "nothing".to_owned(),
            Content::Scalar { text, .. } => {
                format!("`{}`", text.chars().take(40).collect::<String>())
            }
            Content::List(_) => "a list".into(),
            Content::Map(_) => "a mapping".into(),
        };
        self.error(
            "wrong-type",
            format!("`{}` must be {wanted}, and is {found}", self.path),
            hint,
        );
        None
    }

    /// The mapping, its keys among `known`; unknown and repeated ones are noted and left out.
    pub(super) fn fields(&self, known: &[&str], hint: &str) -> Option<Fields<'t>> {
        let Content::Map(entries) = &self.node.content else {
            return self.wrong_type("a mapping", hint);
        };
        let mut found = BTreeMap::new();
        for entry in self.unrepeated(entries) {
            if known.contains(&entry.key.as_str()) {
                found.insert(
                    entry.key.as_str(),
                    self.child(&entry.key, &entry.value, entry.place),
                );
            } else {
                self.unknown_key(entry, known);
            }
        }
        Some(Fields {
            at: self.clone(),
            entries: found,
        })
    }

    /// The mapping with keys of its own choosing, in file order, at most `most` of them.
    pub(super) fn entries(&self, most: usize, hint: &str) -> Option<Vec<(&'t str, Cursor<'t>)>> {
        let Content::Map(entries) = &self.node.content else {
            return self.wrong_type("a mapping", hint);
        };
        let mut all = Vec::new();
        for entry in self.unrepeated(entries) {
            if all.len() == most {
                let message = format!("`{}` has more than {most} entries", self.path);
                self.notes.add(
                    Severity::Error,
                    "too-many",
                    &self.path,
                    entry.place,
                    message,
                    format!("keep it to {most}, this one is too many"),
                );
                break;
            }
            all.push((
                entry.key.as_str(),
                self.child(&entry.key, &entry.value, entry.place),
            ));
        }
        Some(all)
    }

    fn unrepeated(&self, entries: &'t [Entry]) -> impl Iterator<Item = &'t Entry> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        entries
            .iter()
            .filter(move |entry| match seen.get(entry.key.as_str()) {
                None => {
                    seen.insert(&entry.key, entry.place.line);
                    true
                }
                Some(line) => {
                    let message = format!("`{}` stands twice, first on line {line}", entry.key);
                    let path = if self.path.is_empty() {
                        entry.key.clone()
                    } else {
                        format!("{}.{}", self.path, entry.key)
                    };
                    self.notes.add(
                        Severity::Error,
                        "duplicate-key",
                        &path,
                        entry.place,
                        message,
                        "keep one of them".into(),
                    );
                    false
                }
            })
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn unknown_key(&self, entry: &Entry, known: &[&str]) {
        let shown: String = entry.key.chars().take(60).collect();
        let looks_like_code = entry.key.contains(['(', ')', '=', '?', '&', '|', '\'']);
        let cut_off = matches!(&entry.value.content, Content::Scalar { text, quoted: false } if text.is_empty());
        let hint = if looks_like_code {
            "put the condition in quotes: when: \"form.count > 1\"".into()
        } else if cut_off && nearest(&entry.key, known.iter().copied()).is_none() {
            "a comma ends a text within braces: put the text before it in quotes".into()
        } else if let Some(word) = nearest(&entry.key, known.iter().copied()) {
            format!("did you mean `{word}`?")
        } else {
            format!("known here: {}", known.join(", "))
        };
        let (code, message) = if looks_like_code {
            (
                "condition-unquoted",
                format!("`{shown}` looks like a part of a condition that YAML cut up"),
            )
        } else {
            (
                "unknown-key",
                format!(
                    "`{shown}` is not a key of {}",
                    if self.path.is_empty() {
                        "a workflow".into()
                    } else {
                        format!("`{}`", self.path)
                    }
                ),
            )
        };
        let path = if self.path.is_empty() {
            shown
        } else {
            format!("{}.{shown}", self.path)
        };
        self.notes
            .add(Severity::Error, code, &path, entry.place, message, hint);
    }

    /// The items of a list.
    pub(super) fn list(&self, hint: &str) -> Option<Vec<Cursor<'t>>> {
        let Content::List(nodes) = &self.node.content else {
            return self.wrong_type("a list", hint);
        };
        Some(
            nodes
                .iter()
                .enumerate()
                .map(|(index, node)| self.child(&index.to_string(), node, node.place))
                .collect(),
        )
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self.node.content, Content::Map(_))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.node.content, Content::List(_))
    }

    /// The single value as text, without a finding.
    pub(super) fn scalar(&self) -> Option<(&'t str, bool)> {
        match &self.node.content {
            Content::Scalar { text, quoted } => Some((text, *quoted)),
            _ => None,
        }
    }

    /// A text that says something.
    pub(super) fn text(&self, wanted: &str, hint: &str) -> Option<&'t str> {
        match self.scalar() {
            Some((text, quoted)) if quoted || !matches!(text, "" | "~" | "null") => Some(text),
            _ => self.wrong_type(wanted, hint),
        }
    }

    /// A value parsed by its own rules; the parser's words are the message.
    pub(super) fn parse<T>(&self, code: &str, wanted: &str, hint: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(wanted, hint)?;
        match text.trim().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.error(
                    code,
                    format!("`{}` must be {wanted}: {error}", self.path),
                    hint,
                );
                None
            }
        }
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        match self.scalar() {
            Some(("true", false)) => Some(true),
            Some(("false", false)) => Some(false),
            _ => self.wrong_type("true or false", "write true or false, without quotes"),
        }
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let names: Vec<_> = words.iter().map(|(name, _)| *name).collect();
        let wanted = format!("one of {}", names.join(", "));
        let text = self.text(&wanted, "write one of these words")?;
        if let Some((_, value)) = words.iter().find(|(name, _)| *name == text) {
            return Some(*value);
        }
        let hint = match nearest(text, names.iter().copied()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("write {wanted}"),
        };
        self.error(
            "unknown-word",
            format!("`{}` is {text:?}, which is not {wanted}", self.path),
            hint,
        );
        None
    }
}

impl<'t> Fields<'t> {
    pub(super) fn get(&self, key: &str) -> Option<Cursor<'t>> {
        self.entries.get(key).cloned()
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str, hint: &str) -> Option<Cursor<'t>> {
        let found = self.get(key);
        if found.is_none() {
            let around = if self.at.path.is_empty() {
                "the workflow".into()
            } else {
                format!("`{}`", self.at.path)
            };
            self.missing(
                "missing-key",
                key,
                &format!("{around} has no `{key}`"),
                hint,
            );
        }
        found
    }

    pub(super) fn missing(&self, code: &str, key: &str, message: &str, hint: &str) {
        let path = if self.at.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.at.path)
        };
        let place = self.at.notes.place_of(&self.at.path);
        self.at.notes.add(
            Severity::Error,
            code,
            &path,
            place,
            message.into(),
            hint.into(),
        );
    }

    /// Whether the key stands there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }
}
