//! Pages for migrants: services and their guides, applying, following one's request.
//!
//! Plain words with the official term in brackets; one thing a page; nothing needs JavaScript.

mod answering;
mod apply;
mod bring;
pub(in crate::web) mod following;
mod guide;
mod help;
mod home;
mod looks;
mod season;
mod verifying;
mod voice;

use axum::Router;
use axum::routing::get;

use crate::doors::Doors;

pub(in crate::web) use looks::{LOOK, turned};

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/", get(home::read))
        .route("/services/{key}", get(guide::read))
        .route("/services/{key}/diagram.svg", get(guide::diagram))
        .route("/help", get(help::read))
        .route("/look/language/{tongue}", get(looks::language))
        .route("/look/letters/{size}", get(looks::letters))
        .merge(apply::router())
        .route("/certificates", get(verifying::ask))
        .route("/certificates/{case}/{code}", get(verifying::read))
        .merge(following::router())
        .merge(answering::router())
        .merge(voice::router())
}
