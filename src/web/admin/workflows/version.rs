//! One published version, as it stands for good.

use axum::extract::State;
use axum::response::Response;
use maud::html;

use super::changes::since_last;
use crate::domain::identifiers::WorkflowKey;
use crate::doors::place::{Place, named};
use crate::doors::{Doors, Problem};
use crate::language;
use crate::storage::workflows::{self, Published};
use crate::web::parts::picture;
use crate::web::{Frame, Page};

async fn find(doors: &Doors, key: &str, version: u32) -> Result<Published, Problem> {
    let key: WorkflowKey = named(key)?;
    let found = workflows::find(doors.engine.store().reader(), &key, version).await?;
    found.ok_or_else(Problem::not_found)
}

/// The version, its picture and its text.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place((key, version)): Place<(String, u32)>,
) -> Result<Page, Problem> {
    let found = find(&doors, &key, version).await?;
    let title = format!("{} v{version}", frame.text(&found.workflow.title));
    let changes = since_last(&doors, &frame, &found.workflow.key, version, &found.source).await?;
    let body = html! {
        p class="back" { a href=(frame.link("/admin/workflows")) { (frame.say("workflows-back")) } }
        h1 { (title) }
        dl class="facts" {
            div { dt { (frame.say("workflows-column-published")) } dd { (frame.minute(found.at)) } }
            div { dt { (frame.say("workflows-column-hash")) } dd { code { (found.workflow.hash) } } }
        }
        (picture::shown(&frame.link(&format!("/admin/workflows/{key}/{version}/diagram.svg")), &frame.say("guide-diagram-alt")))
        (changes)
        details {
            summary { (frame.say("workflows-source")) }
            pre class="excerpt" tabindex="0" { (found.source) }
        }
    };
    Ok(super::super::page(&frame, title, body))
}

/// The version as a picture.
pub(super) async fn diagram(
    State(doors): State<Doors>,
    frame: Frame,
    Place((key, version)): Place<(String, u32)>,
) -> Result<Response, Problem> {
    let found = find(&doors, &key, version).await?;
    let directory = doors.engine.directory();
    let drawing = language::diagram(&found.workflow, directory, frame.language());
    Ok(picture::svg(drawing))
}
