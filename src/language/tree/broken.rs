//! Why a text is no tree, told so that the writer can mend it.

use super::{Broken, DEPTH_MAX, FILE_MAX_BYTES, Place};

pub(super) fn empty() -> Broken {
    Broken {
        code: "yaml-empty",
        message: "the file is empty".into(),
        hint: "start with `workflow: <key>` and `version: 1`".into(),
        place: Place {
            line: 1,
            column: 1,
            length: 1,
        },
    }
}

pub(super) fn too_large(source: &str) -> Broken {
    let head = &source.as_bytes()[..FILE_MAX_BYTES];
    let line = 1 + head.iter().filter(|byte| **byte == b'\n').count();
    Broken {
        code: "file-too-large",
        message: format!(
            "the file has {} bytes; at most {FILE_MAX_BYTES} are read, reached on this line",
            source.len()
        ),
        hint: "a service that needs more is several services: split it".into(),
        place: Place {
            line,
            column: 1,
            length: 1,
        },
    }
}

/// YAML's own word is seldom the cause when a condition stands without quotes.
pub(super) fn unreadable(source: &str, place: Place, info: &str) -> Broken {
    if info.contains("recursion limit") {
        return too_deep(place);
    }
    let near = source
        .lines()
        .enumerate()
        .skip(place.line.saturating_sub(3))
        .take(3);
    let bare =
        near.filter_map(|(index, line)| bare_condition(line).map(|column| (index + 1, column)));
    if let Some((line, column)) = bare.last() {
        return Broken {
            code: "condition-unquoted",
            message: format!("the condition breaks the YAML: {info}"),
            hint: "put the condition in quotes: when: \"form.children.size() > 1\"".into(),
            place: Place {
                line,
                column,
                length: 1,
            },
        };
    }
    Broken {
        code: "yaml-broken",
        message: format!("this is not YAML: {info}"),
        hint: "look at the indentation, the brackets and the quotes on this line and the one above"
            .into(),
        place,
    }
}

/// The column after `when:` where an expression starts without a quote.
fn bare_condition(line: &str) -> Option<usize> {
    let at = line.find("when:")? + "when:".len();
    let rest = line[at..].trim_start();
    let column = line.chars().count() - rest.chars().count() + 1;
    (!rest.is_empty() && !rest.starts_with(['"', '\''])).then_some(column)
}

pub(super) fn too_deep(place: Place) -> Broken {
    Broken {
        code: "file-too-deep",
        message: format!("nested more than {DEPTH_MAX} levels"),
        hint: "no part of a workflow is nested this deep: look for a bracket too many".into(),
        place,
    }
}

pub(super) fn tagged(place: Place) -> Broken {
    Broken {
        code: "yaml-tag",
        message: "a value starts with `!`, which YAML takes for a tag".into(),
        hint: "put the condition in quotes: when: \"!form.married\"".into(),
        place,
    }
}

pub(super) fn recursive(place: Place) -> Broken {
    Broken {
        code: "yaml-alias",
        message: "an alias to nothing, or to something that contains it".into(),
        hint: "write the value out where it is needed".into(),
        place,
    }
}

pub(super) fn key_is_no_text(place: Place) -> Broken {
    Broken {
        code: "yaml-key",
        message: "a key must be a word, not a list or a mapping".into(),
        hint: "write `key: value`; a value with braces or brackets of its own goes in quotes"
            .into(),
        place,
    }
}
