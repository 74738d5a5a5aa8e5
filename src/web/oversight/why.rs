//! Why a request is not done, in words: who must act, since when, until when, what comes next.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::domain::decide::seats::may_take;
use crate::domain::request::Duty;
use crate::doors::able::able;
use crate::doors::present::case::Case;
use crate::doors::present::wait::{WaitView, waits as explained};
use crate::doors::{Doors, Found, Problem};
use crate::web::parts::light;
use crate::web::{Frame, desk};

/// The duties of a request that nobody could do: all who hold the post are barred by what they did
/// before, or there is nobody.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn stranded(doors: &Doors, found: &Found) -> Result<BTreeSet<String>, Problem> {
    let mut stranded = BTreeSet::new();
    for (duty, seat) in &found.request.seats {
        if able(doors, found, duty, seat).await?.is_empty() {
            stranded.insert(duty.to_string());
        }
    }
    Ok(stranded)
}

/// Everything a request waits for; what is stranded says so, and what the reader may see leads to its
/// papers.
pub(super) fn waits(frame: &Frame, case: &Case<'_>, stranded: &BTreeSet<String>) -> Markup {
    let is_stranded = |wait: &WaitView| {
        wait.duty
            .as_ref()
            .is_some_and(|duty| stranded.contains(duty))
    };
    let mut waits = explained(case, true);
    // What the applicant complains about is between them and the supervisors.
    if !super::hears_complaints(frame) {
        waits.retain(|wait| !wait.is_complaint);
    }
    html! {
        @if waits.is_empty() { p { (frame.say("why-nothing")) } }
        ul class="plainlist" { @for wait in &waits { li class="card" {
            (one(frame, wait))
            @if let Some(link) = papers(frame, case, wait) { p { a href=(link) { (frame.say("why-papers")) } } }
            @if is_stranded(wait) { p class="note warm" { (frame.say("why-stranded")) } }
        } } }
    }
}

/// Where the reader finds what the work reads: supervisors, once a ladder brought it to them.
fn papers(frame: &Frame, case: &Case<'_>, wait: &WaitView) -> Option<String> {
    let duty = wait.duty.as_deref()?;
    let work: Duty = duty.parse().ok()?;
    let seat = case.request.seats.get(&work)?;
    let sees = may_take(&case.rules, &frame.staff()?.officer, &work, seat);
    sees.then(|| frame.link(&desk::place(&case.number(), duty)))
}

/// One thing a request waits for.
pub(super) fn one(frame: &Frame, wait: &WaitView) -> Markup {
    let whom = wait.department_title.as_ref().map_or_else(
        || frame.say(&format!("why-{}", wait.who)),
        |department| frame.words(department).to_owned(),
    );
    html! {
        p {
            b { (whom) }
            @if let Some(title) = &wait.title { " · " (frame.words(title)) }
            " " (light::of(frame, wait.light, wait.working_days_left.unwrap_or_default()))
        }
        p {
            (frame.say_with("why-since", &[("day", frame.day(wait.since).into())]))
            @if let Some(until) = wait.until { " " (frame.say_with("why-until", &[("day", frame.last_day_of(until).into())])) }
            " " @if wait.claimed { (frame.say("why-claimed")) } @else if wait.who == "department" { (frame.say("why-unclaimed")) }
            @if let Some(ground) = &wait.stopped { " " (frame.say_with("why-stopped", &[("ground", frame.words(ground).into())])) }
        }
        @if let Some(next) = &wait.next {
            p class="hint" {
                (frame.say_with("why-next", &[("day", frame.day(next.at).into())]))
                @for action in &next.actions { " " (act(frame, action)) }
            }
        }
    }
}

/// What a rung does, in words; the role it names keeps its title.
fn act(frame: &Frame, action: &str) -> String {
    let (verb, _) = action.split_once(':').unwrap_or((action, ""));
    let key = match action {
        "card:yellow" | "card:red" => format!("rung-{}", action.replace(':', "-")),
        _ => format!("rung-{}", verb.replace('_', "-")),
    };
    frame.say(&key)
}
