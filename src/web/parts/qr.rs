//! A QR code as inline SVG: black on white with its quiet zone, whatever the theme, so that any
//! phone reads it from the screen and from paper.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code (ISO/IEC 18004).
const QUIET: usize = 4;

/// The code of an address; nothing where the address is too long for one.
#[must_use]
pub fn qr(address: &str, title: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::M) else {
        return html! {};
    };
    let side = code.width() + 2 * QUIET;
    html! {
        svg class="qr" role="img" viewBox={ "0 0 " (side) " " (side) } width="180" height="180" shape-rendering="crispEdges" {
            title { (title) }
            rect width=(side) height=(side) fill="#fff" {}
            path d=(modules(&code)) fill="#000" {}
        }
    }
}

/// Dark modules, those side by side as one bar.
fn modules(code: &QrCode) -> String {
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..]
                .iter()
                .take_while(|color| **color == Color::Dark)
                .count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::qr;

    #[test]
    fn a_code_is_dark_on_light_with_its_quiet_zone() {
        let drawn = qr(
            "https://example.org/open/2222-ABC-DEF-2345/ABCDE23456",
            "code",
        )
        .into_string();
        assert!(
            drawn.contains("fill=\"#fff\"") && drawn.contains("d=\"M4 4h7v1h-7z"),
            "{drawn}"
        );
        assert!(drawn.len() < 8_000, "{}", drawn.len());
    }

    #[test]
    fn what_no_code_can_hold_is_left_out() {
        assert_eq!(qr(&"x".repeat(8_000), "code").into_string(), "");
    }
}
