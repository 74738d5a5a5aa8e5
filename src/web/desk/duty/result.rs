//! The result in hand: what the certificate will say before it is made, and the papers to hand over.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::{DutyPlace, Shown};
use crate::domain::visibility::{Paper, papers};
use crate::doors::duty::Look;
use crate::doors::papers::letter_case;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::notices::certificate as paper;
use crate::telemetry::Correlation;
use crate::web::Frame;

/// How it was decided, and the papers of this duty; nothing at duties that are about none.
pub(super) fn in_hand(doors: &Doors, frame: &Frame, shown: &Shown) -> Markup {
    let found = &shown.found;
    let papers = papers(&found.service.workflow, &found.request, &shown.duty);
    let Some(decision) = found
        .request
        .decision
        .as_ref()
        .filter(|_| !papers.is_empty())
    else {
        return html! {};
    };
    let outcome = format!("decision-{}", decision.outcome.as_str().replace('_', "-"));
    let values = [
        ("outcome", frame.say(&outcome).into()),
        ("day", frame.day(decision.at).into()),
    ];
    html! {
        section aria-labelledby="result" {
            h2 id="result" { (frame.say("result-title")) }
            p { b { (frame.say_with("result-decided", &values)) } }
            @for paper in &papers { (one(doors, frame, shown, *paper)) }
        }
    }
}

fn one(doors: &Doors, frame: &Frame, shown: &Shown, kind: Paper) -> Markup {
    let found = &shown.found;
    let title = frame.text(&found.service.workflow.result.grant.certificate);
    let (rest, words) = match kind {
        Paper::Draft => {
            let said = paper::draft(&letter_case(doors, found), &found.facts, frame.today());
            let lead = frame.say_with("result-draft", &[("certificate", title.into())]);
            return html! { @if let Some(said) = said { p { (lead) } (said) } };
        }
        Paper::Certificate => (
            "certificate",
            frame.say_with("result-certificate", &[("certificate", title.into())]),
        ),
        Paper::Refusal => ("refusal", frame.say("result-refusal")),
    };
    let place = super::place(&shown.view.case_number, &shown.view.duty);
    html! {
        p {
            a class="button quiet" href=(frame.link(&format!("{place}/{rest}"))) target="_blank" rel="noopener" { (words) }
            " " small { (frame.say("result-recorded")) }
        }
    }
}

/// The certificate to hand over.
pub(in crate::web::desk) async fn certificate(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(at): Place<DutyPlace>,
) -> Result<Response, Problem> {
    print(&doors, &frame, &correlation, &at, Paper::Certificate).await
}

/// The decision of refusal to hand over.
pub(in crate::web::desk) async fn refusal(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(at): Place<DutyPlace>,
) -> Result<Response, Problem> {
    print(&doors, &frame, &correlation, &at, Paper::Refusal).await
}

async fn print(
    doors: &Doors,
    frame: &Frame,
    correlation: &Correlation,
    at: &DutyPlace,
    paper: Paper,
) -> Result<Response, Problem> {
    let look = Look {
        doors,
        officer: &frame.officer()?.officer,
        correlation,
        by_program: false,
    };
    let caller = frame.staff_caller();
    look.paper(&caller, &at.case, &at.duty, paper).await
}
