//! Form fields: each with its label, its hint and what is wrong with it, bound together for screen
//! readers; and the summary of everything wrong, at the top, which takes the focus.

use chrono::TimeDelta;
use maud::{Markup, html};

use crate::domain::calendar::Instant;
use crate::doors::Problem;
use crate::doors::problem::PlaceError;
use crate::notices::dates;
use crate::web::Frame;

/// Something on a page that needs mending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The `id` of the field; empty: the whole page.
    pub field: String,
    /// What is wrong and how to mend it, in the reader's language.
    pub words: String,
}

/// What is wrong with a field, if anything.
#[must_use]
pub fn of<'m>(mistakes: &'m [Mistake], field: &str) -> Option<&'m str> {
    let found = mistakes.iter().find(|mistake| mistake.field == field);
    found.map(|mistake| mistake.words.as_str())
}

/// The mistakes of a refusal, in the reader's language. `field_of` says which field a JSON pointer
/// means; what it does not know is told for the whole page.
#[must_use]
pub fn mistakes(
    frame: &Frame,
    problem: &Problem,
    field_of: impl Fn(&str) -> Option<String>,
) -> Vec<Mistake> {
    if problem.errors.is_empty() {
        let at = lawful_span(problem).and_then(|_| field_of("/until"));
        return vec![Mistake {
            field: at.unwrap_or_default(),
            words: refused(frame, problem),
        }];
    }
    let place = |error: &PlaceError| Mistake {
        field: field_of(&error.pointer).unwrap_or_default(),
        words: place_words(frame, error),
    };
    problem.errors.iter().map(place).collect()
}

/// A refusal as a whole, in the reader's language.
#[must_use]
pub fn refused(frame: &Frame, problem: &Problem) -> String {
    let find = |key: &str| crate::i18n::find(frame.language(), key, &[]);
    if let ("too_many", Some(seconds)) = (problem.code.as_str(), problem.retry_seconds()) {
        return too_many(frame, seconds);
    }
    if let Some((after, latest)) = lawful_span(problem) {
        return stoppable(frame, after, latest);
    }
    if let Some(conflict) = conflict_of(frame, problem) {
        return conflict;
    }
    let why = problem.details.get("why").and_then(|why| why.as_str());
    let why = why.and_then(|why| find(&format!("refused-sitting-{why}")));
    let key = format!("refused-{}", problem.code.replace('_', "-"));
    why.or_else(|| find(&key))
        .unwrap_or_else(|| problem.detail.clone())
}

/// Which two steps one person may not do, if that is it.
fn conflict_of(frame: &Frame, problem: &Problem) -> Option<String> {
    let of = |key: &str| problem.details.get(key)?.as_str();
    let (asked, before) = of("asked").zip(of("before"))?;
    let officer = problem.details.get("officer")?.as_i64()?;
    let own = frame
        .staff()
        .is_some_and(|staff| staff.officer.id.0 == officer);
    Some(conflict(frame, own, asked, before))
}

/// Who may not do what after what: the reader, or a colleague.
#[must_use]
pub fn conflict(frame: &Frame, own: bool, asked: &str, before: &str) -> String {
    let values = [
        ("asked", frame.say(&format!("conflict-{asked}")).into()),
        (
            "before",
            frame.say(&format!("conflict-done-{before}")).into(),
        ),
    ];
    let whom = if own {
        "refused-conflict-own"
    } else {
        "refused-conflict-other"
    };
    frame.say_with(whom, &values)
}

/// From when and until when clocks might have been stopped, where the end was wrong.
fn lawful_span(problem: &Problem) -> Option<(Instant, Instant)> {
    let of = |key: &str| problem.details.get(key)?.as_str();
    let at = |key: &str| of(key)?.parse::<Instant>().ok();
    let is_span = problem.code == "not_stoppable" && of("why") != Some("ground");
    is_span.then(|| at("after").zip(at("latest"))).flatten()
}

/// A day that is chosen ends at midnight, so the last one is that before the latest instant.
fn stoppable(frame: &Frame, after: Instant, latest: Instant) -> String {
    let days = (latest - after).num_days();
    let values = [
        ("from", frame.minute(after).into()),
        ("last", frame.day(latest - TimeDelta::days(1)).into()),
        ("days", days.into()),
    ];
    frame.say_with("refused-not-stoppable-span", &values)
}

/// When to try again: seconds while they are few, minutes after that.
fn too_many(frame: &Frame, seconds: u64) -> String {
    let (key, count) = match seconds {
        0..100 => ("refused-too-many-seconds", seconds.max(1)),
        _ => ("refused-too-many-minutes", seconds.div_ceil(60)),
    };
    frame.say_with(key, &[("count", count.into())])
}

/// A refusal with what to do about it, for lists where each piece of work is refused by itself.
#[must_use]
pub fn refused_with_remedy(frame: &Frame, problem: &Problem) -> String {
    let places = problem.errors.iter();
    let places = places.map(|error| place_words(frame, error));
    let why: Vec<String> = std::iter::once(refused(frame, problem))
        .chain(places)
        .collect();
    let key = format!("then-{}", problem.code.replace('_', "-"));
    let then = crate::i18n::find(frame.language(), &key, &[]);
    let then = then.unwrap_or_else(|| frame.say("then-look"));
    let values = [("why", why.join(" ").into()), ("then", then.into())];
    frame.say_with("refused-with-remedy", &values)
}

/// One mistake by its code; the detail where the catalogue has no words for it.
#[must_use]
pub fn place_words(frame: &Frame, error: &PlaceError) -> String {
    let key = format!("mistake-{}", error.code.replace('_', "-"));
    let expected = error.expected.as_deref().unwrap_or_default();
    let expected = expected.parse().map_or_else(
        |_| expected.to_owned(),
        |date| dates::full(frame.language(), date),
    );
    crate::i18n::find(frame.language(), &key, &[("expected", expected.into())])
        .unwrap_or_else(|| error.detail.clone())
}

/// Everything wrong, linked to its field; nothing when nothing is.
#[must_use]
pub fn summary(frame: &Frame, mistakes: &[Mistake]) -> Markup {
    summary_named(frame, "", mistakes, |_| None)
}

/// Everything wrong in one of several forms, each line led by the name of its field: `name_of` says
/// what the page calls a field.
#[must_use]
pub fn summary_named(
    frame: &Frame,
    within: &str,
    mistakes: &[Mistake],
    name_of: impl Fn(&str) -> Option<String>,
) -> Markup {
    let told = |mistake: &Mistake| match name_of(&mistake.field) {
        Some(name) => {
            let values = [
                ("field", name.into()),
                ("words", mistake.words.as_str().into()),
            ];
            frame.say_with("form-mistake-at", &values)
        }
        None => mistake.words.clone(),
    };
    html! {
        @if !mistakes.is_empty() {
            section class="summary" role="alert" aria-labelledby="summary-title" tabindex="-1" autofocus {
                h2 id="summary-title" { (frame.say(summary_title(mistakes.len()))) }
                ul {
                    @for mistake in mistakes {
                        li {
                            @if mistake.field.is_empty() { (told(mistake)) }
                            @else { a href={ "#" (id(within, &mistake.field)) } { (told(mistake)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The heading over so many mistakes.
#[must_use]
pub const fn summary_title(mistakes: usize) -> &'static str {
    match mistakes {
        1 => "form-summary-one",
        _ => "form-summary",
    }
}

/// How a one-line field behaves.
#[derive(Debug, Clone, Default)]
pub struct Line<'a> {
    /// `name`, and `id` where the page has one form.
    pub name: &'a str,
    /// The form it stands in, where a page has several: the beginning of its `id`.
    pub within: &'a str,
    /// The label.
    pub label: &'a str,
    /// What to know before typing.
    pub hint: Option<&'a str>,
    /// What was typed.
    pub value: &'a str,
    /// What is wrong with it.
    pub mistake: Option<&'a str>,
    /// `type` of the input; empty: `text`.
    pub kind: &'a str,
    /// `inputmode`, for the right keyboard on a phone.
    pub inputmode: Option<&'a str>,
    /// `autocomplete`, WCAG 1.3.5.
    pub autocomplete: Option<&'a str>,
    /// Longest text, in characters.
    pub max_chars: Option<u32>,
    /// May stay empty: the label says so.
    pub optional: bool,
    /// Needed with some choices of the form and not with others: neither demanded here nor called
    /// optional.
    pub as_needed: bool,
    /// A short field: as wide as what is typed into it.
    pub short: bool,
    /// `lang` of the options of a list, where it is not the page's.
    pub tongue: Option<&'static str>,
}

impl<'a> Line<'a> {
    /// A field in one of several forms.
    #[must_use]
    pub fn within(form: &'a str) -> Self {
        Self {
            within: form,
            ..Self::default()
        }
    }

    fn id(&self) -> String {
        id(self.within, self.name)
    }

    const fn is_demanded(&self) -> bool {
        !self.optional && !self.as_needed
    }

    fn described(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.id()));
        let mistake = self.mistake.map(|_| format!("{}-mistake", self.id()));
        let ids: Vec<String> = hint.into_iter().chain(mistake).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// The `id` of a field in one of several forms, or in the only one.
#[must_use]
pub fn id(within: &str, name: &str) -> String {
    match within {
        "" => name.to_owned(),
        form => format!("{form}-{name}"),
    }
}

/// A one-line field.
#[must_use]
pub fn line(frame: &Frame, line: &Line<'_>) -> Markup {
    let kind = if line.kind.is_empty() {
        "text"
    } else {
        line.kind
    };
    html! {
        (around(frame, line, html! {
            input id=(line.id()) name=(line.name) type=(kind) value=(line.value)
                class=[line.short.then_some("short")]
                inputmode=[line.inputmode] autocomplete=[line.autocomplete] maxlength=[line.max_chars]
                required[line.is_demanded()]
                aria-invalid=[line.mistake.map(|_| "true")]
                aria-describedby=[line.described()];
        }))
    }
}

/// A field of several lines.
#[must_use]
pub fn area(frame: &Frame, line: &Line<'_>, rows: u32) -> Markup {
    around(
        frame,
        line,
        html! {
            textarea id=(line.id()) name=(line.name) rows=(rows) maxlength=[line.max_chars] required[line.is_demanded()]
                aria-invalid=[line.mistake.map(|_| "true")]
                aria-describedby=[line.described()] { (line.value) }
        },
    )
}

/// One of a few: radio buttons, which can all be seen at once. Options are value and words.
#[must_use]
pub fn choice(frame: &Frame, line: &Line<'_>, options: &[(String, String)]) -> Markup {
    html! {
        fieldset class="field" id=(line.id()) tabindex="-1" aria-describedby=[line.described()] {
            legend { (line.label) (optional_mark(frame, line.optional)) }
            (hint_and_mistake(frame, line))
            @for (index, (value, words)) in options.iter().enumerate() {
                @let id = format!("{}-{index}", line.id());
                label class="option" for=(id) {
                    input type="radio" id=(id) name=(line.name) value=(value) checked[line.value == value]
                        required[line.is_demanded()];
                    span { (words) }
                }
            }
        }
    }
}

/// One of many: a list to pull down.
#[must_use]
pub fn select(frame: &Frame, line: &Line<'_>, options: &[(String, String)]) -> Markup {
    around(
        frame,
        line,
        html! {
            select id=(line.id()) name=(line.name) required[line.is_demanded()]
                aria-invalid=[line.mistake.map(|_| "true")]
                aria-describedby=[line.described()] {
                option value="" selected[line.value.is_empty()] { (frame.say("form-choose")) }
                @for (value, words) in options {
                    option value=(value) lang=[line.tongue] selected[line.value == value] { (words) }
                }
            }
        },
    )
}

/// Yes or nothing.
#[must_use]
pub fn tick(name: &str, words: &str, ticked: bool) -> Markup {
    html! {
        label class="option" for=(name) {
            input type="checkbox" id=(name) name=(name) value="yes" checked[ticked];
            span { (words) }
        }
    }
}

/// A value that travels with the form.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

fn around(frame: &Frame, line: &Line<'_>, input: Markup) -> Markup {
    html! {
        div class={ "field" @if line.mistake.is_some() { " wrong" } } {
            label for=(line.id()) { (line.label) (optional_mark(frame, line.optional)) }
            (hint_and_mistake(frame, line))
            (input)
        }
    }
}

fn optional_mark(frame: &Frame, optional: bool) -> Markup {
    html! { @if optional { " " small { (frame.say("form-optional")) } } }
}

fn hint_and_mistake(frame: &Frame, line: &Line<'_>) -> Markup {
    html! {
        @if let Some(hint) = line.hint { p class="hint" id={ (line.id()) "-hint" } { (hint) } }
        @if let Some(mistake) = line.mistake {
            p class="mistake" id={ (line.id()) "-mistake" } { b { (frame.say("form-mistake")) } (mistake) }
        }
    }
}
