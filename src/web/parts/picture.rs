//! Pictures that the house draws: served alone, or within a page before anybody else may see them.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

/// A drawing of its own address; its style is inside it, and nothing else runs.
#[must_use]
pub fn svg(drawing: String) -> Response {
    let mut response = drawing.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("image/svg+xml"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=300"),
    );
    response
}

/// A drawing of how things stand now: no browser keeps it.
#[must_use]
pub fn of_now(drawing: String) -> Response {
    let mut response = svg(drawing);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A drawing as the address of an image within a page.
#[must_use]
pub fn inside(drawing: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(drawing))
}

/// A drawing in a box of its own, which scrolls where the screen is narrower; also by keys.
#[must_use]
pub fn shown(address: &str, alt: &str) -> Markup {
    html! {
        p class="picture" tabindex="0" role="group" aria-label=(alt) { img src=(address) alt=(alt); }
    }
}
