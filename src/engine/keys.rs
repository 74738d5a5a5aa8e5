//! The installation's keys: one secret, from which a key for codes and a key for seals are derived,
//! unless seals have a key of their own.

use ring::hmac;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// Length of the secret, in bytes.
pub const SECRET_BYTES: usize = 32;

/// Keys derived from the installation's secret; the secret itself is not kept.
pub struct Keys {
    codes: hmac::Key,
    seals: Ed25519KeyPair,
    /// Whether that is a key of its own.
    has_seal_key: bool,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

/// A secret that makes no keys: of a wrong length, or the same byte throughout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signing key and the seal key must be {SECRET_BYTES} random bytes")]
pub struct KeysError;

impl Keys {
    /// The keys of a secret.
    ///
    /// # Errors
    /// [`KeysError`] unless the secret has [`SECRET_BYTES`] bytes that are not all the same.
    pub fn from_secret(secret: &[u8]) -> Result<Self, KeysError> {
        check(secret)?;
        let root = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let derive = |purpose: &[u8]| hmac::sign(&root, purpose);
        let codes = hmac::Key::new(hmac::HMAC_SHA256, derive(b"lianban codes").as_ref());
        let seals = Ed25519KeyPair::from_seed_unchecked(derive(b"lianban seals").as_ref())
            .map_err(|_| KeysError)?;
        Ok(Self {
            codes,
            seals,
            has_seal_key: false,
        })
    }

    /// The same, but seals are signed and checked by a key pair of their own with this Ed25519 seed.
    ///
    /// # Errors
    /// [`KeysError`] as for the secret.
    pub fn with_seal_key(self, seed: &[u8]) -> Result<Self, KeysError> {
        check(seed)?;
        let seals = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeysError)?;
        Ok(Self {
            seals,
            has_seal_key: true,
            ..self
        })
    }

    /// A code's 32 bytes for a message; `purpose` keeps codes of different kinds apart.
    pub(super) fn code(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.codes);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(message);
        let mut code = [0; 32];
        code.copy_from_slice(context.sign().as_ref());
        code
    }

    /// What tells this key from another without telling the key; hex.
    pub(super) fn fingerprint(&self) -> String {
        hex::encode(self.code("house", b"the key of this house"))
    }

    /// The public half of the key that seals have of their own, hex; none where they have none.
    pub(super) fn own_seal_key(&self) -> Option<String> {
        self.has_seal_key.then(|| self.public_key())
    }

    /// Signs a seal; hex.
    pub(super) fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.seals.sign(message))
    }

    /// The key that checks seals, hex: to be kept outside the house.
    #[must_use]
    pub fn public_key(&self) -> String {
        hex::encode(self.seals.public_key())
    }

    /// Whether a signature in hex is ours.
    pub(super) fn is_signed(&self, message: &[u8], signature: &str) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, self.seals.public_key());
        hex::decode(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
    }
}

fn check(secret: &[u8]) -> Result<(), KeysError> {
    let is_flat = secret.iter().all(|byte| Some(byte) == secret.first());
    match secret.len() == SECRET_BYTES && !is_flat {
        true => Ok(()),
        false => Err(KeysError),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn seals_are_signed_by_their_own_key_where_there_is_one() {
        let secret: Vec<u8> = (0..32).collect();
        let seed: Vec<u8> = (100..132).collect();
        let derived = Keys::from_secret(&secret).unwrap();
        let own = Keys::from_secret(&secret).unwrap();
        let own = own.with_seal_key(&seed).unwrap();
        let expected = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        assert_eq!(
            own.public_key(),
            hex::encode(expected.public_key().as_ref())
        );
        let signature = own.sign(b"root");
        assert!(own.is_signed(b"root", &signature));
        assert!(!derived.is_signed(b"root", &signature));
        assert_eq!(own.code("x", b"y"), derived.code("x", b"y"));
        assert!(derived.with_seal_key(&[7; SECRET_BYTES]).is_err());
    }
}
