//! What is wrong with a place of a body, in plain words: the parser speaks of structs and variants,
//! people of objects, lists and words.

use serde_json::Error;

/// The stable code of a mistake, and how to mend it.
pub(super) fn in_words(error: &Error) -> (&'static str, String) {
    said_in_words(&error.to_string())
}

/// The same, from what the parser said.
pub(super) fn said_in_words(said: &str) -> (&'static str, String) {
    // Line and column mean little beside a pointer.
    let said = said.rsplit_once(" at line ").map_or(said, |(said, _)| said);
    if let Some(name) = said.strip_prefix("missing field ") {
        return ("missing", format!("{name} is missing"));
    }
    if let Some(name) = said.strip_prefix("duplicate field ") {
        return ("repeated", format!("{name} is there twice; send it once"));
    }
    if let Some((name, known)) = split(said, "unknown field ") {
        return (
            "unknown",
            format!("there is no {name} here{}", takes(known)),
        );
    }
    if let Some((_, known)) = split(said, "unknown variant ") {
        return (
            "choice",
            format!("not one of the words taken{}", takes(known)),
        );
    }
    if let Some((found, wanted)) = split(said, "invalid type: ") {
        let detail = format!(
            "{} is no good here; send {}",
            kind(found),
            wanted_kind(wanted)
        );
        return ("type", detail);
    }
    if let Some((found, wanted)) = split(said, "invalid value: ") {
        let detail = format!(
            "this {} does not fit; send {}",
            bare(found),
            wanted_kind(wanted)
        );
        return ("format", detail);
    }
    if let Some((found, wanted)) = split(said, "invalid length ") {
        let detail = format!("{found} members do not fit; send {}", wanted_kind(wanted));
        return ("format", detail);
    }
    ("format", said.to_owned())
}

/// The member that is missing, if that is the mistake.
pub(super) fn missing(error: &Error) -> Option<String> {
    let said = error.to_string();
    let name = said.strip_prefix("missing field `")?.split('`').next()?;
    Some(name.to_owned())
}

/// What was found and what was expected.
fn split<'a>(said: &'a str, kind: &str) -> Option<(&'a str, &'a str)> {
    let rest = said.strip_prefix(kind)?;
    // What was sent may contain a comma; what we expect does not contain the words before it.
    Some(match rest.rsplit_once(", expected ") {
        Some((found, wanted)) => (found, wanted),
        None => rest.rsplit_once(", ").unwrap_or((rest, "")),
    })
}

/// The words or names that are taken.
fn takes(known: &str) -> String {
    let known = known.strip_prefix("one of ").unwrap_or(known);
    match known {
        "" | "there are no fields" | "there are no variants" => "; leave it out".to_owned(),
        known => format!("; taken are {}", known.replace(" or ", ", ")),
    }
}

/// What was sent, without repeating it: it may be personal.
fn kind(found: &str) -> &'static str {
    match found.split([' ', ',']).next().unwrap_or_default() {
        "string" | "character" => "text",
        "integer" => "a whole number",
        "floating" => "a number",
        "boolean" => "true or false",
        "null" => "null",
        "sequence" => "a list",
        "map" => "an object",
        "unit" => "a word alone",
        _ => "this",
    }
}

fn bare(found: &str) -> &'static str {
    let kind = kind(found);
    match kind.split_once(' ') {
        Some(("a" | "an", noun)) => noun,
        _ if kind == "this" => "value",
        _ => kind,
    }
}

/// What belongs there.
fn wanted_kind(wanted: &str) -> String {
    let plain = match wanted {
        "a string" | "string" | "str" | "a borrowed string" => "text",
        "a boolean" => "true or false",
        "a map" | "map" => "an object",
        "a sequence" => "a list",
        "unit" | "unit variant" => "the word alone, without anything in it",
        "string or map" | "map with a single key" => {
            "one word, or an object with exactly one member"
        }
        "f32" | "f64" => "a number",
        other => return other_kind(other),
    };
    plain.to_owned()
}

fn other_kind(wanted: &str) -> String {
    let first = wanted.split(' ').next().unwrap_or_default();
    let is_integer = |word: &str| {
        let digits = word.strip_prefix(['i', 'u']).unwrap_or_default();
        digits == "size" || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    match first {
        integer if is_integer(integer) && integer.starts_with('u') => {
            "a whole number that is not negative and not too large".to_owned()
        }
        integer if is_integer(integer) => "a whole number that is not too large".to_owned(),
        "struct" if wanted.starts_with("struct variant") => {
            "it as an object with its members, `{\"word\": {…}}`".to_owned()
        }
        "struct" => "an object".to_owned(),
        "enum" => "one of the words taken".to_owned(),
        "tuple" => "a list".to_owned(),
        "newtype" => "the word with what belongs to it".to_owned(),
        _ => wanted.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::super::body::fit;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    #[allow(dead_code, reason = "only parsed")]
    enum Deed {
        Urge { duty: String },
        DecideInStead { review: String },
        Cancel,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only parsed")]
    struct Sent {
        act: Deed,
        #[serde(default)]
        age: Option<u8>,
        #[serde(default)]
        size: Option<i64>,
        #[serde(default)]
        names: Vec<String>,
        #[serde(default)]
        sure: bool,
        #[serde(default)]
        at: Option<chrono::DateTime<chrono::Utc>>,
    }

    fn told(value: Value) -> (String, String, String) {
        let error = fit::<Sent>(value).unwrap_err();
        (error.pointer, error.code, error.detail)
    }

    #[test]
    fn what_is_wrong_is_told_in_words_of_people() {
        let cancel = || json!("cancel");
        let wrong = [
            json!({}),
            json!([]),
            json!({"act": "urge"}),
            json!({"act": "decide_in_stead"}),
            json!({"act": "praise"}),
            json!({"act": 7}),
            json!({"act": {}}),
            json!({"act": {"cancel": {"now": 1}}}),
            json!({"act": {"urge": {"duty": "a"}, "cancel": null}}),
            json!({"act": {"urge": "a"}}),
            json!({"act": {"urge": {}}}),
            json!({"act": {"urge": {"duty": "a", "more": 1}}}),
            json!({"act": cancel(), "age": 300}),
            json!({"act": cancel(), "age": -1}),
            json!({"act": cancel(), "size": 1.5}),
            json!({"act": cancel(), "size": "big"}),
            json!({"act": cancel(), "names": {}}),
            json!({"act": cancel(), "names": [1]}),
            json!({"act": cancel(), "sure": null}),
            json!({"act": cancel(), "at": "tomorrow"}),
        ];
        for value in wrong {
            let (_, _, detail) = told(value.clone());
            for word in [
                "struct", "variant", "enum", "map", "tuple", "field", "u8", "i64", "unit",
            ] {
                let mut words = detail.split(|c: char| !c.is_ascii_alphanumeric());
                assert!(words.all(|found| found != word), "{value}: {detail}");
            }
        }
    }

    #[test]
    fn two_deeds_at_once_are_json_all_the_same() {
        let (pointer, code, detail) = told(json!({"act": {"urge": {"duty": "a"}, "cancel": null}}));
        assert_eq!((pointer.as_str(), code.as_str()), ("/act", "format"));
        assert!(detail.contains("exactly one member"), "{detail}");
    }

    #[test]
    fn a_deed_without_its_members_says_what_it_needs() {
        let (pointer, code, detail) = told(json!({"act": "decide_in_stead"}));
        assert!(pointer.starts_with("/act"), "{pointer}");
        assert_eq!(code, "type");
        assert!(detail.contains("object with its members"), "{detail}");
    }
}
