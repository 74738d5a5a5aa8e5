//! Departments 部门 as the town's file says them, with who works there and what they take part in.

use axum::extract::State;
use maud::html;

use crate::domain::identifiers::DepartmentKey;
use crate::doors::{Doors, Problem};
use crate::storage::accounts;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    let counts = accounts::counts(doors.engine.store().reader()).await?;
    let services = doors.engine.registry().services();
    let takes_part = |department: &DepartmentKey| -> Vec<String> {
        services
            .iter()
            .filter(|found| found.workflow.departments().contains(department))
            .map(|found| frame.text(&found.workflow.title).to_owned())
            .collect()
    };
    let title = frame.say("departments-title");
    let body = html! {
        h1 { (title) }
        div class="table" {
            table {
                caption { (frame.say("departments-caption")) }
                thead { tr { @for key in ["name", "hours", "phone", "officers", "services"] { th scope="col" { (frame.say(&format!("departments-column-{key}"))) } } } }
                tbody {
                    @for (key, department) in &doors.engine.directory().departments {
                        @let services = takes_part(key);
                        @let officers = counts.get(key.as_str()).copied().unwrap_or(0);
                        tr {
                            th scope="row" { (frame.text(&department.title)) " " small class="case" { (key) } }
                            td { (department.hours) }
                            td { (department.phone.as_deref().unwrap_or("—")) }
                            td {
                                @if officers > 0 { a href=(frame.link(&format!("/admin/officers?department={key}"))) { (officers) } }
                                @else if services.is_empty() { "0" }
                                @else { span class="light red" { (frame.say("departments-nobody")) } }
                            }
                            td { @if services.is_empty() { "—" } @else { (services.join(" · ")) } }
                        }
                    }
                }
            }
        }
        h2 { (frame.say("me-roles")) }
        ul { @for (key, role) in &doors.engine.directory().roles { li { (frame.text(&role.title)) " " small class="case" { (key) } } } }
        (super::stands_in(&frame, "town.departments", &doors.town.files.departments, "config/departments.yaml"))
        (super::stands_in(&frame, "town.roles", &doors.town.files.roles, "config/roles.yaml"))
    };
    Ok(super::page(&frame, title, body))
}
