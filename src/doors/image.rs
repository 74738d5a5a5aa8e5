//! How many pixels a picture claims, read from its header alone: a small file may unpack to
//! gigabytes, and whoever opens it would pay.

/// Most pixels a picture may have: a large scan has some 35 million.
pub const PIXELS_MAX: u64 = 100_000_000;

/// Width times height as a PNG says; none if its header is broken.
#[must_use]
pub fn png_pixels(bytes: &[u8]) -> Option<u64> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let side = |at: usize| {
        Some(u64::from(u32::from_be_bytes(
            bytes.get(at..at + 4)?.try_into().ok()?,
        )))
    };
    side(16)?
        .checked_mul(side(20)?)
        .filter(|pixels| *pixels > 0)
}

/// Width times height as a JPEG says; none if its header is broken.
#[must_use]
pub fn jpeg_pixels(bytes: &[u8]) -> Option<u64> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD7 => at += 2,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let height = u64::from(two_bytes(bytes, at + 5)?);
                let width = u64::from(two_bytes(bytes, at + 7)?);
                return Some(width * height).filter(|pixels| *pixels > 0);
            }
            // The picture starts or ends before it said how large it is.
            0xD8..=0xDA => return None,
            _ => at += 2 + usize::from(two_bytes(bytes, at + 2)?.max(2)),
        }
    }
}

fn two_bytes(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}
