//! What happens as a limit draws near and passes, and what a refusal must say: as the files have it.

use axum::extract::State;
use maud::html;

use crate::domain::identifiers::RoleKey;
use crate::domain::ladder::{CardColour, RungAction, RungAt};
use crate::doors::Doors;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Page {
    let title = frame.say("rules-title");
    let body = html! {
        h1 { (title) }
        h2 { (frame.say("rules-ladders")) }
        p class="hint" { (frame.say("rules-ladders-hint")) }
        @for (key, ladder) in &doors.town.catalogue.ladders {
            div class="table" {
                table {
                    caption { (frame.say(&ladder_words(key.as_ref()))) " " small class="case" { (key) } }
                    thead { tr { th scope="col" { (frame.say("rules-when")) } th scope="col" { (frame.say("rules-what")) } } }
                    tbody {
                        @for rung in &ladder.rungs {
                            tr {
                                th scope="row" { (moment(&frame, rung.at)) }
                                td { (rung.actions.iter().map(|action| act(&doors, &frame, action)).collect::<Vec<_>>().join("，")) }
                            }
                        }
                    }
                }
            }
        }
        h2 { (frame.say("rules-remedies")) }
        p class="hint" { (frame.say("rules-remedies-hint")) }
        dl class="facts" {
            @for service in doors.engine.registry().services() {
                div {
                    dt { (frame.text(&service.workflow.title)) }
                    dd { (frame.text(&service.workflow.result.refuse.remedy)) }
                }
            }
        }
        (super::stands_in(&frame, "town.ladders", &doors.town.files.ladders, "config/ladders.yaml"))
        (super::stands_in(&frame, "workflows.folder", &doors.town.files.workflows, "workflows/"))
    };
    super::page(&frame, title, body)
}

/// The key of what a ladder is for; a town's own ladder is told as one.
fn ladder_words(key: &str) -> String {
    match key {
        "standard" | "outer" => format!("rules-ladder-{key}"),
        _ => "rules-ladder-own".to_owned(),
    }
}

fn moment(frame: &Frame, at: RungAt) -> String {
    match at {
        RungAt::Share(percent) => {
            frame.say_with("rules-at-share", &[("percent", i64::from(percent).into())])
        }
        RungAt::Due => frame.say("rules-at-due"),
        RungAt::After(days) => {
            frame.say_with("rules-at-after", &[("days", i64::from(days).into())])
        }
    }
}

fn act(doors: &Doors, frame: &Frame, action: &RungAction) -> String {
    let of = |key: &str, role: &RoleKey| {
        let found = doors.engine.directory().roles.get(role);
        let title = found.map_or(role.as_ref(), |found| frame.text(&found.title));
        frame.say_with(
            "rules-act-to",
            &[("act", frame.say(key).into()), ("role", title.into())],
        )
    };
    match action {
        RungAction::Remind => frame.say("rung-remind"),
        RungAction::Urge => frame.say("rung-urge"),
        RungAction::Notify(role) => of("rung-notify", role),
        RungAction::Reassign(role) => of("rung-reassign", role),
        RungAction::HandTo(role) => of("rung-hand-to", role),
        RungAction::Card(CardColour::Yellow) => frame.say("rung-card-yellow"),
        RungAction::Card(CardColour::Red) => frame.say("rung-card-red"),
    }
}
