//! The page of one request.

use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Shown, answers, decision, notices, stops, strands, voices};
use crate::access::Caller;
use crate::domain::request::{Phase, Request};
use crate::doors::place::Place;
use crate::doors::present::following;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::web::{Frame, Page};

/// What the reader has just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// Answered a correction.
    Answered,
    /// Took the request back.
    Withdrawn,
    /// Rated how it was handled.
    Rated,
    /// Complained.
    Complained,
    /// Said how to be reached.
    Contact,
}

impl Done {
    /// The end of an address that says so.
    #[must_use]
    pub fn query(self) -> &'static str {
        match self {
            Self::Answered => "?done=answered",
            Self::Withdrawn => "?done=withdrawn",
            Self::Rated => "?done=rated",
            Self::Complained => "?done=complained",
            Self::Contact => "?done=contact",
        }
    }
}

/// What was just done, if anything was.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    done: Option<Done>,
}

/// Everything there is to know.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Place(case): Place<String>,
    Question(said): Question<Said>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    let shown = Shown::of(&doors, &frame, &found);
    let ended = doors.words_of_end(&found).await?;
    let sentence = answers::now(&shown);
    let body = html! {
        @if let Some(done) = said.done.filter(|done| is_true(*done, &found.request)) { (confirmed(&shown, done)) }
        @if frame.by_contact() { p class="back" { a href=(frame.link("/cases/mine")) { (frame.say("mine-back")) } } }
        (whose(&shown))
        h1 class="now" { (sentence) }
        (answers::to_do(&shown, ended.as_deref()))
        (answers::by_when(&shown))
        // Nobody works any more on what ended without a decision.
        @if !found.request.is_over() || found.request.is_decided() {
            (strands::who(&shown))
            (answers::next(&shown))
        }
        (answers::call(&frame, &following::calls(&shown.case)))
        (stops::spans(&shown))
        (decision::decision(&shown))
        (voices::said(&shown))
        (notices::kept(&shown))
        (tools(&shown))
    };
    Ok(Page::public(&frame, sentence, body))
}

/// Whether what the address says was done: a link from elsewhere may say anything.
fn is_true(done: Done, request: &Request) -> bool {
    match done {
        Done::Withdrawn => request.phase == Phase::Withdrawn,
        Done::Rated => request.rating.is_some(),
        Done::Complained => !request.complaints.is_empty(),
        Done::Answered => !request.is_over() && !request.is_decided(),
        Done::Contact => true,
    }
}

fn confirmed(shown: &Shown<'_>, done: Done) -> Markup {
    let now = match done {
        Done::Rated => voices::follow_up(shown, "done-rated-badly"),
        _ => None,
    };
    if let Some(now) = now {
        return html! { p class="done" role="status" { (now) } };
    }
    let key = match done {
        Done::Answered => "done-answered",
        Done::Withdrawn => "done-withdrawn",
        Done::Rated => "done-rated",
        Done::Complained => "done-complained",
        Done::Contact => "done-contact",
    };
    html! { p class="done" role="status" { (shown.frame.say(key)) } }
}

/// Which request this is and whose, as little as one needs to know one's own.
pub(super) fn whose(shown: &Shown<'_>) -> Markup {
    let applicant = &shown.status.applicant;
    html! {
        p class="whose" {
            b { (shown.frame.words(&shown.status.service)) }
            span class="casenumber" { (shown.status.case_number) }
            @if !applicant.surname.is_empty() {
                span { (of(shown.frame, &applicant.surname)) }
            }
            @if let Some(identity) = &applicant.identity { span class="masked" { (identity) } }
        }
    }
}

/// What else can be done with it.
fn tools(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    html! {
        section class="tools-of-case" aria-labelledby="more" {
            h2 id="more" { (frame.say("case-more")) }
            ul class="links" {
                li { a href=(shown.link("/slip")) { (frame.say("case-slip")) } }
                li { a href=(shown.link("/receipt")) { (frame.say("case-receipt")) } }
                @if shown.status.may_rate {
                    li { a href=(shown.link("/rating")) { (frame.say("case-rate")) } }
                }
                @if shown.status.complaints.iter().all(|complaint| complaint.answered_at.is_some()) {
                    li { a href=(shown.link("/complaint")) { (frame.say("case-complain")) } }
                }
                li { a href=(shown.link("/contact")) { (frame.say("case-contact")) } }
                @if following::can_be_withdrawn(&shown.case) {
                    li { a href=(shown.link("/withdraw")) { (frame.say("case-withdraw")) } }
                }
            }
            form method="post" action=(frame.link("/cases/leave")) {
                button class="quiet" { (frame.say("case-leave")) }
            }
            p class="hint" { (frame.say("case-leave-hint")) }
        }
    }
}

/// A surname as one speaks of somebody; names in Latin letters stand as they are.
pub(in crate::web::public) fn of(frame: &Frame, surname: &str) -> String {
    if surname.is_ascii() {
        return surname.to_owned();
    }
    frame.say_with("case-of", &[("surname", surname.into())])
}
