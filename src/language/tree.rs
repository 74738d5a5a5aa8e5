//! YAML text to a located tree: every node knows its line, column and length.
//!
//! Bounds size, depth and nodes (aliases count at every use), so that no file can cost more than a
//! moment. Never interprets a value: [`super::cursor`] does. Start at [`parse`].

mod broken;
mod builder;

use saphyr_parser::Parser;
use serde::{Deserialize, Serialize};

use broken::{empty, too_large, unreadable};
use builder::Builder;

/// Largest file read, in bytes.
pub const FILE_MAX_BYTES: usize = 512 * 1024;
/// Deepest nesting of a file.
pub const DEPTH_MAX: usize = 24;
/// Most nodes of a file, each use of an alias counted in full.
pub const NODES_MAX: usize = 20_000;

/// Where something stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters of that line it covers.
    pub length: usize,
}

/// One node of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub content: Content,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A single value as written.
    Scalar {
        /// Its text.
        text: String,
        /// Whether it stood in quotes (or was a block): then it is text and nothing else.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in file order, duplicates included.
    Map(Vec<Entry>),
}

/// One key of a mapping with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// The value.
    pub value: Node,
}

/// Why a file is no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Where.
    pub place: Place,
}

/// Reads one YAML document.
///
/// # Errors
/// The first thing that makes the text no YAML, or a bound it exceeds.
pub fn parse(source: &str) -> Result<Node, Broken> {
    if source.len() > FILE_MAX_BYTES {
        return Err(too_large(source));
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str(source) {
        let (event, span) = event.map_err(|error| {
            let place = Place {
                line: error.marker().line(),
                column: error.marker().col() + 1,
                length: 1,
            };
            unreadable(source, place, error.info())
        })?;
        if let Some(root) = builder.take(event, span)? {
            return Ok(root);
        }
    }
    Err(empty())
}

impl Node {
    /// The tree as JSON, plain scalars typed as YAML 1.2 core does; for schema validation.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.content {
            Content::Scalar { text, quoted: true } => text.as_str().into(),
            Content::Scalar {
                text,
                quoted: false,
            } => plain_json(text),
            Content::List(nodes) => nodes.iter().map(Node::to_json).collect(),
            Content::Map(entries) => serde_json::Value::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_json()))
                    .collect(),
            ),
        }
    }
}

fn plain_json(text: &str) -> serde_json::Value {
    match text {
        "" | "~" | "null" => serde_json::Value::Null,
        "true" => true.into(),
        "false" => false.into(),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(whole), _) => whole.into(),
            (_, Ok(number)) if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                number.into()
            }
            _ => text.into(),
        },
    }
}
