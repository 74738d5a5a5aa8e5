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
            frame.x + 16.0,
            frame.y + 26.0,
            15.0,
            true,
            Ink::Strong,
            &words.stage(stage),
            frame.width - 32.0,
        );
        drawing.fitted(
            frame.x + 16.0,
            frame.y + 46.0,
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
    let intake_end = layout.intake + layout::STEP_HEIGHT;
    let mut lane = MARGIN - 22.0;
    for (stage, frame) in workflow.stages.iter().zip(&layout.frames) {
        if stage.after.is_empty() {
            drawing.arrow((middle, intake_end), (frame.x + frame.width / 2.0, frame.y));
        }
        for before in workflow
            .stages
            .iter()
            .zip(&layout.frames)
            .filter(|(other, _)| stage.after.contains(&other.key))
        {
            let from = (
                before.1.x + before.1.width / 2.0,
                before.1.y + before.1.height,
            );
            let to = (frame.x + frame.width / 2.0, frame.y);
            if layout.passes_others(before.1, frame) {
                drawing.detour(from, to, lane);
                lane -= 5.0;
            } else {
                drawing.arrow(from, to);
            }
        }
        let last = workflow
            .stages
            .iter()
            .all(|other| !other.after.contains(&stage.key));
        if last {
            let from = (frame.x + frame.width / 2.0, frame.y + frame.height);
            drawing.arrow(from, (middle, layout.after[0]));
        }
    }
    if workflow.stages.is_empty() {
        drawing.arrow((middle, intake_end), (middle, layout.after[0]));
    }
    for pair in layout.after.windows(2) {
        drawing.arrow((middle, pair[0] + layout::STEP_HEIGHT), (middle, pair[1]));
    }
}
