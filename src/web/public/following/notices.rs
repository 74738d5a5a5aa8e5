//! What was told: every notice with its date and what became of it, and its text where it can be
//! written again.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Shown;
use crate::domain::request::NoticeKind;
use crate::doors::present::status::NoticeView;
use crate::web::Frame;

/// A line each, newest first, and the way to the whole record.
pub(super) fn kept(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let notices = &shown.status.notices;
    html! {
        section class="answer" aria-labelledby="notices" {
            h2 id="notices" { (frame.say(if notices.is_empty() { "record-title" } else { "notices-title" })) }
            ul class="plainlist" { @for notice in notices.iter().rev() { li { (line(shown, notice)) } } }
            ul class="links" {
                @if !notices.is_empty() {
                    li { a href=(shown.link("/record")) { (frame.say("record-letters")) } }
                }
                li { a href=(shown.link("/record#past")) { (frame.say("past-title")) } }
                li { a href=(shown.link("/record#looks")) { (frame.say("looks-title")) } }
            }
        }
    }
}

/// Each with its text, newest first.
pub(super) fn in_full(shown: &Shown<'_>, texts: &BTreeMap<u32, String>) -> Markup {
    let frame = shown.frame;
    html! {
        @if !shown.status.notices.is_empty() {
            section class="answer" aria-labelledby="notices" {
                h2 id="notices" { (frame.say("notices-title")) }
                @if !texts.is_empty() { p class="hint" { (frame.say("notices-hint")) } }
                ul class="plainlist" {
                    @for (place, notice) in shown.status.notices.iter().rev().enumerate() {
                        li { (self::notice(shown, notice, texts.get(&notice.number), place == 0)) }
                    }
                }
            }
        }
    }
}

fn notice(shown: &Shown<'_>, notice: &NoticeView, text: Option<&String>, open: bool) -> Markup {
    html! {
        @match text {
            Some(text) => details class="letter" open[open] { summary { (line(shown, notice)) } p class="said" { (text.trim()) } }
            None => p { (line(shown, notice)) }
        }
    }
}

fn line(shown: &Shown<'_>, notice: &NoticeView) -> Markup {
    let frame = shown.frame;
    html! { b { (kind(frame, &notice.kind)) } " " (frame.day(notice.at)) " " small { (state(shown, notice)) } }
}

/// What a notice is about, in words.
fn kind(frame: &Frame, kind: &str) -> String {
    let found = crate::i18n::find(frame.language(), &format!("notice-{kind}"), &[]);
    found.unwrap_or_else(|| frame.say("notice-other"))
}

/// What became of it. Whoever has no address is told by the desk where the law wants them told, and
/// finds everything else here.
fn state(shown: &Shown<'_>, notice: &NoticeView) -> String {
    let frame = shown.frame;
    let told = |key: &str, at| frame.say_with(key, &[("date", frame.day(at).into())]);
    match (
        notice.state.as_str(),
        notice.channel.as_str(),
        notice.told_at,
    ) {
        ("told", "counter", Some(at)) if shown.was_answered(notice) => told("notice-answered", at),
        ("told", "counter", Some(at)) => told("notice-told-in-person", at),
        ("told", _, Some(at)) => told("notice-told", at),
        ("not_told", ..) => frame.say("notice-not-told"),
        (_, "mail", _) => frame.say("notice-mailed"),
        _ if shown.is_told_by_desk(notice.number) => {
            let desk = shown.desk();
            frame.say_with("notice-by-desk", &[("department", desk.into())])
        }
        _ if notice.kind == NoticeKind::Refused.template() => frame.say("notice-handed-over"),
        _ => frame.say("notice-only-here"),
    }
}
