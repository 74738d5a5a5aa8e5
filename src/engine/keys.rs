//! The installation's keys: one secret, from which a key for codes and a key for seals are derived.

use ring::hmac;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// Length of the secret, in bytes.
pub const SECRET_BYTES: usize = 32;

/// Keys derived from the installation's secret; the secret itself is not kept.
pub struct Keys {
    codes: hmac::Key,
    seals: Ed25519KeyPair,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

/// A secret that makes no keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signing key must be {SECRET_BYTES} random bytes")]
pub struct KeysError;

impl Keys {
    /// The keys of a secret.
    ///
    /// # Errors
    /// [`KeysError`] unless the secret has [`SECRET_BYTES`] bytes that are not all the same.
    pub fn from_secret(secret: &[u8]) -> Result<Self, KeysError> {
        if secret.len() != SECRET_BYTES || secret.iter().all(|byte| Some(byte) == secret.first()) {
            return Err(KeysError);
        }
        let root = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let derive = |purpose: &[u8]| hmac::sign(&root, purpose);
        let codes = hmac::Key::new(hmac::HMAC_SHA256, derive(b"lianban codes").as_ref());
        let seals = Ed25519KeyPair::from_seed_unchecked(derive(b"lianban seals").as_ref())
            .map_err(|_| KeysError)?;
        Ok(Self { codes, seals })
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
