//! The word somebody probably meant.

/// The closest of `known` to what was written, if any is close enough to be a slip of the hand.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (written.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .filter(|word| word.len().abs_diff(written.len()) <= 3 * most)
        .map(|word| (distance(written, word), word))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, word)| word)
}

/// The hint for an unknown word: the nearest known one, or all of them.
pub(super) fn did_you_mean<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(word) = nearest(written, known.clone()) {
        return format!("did you mean `{word}`?");
    }
    let mut all: Vec<_> = known.into_iter().take(KNOWN_SHOWN_MAX + 1).collect();
    if all.is_empty() {
        return "there is none to name".into();
    }
    let more = all.len() > KNOWN_SHOWN_MAX;
    all.truncate(KNOWN_SHOWN_MAX);
    format!(
        "known here: {}{}",
        all.join(", "),
        if more { ", …" } else { "" }
    )
}

const KNOWN_SHOWN_MAX: usize = 16;

/// Edits to turn one word into the other, two neighbours swapped being one.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_none() {
        let known = ["public_security", "education", "health"];
        assert_eq!(nearest("public_securty", known), Some("public_security"));
        assert_eq!(nearest("helath", known), Some("health"));
        assert_eq!(nearest("weather", known), None);
    }
}
