//! The parser's events put together into nodes, within bounds.

use std::collections::HashMap;

use saphyr_parser::{Event, ScalarStyle, Span};

use super::broken::{key_is_no_text, recursive, tagged, too_deep};
use super::{Broken, Content, DEPTH_MAX, Entry, NODES_MAX, Node, Place};

/// A text counts as one node for each so many bytes.
const TEXT_BYTES_PER_NODE: usize = 256;

#[derive(Default)]
pub(super) struct Builder {
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
    pub(super) fn take(&mut self, event: Event<'_>, span: Span) -> Result<Option<Node>, Broken> {
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
