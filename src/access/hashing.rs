//! Hashes of passwords: Argon2id, slow and hungry by intent, so only a few at once and never on the
//! threads that answer.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::Error;
use crate::engine::ports::Entropy;

/// The second of the equal choices in OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one
/// lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
/// Hashes at once in one process: 4 × 19 MiB; everybody else waits.
const AT_ONCE: usize = 4;
/// Nobody's password: as much work as anybody's, and never equal to what is typed.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Works out hashes, a few at a time.
#[derive(Clone)]
pub(super) struct Hasher {
    permits: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Hasher {
    /// The PHC string of a password with a new salt.
    pub(super) async fn hash(
        &self,
        password: &str,
        entropy: &dyn Entropy,
    ) -> Result<String, Error> {
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt);
        let password = password.to_owned();
        self.run(move || {
            let salt = SaltString::encode_b64(&salt).map_err(|_| Error::Hashing)?;
            let hash = argon2()?.hash_password(password.as_bytes(), &salt);
            Ok(hash.map_err(|_| Error::Hashing)?.to_string())
        })
        .await
    }

    /// Whether a password is the one of the PHC string; without one the answer is no, after the same
    /// work.
    pub(super) async fn verify(&self, password: &str, phc: Option<String>) -> Result<bool, Error> {
        let password = password.to_owned();
        self.run(move || {
            let phc = phc.as_deref().unwrap_or(NOBODY);
            let hash = PasswordHash::new(phc).map_err(|_| Error::Hashing)?;
            match argon2()?.verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(true),
                Err(argon2::password_hash::Error::Password) => Ok(false),
                Err(_) => Err(Error::Hashing),
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| Error::Hashing)?;
        // The permit goes with the work: a caller who gives up does not make room before it ends.
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|_| Error::Hashing)?
    }
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| Error::Hashing)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use futures::FutureExt;

    use super::super::chance::tests::Same;
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let hasher = Hasher::default();
        let phc = hasher.hash("correct horse", &Same(3)).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(
            hasher
                .verify("correct horse", Some(phc.clone()))
                .await
                .unwrap()
        );
        assert!(
            !hasher
                .verify("correct horsf", Some(phc.clone()))
                .await
                .unwrap()
        );
        let salted = hasher.hash("correct horse", &Same(4)).await.unwrap();
        assert_ne!(phc, salted, "another salt, another hash");
    }

    #[tokio::test]
    async fn nobody_costs_what_anybody_costs_and_is_never_right() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&nobody).unwrap();
        let [memory, passes, lanes] = [params.m_cost(), params.t_cost(), params.p_cost()];
        assert_eq!([memory, passes, lanes], [MEMORY_KIB, PASSES, LANES]);
        let ours = Hasher::default().hash("x", &Same(0)).await.unwrap();
        let ours = PasswordHash::new(&ours).unwrap();
        assert_eq!(nobody.hash.unwrap().len(), ours.hash.unwrap().len());
        for typed in ["", "x", "correct horse"] {
            assert!(
                !Hasher::default().verify(typed, None).await.unwrap(),
                "{typed}"
            );
        }
    }

    #[tokio::test]
    async fn no_more_than_a_few_work_at_once() {
        let hasher = Hasher::default();
        let busy = hasher.permits.clone().acquire_many_owned(AT_ONCE as u32);
        let busy = busy.await.unwrap();
        let mut waits = Box::pin(hasher.verify("x", None));
        assert!((&mut waits).now_or_never().is_none());
        assert_eq!(hasher.permits.available_permits(), 0);
        drop(busy);
        assert!(!waits.await.unwrap());
    }

    #[tokio::test]
    async fn a_broken_hash_is_trouble_and_not_a_wrong_password() {
        let broken = Hasher::default()
            .verify("x", Some("plain".to_owned()))
            .await;
        assert!(matches!(broken, Err(Error::Hashing)));
    }
}
