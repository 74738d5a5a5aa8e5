//! Applying, one thing a page. A [`sheet::Sheet`] is a draft that is open in this browser; the plan
//! of `doors::drafts` says which pages it asks. Start at [`start`], then [`questions`] and
//! [`materials`], then [`check`], which files it.

mod check;
mod done;
mod inputs;
mod materials;
mod people;
mod questions;
mod rows;
mod saved;
mod sheet;
mod start;
mod typed;
mod upload;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/apply/{service}", get(start::read).post(start::begin))
        .route(
            "/apply/{service}/people/{part}",
            get(people::read).post(people::write),
        )
        .route(
            "/apply/{service}/form/{field}",
            get(questions::read).post(questions::write),
        )
        .route(
            "/apply/{service}/form/{field}/{row}",
            get(rows::read).post(rows::write),
        )
        .route(
            "/apply/{service}/form/{field}/{row}/remove",
            post(rows::remove),
        )
        // Files are read one by one under limits of their own.
        .route(
            "/apply/{service}/materials/{material}",
            get(materials::read)
                .post(materials::write)
                .layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/apply/{service}/materials/{material}/remove",
            post(materials::remove),
        )
        .route(
            "/apply/{service}/materials/{material}/{file}",
            get(materials::show),
        )
        .route("/apply/{service}/check", get(check::read).post(check::send))
        .route("/apply/{service}/saved", get(saved::read))
        .route("/apply/{service}/leave", post(saved::leave))
        .route("/apply/{service}/done/{case}", get(done::read))
        .route("/continue", get(saved::ask).post(saved::reopen))
}
