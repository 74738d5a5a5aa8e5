//! Findings for people: file, line, column, the lines around it, and what to do.

use std::fmt::Write as _;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report,
};

use super::finding::{Finding, Severity};
use super::tree::Place;

/// Most findings shown; the rest is counted.
pub const SHOWN_MAX: usize = 100;
/// Width of the report, in columns.
const WIDTH: usize = 110;

/// The findings of one file as text for a terminal, errors and warnings in the order of the file.
///
/// `colour` is for a terminal that shows it; without it the text is plain.
#[must_use]
pub fn report(source: &str, findings: &[Finding], colour: bool) -> String {
    let theme = if colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(WIDTH)
        .with_context_lines(1);
    let mut text = String::new();
    for finding in findings.iter().take(SHOWN_MAX) {
        let report = diagnostic(source, finding);
        if handler.render_report(&mut text, report.as_ref()).is_err() {
            let _ = writeln!(text, "{}: {}", finding.code, finding.message);
        }
        text.push('\n');
    }
    if findings.len() > SHOWN_MAX {
        let _ = writeln!(text, "… and {} more", findings.len() - SHOWN_MAX);
    }
    text
}

fn diagnostic(source: &str, finding: &Finding) -> Report {
    let severity = match finding.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
    };
    let (start, length) = bytes_of(source, finding.place);
    let label = LabeledSpan::new_primary_with_span(Some("here".into()), (start, length));
    let diagnostic =
        MietteDiagnostic::new(format!("{}: {}", finding.path_or_file(), finding.message))
            .with_code(&finding.code)
            .with_severity(severity)
            .with_help(&finding.hint)
            .with_label(label);
    Report::new(diagnostic).with_source_code(NamedSource::new(&finding.file, source.to_owned()))
}

/// A place as byte offset and byte length; never beyond the source.
fn bytes_of(source: &str, place: Place) -> (usize, usize) {
    let mut offset = 0;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        if index + 1 == place.line {
            let text = line.trim_end_matches(['\n', '\r']);
            let at = |chars: usize| {
                text.char_indices()
                    .nth(chars)
                    .map_or(text.len(), |(byte, _)| byte)
            };
            let (from, to) = (
                at(place.column.saturating_sub(1)),
                at(place.column.saturating_sub(1) + place.length),
            );
            return (offset + from, to - from);
        }
        offset += line.len();
    }
    (source.len(), 0)
}

impl Finding {
    fn path_or_file(&self) -> &str {
        if self.path.is_empty() {
            &self.file
        } else {
            &self.path
        }
    }
}
