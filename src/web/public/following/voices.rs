//! What the applicant said about it, and what was answered.

use maud::{Markup, html};

use super::{Shown, answers};
use crate::doors::present::feedback::{ComplaintView, RatingView};
use crate::web::Frame;

/// Rating and complaints; nothing where nothing was said.
pub(super) fn said(shown: &Shown<'_>) -> Markup {
    let (frame, status) = (shown.frame, &shown.status);
    html! {
        @if status.rating.is_some() || !status.complaints.is_empty() {
            section class="answer" aria-labelledby="voices" {
                h2 id="voices" { (frame.say("voices-title")) }
                ul class="plainlist" {
                    @if let Some(rating) = &status.rating { li { (self::rating(frame, rating)) } }
                    @for complaint in status.complaints.iter().rev() { li { (self::complaint(frame, complaint)) } }
                }
            }
        }
    }
}

fn rating(frame: &Frame, rating: &RatingView) -> Markup {
    html! {
        b { (frame.say("voices-rating")) (frame.words(&rating.words)) } " " (frame.day(rating.at))
        @if !rating.text.is_empty() { p class="said" { (rating.text) } }
        @if let Some(due) = &rating.due { p { (answers::until(frame, "voices-follow-up", due)) } }
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
