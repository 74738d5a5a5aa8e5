//! Who has it: each department a strand with a word and a date; strands of a stage part at its
//! beginning and join at its end.

use maud::{Markup, html};

use super::Shown;
use crate::doors::present::strands::{Stand, Strand, StrandStage, verdict_words};
use crate::web::{Frame, parts};

/// The stages, one under the other.
pub(super) fn who(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    html! {
        @if !shown.stages.is_empty() {
            section class="answer" aria-labelledby="who" {
                h2 id="who" { (frame.say("ask-who")) }
                ol class="course" { @for stage in &shown.stages { (self::stage(frame, stage)) } }
            }
        }
    }
}

fn stage(frame: &Frame, stage: &StrandStage) -> Markup {
    let class = match stage.stand {
        Stand::Ahead => "ahead",
        Stand::Open => "open",
        Stand::Finished => "over",
        Stand::Skipped => "skipped",
    };
    let counted = stage.strands.iter().filter(|strand| !strand.advice);
    let (done, all) = counted.fold((0_usize, 0_usize), |(done, all), strand| {
        (done + usize::from(strand.is_done()), all + 1)
    });
    let several = stage.strands.len() > 1;
    html! {
        li class=(class) {
            h3 { (frame.words(&stage.title)) " " small { (frame.say(&format!("stage-{class}"))) } }
            @if stage.sitting && stage.stand == Stand::Open { p class="hint" { (frame.say("stage-sitting")) } }
            @if let Some(date) = stage.waits_until {
                p class="hint" { (frame.say_with("now-date", &[("date", frame.day(date).into())])) }
            }
            @if !stage.ahead.is_empty() {
                p class="hint" {
                    @for (place, department) in stage.ahead.iter().enumerate() {
                        @if place > 0 { (frame.say("list-separator")) } (frame.words(department))
                    }
                }
            }
            @if !stage.strands.is_empty() {
                ul class={ "join" @if several { " several" } } {
                    @for strand in &stage.strands { (self::strand(frame, strand)) }
                }
            }
            @if several {
                p class="joined" { (joined(frame, stage, done, all)) }
            }
        }
    }
}

/// How many have come to where the strands join.
fn joined(frame: &Frame, stage: &StrandStage, done: usize, all: usize) -> String {
    if stage.stand != Stand::Open {
        return frame.say("stage-settled");
    }
    if stage.one_is_enough {
        return frame.say("stage-one-is-enough");
    }
    frame.say_with(
        "stage-joined",
        &[("done", done.into()), ("all", all.into())],
    )
}

fn strand(frame: &Frame, strand: &Strand) -> Markup {
    let row = &strand.row;
    html! {
        li class={ "strand " (row.progress) } {
            div {
                b { (frame.words(&row.department_title)) } " "
                span class="matter" {
                    (frame.words(&row.review))
                    @if let Some(ordinal) = strand.ordinal { (frame.say_with("strand-ordinal", &[("number", ordinal.into())])) }
                    @if strand.advice { " " small { (frame.say("strand-advice")) } }
                }
                span class="word" { (word(frame, strand)) }
            }
        }
    }
}

/// The word and the date of one strand.
fn word(frame: &Frame, strand: &Strand) -> Markup {
    let row = &strand.row;
    let since = row.since.map(|since| frame.day(since)).unwrap_or_default();
    let since_key = |key: &str| frame.say_with(key, &[("date", since.as_str().into())]);
    if let Some(ground) = &strand.stopped {
        let ground = frame.words(ground);
        return html! { (frame.say_with("strand-stopped", &[("reason", ground.into())])) };
    }
    match (row.progress.as_str(), &row.due, &row.verdict) {
        ("open", Some(due), _) => html! {
            (frame.say_with("strand-until", &[("date", frame.last_day(due).into())])) " " (parts::light::due(frame, due))
        },
        ("closed", _, Some(verdict)) => html! {
            b { (frame.words(&verdict_words(verdict))) } " " (since_key("strand-on"))
        },
        ("closed", ..) => html! { (since_key("strand-closed")) },
        (progress, ..) => html! { (frame.say(&format!("strand-{progress}"))) },
    }
}
