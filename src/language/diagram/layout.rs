//! Where everything stands.

use std::collections::BTreeMap;

use super::overlay::{Overlay, SetTag, tall};
use super::plate::{FRAME_INSET, Plate, head, highest};
use super::svg::Area;
use super::text::{Line, height};
use super::words::Words;
use crate::domain::definition::{Stage, Workflow};
use crate::domain::identifiers::StageKey;

/// Width of the whole picture, in pixels.
pub(super) const WIDTH: f32 = 1280.0;
/// Free space at the sides.
pub(super) const MARGIN: f32 = 40.0;
/// One review.
pub(super) const BOX_WIDTH: f32 = 182.0;
/// Intake, decision, certificate, delivery.
pub(super) const STEP_WIDTH: f32 = 460.0;
const GAP: f32 = 12.0;
const PADDING: f32 = 12.0;
/// Room for the arrows between two rows.
const BETWEEN: f32 = 46.0;
const TOP: f32 = 92.0;
const BOXES_A_ROW: usize = 6;
/// Frames narrower than this cannot carry their title.
const FRAME_MIN: f32 = 260.0;

/// The frame of one stage with its review boxes.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) area: Area,
    /// Title, condition and rule of the stage.
    pub(super) head: Vec<Line>,
    /// How the stage stands.
    pub(super) tags: Vec<SetTag>,
    /// Lower edge of the highest frame beside it.
    pub(super) row_end: f32,
    /// One box a review.
    pub(super) boxes: Vec<Area>,
}

/// The places of a whole workflow.
pub(super) struct Layout {
    pub(super) intake: f32,
    /// Of intake, decision, certificate and delivery alike.
    pub(super) step_height: f32,
    /// One frame a stage, in the order of the workflow.
    pub(super) frames: Vec<Frame>,
    /// Decision, certificate, delivery.
    pub(super) after: [f32; 3],
    pub(super) height: f32,
}

impl Layout {
    /// `steps` are the boxes every workflow has, `cards` the boxes of each stage.
    pub(super) fn of(
        workflow: &Workflow,
        words: &Words<'_>,
        overlay: &Overlay,
        steps: &[Plate],
        cards: &[Vec<Plate>],
    ) -> Self {
        let step_height = highest(steps);
        let distances = distances(workflow);
        let mut frames = vec![Frame::default(); workflow.stages.len()];
        let mut y = TOP + step_height + BETWEEN;
        for level in 0..=distances.iter().copied().max().unwrap_or_default() {
            let members: Vec<_> = (0..workflow.stages.len())
                .filter(|index| distances[*index] == level)
                .collect();
            for row in rows(workflow, &members) {
                y = place_row(workflow, words, overlay, cards, &row, y, &mut frames) + BETWEEN;
            }
        }
        let after = [0.0, 1.0, 2.0].map(|index| y + index * (step_height + BETWEEN));
        Self {
            intake: TOP,
            step_height,
            frames,
            after,
            height: after[2] + step_height,
        }
    }

    /// The upper edges of intake, decision, certificate and delivery.
    pub(super) fn steps(&self) -> [f32; 4] {
        let [decide, certificate, deliver] = self.after;
        [self.intake, decide, certificate, deliver]
    }

    /// Whether a frame lies between these heights, in the way of a straight arrow.
    pub(super) fn lies_between(&self, upper: f32, lower: f32) -> bool {
        let mut frames = self.frames.iter();
        frames.any(|frame| frame.area.y > upper && frame.area.y + frame.area.height < lower)
    }
}

impl Frame {
    /// Where arrows come in.
    pub(super) fn top(&self) -> (f32, f32) {
        (self.area.x + self.area.width / 2.0, self.area.y)
    }

    /// Where arrows go out.
    pub(super) fn bottom(&self) -> (f32, f32) {
        (self.top().0, self.area.y + self.area.height)
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
    (inner_width(columns) + 2.0 * FRAME_INSET).max(FRAME_MIN)
}

fn inner_width(columns: usize) -> f32 {
    columns as f32 * (BOX_WIDTH + GAP) - GAP
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
fn place_row(
    workflow: &Workflow,
    words: &Words<'_>,
    overlay: &Overlay,
    cards: &[Vec<Plate>],
    row: &[usize],
    y: f32,
    frames: &mut [Frame],
) -> f32 {
    let shapes = columns(workflow, row);
    let mut x = (WIDTH - row_width(&shapes)) / 2.0;
    for (index, columns) in row.iter().zip(shapes) {
        let frame = frame(
            words,
            overlay,
            &workflow.stages[*index],
            &cards[*index],
            columns,
            (x, y),
        );
        x += frame.area.width + 2.0 * GAP;
        frames[*index] = frame;
    }
    let ends = row.iter().map(|index| frames[*index].bottom().1);
    let lowest = ends.fold(y, f32::max);
    for index in row {
        frames[*index].row_end = lowest;
    }
    lowest
}

fn frame(
    words: &Words<'_>,
    overlay: &Overlay,
    stage: &Stage,
    cards: &[Plate],
    columns: usize,
    (x, y): (f32, f32),
) -> Frame {
    let width = frame_width(columns);
    let head = head(words, stage, width);
    let path = format!("stages.{}", stage.key);
    let tags = overlay.at(&path, width - 2.0 * FRAME_INSET);
    let top = height(&head) + tall(&tags) + 2.0 * PADDING;
    let box_height = highest(cards);
    let left = x + (width - inner_width(columns)) / 2.0;
    let corner = |nth: usize| Area {
        x: left + (nth % columns) as f32 * (BOX_WIDTH + GAP),
        y: y + top + (nth / columns) as f32 * (box_height + GAP),
        width: BOX_WIDTH,
        height: box_height,
    };
    let lines = cards.len().div_ceil(columns) as f32;
    Frame {
        area: Area {
            x,
            y,
            width,
            height: top + lines * (box_height + GAP) - GAP + PADDING,
        },
        head,
        tags,
        row_end: 0.0,
        boxes: (0..cards.len()).map(corner).collect(),
    }
}
