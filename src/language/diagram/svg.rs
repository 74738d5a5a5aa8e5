//! Shapes and text as SVG. Colours are attributes, so that the picture stands without a style
//! sheet; the style turns them for dark pages.

use std::fmt::Write as _;

/// Dark pages turn the colours; where styles are not allowed the light ones stay, background
/// included.
const STYLE: &str = "<style>@media (prefers-color-scheme: dark){\
.lb-page{fill:#14181d}.lb-frame{fill:#1b2128;stroke:#5b6775}.lb-card{fill:#232b34;stroke:#8494a6}\
.lb-bold{stroke:#7db4ff}.lb-strong{fill:#f2f5f8}.lb-faint{fill:#b3bfcc}.lb-line{stroke:#93a2b3}\
.lb-tip{fill:#93a2b3}}</style>";
const FONT: &str = "font-family=\"'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif\"";

/// How dark a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Strong,
    Faint,
}

/// The words of one box.
pub(super) struct Card {
    /// Its path in the file.
    pub(super) path: String,
    /// Bold, at the top.
    pub(super) title: String,
    /// The lines below.
    pub(super) lines: Vec<String>,
    /// Only under a condition.
    pub(super) conditional: bool,
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

    pub(super) fn text(&mut self, x: f32, y: f32, size: f32, bold: bool, ink: Ink, text: &str) {
        let (class, fill) = match ink {
            Ink::Strong => ("lb-strong", "#14181d"),
            Ink::Faint => ("lb-faint", "#475362"),
        };
        let weight = if bold { " font-weight=\"600\"" } else { "" };
        let _ = write!(
            self.0,
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight} fill=\"{fill}\">{}</text>",
            escaped(text)
        );
    }

    /// One line, cut where it would not fit.
    pub(super) fn fitted(
        &mut self,
        at: (f32, f32),
        size: f32,
        bold: bool,
        ink: Ink,
        text: &str,
        width: f32,
    ) {
        let line = lines(text, size, width, 1)
            .into_iter()
            .next()
            .unwrap_or_default();
        self.text(at.0, at.1, size, bold, ink, &line);
    }

    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, conditional: bool) {
        let dash = if conditional {
            " stroke-dasharray=\"7 5\""
        } else {
            ""
        };
        let _ = write!(
            self.0,
            "<rect class=\"lb-frame\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"12\" fill=\"#f3f5f8\" stroke=\"#93a2b3\"{dash}/>"
        );
    }

    pub(super) fn card(
        &mut self,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        card: &Card,
        bold: bool,
    ) {
        let (class, stroke, thick) = if bold {
            ("lb-card lb-bold", "#1d5fbf", 2.5)
        } else {
            ("lb-card", "#5b6775", 1.2)
        };
        let dash = if card.conditional {
            " stroke-dasharray=\"6 4\""
        } else {
            ""
        };
        let _ = write!(
            self.0,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#ffffff\" stroke=\"{stroke}\" stroke-width=\"{thick}\"{dash}/>"
        );
        let inner = width - 20.0;
        let rest = card.lines.len();
        let room = ((height - 16.0 - rest as f32 * 17.0) / 18.0)
            .floor()
            .max(1.0) as usize;
        let mut line_y = y + 23.0;
        for line in lines(&card.title, 14.0, inner, room) {
            self.text(x + 10.0, line_y, 14.0, true, Ink::Strong, &line);
            line_y += 18.0;
        }
        for line in &card.lines {
            self.fitted((x + 10.0, line_y), 12.0, false, Ink::Faint, line, inner);
            line_y += 17.0;
        }
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

    fn line(&mut self, path: &str) {
        let _ = write!(
            self.0,
            "<path class=\"lb-line\" d=\"{path}\" fill=\"none\" stroke=\"#5b6775\" stroke-width=\"1.5\" marker-end=\"url(#lb-tip)\"/>"
        );
    }
}

/// Breaks a text into lines of a width, the last one cut with an ellipsis.
fn lines(text: &str, size: f32, width: f32, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in pieces(text) {
        let wide = measure(word, size);
        let full = used + wide > width && used > 0.0;
        if full && lines.len() == most {
            cut(lines.last_mut(), size, width);
            return lines;
        }
        if full {
            lines.push(String::new());
            used = 0.0;
        }
        let word = if used == 0.0 { word.trim_start() } else { word };
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
        used += wide;
    }
    if used > width {
        cut(lines.last_mut(), size, width);
    }
    lines
}

/// Latin words with the space before them, Chinese characters one by one.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (index, c) in text.char_indices() {
        if index > start
            && (c == ' ' || !c.is_ascii() || text[..index].ends_with(|c: char| !c.is_ascii()))
        {
            pieces.push(&text[start..index]);
            start = index;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn cut(line: Option<&mut String>, size: f32, width: f32) {
    let Some(line) = line else { return };
    while measure(line, size) + size > width && line.pop().is_some() {}
    line.push('…');
}

/// How wide a text is, near enough: Chinese characters are square, Latin ones a bit over half.
fn measure(text: &str, size: f32) -> f32 {
    text.chars()
        .map(|c| if c.is_ascii() { size * 0.56 } else { size })
        .sum()
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
