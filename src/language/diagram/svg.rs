//! Shapes and text as SVG. Colours are attributes, so that the picture stands without a style
//! sheet; the style turns them for dark pages.

use std::fmt::Write as _;

use super::overlay::SetTag;
use super::text::{Line, measure};

/// Dark pages turn the colours; where styles are not allowed the light ones stay, background
/// included.
const STYLE: &str = "<style>@media (prefers-color-scheme: dark){\
.lb-page{fill:#14181d}.lb-frame{fill:#1b2128;stroke:#5b6775}.lb-card{fill:#232b34;stroke:#8494a6}\
.lb-bold{stroke:#7db4ff}.lb-strong{fill:#f2f5f8}.lb-faint{fill:#b3bfcc}.lb-line{stroke:#93a2b3}\
.lb-tip{fill:#93a2b3}}</style>";
const FONT: &str = "font-family=\"'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif\"";

/// A rectangle.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// How a box is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// On the longest path.
    pub(super) bold: bool,
    /// Only under a condition.
    pub(super) dashed: bool,
}

/// An SVG document that grows.
pub(super) struct Drawing(String);

impl Drawing {
    pub(super) fn new(width: f32, height: f32, title: &str, description: &str) -> Self {
        let mut text = String::new();
        let _ = write!(
            text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" {FONT}><title>{}</title><desc>{}</desc>{STYLE}\
             <defs><marker id=\"lb-tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto-start-reverse\">\
             <path class=\"lb-tip\" d=\"M0 0 10 5 0 10z\" fill=\"#5b6775\"/></marker></defs>\
             <rect class=\"lb-page\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>",
            escaped(title),
            escaped(description),
        );
        Self(text)
    }

    pub(super) fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    /// Lines below one another; `y` is the upper edge of the first.
    pub(super) fn lines(&mut self, x: f32, mut y: f32, lines: &[Line]) {
        for line in lines {
            let (class, fill, weight) = if line.bold {
                ("lb-strong", "#14181d", " font-weight=\"600\"")
            } else {
                ("lb-faint", "#475362", "")
            };
            let _ = write!(
                self.0,
                "<text class=\"{class}\" x=\"{x}\" y=\"{}\" font-size=\"{}\"{weight} fill=\"{fill}\">{}</text>",
                y + line.size,
                line.size,
                escaped(&line.text)
            );
            y += line.pitch();
        }
    }

    /// Tags below one another; `y` is the lower edge of what stands above.
    pub(super) fn tags(&mut self, x: f32, mut y: f32, tags: &[SetTag]) {
        for tag in tags {
            let (paper, ink) = tag.tone.colours();
            let widest = tag.lines.iter().map(|line| measure(&line.text, line.size));
            let width = widest.fold(0.0, f32::max) + 2.0 * SetTag::INSIDE;
            y += SetTag::ABOVE;
            let _ = write!(
                self.0,
                "<rect class=\"lb-tag\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" rx=\"3\" fill=\"{paper}\" stroke=\"{ink}\" stroke-width=\"0.6\"/>",
                tag.height(),
            );
            let mut below = y;
            for line in &tag.lines {
                let _ = write!(
                    self.0,
                    "<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-weight=\"600\" fill=\"{ink}\">{}</text>",
                    x + SetTag::INSIDE,
                    below + line.size + 1.0,
                    line.size,
                    escaped(&line.text)
                );
                below += line.pitch();
            }
            y += tag.height();
        }
    }

    /// The frame around the reviews of a stage.
    pub(super) fn frame(&mut self, area: Area, dashed: bool) {
        let dash = dash(dashed, "7 5");
        self.rectangle(
            area,
            "lb-frame",
            &format!("rx=\"12\" fill=\"#f3f5f8\" stroke=\"#93a2b3\"{dash}"),
        );
    }

    /// A box, empty.
    pub(super) fn card(&mut self, area: Area, look: Look) {
        let (class, stroke, thick) = if look.bold {
            ("lb-card lb-bold", "#1d5fbf", 2.5)
        } else {
            ("lb-card", "#5b6775", 1.2)
        };
        let dash = dash(look.dashed, "6 4");
        self.rectangle(
            area,
            class,
            &format!(
                "rx=\"8\" fill=\"#ffffff\" stroke=\"{stroke}\" stroke-width=\"{thick}\"{dash}"
            ),
        );
    }

    fn rectangle(&mut self, area: Area, class: &str, rest: &str) {
        let Area {
            x,
            y,
            width,
            height,
        } = area;
        let _ = write!(
            self.0,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {rest}/>"
        );
    }

    /// An arrow that first runs straight down to `past`, so as not to cross what stands beside.
    pub(super) fn arrow(&mut self, from: (f32, f32), past: f32, to: (f32, f32)) {
        let bend = (to.1 - past) / 2.0;
        let path = format!(
            "M{} {} V{past} C{} {} {} {} {} {}",
            from.0,
            from.1,
            from.0,
            past + bend,
            to.0,
            to.1 - bend,
            to.0,
            to.1 - 2.0
        );
        self.line(&path);
    }

    /// An arrow along the side of the page, past what lies between.
    pub(super) fn detour(&mut self, from: (f32, f32), past: f32, to: (f32, f32), lane: f32) {
        let (down, up) = (past + 14.0, to.1 - 18.0);
        let path = format!(
            "M{} {} V{down} H{lane} V{up} H{} V{}",
            from.0,
            from.1,
            to.0 - 14.0,
            to.1 - 2.0
        );
        self.line(&path);
    }

    /// A straight arrow.
    pub(super) fn straight(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.line(&format!("M{} {} L{} {}", from.0, from.1, to.0, to.1));
    }

    fn line(&mut self, path: &str) {
        let _ = write!(
            self.0,
            "<path class=\"lb-line\" d=\"{path}\" fill=\"none\" stroke=\"#5b6775\" stroke-width=\"1.5\" marker-end=\"url(#lb-tip)\"/>"
        );
    }
}

fn dash(dashed: bool, pattern: &str) -> String {
    match dashed {
        true => format!(" stroke-dasharray=\"{pattern}\""),
        false => String::new(),
    }
}

/// Text that may stand in an XML element.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
