//! The same thing told twice in a repeated group.

use serde_json::{Map, Value};

use crate::domain::definition::{Field, FieldKind};
use crate::domain::identifiers::IdentityNumber;

/// Indexes of rows that repeat an earlier one, each with that one: the same person by identity
/// number, and where the rows hold none, the same answers throughout.
pub(super) fn repeated(fields: &[Field], rows: &[Value]) -> Vec<(usize, usize)> {
    let identities: Vec<&str> = fields
        .iter()
        .filter(|field| field.kind == FieldKind::IdentityNumber)
        .map(|field| field.key.as_ref())
        .collect();
    let marks: Vec<Option<String>> = rows
        .iter()
        .map(|row| mark(&identities, row.as_object()?))
        .collect();
    let earlier = |index: usize| {
        let mark = marks[index].as_ref()?;
        let first = marks
            .iter()
            .position(|other| other.as_ref() == Some(mark))?;
        (first < index).then_some((index, first))
    };
    (0..rows.len()).filter_map(earlier).collect()
}

/// What two rows have in common if they are about the same; none where a row does not say.
fn mark(identities: &[&str], row: &Map<String, Value>) -> Option<String> {
    if identities.is_empty() {
        let mut answers = row.clone();
        answers.remove("id");
        return (!answers.is_empty()).then(|| Value::Object(answers).to_string());
    }
    let numbers: Vec<String> = identities
        .iter()
        .filter_map(|key| row.get(*key)?.as_str()?.parse::<IdentityNumber>().ok())
        .map(|number| number.reveal().to_owned())
        .collect();
    (!numbers.is_empty()).then(|| numbers.join(" "))
}
