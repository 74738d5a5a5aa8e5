//! Pages for administrators: officers, working days, workflows, and what the town's files say.
//!
//! Start at [`page`] for the rooms of the house's keeper. Who may open what stands in `web::routes`.

mod acts;
mod calendar;
mod departments;
mod home;
mod jobs;
mod mails;
mod notices;
mod officers;
mod rules;
mod schedules;
pub(in crate::web) mod templates;
mod workflows;

use axum::Router;
use axum::routing::{get, post};
use maud::{Markup, html};

use crate::domain::directory::{ADMINISTRATOR, AUDITOR, HEAD, SUPERVISOR};
use crate::doors::Doors;
use crate::web::{Frame, Page};

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/admin", get(home::read))
        .merge(officers::router())
        .merge(workflows::router())
        .route("/admin/acts", get(acts::read))
        .route("/admin/acts.csv", get(acts::table_to_take))
        .route("/admin/calendar", get(calendar::read).post(calendar::check))
        .route("/admin/departments", get(departments::read))
        .route("/admin/departments/{department}", get(departments::one))
        .route(
            "/admin/departments/{department}/move",
            post(departments::move_officers),
        )
        .route(
            "/admin/templates",
            get(templates::read).post(templates::add),
        )
        .route("/admin/templates/{id}/{act}", post(templates::act))
        .route("/admin/notices", get(notices::read))
        .route("/admin/notices/{template}", get(notices::one))
        .route("/admin/notices/{template}/{tongue}", get(notices::letter))
        .route("/admin/rules", get(rules::read))
        .route("/admin/schedules", get(schedules::read))
        .route("/admin/jobs", get(jobs::read))
        .route("/admin/jobs/{id}/retry", post(jobs::retry))
        .route("/admin/mails", get(mails::read))
}

/// What there is to keep: the path, the words, and who sees it besides administrators.
const PLACES: [(&str, &str, &[&str]); 11] = [
    ("/admin/officers", "officers-title", &[]),
    ("/admin/acts", "acts-title", &[AUDITOR]),
    ("/admin/calendar", "calendar-title", &[]),
    ("/admin/workflows", "workflows-title", &[]),
    ("/admin/departments", "departments-title", &[]),
    ("/admin/templates", "templates-title", &[HEAD]),
    ("/admin/notices", "samples-title", &[]),
    ("/admin/rules", "rules-title", &[]),
    ("/admin/schedules", "schedules-title", &[]),
    ("/admin/jobs", "jobs-title", &[SUPERVISOR]),
    ("/admin/mails", "mails-title", &[SUPERVISOR]),
];

/// A page of the administration, with the way to the others above it.
fn page(frame: &Frame, title: String, body: Markup) -> Page {
    let is = |role: &str| frame.staff().is_some_and(|staff| staff.officer.is(role));
    let keeps = is(ADMINISTRATOR);
    let opens = |others: &[&str]| keeps || others.iter().any(|role| is(role));
    let places = PLACES.iter().filter(|(_, _, others)| opens(others));
    let here = match frame.path().starts_with("/admin/proposals") {
        true => "/admin/workflows",
        false => frame.path(),
    };
    let is_here = |path: &str| {
        let rest = here.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let body = html! {
        nav aria-label=(frame.say("admin-rooms")) {
            ul class="tabs" {
                @for (path, key, _) in places {
                    li { a href=(frame.link(path)) aria-current=[is_here(path).then_some("page")] { (frame.say(key)) } }
                }
            }
        }
        (body)
    };
    Page::staff(frame, title, body)
}

/// Where something is changed that is only read here: the setting and the file it names, or the copy
/// built in.
fn stands_in(frame: &Frame, setting: &str, file: &str, built_in: &str) -> Markup {
    html! {
        p class="hint" {
            @if file.is_empty() {
                (frame.say("stands-built-in")) " " code { (built_in) }
            } @else {
                (frame.say("stands-in-file")) " " code { (file) }
            }
            (frame.say("stands-setting")) " " code { (setting) } " " (frame.say("stands-restart"))
        }
    }
}
