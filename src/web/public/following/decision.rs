//! The decision: reasons, conditions, what to do against it; the certificate.

use maud::{Markup, html};

use super::Shown;
use crate::doors::present::following;
use crate::doors::present::status::OpinionWords;
use crate::doors::present::strands::verdict_words;

/// The decision, once it fell.
pub(super) fn decision(shown: &Shown<'_>) -> Markup {
    let Some(decision) = &shown.status.decision else {
        return html! {};
    };
    let frame = shown.frame;
    let department = shown
        .case
        .department(&shown.case.rules.workflow.decide.department);
    let saying = |verdict: &str| -> Vec<&OpinionWords> {
        let opinions = decision.opinions.iter();
        opinions
            .filter(|opinion| opinion.verdict == verdict)
            .collect()
    };
    html! {
        section class="answer card" id="decision" aria-labelledby="decided" {
            h2 id="decided" { (frame.say_with("decided", &[("outcome", frame.words(&decision.words).into())])) }
            p { (frame.words(&department)) " · " (frame.day(decision.at)) }
            @if !decision.text.is_empty() { h3 { (frame.say("decided-reasons")) } p class="said" { (decision.text) } }
            @if let Some(basis) = &decision.basis { p { (frame.say("decided-basis")) (basis) } }
            (those(shown, "decided-failed", &saying("refuse")))
            // Conditions of what is not granted bind nobody.
            @if following::is_granted(&shown.case) { (those(shown, "decided-conditions", &saying("conditions"))) }
            @if let Some(remedy) = &decision.remedy {
                h3 { (frame.say("decided-remedy")) }
                p { (frame.words(remedy)) }
                p { a href=(shown.link("/refusal")) { (frame.say("case-refusal")) } }
            }
            @if shown.status.certificate.is_some() {
                p { a class="button" href=(shown.link("/certificate")) { (frame.say("case-certificate")) } }
                p class="hint" { (frame.say("case-certificate-hint")) }
            }
        }
    }
}

fn those(shown: &Shown<'_>, key: &str, opinions: &[&OpinionWords]) -> Markup {
    html! {
        @if !opinions.is_empty() {
            h3 { (shown.frame.say(key)) }
            ul { @for opinion in opinions { li { (self::opinion(shown, opinion)) } } }
        }
    }
}

fn opinion(shown: &Shown<'_>, opinion: &OpinionWords) -> Markup {
    let frame = shown.frame;
    html! {
        b { (frame.words(&opinion.review)) } " " (frame.words(&verdict_words(&opinion.verdict)))
        @if !opinion.text.is_empty() { br; span class="said" { (opinion.text) } }
        @if let Some(basis) = &opinion.basis { br; small { (frame.say("decided-basis")) (basis) } }
    }
}
