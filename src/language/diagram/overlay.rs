//! What is drawn upon a workflow: how it, or one request on it, stands at each box.

use std::collections::BTreeMap;

use super::text::{Line, block, height};

/// Size of a tag's letters.
const SIZE: f32 = 12.0;
/// Free space within a tag, at each side.
const INSIDE: f32 = 6.0;
/// Free space above each tag.
const ABOVE: f32 = 5.0;

/// Tags at boxes, with what the picture as a whole says then.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// Stands behind the workflow's title.
    pub title: String,
    /// Stands before the description of the workflow.
    pub description: String,
    /// Tags by the path of their box in the file: `intake`, `stages.verify`,
    /// `stages.verify.reviews.age`, `decide`, `result.grant`, `limits.deliver`.
    pub tags: BTreeMap<String, Vec<Tag>>,
}

/// A few words with their colour; the words begin with a shape, so that colour says nothing alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The colour.
    pub tone: Tone,
    /// The words.
    pub words: String,
}

/// Colours of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Done,
    /// Under way.
    Running,
    /// Nearly due.
    Yellow,
    /// Past due.
    Red,
    /// Stopped, skipped, or not reached.
    Grey,
}

impl Tone {
    /// Paper and ink; the same in light and dark.
    pub(super) fn colours(self) -> (&'static str, &'static str) {
        match self {
            Self::Done => ("#e3f0e6", "#23673f"),
            Self::Running => ("#dcebfa", "#174b86"),
            Self::Yellow => ("#fbefd0", "#7a5200"),
            Self::Red => ("#fbe5e1", "#a11d16"),
            Self::Grey => ("#ecebe8", "#57534e"),
        }
    }
}

impl Overlay {
    /// The tags of a box, set to its width.
    pub(super) fn at(&self, path: &str, width: f32) -> Vec<SetTag> {
        let tags = self.tags.get(path).map_or(&[][..], Vec::as_slice);
        let set = |tag: &Tag| SetTag {
            tone: tag.tone,
            lines: block(&tag.words, SIZE, false, width - 2.0 * INSIDE),
        };
        tags.iter().map(set).collect()
    }
}

/// A tag with its lines set.
#[derive(Debug, Clone)]
pub(super) struct SetTag {
    pub(super) tone: Tone,
    pub(super) lines: Vec<Line>,
}

impl SetTag {
    pub(super) const INSIDE: f32 = INSIDE;
    pub(super) const ABOVE: f32 = ABOVE;

    /// Its own height, without the space above.
    pub(super) fn height(&self) -> f32 {
        height(&self.lines) + 2.0
    }
}

/// The height of some tags with the space above each.
pub(super) fn tall(tags: &[SetTag]) -> f32 {
    tags.iter().map(|tag| ABOVE + tag.height()).sum()
}
