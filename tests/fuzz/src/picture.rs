//! Uploaded files: judging ends whatever the bytes; a picture that is taken is judged the same once its
//! metadata is out, never grows by much, and has nothing left to take out. A damaged picture may turn out to be
//! that only then.

use lianban::doors::Settings;
use lianban::doors::metadata::without_metadata;
use lianban::doors::uploads::{KNOWN_TYPES, judge};

/// What the way up takes, where it is written anew.
const GROWS_MAX_BYTES: usize = 64;

pub fn run(bytes: &[u8]) {
    let settings = Settings::default();
    for kind in KNOWN_TYPES {
        let _ = without_metadata(kind, bytes.to_vec());
    }
    let Ok(upload) = judge(
        "/materials/x/0",
        "scan.jpg",
        None,
        bytes.to_vec(),
        &settings,
    ) else {
        return;
    };
    assert!(KNOWN_TYPES.contains(&upload.content_type));
    let Some(clean) = without_metadata(upload.content_type, upload.bytes) else {
        return;
    };
    assert!(
        clean.len() <= bytes.len() + GROWS_MAX_BYTES,
        "{} grew to {}",
        bytes.len(),
        clean.len()
    );
    let again = without_metadata(upload.content_type, clean.clone());
    assert!(
        again.is_none_or(|again| again == clean),
        "something was left"
    );
}

/// A PNG of one pixel, a JPEG with a camera's words, a PDF.
pub fn seeds() -> Vec<Vec<u8>> {
    let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
        \0\0\0\x08tEXtplace\0x\0\0\0\0\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";
    let jpeg: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\
        \xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0\
        \xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0?\0\xff\xd9";
    vec![
        png.to_vec(),
        jpeg.to_vec(),
        b"%PDF-1.4\n%%EOF".to_vec(),
        b"GIF89a".to_vec(),
    ]
}
