//! Chance from the operating system.

use ring::rand::{SecureRandom, SystemRandom};

use crate::engine::ports::Entropy;

/// The system's generator.
#[derive(Debug, Clone)]
pub struct Chance(SystemRandom);

impl Default for Chance {
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without it no secret may be made: going on would give out ones that can be guessed.
        self.0.fill(bytes).expect("the system gives random bytes");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_fillings_differ() {
        let [mut one, mut other] = [[0; 16]; 2];
        Chance::default().fill(&mut one);
        Chance::default().fill(&mut other);
        assert_ne!(one, other);
    }
}
