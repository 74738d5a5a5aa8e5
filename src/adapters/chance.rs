//! Chance from the operating system.

use ring::rand::{SecureRandom, SystemRandom};

use crate::engine::ports::Entropy;

/// The system's generator.
#[derive(Debug, Clone)]
pub struct System(SystemRandom);

impl Default for System {
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl Entropy for System {
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
        System::default().fill(&mut one);
        System::default().fill(&mut other);
        assert_ne!(one, other);
    }
}
