//! Papers beside the work: what the duty reads, shown in place, opened large by a tap.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Shown;
use crate::domain::request::Duty;
use crate::doors::duty::Look;
use crate::doors::place::Place;
use crate::doors::present::duty::{DutyView, SeenDocument};
use crate::doors::{Doors, Problem};
use crate::telemetry::Correlation;
use crate::web::Frame;

/// Where a file is.
#[derive(Debug, Deserialize)]
pub(in crate::web::desk) struct DocumentPlace {
    case: String,
    duty: Duty,
    sha256: String,
}

pub(super) fn panel(frame: &Frame, shown: &Shown) -> Markup {
    let view = &shown.view;
    let has_new = |files: &[SeenDocument]| files.iter().any(|file| shown.is_new(&file.sha256));
    html! {
        @if view.materials.is_empty() && view.missing.is_empty() { p class="empty" { (frame.say("papers-none")) } }
        @for missing in &view.missing { p class="note" { b { (frame.words(&missing.title)) } " · " (frame.say("papers-missing")) } }
        @for (index, material) in view.materials.iter().enumerate() {
            details open[index == 0 || has_new(&material.documents)] {
                summary { (frame.words(&material.title)) " " span class="count" { (material.documents.len()) } }
                @for document in &material.documents { (paper(frame, view, document, shown.is_new(&document.sha256))) }
            }
        }
    }
}

fn paper(frame: &Frame, view: &DutyView, document: &SeenDocument, new: bool) -> Markup {
    let link = frame.link(&format!(
        "{}/documents/{}",
        super::place(&view.case_number, &view.duty),
        document.sha256
    ));
    html! {
        figure class="paper" {
            @if document.content_type.starts_with("image/") {
                a href=(link) { img src=(link) alt=(document.name) loading="lazy"; }
            } @else {
                iframe src=(link) title=(document.name) loading="lazy" {}
            }
            figcaption { a href=(link) target="_blank" rel="noopener" { (document.name) } " " small { (size(document.bytes)) } @if new { " " span class="tag" { (frame.say("papers-new")) } } }
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} kB", bytes / 1_024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

/// A file, shown in the page of its duty and nowhere else; it can run nothing and load nothing.
pub(in crate::web::desk) async fn document(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(at): Place<DocumentPlace>,
) -> Result<Response, Problem> {
    let staff = frame.officer()?;
    let look = Look {
        doors: &doors,
        officer: &staff.officer,
        correlation: &correlation,
        by_program: false,
    };
    let caller = frame.staff_caller();
    let read = look.document(&caller, &at.case, &at.duty, &at.sha256);
    let (document, bytes) = read.await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&document.content_type);
    headers.insert(
        header::CONTENT_TYPE,
        kind.unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    let policy = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    headers.insert(
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("inline"),
    );
    Ok(response)
}
