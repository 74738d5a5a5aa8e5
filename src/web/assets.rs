//! Style, script and pictures: built into the binary, named by their content, kept for ever.

use std::sync::LazyLock;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::doors::body::digest;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::web::Frame;

/// How much of the digest names a file.
const DIGEST_CHARS: usize = 12;
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

struct Asset {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "lianban.css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("assets/lianban.css"),
    },
    Asset {
        name: "desk.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("assets/desk.js"),
    },
    Asset {
        name: "seal.svg",
        content_type: "image/svg+xml",
        bytes: include_bytes!("assets/seal.svg"),
    },
];

static DIGESTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let digest = |asset: &Asset| digest(asset.bytes)[..DIGEST_CHARS].to_owned();
    ASSETS.iter().map(digest).collect()
});

/// The address of an asset, with its digest in it.
#[must_use]
pub fn path(frame: &Frame, name: &str) -> String {
    let found = ASSETS.iter().position(|asset| asset.name == name);
    debug_assert!(found.is_some(), "there is no asset {name}");
    let digest = found
        .and_then(|index| DIGESTS.get(index))
        .map_or("", String::as_str);
    frame.link(&format!("/assets/{digest}/{name}"))
}

pub(super) fn router() -> Router<Doors> {
    Router::new().route("/assets/{digest}/{name}", get(read))
}

async fn read(Place((digest, name)): Place<(String, String)>) -> Result<Response, Problem> {
    let found = ASSETS.iter().zip(DIGESTS.iter());
    let (asset, _) = found
        .into_iter()
        .find(|(asset, known)| asset.name == name && **known == digest)
        .ok_or_else(Problem::not_found)?;
    let mut response = asset.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.content_type),
    );
    headers.insert(header::CACHE_CONTROL, FOR_EVER);
    Ok(response)
}
