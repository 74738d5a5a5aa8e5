//! Who has it: each department a strand with a word and a date; strands of a stage part at its
//! beginning and join at its end.

use maud::{Markup, html};

use super::Shown;
use super::answers::until;
use crate::doors::present::Words;
use crate::doors::present::strands::{Holder, Stand, Strand, StrandStage, holder, verdict_words};
use crate::web::Frame;

/// Whoever has it outside of the stages, and the stages, one under the other.
pub(super) fn who(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let holder = holder(&shown.case);
    let before = holder.as_ref().filter(|holder| holder.is_before());
    let after = holder.as_ref().filter(|holder| !holder.is_before());
    html! {
        @if holder.is_some() || !shown.stages.is_empty() {
            section class="answer" aria-labelledby="who" {
                h2 id="who" { (frame.say("ask-who")) }
                ol class="course" {
                    @if let Some(holder) = before { (self::holder_step(shown, holder)) }
                    @for stage in &shown.stages { (self::stage(frame, stage)) }
                    @if let Some(holder) = after { (self::holder_step(shown, holder)) }
                }
            }
        }
    }
}

/// The window while it has the request, or whoever finishes it.
fn holder_step(shown: &Shown<'_>, holder: &Holder) -> Markup {
    let (frame, workflow) = (shown.frame, shown.case.rules.workflow);
    let lead = shown.case.department(&workflow.lead);
    let paper = frame.text(&workflow.result.grant.certificate);
    let values = [("lead", frame.words(&lead).into()), ("paper", paper.into())];
    html! {
        li class="open" {
            h3 { (frame.words(&holder.title)) " " small { (frame.say("stage-open")) } }
            ul class="join" {
                li class="strand open" {
                    div {
                        b { (frame.words(&holder.department)) } " "
                        span class="matter" { (frame.say_with(&format!("holder-{}", holder.does), &values)) }
                        span class="word" { (holder_word(frame, holder)) }
                    }
                }
            }
        }
    }
}

fn holder_word(frame: &Frame, holder: &Holder) -> Markup {
    match (&holder.stopped, &holder.due) {
        (Some(ground), _) => stopped(frame, ground),
        (None, Some(due)) => until(frame, "strand-until", due),
        (None, None) => html! {},
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
        return stopped(frame, ground);
    }
    match (row.progress.as_str(), &row.due, &row.verdict) {
        ("open", Some(due), _) => until(frame, "strand-until", due),
        ("closed", _, Some(verdict)) => html! {
            b { (frame.words(&verdict_words(verdict))) } " " (since_key("strand-on"))
            @if row.in_stead { " " (frame.say("strand-in-stead")) }
        },
        ("closed", ..) => html! { (since_key("strand-closed")) },
        (progress, ..) => html! { (frame.say(&format!("strand-{progress}"))) },
    }
}

fn stopped(frame: &Frame, ground: &Words) -> Markup {
    let ground = frame.words(ground);
    html! { (frame.say_with("strand-stopped", &[("reason", ground.into())])) }
}
