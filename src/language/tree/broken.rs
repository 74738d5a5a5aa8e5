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

/// YAML's own word is seldom the cause: these traps are looked for first, on the line YAML names and
/// the two above it, the nearest first.
pub(super) fn unreadable(source: &str, place: Place, info: &str) -> Broken {
    if info.contains("recursion limit") {
        return too_deep(place);
    }
    let near = source
        .lines()
        .enumerate()
        .skip(place.line.saturating_sub(3))
        .take(3);
    let traps = near.filter_map(|(index, line)| Some((index + 1, trap(line)?)));
    let Some((line, trap)) = traps.last() else {
        return Broken {
            code: "yaml-broken",
            message: format!("this is not YAML: {info}"),
            hint: "look at the indentation, the brackets and the quotes on this line and the one above"
                .into(),
            place,
        };
    };
    Broken {
        code: trap.code,
        message: format!("{}: {info}", trap.message),
        hint: trap.hint.into(),
        place: Place {
            line,
            column: trap.column,
            length: 1,
        },
    }
}

/// Something of this language that is often written so that YAML cannot read it.
struct Trap {
    code: &'static str,
    message: &'static str,
    hint: &'static str,
    column: usize,
}

fn trap(line: &str) -> Option<Trap> {
    let all_star = value_after(line, "reads:").filter(|(_, rest)| rest.starts_with('*'));
    if let Some((column, _)) = all_star {
        return Some(Trap {
            code: "star-unquoted",
            message: "YAML takes `*` for an alias",
            hint: "put it in quotes: reads: \"*\"",
            column,
        });
    }
    let (column, rest) = value_after(line, "when:")?;
    if !rest.starts_with(['"', '\'']) {
        return Some(Trap {
            code: "condition-unquoted",
            message: "the condition breaks the YAML",
            hint: "put the condition in quotes: when: \"form.children.size() > 1\"",
            column,
        });
    }
    ends_early(rest).then_some(Trap {
        code: "condition-quotes",
        message: "the quotes of the condition end too early",
        hint: "double quotes around the condition, single ones around text inside it: when: \"form.basis == 'employed'\"",
        column,
    })
}

/// What is written after a key, with its column; nothing where the value is on the next line.
fn value_after<'l>(line: &'l str, key: &str) -> Option<(usize, &'l str)> {
    let at = line.find(key)? + key.len();
    let rest = line[at..].trim_start();
    let column = line.chars().count() - rest.chars().count() + 1;
    (!rest.is_empty()).then_some((column, rest))
}

/// Whether something other than the end of a value follows the closing quote, or there is none.
fn ends_early(quoted: &str) -> bool {
    let mut characters = quoted.chars();
    let quote = characters.next();
    let Some(end) = characters.as_str().find(|c| Some(c) == quote) else {
        return true;
    };
    let after = characters.as_str()[end..].get(1..).unwrap_or_default();
    !after.trim_start().is_empty() && !after.trim_start().starts_with([',', '}', ']', '#'])
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
