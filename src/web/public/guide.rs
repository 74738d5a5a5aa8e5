//! A service's guide 办事指南, generated from its workflow.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::{bring, season};
use crate::domain::definition::Workflow;
use crate::domain::identifiers::WorkflowKey;
use crate::doors::place::{Place, named};
use crate::doors::present::guide::{Guide, StageView, guide};
use crate::doors::{Doors, Problem};
use crate::language;
use crate::web::parts::picture;
use crate::web::{Frame, Page, parts};

/// The guide.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
) -> Result<Page, Problem> {
    let key: WorkflowKey = named(&key)?;
    let found = doors
        .engine
        .registry()
        .newest(&key)
        .ok_or_else(Problem::not_found)?;
    let calendar = doors.engine.calendar();
    let shown = guide(&doors.engine.rules(&found, &calendar));
    let title = frame.words(&shown.service.title).to_owned();
    let body = html! {
        p class="back" { a href=(frame.link("/")) { (frame.say("guide-back")) } }
        h1 { (title) }
        p class="lead" { (frame.words(&shown.kind)) " · " (frame.words(&shown.service.lead)) }
        p { a class="button" href=(frame.link(&format!("/apply/{key}"))) { (frame.say("guide-apply")) } }
        (facts(&frame, &shown, season(&frame, &found.workflow, &shown)))
        section {
            h2 { (frame.say("guide-bring")) }
            (bring::list(&frame, &found.workflow))
        }
        (departments(&frame, &shown))
        section {
            h2 { (frame.say("guide-diagram")) }
            @let drawn = frame.link(&format!("/services/{key}/diagram.svg"));
            div class="wide" { (picture::shown(&drawn, &frame.say("guide-diagram-alt"))) }
            p class="slight" { a href=(drawn) { (frame.say("guide-diagram-open")) } }
        }
        section {
            h2 { (frame.say("guide-refused")) }
            p { (frame.words(&shown.remedy)) }
            p class="basis" { (frame.say("guide-basis")) (shown.basis.join(&frame.say("list-separator"))) }
        }
    };
    Ok(Page::public(&frame, title, body))
}

/// What people ask first: what it gives, how long, what it costs, who may.
fn facts(frame: &Frame, guide: &Guide, season: Option<String>) -> Markup {
    let filers = guide
        .filed_by
        .iter()
        .map(|filer| frame.say(&format!("filer-{filer}")));
    let filers: Vec<String> = filers.collect();
    html! {
        dl class="facts" {
            div { dt { (frame.say("guide-gives")) } dd { (frame.words(&guide.certificate)) } }
            @if let Some(season) = season { div { dt { (frame.say("guide-window")) } dd { (season) } } }
            @for limit in &guide.limits {
                div { dt { (frame.words(&limit.title)) } dd { (parts::term(frame, &limit.budget)) } }
            }
            div { dt { (frame.say("guide-costs")) } dd { (frame.say("guide-free")) } }
            div { dt { (frame.say("guide-who")) } dd { (filers.join(" · ")) } }
        }
    }
}

/// When in the year it can be applied for, and how that stands today; none where always.
fn season(frame: &Frame, workflow: &Workflow, guide: &Guide) -> Option<String> {
    let window = guide.service.window.as_ref()?;
    let from = season::yearly(frame, &window.from);
    let to = season::yearly(frame, &window.to);
    let values = [("from", from.into()), ("to", to.into())];
    let yearly = frame.say_with("guide-window-yearly", &values);
    let today = match season::closed(workflow, frame.today()) {
        Some(_) => frame.say("guide-window-closed"),
        None => frame.say("guide-window-open"),
    };
    Some(format!("{yearly}{today}"))
}

/// Who looks at it, side by side as they do.
fn departments(frame: &Frame, guide: &Guide) -> Markup {
    html! {
        section {
            h2 { (frame.say("guide-departments")) }
            ol class="stages" { @for stage in &guide.stages { (self::stage(frame, stage)) } }
            p { (frame.say_with("guide-decides", &[("department", frame.words(&guide.decided_by).into())])) }
        }
    }
}

fn stage(frame: &Frame, stage: &StageView) -> Markup {
    html! {
        li {
            h3 { (frame.words(&stage.title)) @if stage.when.is_some() { " " small { (frame.say("guide-stage-if-needed")) } } }
            @if stage.reviews.len() > 1 && stage.mode == "parallel" { p class="hint" { (frame.say("guide-at-once")) } }
            ul class="strands" {
                @for review in &stage.reviews {
                    li { b { (frame.words(&review.department)) } " " (frame.words(&review.title)) " " small { (parts::term(frame, &review.budget)) } }
                }
            }
        }
    }
}

/// The service as a picture.
pub(super) async fn diagram(
    State(doors): State<Doors>,
    frame: Frame,
    Place(key): Place<String>,
) -> Result<Response, Problem> {
    let key: WorkflowKey = named(&key)?;
    let found = doors
        .engine
        .registry()
        .newest(&key)
        .ok_or_else(Problem::not_found)?;
    let drawing =
        language::public_diagram(&found.workflow, doors.engine.directory(), frame.language());
    Ok(picture::svg(drawing))
}
