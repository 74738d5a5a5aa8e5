//! One request on its workflow: of every step whether it is done, under way, skipped or stopped.

use maud::{Markup, html};

use crate::domain::check::review_path;
use crate::domain::clock::Light;
use crate::domain::definition::{ReviewRule, Round, Stage};
use crate::domain::due;
use crate::domain::request::{ClockKey, Duty, Phase, Progress, Review, ReviewId, ReviewProgress};
use crate::doors::present::case::Case;
use crate::language::{Overlay, Tag, Tone};
use crate::web::Frame;

/// One box of the drawing.
pub(super) struct Step {
    path: String,
    title: String,
    tags: Vec<Tag>,
}

/// Every box, from receipt to delivery.
pub(super) fn of(frame: &Frame, case: &Case<'_>) -> Vec<Step> {
    let request = case.request;
    let decided = request.is_decided();
    let mut steps = vec![counter(
        frame,
        case,
        "intake",
        &Duty::Intake,
        request.accepted_as_of.is_some(),
    )];
    for stage in &case.rules.workflow.stages {
        steps.push(of_stage(frame, case, stage));
        let rounds = stage.round().into_iter();
        let rules = rounds.flat_map(|round| round.reviews.iter().map(move |rule| (round, rule)));
        steps.extend(rules.map(|(round, rule)| of_review(frame, case, stage, round, rule)));
    }
    let delivered = request.phase == Phase::Concluded;
    let issued = request.certificate_at.is_some();
    steps.extend([
        counter(frame, case, "decide", &Duty::Decide, decided),
        counter(frame, case, "result.grant", &Duty::Issue, issued),
        counter(frame, case, "limits.deliver", &Duty::Deliver, delivered),
    ]);
    steps
}

/// The drawing's tags, with the whole course in words.
pub(super) fn overlay(frame: &Frame, case: &Case<'_>) -> Overlay {
    let steps = of(frame, case);
    let said = steps.iter().map(|step| {
        let words: Vec<&str> = step.tags.iter().map(|tag| tag.words.as_str()).collect();
        format!("{}: {}. ", step.title, words.join(", "))
    });
    Overlay {
        title: format!(" · {}", case.number()),
        description: said.collect(),
        tags: steps
            .into_iter()
            .map(|step| (step.path, step.tags))
            .collect(),
    }
}

/// The same as a table.
pub(super) fn twin(frame: &Frame, steps: &[Step]) -> Markup {
    html! {
        div class="table" {
            table {
                thead { tr { th scope="col" { (frame.say("course-step")) } th scope="col" { (frame.say("course-state")) } } }
                tbody {
                    @for step in steps {
                        tr {
                            th scope="row" { (step.title) }
                            td { @for tag in &step.tags { span class={ "light " (class(tag.tone)) } { (tag.words) } " " } }
                        }
                    }
                }
            }
        }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Done | Tone::Running => "green",
        Tone::Yellow => "yellow",
        Tone::Red => "red",
        Tone::Grey => "grey",
    }
}

fn tag(frame: &Frame, tone: Tone, key: &str) -> Tag {
    Tag {
        tone,
        words: frame.say(&format!("course-{key}")),
    }
}

/// What is under way, by its clock.
fn running(frame: &Frame, case: &Case<'_>, clock: &ClockKey) -> Tag {
    let due = due::view(&case.rules, case.request, clock, case.at);
    let (tone, key) = match due.map(|due| due.light) {
        Some(Light::Grey) => (Tone::Grey, "stopped"),
        Some(Light::Yellow) => (Tone::Yellow, "soon"),
        Some(Light::Red) => (Tone::Red, "late"),
        Some(Light::Green) | None => (Tone::Running, "running"),
    };
    tag(frame, tone, key)
}

/// What has not been reached, or never will be.
fn unreached(frame: &Frame, case: &Case<'_>) -> Tag {
    let key = if case.request.is_over() {
        "skipped"
    } else {
        "ahead"
    };
    tag(frame, Tone::Grey, key)
}

fn counter(frame: &Frame, case: &Case<'_>, path: &str, duty: &Duty, is_done: bool) -> Step {
    let tag = if case.request.seats.contains_key(duty) {
        running(frame, case, &duty.clock())
    } else if is_done {
        tag(frame, Tone::Done, "done")
    } else {
        unreached(frame, case)
    };
    Step {
        path: path.to_owned(),
        title: frame.words(&case.duty(duty)).to_owned(),
        tags: vec![tag],
    }
}

fn of_stage(frame: &Frame, case: &Case<'_>, stage: &Stage) -> Step {
    let state = case.request.stages.get(&stage.key);
    let tag = match state.map(|state| state.progress) {
        Some(Progress::Finished) => tag(frame, Tone::Done, "done"),
        Some(Progress::Skipped) => tag(frame, Tone::Grey, "skipped"),
        Some(Progress::Open) if case.request.is_over() => tag(frame, Tone::Grey, "skipped"),
        Some(Progress::Open) => running(frame, case, &ClockKey::Stage(stage.key.clone())),
        None => unreached(frame, case),
    };
    Step {
        path: format!("stages.{}", stage.key),
        title: frame.text(&stage.title).to_owned(),
        tags: vec![tag],
    }
}

/// A rule's reviews; of one that is repeated each state once, with how many are in it.
fn of_review(
    frame: &Frame,
    case: &Case<'_>,
    stage: &Stage,
    round: &Round,
    rule: &ReviewRule,
) -> Step {
    let of_rule = |(id, _): &(&ReviewId, &Review)| id.review == rule.key;
    let mut counted: Vec<(Tag, usize)> = Vec::new();
    for (id, review) in case.request.reviews_of(&stage.key).filter(of_rule) {
        let tag = state(frame, case, id, review);
        match counted.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, count)) => *count += 1,
            None => counted.push((tag, 1)),
        }
    }
    if counted.is_empty() {
        let stage = case.request.stages.get(&stage.key);
        let tag = match stage {
            Some(_) => tag(frame, Tone::Grey, "skipped"),
            None => unreached(frame, case),
        };
        counted.push((tag, 1));
    }
    let told = |(tag, count): (Tag, usize)| match count {
        1 => tag,
        _ => Tag {
            words: format!("{} × {count}", tag.words),
            ..tag
        },
    };
    Step {
        path: review_path(stage, round, rule),
        title: frame.text(&rule.title).to_owned(),
        tags: counted.into_iter().map(told).collect(),
    }
}

fn state(frame: &Frame, case: &Case<'_>, id: &ReviewId, review: &Review) -> Tag {
    match review.progress {
        ReviewProgress::Open => running(frame, case, &ClockKey::Review(id.clone())),
        ReviewProgress::Waiting => tag(frame, Tone::Grey, "waiting"),
        ReviewProgress::Waived => tag(frame, Tone::Grey, "waived"),
        ReviewProgress::Cancelled => tag(frame, Tone::Grey, "skipped"),
        ReviewProgress::Closed => {
            let said = review.opinion.as_ref().map(|opinion| opinion.verdict);
            let said = said.map_or_else(String::new, |verdict| {
                let key = verdict.as_str().replace('_', "-");
                format!(" · {}", frame.say(&format!("opinion-{key}")))
            });
            let done = tag(frame, Tone::Done, "done");
            Tag {
                words: format!("{}{said}", done.words),
                ..done
            }
        }
    }
}
