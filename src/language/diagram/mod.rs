//! A workflow as a picture: SVG, from receipt at the top to delivery at the bottom.
//!
//! Stages stand in rows by their longest distance from acceptance; the reviews of a stage stand
//! side by side in its frame. What lies on the longest path has a bold edge. Readable at 1280
//! pixels, in light and dark. Draws whatever it is given; `check` is somebody else's.

mod layout;
mod svg;
mod words;

use crate::domain::calendar::Calendar;
use crate::domain::check::longest_path;
use crate::domain::definition::{Language, Workflow};

use layout::{Layout, MARGIN, STEP_WIDTH, WIDTH};
use svg::{Drawing, Ink};
use words::Words;

/// The workflow as an SVG document with title and description.
#[must_use]
pub fn diagram(workflow: &Workflow, language: Language) -> String {
    let words = Words::new(workflow, language);
    let layout = Layout::of(workflow);
    let path = longest_path(workflow, &Calendar::default());
    let mut drawing = Drawing::new(
        WIDTH,
        layout.height + 56.0,
        &words.title(),
        &words.description(&path),
    );
    drawing.text(MARGIN, 40.0, 22.0, true, Ink::Strong, &words.title());
    drawing.text(MARGIN, 66.0, 14.0, false, Ink::Faint, &words.limits());
    arrows(&mut drawing, workflow, &layout);
    let mut steps = words.steps();
    let after = steps.split_off(1);
    step(&mut drawing, &steps[0], layout.intake, false);
    for (stage, frame) in workflow.stages.iter().zip(&layout.frames) {
        drawing.frame(
            frame.x,
            frame.y,
            frame.width,
            frame.height,
            stage.when.is_some(),
        );
        drawing.fitted(
            (frame.x + 16.0, frame.y + 26.0),
            15.0,
            true,
            Ink::Strong,
            &words.stage(stage),
            frame.width - 32.0,
        );
        drawing.fitted(
            (frame.x + 16.0, frame.y + 46.0),
            12.0,
            false,
            Ink::Faint,
            &words.join(stage),
            frame.width - 32.0,
        );
        let cards = words.cards(stage);
        for (card, place) in cards.iter().zip(&frame.boxes) {
            let on_path = path.steps.iter().any(|step| step.path == card.path);
            drawing.card(
                place.0,
                place.1,
                layout::BOX_WIDTH,
                layout::BOX_HEIGHT,
                card,
                on_path,
            );
        }
    }
    for (text, y) in after.iter().zip(layout.after) {
        step(&mut drawing, text, y, text.path == "decide");
    }
    drawing.text(
        MARGIN,
        layout.height + 24.0,
        13.0,
        false,
        Ink::Faint,
        &words.path(&path),
    );
    drawing.finish()
}

/// One of the steps every workflow has, in the middle of the page.
fn step(drawing: &mut Drawing, card: &svg::Card, y: f32, on_path: bool) {
    drawing.card(
        (WIDTH - STEP_WIDTH) / 2.0,
        y,
        STEP_WIDTH,
        layout::STEP_HEIGHT,
        card,
        on_path,
    );
}

fn arrows(drawing: &mut Drawing, workflow: &Workflow, layout: &Layout) {
    let middle = WIDTH / 2.0;
    let intake = (middle, layout.intake + layout::STEP_HEIGHT);
    let decision = (middle, layout.after[0]);
    let mut wires = Wires {
        drawing,
        layout,
        lane: MARGIN - 22.0,
    };
    for (stage, frame) in workflow.stages.iter().zip(&layout.frames) {
        if stage.after.is_empty() {
            wires.connect(intake, intake.1, frame.top());
        }
        for (other, before) in workflow.stages.iter().zip(&layout.frames) {
            if stage.after.contains(&other.key) {
                wires.connect(before.bottom(), before.row_end, frame.top());
            }
        }
        let mut others = workflow.stages.iter();
        if others.all(|other| !other.after.contains(&stage.key)) {
            wires.connect(frame.bottom(), frame.row_end, decision);
        }
    }
    if workflow.stages.is_empty() {
        wires.connect(intake, intake.1, decision);
    }
    for pair in layout.after.windows(2) {
        let end = pair[0] + layout::STEP_HEIGHT;
        wires.connect((middle, end), end, (middle, pair[1]));
    }
}

struct Wires<'d, 'l> {
    drawing: &'d mut Drawing,
    layout: &'l Layout,
    /// Where the next detour runs; each has a lane of its own.
    lane: f32,
}

impl Wires<'_, '_> {
    /// Straight where nothing lies between, else along the side of the page.
    fn connect(&mut self, from: (f32, f32), row_end: f32, to: (f32, f32)) {
        if self.layout.lies_between(row_end, to.1) {
            self.drawing.detour(from, row_end, to, self.lane);
            self.lane = (self.lane - 5.0).max(3.0);
        } else {
            self.drawing.arrow(from, row_end, to);
        }
    }
}
