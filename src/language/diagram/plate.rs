//! Words set into boxes: how many lines they take, and so how high a box must be.

use super::overlay::{Overlay, SetTag, tall};
use super::svg::Look;
use super::text::{Line, block, height};
use super::words::{Card, Words};
use crate::domain::check::Path;
use crate::domain::definition::Stage;

/// Free space between the edge of a box and its words.
pub(super) const INSET: f32 = 10.0;
/// Free space between the edge of a frame and its words.
pub(super) const FRAME_INSET: f32 = 16.0;

/// One box with its lines set.
pub(super) struct Plate {
    pub(super) lines: Vec<Line>,
    pub(super) tags: Vec<SetTag>,
    pub(super) look: Look,
}

impl Plate {
    pub(super) fn new(card: &Card, path: &Path, overlay: &Overlay, width: f32) -> Self {
        let inner = width - 2.0 * INSET;
        let mut lines = block(&card.title, 14.0, true, inner);
        for line in &card.lines {
            lines.extend(block(line, 12.0, false, inner));
        }
        let look = Look {
            bold: path.steps.iter().any(|step| step.path == card.path),
            dashed: card.conditional,
        };
        let tags = overlay.at(&card.path, inner);
        Self { lines, tags, look }
    }

    pub(super) fn height(&self) -> f32 {
        height(&self.lines) + tall(&self.tags) + 2.0 * INSET
    }
}

/// The height that fits the fullest of some boxes.
pub(super) fn highest(plates: &[Plate]) -> f32 {
    plates.iter().map(Plate::height).fold(0.0, f32::max)
}

/// The words at the head of a stage's frame.
pub(super) fn head(words: &Words<'_>, stage: &Stage, width: f32) -> Vec<Line> {
    let inner = width - 2.0 * FRAME_INSET;
    let mut lines = block(&words.stage(stage), 15.0, true, inner);
    lines.extend(block(&words.join(stage), 12.0, false, inner));
    lines
}
