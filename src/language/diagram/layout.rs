//! Where everything stands.

use std::collections::BTreeMap;

use crate::domain::definition::{Stage, Workflow};
use crate::domain::identifiers::StageKey;

/// Width of the whole picture, in pixels.
pub(super) const WIDTH: f32 = 1280.0;
/// Free space at the sides.
pub(super) const MARGIN: f32 = 40.0;
/// One review.
pub(super) const BOX_WIDTH: f32 = 182.0;
/// One review: a title of two lines and four more.
pub(super) const BOX_HEIGHT: f32 = 122.0;
/// Intake, decision, certificate, delivery.
pub(super) const STEP_WIDTH: f32 = 380.0;
/// Two lines of text.
pub(super) const STEP_HEIGHT: f32 = 62.0;
const GAP: f32 = 12.0;
const PADDING: f32 = 16.0;
const HEADER: f32 = 58.0;
/// Room for the arrows between two rows.
const BETWEEN: f32 = 46.0;
const TOP: f32 = 92.0;
const BOXES_A_ROW: usize = 6;
/// Frames narrower than this cannot carry their title.
const FRAME_MIN: f32 = 260.0;

/// The frame of one stage with its review boxes.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    /// Lower edge of the highest frame beside it.
    pub(super) row_end: f32,
    /// Upper left corners.
    pub(super) boxes: Vec<(f32, f32)>,
}

/// The places of a whole workflow.
pub(super) struct Layout {
    pub(super) intake: f32,
    /// One frame a stage, in the order of the workflow.
    pub(super) frames: Vec<Frame>,
    /// Decision, certificate, delivery.
    pub(super) after: [f32; 3],
    pub(super) height: f32,
}

impl Layout {
    pub(super) fn of(workflow: &Workflow) -> Self {
        let distances = distances(workflow);
        let mut frames = vec![Frame::default(); workflow.stages.len()];
        let mut y = TOP + STEP_HEIGHT + BETWEEN;
        for level in 0..=distances.iter().copied().max().unwrap_or_default() {
            let members: Vec<_> = (0..workflow.stages.len())
                .filter(|index| distances[*index] == level)
                .collect();
            for row in rows(workflow, &members) {
                y = place_row(workflow, &row, y, &mut frames) + BETWEEN;
            }
        }
        let after = [0.0, 1.0, 2.0].map(|index| y + index * (STEP_HEIGHT + BETWEEN));
        Self {
            intake: TOP,
            frames,
            after,
            height: after[2] + STEP_HEIGHT + 8.0,
        }
    }

    /// Whether a frame lies between these heights, in the way of a straight arrow.
    pub(super) fn lies_between(&self, upper: f32, lower: f32) -> bool {
        let mut frames = self.frames.iter();
        frames.any(|frame| frame.y > upper && frame.y + frame.height < lower)
    }
}

impl Frame {
    /// Where arrows come in.
    pub(super) fn top(&self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y)
    }

    /// Where arrows go out.
    pub(super) fn bottom(&self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y + self.height)
    }
}

/// How many stages lie before each one at most; stages that wait for one another end up last.
fn distances(workflow: &Workflow) -> Vec<usize> {
    let mut found: BTreeMap<&StageKey, usize> = workflow
        .stages
        .iter()
        .map(|stage| (&stage.key, 0))
        .collect();
    for _ in 0..workflow.stages.len() {
        for stage in &workflow.stages {
            let before = stage.after.iter().filter_map(|key| found.get(key)).max();
            let distance = before.map_or(0, |distance| (distance + 1).min(workflow.stages.len()));
            found.insert(&stage.key, distance);
        }
    }
    workflow
        .stages
        .iter()
        .map(|stage| found[&stage.key])
        .collect()
}

fn boxes(stage: &Stage) -> usize {
    stage.round().map_or(1, |round| round.reviews.len().max(1))
}

/// How many boxes each of these stages puts into one line when they stand side by side.
fn columns(workflow: &Workflow, row: &[usize]) -> Vec<usize> {
    let counts: Vec<_> = row
        .iter()
        .map(|index| boxes(&workflow.stages[*index]))
        .collect();
    let all_fit = row.len() > 1 && counts.iter().sum::<usize>() < BOXES_A_ROW;
    let share = (BOXES_A_ROW / row.len().max(1)).max(1);
    let most = if all_fit { BOXES_A_ROW } else { share };
    counts.into_iter().map(|count| count.min(most)).collect()
}

fn frame_width(columns: usize) -> f32 {
    let inner = columns as f32 * (BOX_WIDTH + GAP) - GAP;
    (inner + 2.0 * PADDING).max(FRAME_MIN)
}

/// Splits the stages of one distance into rows that fit the page.
fn rows(workflow: &Workflow, members: &[usize]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for index in members {
        let longer = rows.last().map(|row| [row.as_slice(), &[*index]].concat());
        match longer {
            Some(row) if row_width(&columns(workflow, &row)) <= WIDTH - 2.0 * MARGIN => {
                rows.pop();
                rows.push(row);
            }
            _ => rows.push(vec![*index]),
        }
    }
    rows
}

fn row_width(shapes: &[usize]) -> f32 {
    shapes
        .iter()
        .map(|columns| frame_width(*columns) + 2.0 * GAP)
        .sum::<f32>()
        - 2.0 * GAP
}

/// Places one row in the middle of the page and returns its lower edge.
fn place_row(workflow: &Workflow, row: &[usize], y: f32, frames: &mut [Frame]) -> f32 {
    let shapes = columns(workflow, row);
    let mut x = (WIDTH - row_width(&shapes)) / 2.0;
    let mut lowest = y;
    for (index, columns) in row.iter().zip(shapes) {
        let count = boxes(&workflow.stages[*index]);
        let width = frame_width(columns);
        let height = HEADER + count.div_ceil(columns) as f32 * (BOX_HEIGHT + GAP) - GAP + PADDING;
        let inner = columns as f32 * (BOX_WIDTH + GAP) - GAP;
        let left = x + (width - inner) / 2.0;
        let corner = |nth: usize| {
            let (column, line) = (nth % columns, nth / columns);
            (
                left + column as f32 * (BOX_WIDTH + GAP),
                y + HEADER + line as f32 * (BOX_HEIGHT + GAP),
            )
        };
        frames[*index] = Frame {
            x,
            y,
            width,
            height,
            row_end: 0.0,
            boxes: (0..count).map(corner).collect(),
        };
        x += width + 2.0 * GAP;
        lowest = lowest.max(y + height);
    }
    for index in row {
        frames[*index].row_end = lowest;
    }
    lowest
}
