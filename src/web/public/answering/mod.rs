//! Answering a correction 补正: what was asked, item by item, each with its explanation and the
//! right field or upload; sent as one answer.
//!
//! [`page`] shows and sends, [`wanted`] is what was asked, [`fields`] draws the form's questions,
//! [`gather`] reads them back, [`sent`] takes the multipart body with its files.

mod fields;
mod gather;
mod page;
mod sent;
mod wanted;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new().route(
        "/cases/{case}/correction",
        get(page::read)
            .post(page::send)
            // Files come with it: `sent` counts the bytes itself.
            .layer(DefaultBodyLimit::disable()),
    )
}
