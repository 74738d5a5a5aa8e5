//! Names of persons, as papers have them: 买买提·吐尔逊, 欧阳娜娜, ཚེ་རིང་, Anne-Marie O'Brien.

use super::answers::{Complaint, text};

/// The key that a person's name has in every form, beside their identity number.
pub(super) const NAME: &str = "name";
/// Dots between the parts of a name: the one of GB 18030 and those that are typed instead of it.
const DOTS: [char; 4] = ['·', '•', '‧', '・'];
/// What stands in names besides letters and dots.
const BETWEEN: [char; 7] = [' ', '\u{3000}', '-', '‐', '\'', '’', '.'];

/// What is wrong with a person's name.
pub(super) fn person(written: &str, max_chars: u32) -> Complaint {
    let wrong = text(written, max_chars);
    if wrong.is_some() {
        return wrong;
    }
    let strange = written
        .trim()
        .chars()
        .find(|letter| !stands_in_names(*letter));
    let nameless = !written.chars().any(is_letter);
    match (strange, nameless) {
        (None, false) => None,
        _ => {
            let detail =
                "a name has letters, ·, spaces and hyphens; write it as on the identity card";
            Some(("letters", detail.to_owned()))
        }
    }
}

fn stands_in_names(letter: char) -> bool {
    is_letter(letter) || is_mark(letter) || DOTS.contains(&letter) || BETWEEN.contains(&letter)
}

/// Letters of any script; framed and circled ones are pictures (Unicode block 1F100 and after).
fn is_letter(letter: char) -> bool {
    let framed = matches!(letter, '\u{24b6}'..='\u{24e9}' | '\u{1f000}'..='\u{1faff}');
    letter.is_alphabetic() && !framed
}

/// Marks on letters that are no letters themselves: accents; what divides syllables in Tibetan and joins
/// them in Mongolian; which of several shapes a Chinese character has.
fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}'
            | '\u{f0b}'..='\u{f0c}'
            | '\u{f35}' | '\u{f37}' | '\u{f39}' | '\u{f84}'
            | '\u{180b}'..='\u{180e}'
            | '\u{202f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

#[cfg(test)]
mod tests {
    use super::person;

    #[test]
    fn names_of_every_people_are_taken() {
        for name in [
            "王芳",
            "欧阳娜娜",
            "买买提·吐尔逊",
            "阿不都热依木•艾力",
            "样例・周文海",
            "ཚེ་རིང་རྡོ་རྗེ",
            "مۇھەممەت",
            "ᠪᠠᠲᠤ",
            "ꆈꌠ",
            "Anne-Marie O'Brien",
            "José Nuñez Jr.",
            "Jose\u{301}",
            "김민준",
            "𠮷野家",
        ] {
            assert_eq!(person(name, 100), None, "{name}");
        }
    }

    #[test]
    fn pictures_numbers_and_markup_are_no_names() {
        for (name, code) in [
            ("王芳😀", "letters"),
            ("👩‍👩‍👧", "letters"),
            ("🅰🅱", "letters"),
            ("王芳2", "letters"),
            ("<b>王芳</b>", "letters"),
            ("··", "letters"),
            ("-", "letters"),
            ("王\u{202e}芳", "control"),
            ("王\u{7}芳", "control"),
            ("  ", "missing"),
        ] {
            let found = person(name, 100).map(|(code, _)| code);
            assert_eq!(found, Some(code), "{name:?}");
        }
        assert_eq!(
            person(&"王".repeat(101), 100).map(|(code, _)| code),
            Some("range")
        );
    }
}
