//! How wide a text is, and where its lines break.

/// One line as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Height of the letters, in pixels.
    pub(super) size: f32,
    pub(super) bold: bool,
}

impl Line {
    /// How far the next line stands below this one.
    pub(super) fn pitch(&self) -> f32 {
        self.size + 4.0
    }
}

/// Most lines one text takes; a name longer than that is cut.
const LINES_MAX: usize = 8;

/// A text broken to a width, with nothing cut off.
pub(super) fn block(text: &str, size: f32, bold: bool, width: f32) -> Vec<Line> {
    let broken = lines(text, size, width, LINES_MAX).into_iter();
    broken.map(|text| Line { text, size, bold }).collect()
}

/// The height of some lines.
pub(super) fn height(lines: &[Line]) -> f32 {
    lines.iter().map(Line::pitch).sum()
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

/// Latin words with the space before them, Chinese characters one by one, each with the closing
/// marks behind it and after the opening ones, which never end a line.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (index, c) in text.char_indices() {
        let before = &text[..index];
        let breaks = c == ' ' || !c.is_ascii() || before.ends_with(|c: char| !c.is_ascii());
        let held = CLOSING.contains(c) || before.ends_with(|c| OPENING.contains(c));
        if index > start && breaks && !held {
            pieces.push(&text[start..index]);
            start = index;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Marks that may not begin a line.
const CLOSING: &str = "，。、；：？！）」』》…";
/// Marks that may not end one.
const OPENING: &str = "（「『《";

fn cut(line: Option<&mut String>, size: f32, width: f32) {
    let Some(line) = line else { return };
    while measure(line, size) + size > width && line.pop().is_some() {}
    line.push('…');
}

/// How wide a text is, near enough: Chinese characters are square, Latin ones a bit over half.
pub(super) fn measure(text: &str, size: f32) -> f32 {
    text.chars()
        .map(|c| if c.is_ascii() { size * 0.56 } else { size })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, width: f32) -> Vec<String> {
        let lines = block(text, 10.0, false, width).into_iter();
        lines.map(|line| line.text).collect()
    }

    #[test]
    fn a_text_is_broken_between_words_and_loses_nothing() {
        assert_eq!(
            broken("Human resources and social security", 100.0),
            ["Human resources", "and social", "security"]
        );
        assert_eq!(
            broken("综合行政执法局（城市管理）", 80.0),
            ["综合行政执法局", "（城市管理）"]
        );
    }

    #[test]
    fn a_word_wider_than_its_box_is_cut() {
        assert_eq!(broken("unbelievable", 40.0), ["unbel…"]);
    }
}
