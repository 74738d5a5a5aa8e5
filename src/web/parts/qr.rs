//! A QR code as a picture within the page: no request, no script, dark on white in every theme.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// Empty modules around a code, by its standard.
const QUIET: i32 = 4;

/// The QR code of a text, with what it says for those who do not see it; nothing if the text is too
/// long for one.
#[must_use]
pub fn qr(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return html! {};
    };
    let side = code.size() + 2 * QUIET;
    html! {
        svg class="qr" viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(outline(&code)) fill="#000" {}
        }
    }
}

/// One stroke for each run of dark modules in a row.
fn outline(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let from = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                let (left, top, run) = (from + QUIET, y + QUIET, x - from);
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += 1;
        }
    }
    path
}
