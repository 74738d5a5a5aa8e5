//! The words of both languages, from `src/i18n/*.ftl`, built into the binary.
//!
//! Chinese is complete; English falls back to it, key by key. Knows no request and no rule: start
//! at [`text`] for a key written in the source, at [`find`] for one made from data.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::domain::definition::Language;

/// A value for a text's variable: words, or a number where the text chooses by it.
pub type Value<'a> = fluent_bundle::FluentValue<'a>;

type Bundle = FluentBundle<FluentResource>;

/// The files of one language, by name.
macro_rules! files {
    ($folder:literal: $($name:literal),*) => {
        [$(($name, include_str!(concat!("i18n/", $folder, "/", $name, ".ftl")))),*]
    };
}

static ZH: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        "zh-CN",
        &files!("zh-CN": "notices", "words", "letters", "pages", "public", "desk", "oversight", "admin"),
    )
});
static EN: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        "en",
        &files!("en": "notices", "words", "letters", "pages", "public", "desk", "oversight", "admin"),
    )
});

/// The text of a key that the source names, with its variables filled in.
///
/// A key missing in English is given in Chinese. One missing in both is a mistake of the source:
/// debug builds panic, so that a test finds it; release builds show the key.
#[must_use]
pub fn text(language: Language, key: &str, values: &[(&str, Value<'_>)]) -> String {
    let found = find(language, key, values);
    debug_assert!(found.is_some(), "no text in any language for `{key}`");
    found.unwrap_or_else(|| key.to_owned())
}

/// The text of a key made from data, such as a reason code; none where no language has it.
#[must_use]
pub fn find(language: Language, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
    let wanted = match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    };
    format(wanted, key, values).or_else(|| format(&ZH, key, values))
}

/// The language's tag (BCP 47), for `lang` attributes and `Content-Language`.
#[must_use]
pub fn tag(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}

fn format(bundle: &Bundle, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let args: FluentArgs<'_> = values
        .iter()
        .map(|(name, value)| (Cow::from(*name), value.clone()))
        .collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
    debug_assert!(errors.is_empty(), "`{key}`: {errors:?}");
    Some(text.into_owned())
}

fn bundle(tag: &str, files: &[(&str, &str)]) -> Bundle {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would show as boxes in plain text mail; values are cleared of direction
    // marks where they enter.
    bundle.set_use_isolating(false);
    for (name, text) in files {
        // The files are part of the binary: what is wrong in one is found by the first test.
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) => resource,
            Err((_, errors)) => panic!("{tag}/{name}.ftl: {errors:?}"),
        };
        if let Err(errors) = bundle.add_resource(resource) {
            panic!("{tag}/{name}.ftl: {errors:?}");
        }
    }
    bundle
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_language_has_its_own_words() {
        assert_eq!(text(Language::Zh, "phase-received", &[]), "已收件");
        assert_ne!(text(Language::En, "phase-received", &[]), "已收件");
    }

    #[test]
    fn numbers_choose_between_one_and_many() {
        let days = |count: i64| {
            text(
                Language::En,
                "unit-working-days",
                &[("count", count.into())],
            )
        };
        assert_ne!(days(1).replace("one", "2"), days(2));
        assert!(days(2).contains('2'));
    }

    #[test]
    fn values_stand_in_the_text_without_isolation_marks() {
        let said = text(Language::Zh, "explain-since", &[("date", "3月12日".into())]);
        assert_eq!(said, "从 3月12日 起");
    }

    #[test]
    fn a_key_that_no_language_has_is_nothing() {
        assert_eq!(find(Language::En, "no-such-key", &[]), None);
    }

    #[test]
    fn texts_can_be_asked_for_from_many_threads() {
        std::thread::scope(|scope| {
            let ask = || text(Language::En, "unit-working-days", &[("count", 3.into())]);
            let asked = [scope.spawn(ask), scope.spawn(ask)];
            for one in asked {
                assert!(one.join().is_ok_and(|text| text.contains('3')));
            }
        });
    }
}
