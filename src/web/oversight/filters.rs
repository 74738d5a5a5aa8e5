//! What the lists of a supervisor can be narrowed to: services with their stages, departments.

use maud::{Markup, html};

use crate::domain::identifiers::{DepartmentKey, StageKey, WorkflowKey};
use crate::doors::Doors;
use crate::web::Frame;

/// Behind a service: its work outside stages.
pub(super) const COUNTER: &str = "/-";

/// A service, alone or with one of its stages, as one field writes it: `shop`, `shop/verify`; its work at
/// the counter is `shop/-`.
pub(super) fn step(text: &str) -> (Option<WorkflowKey>, Option<StageKey>) {
    let (service, stage) = text.split_once('/').unwrap_or((text, ""));
    (service.parse().ok(), stage.parse().ok())
}

/// Every service, each followed by its stages.
pub(super) fn steps(doors: &Doors, frame: &Frame, chosen: &str) -> Markup {
    let services = doors.engine.registry().services();
    html! { div {
        label for="step" { (frame.say("overview-step")) } " "
        select id="step" name="step" {
            option value="" { (frame.say("queue-every-service")) }
            @for service in &services {
                @let key = service.workflow.key.as_str();
                @let title = frame.text(&service.workflow.title);
                option value=(key) selected[chosen == key] { (title) }
                @let counter = format!("{key}{COUNTER}");
                option value=(counter) selected[chosen == counter] { (title) " · " (frame.say("overview-counter")) }
                @for stage in &service.workflow.stages {
                    @let value = format!("{key}/{}", stage.key);
                    option value=(value) selected[chosen == value] { (title) " · " (frame.text(&stage.title)) }
                }
            }
        }
    } }
}

/// Every department of the town.
pub(super) fn departments(doors: &Doors, frame: &Frame, chosen: &str) -> Markup {
    let departments = &doors.engine.directory().departments;
    html! { div {
        label for="department" { (frame.say("overview-department")) } " "
        select id="department" name="department" {
            option value="" { (frame.say("filter-every-department")) }
            @for (key, department) in departments {
                option value=(key) selected[chosen == key.as_str()] { (frame.text(&department.title)) }
            }
        }
    } }
}

/// One of a closed list of words, with the words of the catalogue.
pub(super) fn words(
    frame: &Frame,
    name: &str,
    label: &str,
    words: &[&str],
    chosen: &str,
) -> Markup {
    html! { div {
        label for=(name) { (frame.say(label)) } " "
        select id=(name) name=(name) {
            option value="" { (frame.say("requests-both")) }
            @for word in words { option value=(word) selected[chosen == *word] { (frame.say(&format!("{name}-{word}"))) } }
        }
    } }
}

/// A department's name, by its key as stored.
pub(super) fn department(doors: &Doors, frame: &Frame, key: &str) -> String {
    let found = key.parse::<DepartmentKey>().ok();
    let found = found.and_then(|key| doors.engine.directory().departments.get(&key));
    found.map_or_else(
        || key.to_owned(),
        |found| frame.text(&found.title).to_owned(),
    )
}

/// An address with these parameters, those left out that are empty.
pub(super) fn address(frame: &Frame, path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    frame.link(&format!("{path}{mark}{query}"))
}
