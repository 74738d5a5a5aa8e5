//! Reads the questions of a form back into answers, and says which field a complaint is about.
//!
//! Only shapes are made here: whether an answer fits is for the domain to say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::domain::definition::{Field, FieldKind, ROWS_MAX};
use crate::web::form::Form;

/// Answers, with the rows as they stood on the page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Gathered {
    /// The answers by question.
    pub(super) form: Map<String, Value>,
    /// For each repeated group: the place on the page of each row of the answer.
    rows: BTreeMap<String, Vec<usize>>,
}

impl Gathered {
    /// Takes one question's answer. Of a group only the named fields were asked, all of them where
    /// none are named; what was not asked stays as it is in `current`.
    pub(super) fn take(
        &mut self,
        typed: &Form,
        field: &Field,
        named: &BTreeSet<&str>,
        current: Option<&Value>,
    ) {
        let key = field.key.to_string();
        let name = format!("form.{key}");
        let answer = match &field.kind {
            FieldKind::Group {
                fields,
                repeat: None,
            } => {
                let current = current.and_then(Value::as_object);
                let row = row(typed, fields, named, &name, current);
                (!row.is_empty()).then_some(Value::Object(row))
            }
            FieldKind::Group { fields, .. } => {
                let (rows, places) = rows(typed, fields, named, &name, current);
                self.rows.insert(key.clone(), places);
                (field.optional || !rows.is_empty()).then_some(Value::Array(rows))
            }
            kind => {
                let left_out = field.optional.then_some(Value::Null);
                scalar(kind, typed.text(&name)).or(left_out)
            }
        };
        self.form.extend(answer.map(|answer| (key, answer)));
    }

    /// The field on the page that a JSON pointer into the answer means.
    pub(super) fn field_of(&self, pointer: &str) -> Option<String> {
        let mut parts: Vec<String> = pointer.split('/').skip(1).map(str::to_owned).collect();
        match parts.first().map(String::as_str) {
            Some("materials") => parts.truncate(2),
            Some("form") => {
                let rows = parts.get(1).and_then(|key| self.rows.get(key));
                let place = parts.get(2).and_then(|place| place.parse::<usize>().ok());
                if let (Some(rows), Some(place)) = (rows, place) {
                    parts[2] = rows.get(place)?.to_string();
                }
            }
            _ => return None,
        }
        (parts.len() > 1).then(|| parts.join("."))
    }
}

/// The rows that were filled in, each with its place on the page.
fn rows(
    typed: &Form,
    fields: &[Field],
    named: &BTreeSet<&str>,
    name: &str,
    current: Option<&Value>,
) -> (Vec<Value>, Vec<usize>) {
    let before = current
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let (mut rows, mut places) = (Vec::new(), Vec::new());
    for place in 0..=(ROWS_MAX as usize) {
        let name = format!("{name}.{place}");
        if typed.has(&format!("{name}.drop")) {
            continue;
        }
        let id = typed.text(&format!("{name}.id"));
        let known = before
            .iter()
            .filter_map(Value::as_object)
            .find(|row| !id.is_empty() && row.get("id").and_then(Value::as_str) == Some(id));
        let mut row = row(typed, fields, named, &name, known);
        if let Some(id) = known.and_then(|known| known.get("id")) {
            row.insert("id".to_owned(), id.clone());
        }
        if row.is_empty() {
            continue;
        }
        rows.push(Value::Object(row));
        places.push(place);
    }
    (rows, places)
}

/// One row of a group.
fn row(
    typed: &Form,
    fields: &[Field],
    named: &BTreeSet<&str>,
    name: &str,
    current: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    let mut row = Map::new();
    for field in fields {
        let key: &str = field.key.as_ref();
        let known = current.and_then(|current| current.get(key));
        let direct = named.contains(key);
        let answer = if named.is_empty() || direct {
            let given = scalar(&field.kind, typed.text(&format!("{name}.{key}")));
            // An identity number is not shown again: left empty, the known one stays, unless it was
            // this that was asked for.
            let stays = field.kind == FieldKind::IdentityNumber && !direct;
            given.or_else(|| known.filter(|_| stays).cloned())
        } else {
            known.cloned()
        };
        row.extend(answer.map(|answer| (key.to_owned(), answer)));
    }
    row
}

/// One answer; none where nothing was typed. What does not fit its kind is passed on as text, for
/// the domain to complain about.
fn scalar(kind: &FieldKind, text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    Some(match (kind, text) {
        (FieldKind::Boolean, "yes") => Value::Bool(true),
        (FieldKind::Boolean, "no") => Value::Bool(false),
        (FieldKind::Number { .. }, text) => match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => text.into(),
        },
        (_, text) => text.into(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::telemetry::Correlation;

    fn typed(fields: &[(&str, &str)]) -> Form {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let correlation = Correlation::default();
        Form::of(
            fields.collect(),
            &axum::http::Method::POST,
            "/",
            correlation,
        )
        .unwrap()
    }

    fn group() -> Field {
        serde_json::from_value(json!({
            "key": "guardians", "title": {"zh": "监护人"}, "optional": false, "when": null,
            "kind": {"type": "group", "repeat": {"min": 1, "max": 2}, "fields": [
                {"key": "name", "title": {"zh": "姓名"}, "optional": false, "when": null, "kind": {"type": "text", "max_chars": 60}},
                {"key": "identity", "title": {"zh": "身份证号码"}, "optional": false, "when": null, "kind": {"type": "identity_number"}},
                {"key": "phone", "title": {"zh": "电话"}, "optional": false, "when": null, "kind": {"type": "phone"}}]}
        }))
        .unwrap()
    }

    fn known() -> Value {
        json!([
            {"id": "guardians-1", "name": "周", "identity": "1", "phone": "2"},
            {"id": "guardians-2", "name": "何", "identity": "3", "phone": "4"}
        ])
    }

    #[test]
    fn one_field_of_a_group_leaves_the_others_as_they_are() {
        let form = typed(&[
            ("form.guardians.0.id", "guardians-1"),
            ("form.guardians.0.phone", "9"),
            ("form.guardians.1.id", "guardians-2"),
            ("form.guardians.1.phone", ""),
        ]);
        let mut gathered = Gathered::default();
        gathered.take(&form, &group(), &["phone"].into(), Some(&known()));
        let expected = json!([
            {"id": "guardians-1", "name": "周", "identity": "1", "phone": "9"},
            {"id": "guardians-2", "name": "何", "identity": "3"}
        ]);
        assert_eq!(gathered.form["guardians"], expected);
    }

    #[test]
    fn rows_are_dropped_added_and_found_again() {
        let form = typed(&[
            ("form.guardians.0.id", "guardians-1"),
            ("form.guardians.0.name", "周"),
            ("form.guardians.0.drop", "yes"),
            ("form.guardians.1.id", "guardians-2"),
            ("form.guardians.1.name", "何"),
            ("form.guardians.2.name", "吴"),
        ]);
        let mut gathered = Gathered::default();
        gathered.take(&form, &group(), &BTreeSet::new(), Some(&known()));
        let expected = json!([
            {"id": "guardians-2", "name": "何", "identity": "3"},
            {"name": "吴"}
        ]);
        assert_eq!(gathered.form["guardians"], expected);
        let place = gathered.field_of("/form/guardians/1/phone");
        assert_eq!(place.as_deref(), Some("form.guardians.2.phone"));
        assert_eq!(
            gathered.field_of("/materials/photo/0").as_deref(),
            Some("materials.photo")
        );
        assert_eq!(gathered.field_of(""), None);
    }

    #[test]
    fn somebody_elses_row_is_a_new_one() {
        let form = typed(&[
            ("form.guardians.0.id", "guardians-9"),
            ("form.guardians.0.name", "周"),
        ]);
        let mut gathered = Gathered::default();
        gathered.take(&form, &group(), &BTreeSet::new(), Some(&known()));
        assert_eq!(gathered.form["guardians"], json!([{"name": "周"}]));
    }
}
