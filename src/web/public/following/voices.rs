//! What the applicant said about it, and what was answered.

use maud::{Markup, html};

use super::{Shown, answers};
use crate::domain::request::Duty;
use crate::doors::present::feedback::{ComplaintView, RatingView};
use crate::web::{Frame, parts};

/// Rating and complaints; nothing where nothing was said.
pub(super) fn said(shown: &Shown<'_>) -> Markup {
    let (frame, status) = (shown.frame, &shown.status);
    html! {
        @if status.rating.is_some() || !status.complaints.is_empty() {
            section class="answer" aria-labelledby="voices" {
                h2 id="voices" { (frame.say("voices-title")) }
                ul class="plainlist" {
                    @if let Some(rating) = &status.rating { li { (self::rating(shown, rating)) } }
                    @for complaint in status.complaints.iter().rev() { li { (self::complaint(frame, complaint)) } }
                }
            }
        }
    }
}

/// Who answers a bad rating and until when, while it is not answered.
pub(super) fn follow_up(shown: &Shown<'_>, key: &str) -> Option<Markup> {
    let due = shown.status.rating.as_ref()?.due.as_ref()?;
    let department = &shown.case.request.seats.get(&Duty::FollowUp)?.department;
    let department = shown.case.department(department);
    let (frame, date) = (shown.frame, shown.frame.last_day(due));
    let values = [
        ("department", frame.words(&department).into()),
        ("date", date.into()),
    ];
    Some(html! { (frame.say_with(key, &values)) " " (parts::light::due(frame, due)) })
}

fn rating(shown: &Shown<'_>, rating: &RatingView) -> Markup {
    let frame = shown.frame;
    html! {
        b { (frame.say("voices-rating")) (frame.words(&rating.words)) } " " (frame.day(rating.at))
        @if !rating.text.is_empty() { p class="said" { (rating.text) } }
        @if let Some(follow_up) = follow_up(shown, "voices-follow-up") { p { (follow_up) } }
        @if let Some(answer) = &rating.answer { p { (frame.say("voices-answer")) } p class="said note" { (answer) } }
    }
}

fn complaint(frame: &Frame, complaint: &ComplaintView) -> Markup {
    html! {
        b { (frame.say("voices-complaint")) } " " (frame.day(complaint.at))
        p class="said" { (complaint.text) }
        @if let Some(due) = &complaint.due { p { (answers::until(frame, "voices-answer-due", due)) } }
        @if let Some(answer) = &complaint.answer { p { (frame.say("voices-answer")) } p class="said note" { (answer) } }
    }
}
