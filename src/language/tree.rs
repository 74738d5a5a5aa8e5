//! YAML text to a located tree: every node knows its line, column and length.
//!
//! Bounds size, depth and nodes (aliases count at every use), so that no file can cost more than a
//! moment. Never interprets a value: [`super::cursor`] does. Start at [`parse`].

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde::{Deserialize, Serialize};

/// Largest file read, in bytes.
pub const FILE_MAX_BYTES: usize = 512 * 1024;
/// Deepest nesting of a file.
pub const DEPTH_MAX: usize = 24;
/// Most nodes of a file, each use of an alias counted in full.
pub const NODES_MAX: usize = 20_000;
/// A text counts as one node for each so many bytes.
const TEXT_BYTES_PER_NODE: usize = 256;

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

fn empty() -> Broken {
    Broken {
        code: "yaml-empty",
        message: "the file is empty".into(),
        hint: "start with `workflow: <key>` and `version: 1`".into(),
        place: Place {
            line: 1,
            column: 1,
            length: 1,
        },
    }
}

fn too_large(source: &str) -> Broken {
    let head = &source.as_bytes()[..FILE_MAX_BYTES];
    let line = 1 + head.iter().filter(|byte| **byte == b'\n').count();
    Broken {
        code: "file-too-large",
        message: format!(
            "the file has {} bytes; at most {FILE_MAX_BYTES} are read, reached on this line",
            source.len()
        ),
        hint: "a service that needs more is several services: split it".into(),
        place: Place {
            line,
            column: 1,
            length: 1,
        },
    }
}

/// YAML's own word is seldom the cause when a condition stands without quotes.
fn unreadable(source: &str, place: Place, info: &str) -> Broken {
    if info.contains("recursion limit") {
        return too_deep(place);
    }
    let near = source
        .lines()
        .enumerate()
        .skip(place.line.saturating_sub(3))
        .take(3);
    let bare =
        near.filter_map(|(index, line)| bare_condition(line).map(|column| (index + 1, column)));
    if let Some((line, column)) = bare.last() {
        return Broken {
            code: "condition-unquoted",
            message: format!("the condition breaks the YAML: {info}"),
            hint: "put the condition in quotes: when: \"form.children.size() > 1\"".into(),
            place: Place {
                line,
                column,
                length: 1,
            },
        };
    }
    Broken {
        code: "yaml-broken",
        message: format!("this is not YAML: {info}"),
        hint: "look at the indentation, the brackets and the quotes on this line and the one above"
            .into(),
        place,
    }
}

/// The column after `when:` where an expression starts without a quote.
fn bare_condition(line: &str) -> Option<usize> {
    let at = line.find("when:")? + "when:".len();
    let rest = line[at..].trim_start();
    let column = line.chars().count() - rest.chars().count() + 1;
    (!rest.is_empty() && !rest.starts_with(['"', '\''])).then_some(column)
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
}

/// A finished node that an alias may repeat, with what one more use of it costs.
#[derive(Clone)]
struct Anchored {
    node: Node,
    cost: usize,
    height: usize,
}

/// A list or mapping that is still being read.
struct Open {
    place: Place,
    anchor: usize,
    nodes_before: usize,
    height: usize,
    holds: Holds,
}

enum Holds {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        key: Option<(String, Place)>,
    },
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<Option<Node>, Broken> {
        let place = place_of(&span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if tag.is_some() {
                    return Err(tagged(place));
                }
                // long texts count more, or a thousand aliases of one would fill the memory
                let cost = 1 + text.len() / TEXT_BYTES_PER_NODE;
                self.count(cost, place)?;
                let quoted = style != ScalarStyle::Plain;
                let place = Place {
                    length: scalar_length(&span, &text),
                    ..place
                };
                let node = Node {
                    place,
                    content: Content::Scalar {
                        text: text.into_owned(),
                        quoted,
                    },
                };
                self.remember(anchor, &node, cost, 0);
                self.put(node, 0)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(place, anchor, tag.is_some(), Holds::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => self.open(
                place,
                anchor,
                tag.is_some(),
                Holds::Map {
                    entries: Vec::new(),
                    key: None,
                },
            ),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                let Some(found) = self.anchors.get(&anchor) else {
                    return Err(recursive(place));
                };
                let (cost, height) = (found.cost, found.height);
                let content = found.node.content.clone();
                self.count(cost, place)?;
                self.check_depth(height, place)?;
                self.put(Node { place, content }, height)
            }
            _ => Ok(None),
        }
    }

    fn count(&mut self, nodes: usize, place: Place) -> Result<(), Broken> {
        self.nodes += nodes;
        if self.nodes <= NODES_MAX {
            return Ok(());
        }
        Err(Broken {
            code: "file-too-complex",
            message: format!(
                "more than {NODES_MAX} values, aliases expanded, reached on this line"
            ),
            hint: "a service that needs more is several services: split it".into(),
            place,
        })
    }

    fn open(
        &mut self,
        place: Place,
        anchor: usize,
        tagged_: bool,
        holds: Holds,
    ) -> Result<Option<Node>, Broken> {
        if tagged_ {
            return Err(tagged(place));
        }
        let nodes_before = self.nodes;
        self.count(1, place)?;
        self.check_depth(1, place)?;
        self.open.push(Open {
            place,
            anchor,
            nodes_before,
            height: 0,
            holds,
        });
        Ok(None)
    }

    fn check_depth(&self, height: usize, place: Place) -> Result<(), Broken> {
        if self.open.len() + height <= DEPTH_MAX {
            return Ok(());
        }
        Err(too_deep(place))
    }

    fn close(&mut self) -> Result<Option<Node>, Broken> {
        let Some(open) = self.open.pop() else {
            return Ok(None);
        };
        let content = match open.holds {
            Holds::List(nodes) => Content::List(nodes),
            Holds::Map { entries, .. } => Content::Map(entries),
        };
        let node = Node {
            place: open.place,
            content,
        };
        let height = open.height + 1;
        self.remember(open.anchor, &node, self.nodes - open.nodes_before, height);
        self.put(node, height)
    }

    fn remember(&mut self, anchor: usize, node: &Node, cost: usize, height: usize) {
        if anchor != 0 {
            self.anchors.insert(
                anchor,
                Anchored {
                    node: node.clone(),
                    cost,
                    height,
                },
            );
        }
    }

    /// Puts a finished node where it belongs; the root comes back.
    fn put(&mut self, node: Node, height: usize) -> Result<Option<Node>, Broken> {
        let Some(parent) = self.open.last_mut() else {
            return Ok(Some(node));
        };
        parent.height = parent.height.max(height);
        match &mut parent.holds {
            Holds::List(nodes) => nodes.push(node),
            Holds::Map { entries, key } => match key.take() {
                Some((key, place)) => entries.push(Entry {
                    key,
                    place,
                    value: node,
                }),
                None => match node.content {
                    Content::Scalar { text, .. } => *key = Some((text, node.place)),
                    _ => return Err(key_is_no_text(node.place)),
                },
            },
        }
        Ok(None)
    }
}

fn place_of(span: &Span) -> Place {
    let one_line = span.start.line() == span.end.line();
    let length = if one_line {
        span.end.col().saturating_sub(span.start.col())
    } else {
        1
    };
    Place {
        line: span.start.line(),
        column: span.start.col() + 1,
        length: length.max(1),
    }
}

fn scalar_length(span: &Span, text: &str) -> usize {
    if span.start.line() == span.end.line() {
        span.end.col().saturating_sub(span.start.col()).max(1)
    } else {
        text.lines()
            .next()
            .map_or(1, |line| line.chars().count().max(1))
    }
}

fn too_deep(place: Place) -> Broken {
    Broken {
        code: "file-too-deep",
        message: format!("nested more than {DEPTH_MAX} levels"),
        hint: "no part of a workflow is nested this deep: look for a bracket too many".into(),
        place,
    }
}

fn tagged(place: Place) -> Broken {
    Broken {
        code: "yaml-tag",
        message: "a value starts with `!`, which YAML takes for a tag".into(),
        hint: "put the condition in quotes: when: \"!form.married\"".into(),
        place,
    }
}

fn recursive(place: Place) -> Broken {
    Broken {
        code: "yaml-alias",
        message: "an alias to nothing, or to something that contains it".into(),
        hint: "write the value out where it is needed".into(),
        place,
    }
}

fn key_is_no_text(place: Place) -> Broken {
    Broken {
        code: "yaml-key",
        message: "a key must be a word, not a list or a mapping".into(),
        hint: "write `key: value`; a value with braces or brackets of its own goes in quotes"
            .into(),
        place,
    }
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
