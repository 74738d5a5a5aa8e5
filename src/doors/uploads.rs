//! Uploaded files: size, name and content, judged before anything is kept.
//!
//! The type is found from the content, never from the name or what the sender says. Taken are those of
//! PDF, PNG and JPEG that the operator allows; each refusal says what to do instead.

use super::image::{PIXELS_MAX, jpeg_pixels, png_pixels};
use super::problem::Problem;
use super::settings::Settings;

const PDF: &str = "application/pdf";
const JPEG: &str = "image/jpeg";
const PNG: &str = "image/png";
/// The types that are known by their content.
pub const KNOWN_TYPES: [&str; 3] = [PDF, JPEG, PNG];

/// Longest file name, in characters.
pub const NAME_MAX_CHARS: usize = 200;
/// Most files of one request.
pub const FILES_MAX: usize = 100;
/// How far into a file a PDF's mark may stand, in bytes.
const PDF_MARK_WITHIN: usize = 1024;

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// As the sender named it; a name only, never a path.
    pub name: String,
    /// Found from the content.
    pub content_type: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Judges one file.
///
/// # Errors
/// 413 if it is too large, 415 if its content is of no kind we take, 422 if it is empty, broken, or
/// badly named. `pointer` says where in the body it stood.
pub fn judge(
    pointer: &str,
    name: &str,
    claimed: Option<&str>,
    bytes: Vec<u8>,
    settings: &Settings,
) -> Result<Upload, Problem> {
    let max_bytes = settings.file_max_bytes;
    let name = clean_name(pointer, name)?;
    if bytes.is_empty() {
        return Err(Problem::at(
            pointer,
            "empty",
            "the file is empty; choose it again",
        ));
    }
    if bytes.len() > max_bytes {
        return Err(too_large(pointer, max_bytes));
    }
    let content_type = content_type(pointer, &bytes, &settings.file_types)?;
    if claimed.is_some_and(|claimed| is_other_type(claimed, content_type)) {
        return Err(Problem::at(
            pointer,
            "content",
            format!("the file is {content_type}, not what was said; send it as what it is"),
        ));
    }
    check_pixels(pointer, content_type, &bytes)?;
    Ok(Upload {
        name,
        content_type,
        bytes,
    })
}

/// A file past the limit.
#[must_use]
pub fn too_large(pointer: &str, max_bytes: usize) -> Problem {
    let detail = format!("a file may have at most {max_bytes} bytes; scan it in lower resolution");
    Problem::new("too_large", detail.clone())
        .with_error(pointer, "too_large", detail)
        .with("max_bytes", max_bytes)
}

fn clean_name(pointer: &str, name: &str) -> Result<String, Problem> {
    let wrong = |detail: &str| Err(Problem::at(pointer, "name", detail));
    let name = name.trim();
    if name.is_empty() {
        return wrong("the file has no name");
    }
    if name.chars().count() > NAME_MAX_CHARS {
        return wrong("the file's name is longer than 200 characters");
    }
    if name.contains(['/', '\\', ':']) || name.starts_with('.') {
        return wrong("a file name is no path; leave out folders and leading dots");
    }
    if name.chars().any(|c| c.is_control() || turns_text(c)) {
        return wrong("the file's name has characters that cannot be shown");
    }
    Ok(name.to_owned())
}

/// Marks that turn the direction of text or cannot be seen, with which `fdp.exe` reads `exe.pdf`.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn content_type(pointer: &str, bytes: &[u8], allowed: &[String]) -> Result<&'static str, Problem> {
    let found = known_type(bytes);
    if let Some(found) = found.filter(|found| allowed.iter().any(|allowed| allowed == found)) {
        return Ok(found);
    }
    let what = found.map_or(what_it_is(bytes), its_name);
    let detail = format!("{what}; send a {}", in_words(allowed));
    Err(Problem::new("media_type", detail.clone()).with_error(pointer, "content", detail))
}

fn known_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(PNG);
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Some(JPEG);
    }
    let head = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
    if head.windows(5).any(|window| window == b"%PDF-") && !is_known_otherwise(bytes) {
        return Some(PDF);
    }
    None
}

fn its_name(media_type: &str) -> &'static str {
    match media_type {
        PDF => "this is a PDF",
        JPEG => "this is a JPEG picture",
        _ => "this is a PNG picture",
    }
}

/// `PDF, JPEG or PNG`.
fn in_words(allowed: &[String]) -> String {
    let names: Vec<String> = allowed
        .iter()
        .filter_map(|allowed| allowed.rsplit('/').next())
        .map(str::to_uppercase)
        .collect();
    match names.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        names => names.concat(),
    }
}

/// Files that are two things at once are the first thing their head says.
fn is_known_otherwise(bytes: &[u8]) -> bool {
    what_it_is(bytes) != UNKNOWN
}

const UNKNOWN: &str = "the file's content is of no known kind";

fn what_it_is(bytes: &[u8]) -> &'static str {
    let brand = bytes.get(4..12).unwrap_or_default();
    let text = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match bytes {
        _ if brand.starts_with(b"ftyphei")
            || brand.starts_with(b"ftyphev")
            || brand == b"ftypmif1" =>
        {
            "this is a HEIC photo; on the phone choose \"most compatible\", or send a screenshot of it"
        }
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            "this is an archive or an office document; unpack it, or print it to PDF"
        }
        [0x1F, 0x8B, ..] | [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] => {
            "this is an archive; unpack it and send each document by itself"
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "this is an old office document; print it to PDF",
        [b'G', b'I', b'F', b'8', ..] => "this is a GIF picture",
        [b'R', b'I', b'F', b'F', ..] => "this is a WebP picture or a sound",
        [b'M', b'Z', ..] | [0x7F, b'E', b'L', b'F', ..] => "this is a program",
        _ if text == Some(&b'<') => "this is a web page or drawing",
        _ => UNKNOWN,
    }
}

fn is_other_type(claimed: &str, found: &str) -> bool {
    let claimed = claimed
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let says_nothing = claimed.is_empty() || claimed == "application/octet-stream";
    let says_same = claimed == found || (claimed == "image/jpg" && found == "image/jpeg");
    !says_nothing && !says_same
}

fn check_pixels(pointer: &str, content_type: &str, bytes: &[u8]) -> Result<(), Problem> {
    let pixels = match content_type {
        PNG => png_pixels(bytes),
        JPEG => jpeg_pixels(bytes),
        _ => return Ok(()),
    };
    match pixels {
        None => Err(Problem::at(
            pointer,
            "broken",
            "the picture is damaged; take or scan it again",
        )),
        Some(pixels) if pixels > PIXELS_MAX => Err(Problem::at(
            pointer,
            "pixels",
            "the picture has too many pixels; make it smaller",
        )),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const DOCUMENT: &[u8] = b"%PDF-1.4\n%%EOF";

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    fn settings() -> Settings {
        Settings {
            file_max_bytes: 10_000,
            ..Settings::default()
        }
    }

    fn judged(name: &str, bytes: &[u8]) -> Result<Upload, Problem> {
        judge(
            "/materials/photo/0",
            name,
            None,
            bytes.to_vec(),
            &settings(),
        )
    }

    fn refused(name: &str, bytes: &[u8], status: u16, code: &str) {
        let problem = judged(name, bytes).unwrap_err();
        assert_eq!(
            (problem.status, problem.errors[0].code.as_str()),
            (status, code),
            "{name}"
        );
        assert_eq!(problem.errors[0].pointer, "/materials/photo/0");
    }

    #[test]
    fn the_type_comes_from_the_content() {
        assert_eq!(
            judged("a.txt", DOCUMENT).unwrap().content_type,
            "application/pdf"
        );
        assert_eq!(
            judged("a.pdf", &png(640, 480)).unwrap().content_type,
            "image/png"
        );
        assert_eq!(
            judged("照片.jpg", &jpeg(640, 480)).unwrap().content_type,
            "image/jpeg"
        );
    }

    #[test]
    fn what_is_not_taken_is_refused_with_advice() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
        refused("a.heic", heic, 415, "content");
        assert!(judged("a.heic", heic).unwrap_err().detail.contains("HEIC"));
        refused("a.docx", b"PK\x03\x04....", 415, "content");
        refused("a.pdf", b"<html>%PDF-", 415, "content");
        refused("a.pdf", b"MZ\x90\0%PDF-1.4", 415, "content");
        refused("a.pdf", b"hello", 415, "content");
        refused("a.pdf", b"", 422, "empty");
    }

    #[test]
    fn a_type_that_the_operator_leaves_out_is_refused_with_what_is_taken() {
        let settings = Settings {
            file_types: vec![PDF.to_owned(), PNG.to_owned()],
            ..settings()
        };
        let judged = |bytes: Vec<u8>| judge("/file", "a", None, bytes, &settings);
        judged(DOCUMENT.to_vec()).unwrap();
        judged(png(640, 480)).unwrap();
        let problem = judged(jpeg(640, 480)).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (415, "media_type"));
        assert_eq!(problem.detail, "this is a JPEG picture; send a PDF or PNG");
    }

    #[test]
    fn a_file_past_the_limit_is_413() {
        let mut large = DOCUMENT.to_vec();
        large.resize(10_001, b' ');
        refused("a.pdf", &large, 413, "too_large");
    }

    #[test]
    fn a_name_is_no_path_and_hides_nothing() {
        for name in [
            "../etc/passwd",
            "a/b.pdf",
            "c:\\x.pdf",
            ".htaccess",
            "",
            "a\0.pdf",
            "\u{202E}fdp.exe",
        ] {
            refused(name, DOCUMENT, 422, "name");
        }
    }

    #[test]
    fn a_lie_about_the_type_is_refused() {
        let lie = judge(
            "/file",
            "a.png",
            Some("image/png"),
            DOCUMENT.to_vec(),
            &settings(),
        )
        .unwrap_err();
        assert_eq!((lie.status, lie.errors[0].code.as_str()), (422, "content"));
        judge(
            "/file",
            "a",
            Some("application/octet-stream"),
            DOCUMENT.to_vec(),
            &settings(),
        )
        .unwrap();
    }

    #[test]
    fn a_flood_of_pixels_is_refused() {
        refused("a.png", &png(60_000, 60_000), 422, "pixels");
        refused("a.jpg", &jpeg(60_000, 60_000), 422, "pixels");
        refused("a.png", b"\x89PNG\r\n\x1a\n", 422, "broken");
        refused("a.jpg", &[0xFF, 0xD8, 0xFF, 0xFF, 0xFF], 422, "broken");
    }
}
