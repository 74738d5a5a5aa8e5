//! The input of each kind of field: the right keyboard, the right help, one way to mend it.

use maud::{Markup, html};
use serde_json::Value;

use super::typed::{self, PROVINCE, UNFINISHED};
use super::words;
use crate::domain::definition::{Field, FieldKind};
use crate::domain::identifiers::{Region, RegionCode, Regions};
use crate::i18n;
use crate::web::Frame;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::region as named;

/// More options than these are a list to pull down.
const OPTIONS_SEEN_MAX: usize = 8;
/// Texts longer than these get several lines, in characters.
const LINE_MAX_CHARS: u32 = 100;

/// The input of a field, with what was answered and what is wrong with it.
#[must_use]
pub fn input(
    frame: &Frame,
    regions: &Regions,
    field: &Field,
    value: &Value,
    mistakes: &[Mistake],
) -> Markup {
    let name = field.key.as_str();
    let label = frame.text(&field.title);
    let hint = hint(frame, &field.kind);
    let shown = typed::shown(value);
    let line = Line {
        name,
        label,
        hint: hint.as_deref(),
        value: &shown,
        mistake: field::of(mistakes, name),
        optional: field.optional,
        ..Line::default()
    };
    match &field.kind {
        // A browser would cut off what is too long without a word; here it is told.
        FieldKind::Text { max_chars } if *max_chars > LINE_MAX_CHARS => {
            field::area(frame, &line, 4)
        }
        FieldKind::Text { .. } => field::line(frame, &line),
        FieldKind::Address => field::area(frame, &line, 3),
        FieldKind::Date { .. } => date(frame, &line, value),
        FieldKind::Region => region(frame, regions, &line),
        FieldKind::Boolean => {
            let options =
                ["yes", "no"].map(|word| (word.to_owned(), frame.say(&format!("answer-{word}"))));
            field::choice(frame, &line, &options)
        }
        FieldKind::Choice { of } => {
            let options = of
                .iter()
                .map(|option| (option.key.clone(), frame.text(&option.title).to_owned()));
            let options: Vec<(String, String)> = options.collect();
            match options.len() > OPTIONS_SEEN_MAX {
                true => field::select(frame, &line, &options),
                false => field::choice(frame, &line, &options),
            }
        }
        FieldKind::Group { .. } => html! {},
        kind => field::line(frame, &with_keyboard(line, kind)),
    }
}

/// The keyboard that a phone shows, and no help of it where it would only harm.
fn with_keyboard<'l>(line: Line<'l>, kind: &FieldKind) -> Line<'l> {
    let (kind, inputmode) = match kind {
        FieldKind::Phone => ("tel", Some("tel")),
        FieldKind::Email => ("email", Some("email")),
        FieldKind::Number { .. } => ("text", Some("numeric")),
        FieldKind::Money => ("text", Some("decimal")),
        // An X at the end needs letters.
        _ => ("text", None),
    };
    Line {
        kind,
        inputmode,
        short: true,
        autocomplete: Some("off"),
        ..line
    }
}

/// What to know before typing.
fn hint(frame: &Frame, kind: &FieldKind) -> Option<String> {
    let key = format!("apply-hint-{}", words::word(kind));
    i18n::find(frame.language(), &key, &[])
}

/// Year, month and day: three fields that every phone has, and nobody has to leaf back forty years.
fn date(frame: &Frame, line: &Line<'_>, value: &Value) -> Markup {
    let name = line.name;
    let [year, month, day] = typed::date_parts(value);
    let parts = [
        (name.to_owned(), "apply-date-year", year, "4"),
        (format!("{name}-month"), "apply-date-month", month, "2"),
        (format!("{name}-day"), "apply-date-day", day, "2"),
    ];
    html! {
        fieldset class="field" aria-describedby=[line.hint.map(|_| format!("{name}-hint"))] {
            legend { (line.label) @if line.optional { " " small { (frame.say("form-optional")) } } }
            @if let Some(hint) = line.hint { p class="hint" id={ (name) "-hint" } { (hint) } }
            @if let Some(mistake) = line.mistake {
                p class="mistake" id={ (name) "-mistake" } { b { (frame.say("form-mistake")) } (mistake) }
            }
            div class="ymd" {
                @for (name, key, value, chars) in &parts {
                    label for=(name) {
                        span { (frame.say(key)) }
                        input id=(name) name=(name) value=(value) inputmode="numeric" autocomplete="off" maxlength=(chars)
                            aria-invalid=[line.mistake.map(|_| "true")];
                    }
                }
            }
        }
    }
}

/// First the province, then what lies in it: 34 names and a few dozen, never all of the country.
fn region(frame: &Frame, regions: &Regions, line: &Line<'_>) -> Markup {
    let chosen = line.value.trim_end_matches(UNFINISHED);
    let province = chosen.get(..2).map(|digits| format!("{digits}0000"));
    let province = province.and_then(|code| code.parse::<RegionCode>().ok());
    let province = province.and_then(|code| regions.get(&code));
    let name = format!("{}-{PROVINCE}", line.name);
    let provinces = regions.iter().filter(|region| region.parent.is_none());
    let provinces: Vec<(String, String)> = provinces.map(|region| option(frame, region)).collect();
    let label = frame.say("apply-region-province");
    let first = Line {
        name: if province.is_some() { &name } else { line.name },
        label: &label,
        value: province.map_or("", |region| region.code.as_str()),
        mistake: line.mistake.filter(|_| province.is_none()),
        tongue: named::tongue(frame),
        ..Line::default()
    };
    html! {
        fieldset class="field" {
            legend { (line.label) @if line.optional { " " small { (frame.say("form-optional")) } } }
            @match province {
                None => (province_alone(frame, &first, &name, &provinces)),
                Some(province) => {
                    (field::select(frame, &first, &provinces))
                    (within(frame, regions, province, line, chosen))
                }
            }
        }
    }
}

/// The province while none is chosen: its field is where a mistake leads.
fn province_alone(
    frame: &Frame,
    line: &Line<'_>,
    name: &str,
    options: &[(String, String)],
) -> Markup {
    html! {
        div class={ "field" @if line.mistake.is_some() { " wrong" } } {
            label for=(line.name) { (line.label) }
            @if let Some(mistake) = line.mistake {
                p class="mistake" id={ (line.name) "-mistake" } { b { (frame.say("form-mistake")) } (mistake) }
            }
            select id=(line.name) name=(name) aria-invalid=[line.mistake.map(|_| "true")] {
                option value="" { (frame.say("form-choose")) }
                @for (value, words) in options { option value=(value) lang=[line.tongue] { (words) } }
            }
        }
    }
}

/// Cities and districts of a province, each city with its own.
fn within(
    frame: &Frame,
    regions: &Regions,
    province: &Region,
    line: &Line<'_>,
    chosen: &str,
) -> Markup {
    let is_chosen = |code: &str| code == chosen && !line.value.ends_with(UNFINISHED);
    let tongue = named::tongue(frame);
    let (whole, all) = option(frame, province);
    html! {
        div class={ "field" @if line.mistake.is_some() { " wrong" } } {
            label for=(line.name) { (frame.say("apply-region-within")) }
            @if let Some(mistake) = line.mistake {
                p class="mistake" id={ (line.name) "-mistake" } { b { (frame.say("form-mistake")) } (mistake) }
            }
            select id=(line.name) name=(line.name) aria-invalid=[line.mistake.map(|_| "true")] {
                option value="" { (frame.say("form-choose")) }
                option value=(whole) selected[is_chosen(&whole)] {
                    (frame.say_with("apply-region-whole", &[("region", all.into())]))
                }
                @for city in regions.children(&province.code) {
                    @let (code, name) = option(frame, city);
                    option value=(code) lang=[tongue] selected[is_chosen(&code)] { (name) }
                    @for district in regions.children(&city.code) {
                        @let (code, name) = option(frame, district);
                        option value=(code) lang=[tongue] selected[is_chosen(&code)] { (city.name) " · " (name) }
                    }
                }
            }
        }
    }
}

fn option(frame: &Frame, region: &Region) -> (String, String) {
    let code = region.code.as_str();
    (code.to_owned(), named::words(frame, code, &region.name))
}

/// Whether choosing this province leaves nothing to choose within it.
#[must_use]
pub fn is_whole(regions: &Regions, code: &str) -> bool {
    let code = code.trim_end_matches(UNFINISHED).parse::<RegionCode>();
    code.is_ok_and(|code| regions.get(&code).is_some() && regions.children(&code).next().is_none())
}
