//! Taking out of pictures what a camera writes beside them: place, time, device, thumbnails, the
//! little films that some phones append. What is seen does not change: the way up is kept, and
//! colours are.

/// A picture without what was written beside it; other files as they are. None where a picture's
/// structure is broken.
#[must_use]
pub fn without_metadata(content_type: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match content_type {
        "image/jpeg" => jpeg(&bytes),
        "image/png" => png(&bytes),
        _ => Some(bytes),
    }
}

/// Begins every Exif segment.
const EXIF: &[u8] = b"Exif\0\0";
/// Exif's number for the way up, 1 to 8; 1 is upright.
const ORIENTATION: u16 = 0x0112;
/// Most entries of an Exif directory that are looked through.
const ENTRIES_MAX: u16 = 200;

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut clean = vec![0xFF, 0xD8];
    let mut at = 2;
    let mut upright = true;
    loop {
        // A picture that ends early shows what there is of it.
        let Some(&[mark, marker]) = bytes.get(at..at + 2) else {
            return Some(clean);
        };
        if mark != 0xFF {
            return None;
        }
        match marker {
            // Fill bytes may stand before a marker.
            0xFF => at += 1,
            0x01 | 0xD0..=0xD7 => at += 2,
            // Stuffing of a scan that is none, and markers that mean nothing yet (ITU-T T.81, table B.1): what
            // stands behind them could be read one way here and another way by whoever shows it.
            0x00 | 0x02..=0xBF => return None,
            0xD9 => {
                clean.extend([0xFF, 0xD9]);
                return Some(clean);
            }
            _ => {
                let length = usize::from(two(bytes, at + 2)?);
                // The length counts itself; one that is less belongs to no picture.
                let segment = bytes.get(at..at + 2 + length).filter(|_| length >= 2)?;
                let content = segment.get(4..).unwrap_or_default();
                at += segment.len();
                match marker {
                    0xE1 => {
                        let way = content.strip_prefix(EXIF).and_then(orientation);
                        if let Some(way @ 2..=8) = way.filter(|_| upright) {
                            clean.extend(exif_of(way));
                            upright = false;
                        }
                    }
                    // JFIF, colour profile and Adobe's colours are needed to show it; comments and the
                    // rest are not. More pictures in one file (`MPF`) would point beyond the end.
                    0xE0 | 0xEE => clean.extend(segment),
                    0xE2 if content.starts_with(b"ICC_PROFILE\0") => clean.extend(segment),
                    0xE2..=0xED | 0xEF | 0xFE => {}
                    0xDA => {
                        clean.extend(segment);
                        let end = scan_end(bytes, at);
                        clean.extend(bytes.get(at..end)?);
                        at = end;
                    }
                    _ => clean.extend(segment),
                }
            }
        }
    }
}

/// Where the picture's own bytes end and the next marker stands.
fn scan_end(bytes: &[u8], from: usize) -> usize {
    let is_marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xD0..=0xD7 | 0xFF);
    let rest = bytes.get(from..).unwrap_or_default();
    let found = rest.windows(2).position(is_marker);
    found.map_or(bytes.len(), |found| from + found)
}

/// The way up in an Exif block, behind its mark.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        })
    };
    let word: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let directory = if little {
        u32::from_le_bytes(word)
    } else {
        u32::from_be_bytes(word)
    };
    let directory = usize::try_from(directory).ok()?;
    let entries = short(directory)?.min(ENTRIES_MAX);
    let entry = |index: u16| directory.checked_add(2 + 12 * usize::from(index));
    let found = (0..entries)
        .filter_map(entry)
        .find(|at| short(*at) == Some(ORIENTATION))?;
    u8::try_from(short(found.checked_add(8)?)?).ok()
}

/// An Exif segment that says the way up and nothing else.
fn exif_of(way: u8) -> Vec<u8> {
    let mut segment = vec![0xFF, 0xE1, 0, 34];
    segment.extend(EXIF);
    // Big-endian; one directory at 8 with one entry: orientation, a short, once.
    segment.extend(b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([way, 0, 0, 0, 0, 0, 0]);
    segment
}

/// Where a PNG's first chunk stands.
const PNG_HEAD: usize = 8;
/// Chunks with words, Exif or a time.
const PNG_BESIDE: [&[u8]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut clean = bytes.get(..PNG_HEAD)?.to_vec();
    let mut at = PNG_HEAD;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes(head[..4].try_into().ok()?);
        let whole = usize::try_from(length).ok()?.checked_add(12)?;
        let end = at.checked_add(whole)?.min(bytes.len());
        let chunk = bytes.get(at..end)?;
        let name = &head[4..];
        if !PNG_BESIDE.contains(&name) {
            clean.extend(chunk);
        }
        if name == b"IEND" {
            break;
        }
        at = end;
    }
    Some(clean)
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap();
        [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
    }

    /// An Exif block of a phone: the way up, then a place.
    fn exif(way: u8) -> Vec<u8> {
        let mut tiff = b"II\x2A\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, way, 0, 0, 0]);
        tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend(b"\0\0\0\0GPS 30.65N 104.06E");
        segment(0xE1, &[EXIF, &tiff].concat())
    }

    fn photo(way: u8) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        bytes.extend(segment(0xE0, b"JFIF\0"));
        bytes.extend(exif(way));
        bytes.extend(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0GPS 30.65N"));
        bytes.extend(segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"));
        bytes.extend(segment(0xE2, b"MPF\0more pictures"));
        bytes.extend(segment(0xFE, b"taken by GPS phone"));
        bytes.extend(segment(0xC0, &[8, 0, 9, 0, 9, 1, 1, 0x11, 0]));
        bytes.extend(segment(0xDA, &[1, 1, 0, 0, 63, 0]));
        bytes.extend([1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9]);
        bytes.extend(b"a film with GPS 30.65N");
        bytes
    }

    fn holds(bytes: &[u8], what: &[u8]) -> bool {
        bytes.windows(what.len()).any(|window| window == what)
    }

    #[test]
    fn a_photo_loses_place_comment_and_film_and_keeps_its_colours() {
        let clean = without_metadata("image/jpeg", photo(1)).unwrap();
        assert!(!holds(&clean, b"GPS") && !holds(&clean, b"MPF") && !holds(&clean, EXIF));
        assert!(holds(&clean, b"ICC_PROFILE") && holds(&clean, b"JFIF"));
        assert!(clean.ends_with(&[1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9]));
        assert_eq!(super::super::image::jpeg_pixels(&clean), Some(81));
    }

    #[test]
    fn a_photo_keeps_its_way_up_and_nothing_else_of_its_exif() {
        let clean = without_metadata("image/jpeg", photo(6)).unwrap();
        assert!(!holds(&clean, b"GPS"));
        let at = clean.windows(6).position(|window| window == EXIF).unwrap();
        assert_eq!(orientation(&clean[at + 6..]), Some(6));
        let again = without_metadata("image/jpeg", clean.clone()).unwrap();
        assert_eq!(again, clean);
    }

    #[test]
    fn a_drawing_loses_its_words() {
        let chunk = |name: &[u8], content: &[u8]| {
            let length = u32::try_from(content.len()).unwrap().to_be_bytes();
            [&length[..], name, content, b"crc!"].concat()
        };
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let kept = [
            chunk(b"IHDR", b"........"),
            chunk(b"IDAT", b"pixels"),
            chunk(b"IEND", b""),
        ];
        let words = chunk(b"tEXt", b"GPS");
        let whole = [&head[..], &kept[0], &words, &kept[1], &kept[2], b"tail"].concat();
        let clean = [&head[..], &kept[0], &kept[1], &kept[2]].concat();
        assert_eq!(without_metadata("image/png", whole).unwrap(), clean);
    }

    #[test]
    fn what_is_broken_is_told_and_other_files_stay_as_they_are() {
        let broken = [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 1, 2].to_vec();
        assert_eq!(without_metadata("image/jpeg", broken), None);
        for unknown in [0x00, 0x02, 0xBF] {
            let hidden = segment(unknown, &exif(6));
            let mut bytes = photo(1);
            bytes.splice(2..2, hidden);
            assert_eq!(without_metadata("image/jpeg", bytes), None, "{unknown}");
        }
        let pdf = b"%PDF-1.4 GPS".to_vec();
        assert_eq!(without_metadata("application/pdf", pdf.clone()), Some(pdf));
    }
}
