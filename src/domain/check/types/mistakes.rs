//! The words for what is wrong with a condition.

use super::{Member, Mistake, Type};
use crate::domain::check::nearest::did_you_mean;

pub(super) fn mistake(
    code: &'static str,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Mistake {
    Mistake {
        code,
        message: message.into(),
        hint: hint.into(),
    }
}

pub(super) fn usable(member: &Member) -> Result<(), Mistake> {
    match &member.hidden {
        Some(hidden) => Err(mistake(
            hidden.code,
            hidden.message.as_str(),
            hidden.hint.as_str(),
        )),
        None => Ok(()),
    }
}

pub(super) fn unsupported(name: &str) -> Mistake {
    let name = name.trim_matches('_');
    mistake(
        "condition-unsupported",
        format!("`{name}` cannot be used in a condition"),
        "use == != < <= > >= && || ! in, has(), size(), exists, all, exists_one, filter, map, startsWith, endsWith, contains",
    )
}

pub(super) fn may_be_empty(name: &str) -> Mistake {
    mistake(
        "condition-may-be-empty",
        format!("`{name}` may be left empty, and then the condition has no value"),
        format!("ask first: {name} != null && …"),
    )
}

pub(super) fn unknown_member(on: &str, written: &str, members: &[Member]) -> Mistake {
    let names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
    let code = match on {
        "materials" => "unknown-material",
        "opinions" => "unknown-stage",
        _ if on.starts_with("opinions.") => "unknown-review",
        _ => "unknown-field",
    };
    mistake(
        code,
        format!("`{on}` has no `{written}`"),
        did_you_mean(written, names),
    )
}

pub(super) fn list_hint(kind: &Type) -> String {
    match kind {
        Type::List(_) => "it is a list: use form.group.exists(row, row.field == 'value')".into(),
        _ => "look at the field's type in the form".into(),
    }
}

/// A type in words.
pub(super) fn shown(kind: &Type) -> String {
    match kind {
        Type::Bool => "a yes or no".into(),
        Type::Number => "a number".into(),
        Type::Text => "a text".into(),
        Type::Date => "a date".into(),
        Type::Written(words) if words.len() == 1 => format!("the text '{}'", words[0]),
        Type::Written(_) => "texts".into(),
        Type::Choice(_) => "a choice".into(),
        Type::Null => "null".into(),
        Type::List(_) | Type::Empty => "a list".into(),
        Type::Record(_) => "a group of fields".into(),
    }
}
