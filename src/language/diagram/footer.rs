//! Below the picture: the longest path, the conditions in full, and what the lines mean.

use super::layout::{MARGIN, WIDTH};
use super::svg::{Area, Drawing, Look};
use super::text::{Line, block, height, measure};
use super::words::Words;

/// Free space above, between and below.
const GAP: f32 = 22.0;
const SIZE: f32 = 13.0;
/// A box or arrow of the legend.
const SAMPLE: (f32, f32) = (34.0, 18.0);

/// The lines below the picture.
pub(super) struct Footer {
    blocks: Vec<Vec<Line>>,
    /// What the bold edge, the dashed edge and the arrow mean.
    legend: [&'static str; 3],
}

impl Footer {
    pub(super) fn new(words: &Words<'_>, path: &str) -> Self {
        let width = WIDTH - 2.0 * MARGIN;
        let mut blocks = vec![block(path, SIZE, false, width)];
        let conditions = words.conditions();
        if !conditions.is_empty() {
            let heading = words.say("条件（CEL）", "Conditions (CEL)");
            let mut lines = block(heading, SIZE, true, width);
            for condition in conditions {
                lines.extend(block(&condition, SIZE, false, width));
            }
            blocks.push(lines);
        }
        let legend = [
            words.say("在最长路径上", "on the longest path"),
            words.say("仅在需要时", "only where it applies"),
            words.say("前一环节完成后", "once the one before is finished"),
        ];
        Self { blocks, legend }
    }

    pub(super) fn height(&self) -> f32 {
        let blocks: f32 = self.blocks.iter().map(|lines| height(lines) + GAP).sum();
        GAP + blocks + SAMPLE.1 + GAP
    }

    pub(super) fn draw(&self, drawing: &mut Drawing, top: f32) {
        let mut y = top + GAP;
        for lines in &self.blocks {
            drawing.lines(MARGIN, y, lines);
            y += height(lines) + GAP;
        }
        let mut x = MARGIN;
        for (index, text) in self.legend.iter().enumerate() {
            sample(drawing, index, (x, y));
            x += SAMPLE.0 + 10.0;
            drawing.lines(x, y, &block(text, SIZE, false, WIDTH));
            x += measure(text, SIZE) + 2.0 * GAP;
        }
    }
}

fn sample(drawing: &mut Drawing, index: usize, (x, y): (f32, f32)) {
    let area = Area {
        x,
        y,
        width: SAMPLE.0,
        height: SAMPLE.1,
    };
    let look = Look {
        bold: index == 0,
        dashed: index == 1,
    };
    match index {
        2 => {
            let middle = y + SAMPLE.1 / 2.0;
            drawing.straight((x, middle), (x + SAMPLE.0, middle));
        }
        _ => drawing.card(area, look),
    }
}
