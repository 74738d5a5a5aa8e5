//! What happened, in order: the same seed gives the same, to the letter.

use sha2::{Digest, Sha256};

#[derive(Default)]
pub struct Trace {
    digest: Sha256,
    lines: Vec<String>,
    aloud: bool,
}

impl Trace {
    /// One that is told on standard error as it comes.
    pub fn aloud(aloud: bool) -> Self {
        Self {
            aloud,
            ..Self::default()
        }
    }

    pub fn tell(&mut self, line: String) {
        if self.aloud {
            eprintln!("{line}");
        }
        self.digest.update(line.as_bytes());
        self.digest.update(b"\n");
        self.lines.push(line);
    }

    pub fn hash(&self) -> String {
        hex::encode(self.digest.clone().finalize())
    }

    /// The last of it.
    pub fn end(&self, lines: usize) -> &[String] {
        &self.lines[self.lines.len().saturating_sub(lines)..]
    }

    /// The first place where two differ.
    pub fn differs_at(&self, other: &Self) -> Option<String> {
        let mut pairs = self.lines.iter().zip(&other.lines);
        let pair = pairs.find(|(one, another)| one != another);
        pair.map(|(one, another)| format!("`{one}`, then `{another}`"))
    }
}
