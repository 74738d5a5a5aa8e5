//! A workflow as a picture: SVG, from receipt at the top to delivery at the bottom.
//!
//! Stages stand in rows by their longest distance from acceptance; the reviews of a stage stand
//! side by side in its frame. What lies on the longest path has a bold edge. Readable at 1280
//! pixels, in light and dark. Draws whatever it is given; `check` is somebody else's.

mod conditions;
mod footer;
mod layout;
mod overlay;
mod plate;
mod svg;
mod text;
mod words;

use crate::domain::calendar::Calendar;
use crate::domain::check::{Path, longest_path};
use crate::domain::definition::{Language, Workflow};
use crate::domain::directory::Directory;

use footer::Footer;
use layout::{BOX_WIDTH, Layout, MARGIN, STEP_WIDTH, WIDTH};
use plate::{FRAME_INSET, INSET, Plate};
use svg::{Area, Drawing};
use text::block;
use words::{Card, Reader, Words};

pub use overlay::{Overlay, Tag, Tone};

/// The workflow as an SVG document with title and description; departments and roles by the names
/// the town gives them.
#[must_use]
pub fn diagram(workflow: &Workflow, directory: &Directory, language: Language) -> String {
    drawn_upon(workflow, directory, language, &Overlay::default())
}

/// The same for whoever wants the service.
#[must_use]
pub fn public_diagram(workflow: &Workflow, directory: &Directory, language: Language) -> String {
    let words = Words::new(workflow, directory, language, Reader::Public);
    drawn(workflow, &words, &Overlay::default())
}

/// The same picture with how things stand drawn upon it.
#[must_use]
pub fn drawn_upon(
    workflow: &Workflow,
    directory: &Directory,
    language: Language,
    overlay: &Overlay,
) -> String {
    let words = Words::new(workflow, directory, language, Reader::House);
    drawn(workflow, &words, overlay)
}

fn drawn(workflow: &Workflow, words: &Words<'_>, overlay: &Overlay) -> String {
    let path = longest_path(workflow, &Calendar::default());
    let steps = words.steps();
    let cards: Vec<Vec<Card>> = workflow
        .stages
        .iter()
        .map(|stage| words.cards(stage))
        .collect();
    let named: Vec<&Card> = steps.iter().chain(cards.iter().flatten()).collect();
    let way = words.path(&path, &named);
    let steps = plates(&steps, &path, overlay, STEP_WIDTH);
    let cards: Vec<Vec<Plate>> = cards
        .iter()
        .map(|cards| plates(cards, &path, overlay, BOX_WIDTH))
        .collect();
    let layout = Layout::of(workflow, words, overlay, &steps, &cards);
    let footer = Footer::new(words, &way);
    let height = layout.height + footer.height();
    let title = format!("{}{}", words.title(), overlay.title);
    let description = format!("{}{}", overlay.description, words.description(&way));
    let mut drawing = Drawing::new(WIDTH, height, &title, &description);
    let inner = WIDTH - 2.0 * MARGIN;
    drawing.lines(MARGIN, 18.0, &block(&title, 22.0, true, inner));
    drawing.lines(MARGIN, 52.0, &block(&words.limits(), 14.0, false, inner));
    arrows(&mut drawing, workflow, &layout);
    for ((stage, frame), cards) in workflow.stages.iter().zip(&layout.frames).zip(&cards) {
        drawing.frame(frame.area, stage.when.is_some());
        let (x, y) = (frame.area.x + FRAME_INSET, frame.area.y + 12.0);
        drawing.lines(x, y, &frame.head);
        drawing.tags(x, y + text::height(&frame.head), &frame.tags);
        for (plate, area) in cards.iter().zip(&frame.boxes) {
            put(&mut drawing, plate, *area);
        }
    }
    for (plate, y) in steps.iter().zip(layout.steps()) {
        let area = Area {
            x: (WIDTH - STEP_WIDTH) / 2.0,
            y,
            width: STEP_WIDTH,
            height: layout.step_height,
        };
        put(&mut drawing, plate, area);
    }
    footer.draw(&mut drawing, layout.height);
    drawing.finish()
}
fn plates(cards: &[Card], path: &Path, overlay: &Overlay, width: f32) -> Vec<Plate> {
    let set = cards
        .iter()
        .map(|card| Plate::new(card, path, overlay, width));
    set.collect()
}

/// A box with its words.
fn put(drawing: &mut Drawing, plate: &Plate, area: Area) {
    drawing.card(area, plate.look);
    let (x, y) = (area.x + INSET, area.y + INSET - 2.0);
    drawing.lines(x, y, &plate.lines);
    drawing.tags(x, y + text::height(&plate.lines), &plate.tags);
}

fn arrows(drawing: &mut Drawing, workflow: &Workflow, layout: &Layout) {
    let middle = WIDTH / 2.0;
    let intake = (middle, layout.intake + layout.step_height);
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
        let end = pair[0] + layout.step_height;
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
