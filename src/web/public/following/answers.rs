//! The answers people come for, each in plain words: where it is now, whether they must do
//! something, by when, what comes next, whom to call.

use maud::{Markup, html};

use super::Shown;
use crate::domain::definition::MaterialClass;
use crate::domain::request::Phase;
use crate::doors::present::following::{self, Step, Term};
use crate::doors::present::status::MissingView;
use crate::doors::present::strands::Stand;
use crate::doors::present::wait::WaitView;
use crate::doors::present::{Due, Words};
use crate::i18n::Value;
use crate::web::{Frame, parts};

/// Where it is now: one sentence.
pub(super) fn now(shown: &Shown<'_>) -> String {
    let (frame, workflow) = (shown.frame, shown.case.rules.workflow);
    let granted = following::is_granted(&shown.case);
    let paper = frame.text(&workflow.result.grant.certificate);
    let of = |key| shown.case.department(key);
    let department = |key: &str, words: Words| {
        frame.say_with(key, &[("department", frame.words(&words).into())])
    };
    let about_paper = |key| frame.say_with(key, &[("paper", paper.into())]);
    if let Some(bring) = bring(shown) {
        return bring;
    }
    match shown.case.request.phase {
        Phase::Received => department("now-received", of(&workflow.intake.desk)),
        Phase::AwaitingCorrection if waits_for_applicant(shown) => frame.say("now-awaiting"),
        Phase::AwaitingCorrection => frame.say("now-telling"),
        Phase::UnderReview => under_review(shown),
        Phase::Deciding => department("now-deciding", of(&workflow.decide.department)),
        Phase::Certifying => about_paper("now-certifying"),
        Phase::Delivering if granted => about_paper("now-ready"),
        Phase::Delivering => frame.say("now-refused"),
        Phase::Concluded if granted => about_paper("now-done"),
        Phase::Concluded => frame.say("now-done-refused"),
        Phase::NotAccepted => frame.say("now-not-accepted"),
        Phase::Redirected => frame.say("now-redirected"),
        Phase::Withdrawn => frame.say("now-withdrawn"),
        Phase::DeemedWithdrawn => frame.say("now-deemed-withdrawn"),
        Phase::Terminated => frame.say("now-terminated"),
    }
}

/// What people have to do comes before everything else: how many things to bring, and until when.
fn bring(shown: &Shown<'_>) -> Option<String> {
    let count = shown.items_asked();
    if count == 0 || shown.case.request.is_over() {
        return None;
    }
    let frame = shown.frame;
    let count = ("count", count.into());
    let corrections = shown.status.corrections.iter();
    let due = corrections.filter_map(|correction| correction.due.as_ref());
    Some(match due.min_by_key(|due| due.at) {
        Some(due) => frame.say_with("now-bring", &[count, ("day", frame.last_day(due).into())]),
        None => frame.say_with("now-bring-untold", &[count]),
    })
}

fn under_review(shown: &Shown<'_>) -> String {
    let frame = shown.frame;
    if waits_for_applicant(shown) {
        return frame.say("now-missing");
    }
    let open = || {
        shown
            .stages
            .iter()
            .filter(|stage| stage.stand == Stand::Open)
    };
    if open().any(|stage| stage.sitting) {
        return frame.say("now-sitting");
    }
    let strands = open().flat_map(|stage| &stage.strands);
    let mut at_work: Vec<&Words> = strands
        .filter(|strand| !strand.is_done())
        .map(|strand| &strand.row.department_title)
        .collect();
    at_work.sort_by(|a, b| a.zh.cmp(&b.zh));
    at_work.dedup();
    let date = open().find_map(|stage| stage.waits_until);
    match (at_work.as_slice(), date) {
        ([], Some(date)) => {
            let date = frame.day(date);
            frame.say_with("now-date", &[("date", date.into())])
        }
        ([], None) => frame.say("now-review"),
        ([one], _) => {
            let one = frame.words(one);
            frame.say_with("now-review-one", &[("department", one.into())])
        }
        (many, _) => frame.say_with("now-review-many", &[("count", many.len().into())]),
    }
}

fn waits_for_applicant(shown: &Shown<'_>) -> bool {
    shown
        .status
        .waits
        .iter()
        .any(|wait| wait.who == "applicant")
}

/// Must I do something? `ended`: what was written about an end without a decision.
pub(super) fn to_do(shown: &Shown<'_>, ended: Option<&str>) -> Markup {
    let frame = shown.frame;
    html! {
        section class="answer" aria-labelledby="to-do" {
            h2 id="to-do" { (frame.say("ask-to-do")) }
            @if shown.status.corrections.is_empty() { (nothing_missing(shown, ended)) } @else { (missing(shown)) }
        }
    }
}

/// What was asked for, until when, and the way to bring it.
fn missing(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let count = shown.items_asked();
    html! {
        div class="note warm" {
            p { b { (frame.say_with("to-do-bring", &[("count", count.into())])) } }
            ul {
                @for item in shown.status.corrections.iter().flat_map(|correction| &correction.items) {
                    li {
                        b { (frame.words(&item.title)) }
                        @if !item.explanation.is_empty() { p class="said" { (item.explanation) } }
                    }
                }
            }
            @for correction in &shown.status.corrections {
                @match &correction.due {
                    Some(due) => p { (until(frame, "to-do-until", due)) }
                    None => p { (frame.say("to-do-when-told")) }
                }
            }
            p { a class="button" href=(shown.link("/correction")) { (frame.say("to-do-go")) } }
        }
    }
}

fn nothing_missing(shown: &Shown<'_>, ended: Option<&str>) -> Markup {
    let (frame, workflow) = (shown.frame, shown.case.rules.workflow);
    let granted = following::is_granted(&shown.case);
    match shown.case.request.phase {
        Phase::Delivering if granted => {
            let desk = shown.case.department(&workflow.limits.deliver.owner);
            html! {
                div class="note" {
                    p { (frame.say_with("to-do-fetch", &[("department", frame.words(&desk).into())])) }
                    p { a class="button" href=(shown.link("/certificate")) { (frame.say("case-certificate")) } }
                }
            }
        }
        Phase::Concluded if granted => html! {
            @if shown.status.may_rate {
                p { (frame.say("to-do-rate")) }
                p { a class="button quiet" href=(shown.link("/rating")) { (frame.say("case-rate")) } }
            } @else { p { (frame.say("to-do-done")) } }
            @if shown.status.certificate.is_some() {
                p { a class="button" href=(shown.link("/certificate")) { (frame.say("case-certificate")) } }
            }
        },
        Phase::Delivering | Phase::Concluded => html! {
            p { a href="#decision" { (frame.say("to-do-read-decision")) } }
        },
        Phase::Redirected => html! {
            p { (frame.say("to-do-elsewhere")) }
            @if let Some(words) = ended { p class="said" { (words) } }
        },
        Phase::NotAccepted | Phase::Terminated => html! {
            @if let Some(words) = ended { p { (frame.say("to-do-reason")) } p class="said" { (words) } }
            p { (frame.text(&workflow.result.refuse.remedy)) }
            p { a href=(frame.link("/")) { (frame.say("to-do-again")) } }
        },
        Phase::Withdrawn | Phase::DeemedWithdrawn => html! {
            p { (frame.say("to-do-ended")) }
            p { a href=(frame.link("/")) { (frame.say("to-do-again")) } }
        },
        _ => html! {
            p {
                (frame.say("to-do-nothing")) (told(shown))
            }
            (not_handed_in(shown))
        },
    }
}

/// How whoever follows it here is told of what comes.
fn told(shown: &Shown<'_>) -> String {
    let frame = shown.frame;
    let by = |key: &str| frame.say_with(key, &[("department", shown.desk().into())]);
    let applicant = shown.case.facts.applicant.as_ref();
    let has_phone = applicant.is_some_and(|applicant| applicant.phone.is_some());
    match (shown.case.facts.can_be_mailed(), has_phone) {
        (true, _) => frame.say("to-do-told-by-mail"),
        (false, true) => by("to-do-told-by-phone"),
        (false, false) => by("to-do-told-at-window"),
    }
}

/// What is needed and did not come. Nothing takes it in but the answer to a correction, so that is
/// what is told.
fn not_handed_in(shown: &Shown<'_>) -> Markup {
    let workflow = shown.case.rules.workflow;
    let is_core = |missing: &&MissingView| {
        let material = workflow.material(&missing.material);
        material.is_some_and(|material| material.class == MaterialClass::Core)
    };
    let phase = shown.case.request.phase;
    // Once it was accepted, what is not there is asked for where it is needed, and no more by whoever decides.
    let missing = shown.status.missing.iter();
    let missing = missing.filter(|_| phase != Phase::Deciding);
    let (core, later): (Vec<_>, Vec<_>) =
        missing.partition(|missing| phase == Phase::Received && is_core(missing));
    html! {
        (missing_list(shown, &core, "to-do-lacking"))
        (missing_list(shown, &later, "to-do-missing"))
    }
}

fn missing_list(shown: &Shown<'_>, missing: &[&MissingView], key: &str) -> Markup {
    let frame = shown.frame;
    let how = || {
        frame.say_with(
            &format!("{key}-how"),
            &[("department", shown.desk().into())],
        )
    };
    html! {
        @if !missing.is_empty() {
            div class="note" {
                p { b { (frame.say_with(key, &[("count", missing.len().into())])) } }
                ul { @for material in missing { li { (frame.words(&material.title)) } } }
                p { (how()) }
            }
        }
    }
}

/// By when: what the office promised beside what the law says.
pub(super) fn by_when(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let terms = following::terms(&shown.case);
    html! {
        section class="answer" aria-labelledby="by-when" {
            h2 id="by-when" { (frame.say(if terms.is_empty() { "ask-when" } else { "ask-by-when" })) }
            dl class="facts" {
                @for term in &terms { (self::term(frame, term)) }
                @if let Some(ended) = shown.status.ended_at {
                    div { dt { (frame.say("when-ended")) } dd { (frame.day(ended)) } }
                }
                @if let Some(accepted) = shown.status.accepted_as_of {
                    div { dt { (frame.say("when-accepted")) } dd { (frame.day(accepted)) } }
                }
                div { dt { (frame.say("when-received")) } dd { (frame.day(shown.status.received_at)) } }
            }
        }
    }
}

fn term(frame: &Frame, term: &Term) -> Markup {
    html! {
        div {
            dt { (frame.say(&format!("when-{}", term.clock))) }
            dd {
                b { (frame.last_day(&term.due)) } " " (parts::light::due(frame, &term.due))
                @if term.due.provisional { " " small { (frame.say("light-provisional")) } }
                @if term.stopped { br; small { (frame.say("when-stopped")) } }
            }
        }
    }
}

/// A date with its light, in a sentence.
pub(super) fn until(frame: &Frame, key: &str, due: &Due) -> Markup {
    let date = frame.last_day(due);
    html! { (frame.say_with(key, &[("date", date.into())])) " " (parts::light::due(frame, due)) }
}

/// What comes next, and what happens if somebody is late.
pub(super) fn next(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let steps = following::steps(&shown.case);
    let late = late(shown);
    html! {
        @if !steps.is_empty() || late.is_some() {
            section class="answer" aria-labelledby="next" {
                h2 id="next" { (frame.say("ask-next")) }
                @if !steps.is_empty() {
                    ol class="next" { @for step in &steps { li { (self::step(shown, step)) } } }
                }
                @if let Some(late) = late { p class="hint" { (late) } }
            }
        }
    }
}

fn step(shown: &Shown<'_>, step: &Step) -> Markup {
    let frame = shown.frame;
    let paper = frame.text(&shown.case.rules.workflow.result.grant.certificate);
    let values: [(&str, Value<'_>); 2] = [
        ("department", frame.words(&step.department).into()),
        ("paper", paper.into()),
    ];
    // Of being accepted nobody is told who has no address: it stands on their page.
    let here = step.kind == "intake" && !shown.case.facts.can_be_mailed();
    let key = if here {
        "step-intake-here"
    } else {
        &format!("step-{}", step.kind)
    };
    html! {
        (frame.say_with(key, &values))
        @if !step.budget.is_empty() { " " small { (parts::term(frame, &step.budget)) } }
    }
}

/// What the system does by itself if nobody acts: the soonest of it.
fn late(shown: &Shown<'_>) -> Option<String> {
    // What is open after the end, such as the follow-up of a rating, is told where it belongs.
    if shown.case.request.is_over() {
        return None;
    }
    let frame = shown.frame;
    let of_offices = |wait: &&WaitView| wait.who == "department" && wait.stopped.is_none();
    let waits = shown.status.waits.iter().filter(of_offices);
    let ahead = waits.filter_map(|wait| wait.next.as_ref());
    let soonest = ahead
        .filter(|next| !next.actions.is_empty())
        .min_by_key(|next| next.at)?;
    let mut actions: Vec<String> = soonest
        .actions
        .iter()
        .filter_map(|action| said(frame, action))
        .collect();
    actions.dedup();
    let date = frame.day(soonest.at);
    let actions = actions.join(&frame.say("list-separator"));
    let values = [("date", date.into()), ("what", actions.clone().into())];
    (!actions.is_empty()).then(|| frame.say_with("next-late", &values))
}

fn said(frame: &Frame, action: &str) -> Option<String> {
    let key = match action.split(':').next().unwrap_or_default() {
        "remind" => "late-remind",
        "notify" => "late-notify",
        "reassign" => "late-reassign",
        "urge" => "late-urge",
        "card" if action.ends_with("red") => "late-red",
        "card" => "late-yellow",
        "hand_to" => "late-supervisor",
        _ => return None,
    };
    Some(frame.say(key))
}

/// Whom to call.
pub(super) fn call(frame: &Frame, calls: &[(Words, String)]) -> Markup {
    html! {
        section class="answer" aria-labelledby="call" {
            h2 id="call" { (frame.say("ask-call")) }
            ul class="phones" {
                @for (department, phone) in calls {
                    li { (frame.words(department)) " " a href={ "tel:" (phone) } { (phone) } }
                }
            }
            p class="hint" { (frame.say("call-hint")) }
        }
    }
}
