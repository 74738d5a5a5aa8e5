//! Codes that people type: the applicant's secret and the code on a certificate. Both are derived
//! from the installation's key, so that neither is stored and both can be checked.

use super::work::Work;
use super::{Call, Engine, Error};
use crate::domain::command::{Action, Actor, Command};
use crate::domain::directory::Officer;
use crate::domain::identifiers::RequestId;
use crate::domain::request::Request;
use crate::storage::idempotency::{self, Answer, Key};
use crate::storage::requests::{self, Locking};
use crate::storage::sessions::{self, Holder};

/// As in case numbers: no 0, O, 1, I or L.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// 31^10 is about 2^49: with slowed guessing, out of reach.
const SECRET_CHARS: usize = 10;
/// A certificate's code is checked in the open, so it is longer.
const CERTIFICATE_CHARS: usize = 16;

/// 31^15 is about 2^74: a first password, in groups of five.
const FIRST_CHARS: usize = 15;
const GROUP_CHARS: usize = 5;

/// Kind of the remembered answer: which generation of a code was handed out.
const REPLACED: &str = "replaced";

impl Engine {
    /// What an applicant proves their request with, in the given generation.
    #[must_use]
    pub fn secret(&self, id: RequestId, generation: i32) -> String {
        let mut message = id.get().to_be_bytes().to_vec();
        message.extend(generation.to_be_bytes());
        spell(self.keys.code("applicant", &message), SECRET_CHARS)
    }

    /// Makes the applicant's code worthless at once and says the next one, for the desk to hand to
    /// the person before it. The code itself is written nowhere. A repetition under the call's key
    /// gets the code that the first one made, so that a page loaded again does not end the code just
    /// handed over.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::IdempotencyReuse`], [`Error::Storage`].
    pub async fn replace_secret(
        &self,
        id: RequestId,
        officer: &Officer,
        reason: &str,
        call: &Call,
    ) -> Result<String, Error> {
        let mut work = Work::begin(self, &[id], Locking::Wait).await?;
        let keys: Vec<&Key> = call.idempotency.iter().collect();
        if let Some(known) = idempotency::find(work.tx(), &keys).await?.pop() {
            let same = keys.iter().any(|key| key.body_hash == known.key.body_hash);
            let generation = known.answer.parse().ok().filter(|_| same);
            let generation = generation.filter(|_| known.status == REPLACED);
            return generation
                .map(|generation| self.secret(id, generation))
                .ok_or(Error::IdempotencyReuse);
        }
        let command = Command {
            actor: Actor::Officer(officer.clone()),
            action: Action::ReplaceSecret {
                reason: reason.to_owned(),
            },
            expected: None,
        };
        work.act(id, &command, call.correlation.as_deref())?;
        let generation = requests::replace_secret(work.tx(), id).await?;
        let generation = generation.ok_or(Error::NotFound)?;
        let answers = call.idempotency.iter().map(|key| Answer {
            key: key.clone(),
            status: REPLACED.to_owned(),
            answer: generation.to_string(),
        });
        let answers: Vec<Answer> = answers.collect();
        idempotency::remember(work.tx(), &answers, self.machine_now()).await?;
        // Whoever came in with the old code goes out with it.
        sessions::end_all(work.tx(), Holder::Request(id), None).await?;
        work.commit().await?;
        Ok(self.secret(id, generation))
    }

    /// The first password that goes with a call: the same call gets the same one, so that a page loaded
    /// again shows what holds. It is written nowhere.
    #[must_use]
    pub fn first_password(&self, call: &Key) -> String {
        let letters = spell(self.of_call("first password", call), FIRST_CHARS);
        let letters: Vec<char> = letters.to_lowercase().chars().collect();
        let groups = letters
            .chunks(GROUP_CHARS)
            .map(|group| group.iter().collect());
        groups.collect::<Vec<String>>().join("-")
    }

    /// What stands in a link for an auditor that goes with a call: the same call gets the same one.
    #[must_use]
    pub fn link_token(&self, call: &Key) -> String {
        hex::encode(self.of_call("audit link", call))
    }

    fn of_call(&self, purpose: &str, call: &Key) -> [u8; 32] {
        let message = format!("{}\n{}\n{}", call.actor, call.key, call.body_hash);
        self.keys.code(purpose, message.as_bytes())
    }

    /// The code on a request's certificate; none while there is no certificate.
    #[must_use]
    pub fn certificate_code(&self, request: &Request) -> Option<String> {
        let issued = request.certificate_at?;
        let decision = request.decision.as_ref()?;
        let mut message = request.id.get().to_be_bytes().to_vec();
        message.extend(issued.timestamp_micros().to_be_bytes());
        message.extend(decision.outcome.as_str().as_bytes());
        Some(spell(
            self.keys.code("certificate", &message),
            CERTIFICATE_CHARS,
        ))
    }

    /// Whether a code typed in is the one on the request's certificate.
    #[must_use]
    pub fn certificate_holds(&self, request: &Request, typed: &str) -> bool {
        self.certificate_code(request)
            .is_some_and(|code| same(&code, typed))
    }
}

/// Characters for the upper bits of a code, by long division.
fn spell(code: [u8; 32], chars: usize) -> String {
    let mut number = u128::from_be_bytes([
        code[0], code[1], code[2], code[3], code[4], code[5], code[6], code[7], code[8], code[9],
        code[10], code[11], code[12], code[13], code[14], code[15],
    ]);
    let base = ALPHABET.len() as u128;
    (0..chars)
        .map(|_| {
            let letter = ALPHABET[(number % base) as usize];
            number /= base;
            char::from(letter)
        })
        .collect()
}

/// Compares a code with what somebody typed, in a time that does not tell where they differ. Case,
/// blanks and hyphens are no difference.
pub(super) fn same(code: &str, typed: &str) -> bool {
    let typed: Vec<u8> = typed
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-')
        .map(|byte| byte.to_ascii_uppercase())
        .collect();
    let differ = code
        .bytes()
        .zip(&typed)
        .fold(0, |differ, (one, other)| differ | (one ^ other));
    code.len() == typed.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_code_may_be_lower_case_and_grouped() {
        assert!(same("ABCDE23456", "abcde-23456"));
        assert!(same("ABCDE23456", " ABCDE 23456 "));
        for wrong in ["ABCDE23457", "ABCDE2345", "ABCDE234566", ""] {
            assert!(!same("ABCDE23456", wrong), "{wrong}");
        }
    }

    #[test]
    fn codes_are_spelt_in_the_alphabet_of_case_numbers() {
        let code = spell([0xa7; 32], CERTIFICATE_CHARS);
        assert_eq!(code.len(), CERTIFICATE_CHARS);
        assert!(
            code.bytes().all(|letter| ALPHABET.contains(&letter)),
            "{code}"
        );
    }
}
