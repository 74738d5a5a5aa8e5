//! Opaque cursors: where a page ended, in a form nobody is tempted to write by hand.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::problem::Problem;

/// Longest cursor, in characters.
const LENGTH_MAX: usize = 512;
/// Rows of a page unless said.
pub const PAGE_ROWS: u64 = 50;
/// Most rows of a page.
pub const PAGE_ROWS_MAX: u64 = 200;

/// A place as a cursor.
#[must_use]
pub fn encode(place: impl Display) -> String {
    URL_SAFE_NO_PAD.encode(place.to_string())
}

/// The place of a cursor.
///
/// # Errors
/// 400 if it is none of ours.
pub fn decode<T: FromStr>(cursor: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let text = (cursor.len() <= LENGTH_MAX)
        .then(|| URL_SAFE_NO_PAD.decode(cursor).ok())
        .flatten();
    let place = text.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
    place.map(Some).ok_or_else(|| {
        Problem::new(
            "query",
            "`cursor` is not one of ours; leave it out to start at the top",
        )
    })
}

/// How many rows a page has.
///
/// # Errors
/// 400 for none or too many.
pub fn rows(limit: Option<u64>) -> Result<u64, Problem> {
    match limit.unwrap_or(PAGE_ROWS) {
        rows @ 1..=PAGE_ROWS_MAX => Ok(rows),
        _ => Err(Problem::new(
            "query",
            format!("`limit` is 1 to {PAGE_ROWS_MAX}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_a_forged_one_nowhere() {
        assert_eq!(decode::<i64>(Some(&encode(77))).unwrap(), Some(77));
        assert_eq!(decode::<i64>(None).unwrap(), None);
        for forged in ["", "77", "!!", &encode("x")] {
            assert_eq!(
                decode::<i64>(Some(forged)).unwrap_err().status,
                400,
                "{forged}"
            );
        }
    }
}
