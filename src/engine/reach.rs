//! Requests by how their applicant is reached: for whoever lost their code.
//!
//! What finds them is a mark, the keyed hash of the contact, kept in the transaction that keeps the
//! facts and gone with them. The mark of another contact opens nothing, and the code that is sent
//! opens the list alone; whoever holds a contact that several people share sees what was filed with
//! that very contact.

use serde::{Deserialize, Serialize};

use super::{Engine, Error};
use crate::domain::contact::Contact;
use crate::domain::definition::Language;
use crate::domain::facts::Facts;
use crate::domain::identifiers::RequestId;
use crate::storage;
use crate::storage::jobs::NewJob;
use crate::storage::reach::{self, Mark, MarkKind, Marks, Stretch};
use crate::storage::requests::{self, Locking, Stored};

/// The queue that [`PasscodeJob`]s wait in.
pub const PASSCODE_QUEUE: &str = "passcodes";
/// Most requests of one list.
pub const REACH_MAX: u64 = 100;
/// Requests marked in one transaction.
const BATCH: u64 = 100;
/// Attempts to send a code, whose life is short.
const PASSCODE_ATTEMPTS: i32 = 6;
/// Letters of a key's name.
const KEY_CHARS: usize = 16;

/// How many characters of a number tell people of one name apart.
pub const END_CHARS: usize = 4;

/// Sends a one-time code to a contact, where there is a request at it. Neither is in here: the code
/// follows from the name of its row, and the contact is read from the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasscodeJob {
    /// The row of the code.
    pub passcode: String,
    /// In which language.
    pub language: Language,
}

impl PasscodeJob {
    /// The job as a row.
    ///
    /// # Errors
    /// [`storage::Error::Payload`].
    pub fn row(&self) -> Result<NewJob, storage::Error> {
        let row = NewJob::new(PASSCODE_QUEUE, self)?;
        Ok(row
            .max_attempts(PASSCODE_ATTEMPTS)
            .dedup_key(self.passcode.clone()))
    }
}

impl Engine {
    /// By which the requests of a contact are found.
    #[must_use]
    pub fn mark(&self, contact: &Contact) -> Mark {
        let kind = contact.kind().as_str();
        let message = format!("{kind}:{}", contact.plain());
        Mark(self.keys.code("contact", message.as_bytes()))
    }

    /// How the applicant of these facts is reached, as it is kept beside them.
    pub(super) fn marks(&self, facts: &Facts) -> Marks {
        let mut all = Vec::new();
        if let Some(applicant) = &facts.applicant {
            for contact in Contact::all_of(applicant) {
                let kind = MarkKind::Contact(contact.kind());
                all.push((kind, self.mark(&contact)));
            }
            let numbers = [
                (MarkKind::NameAndIdentity, &applicant.identity),
                (MarkKind::NameAndPhone, &applicant.phone),
            ];
            for (kind, number) in numbers {
                if let Some(end) = number.as_deref().and_then(end_of) {
                    all.push((kind, self.mark_named(&applicant.name, &end)));
                }
            }
        }
        Marks {
            key: self.reach_key(),
            all,
        }
    }

    /// By which the requests are found of somebody of a name, one of whose numbers ends so.
    fn mark_named(&self, name: &str, end: &str) -> Mark {
        let (name, end) = (name.trim().to_lowercase(), end.to_uppercase());
        let message = format!("named:{end}:{name}");
        Mark(self.keys.code("contact", message.as_bytes()))
    }

    /// The requests of applicants of this name, letters great or small, whose identity number or phone
    /// ends in these [`END_CHARS`] characters; newest first, at most [`REACH_MAX`].
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn requests_named(&self, name: &str, end: &str) -> Result<Vec<Stored>, Error> {
        self.marked(self.mark_named(name, end)).await
    }

    fn reach_key(&self) -> String {
        let name = self.keys.code("contact key", b"which one it is");
        let mut name = hex::encode(name);
        name.truncate(KEY_CHARS);
        name
    }

    /// The six digits of a one-time code, by the name of its row: whoever reads the store has the
    /// name and not the key.
    #[must_use]
    pub fn passcode(&self, row: &str) -> String {
        let code = self.keys.code("passcode", row.as_bytes());
        let number = code[..8].iter().fold(0_u64, |number, byte| {
            number.wrapping_shl(8) | u64::from(*byte)
        });
        format!("{:06}", number % 1_000_000)
    }

    /// The requests that are reached so, newest first, at most [`REACH_MAX`]; by their facts, too: a mark
    /// that a contact of before left behind opens nothing.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn requests_at(&self, mark: Mark) -> Result<Vec<Stored>, Error> {
        let mut all = self.marked(mark).await?;
        all.retain(|stored| self.contact_marked(&stored.facts, mark).is_some());
        Ok(all)
    }

    /// The requests with a mark that their facts bear out, newest first.
    async fn marked(&self, mark: Mark) -> Result<Vec<Stored>, Error> {
        let db = self.store.reader();
        let ids = reach::requests(db, mark, REACH_MAX).await?;
        let mut all = requests::find_all(db, &ids).await?;
        let bears = |(_, own): &(MarkKind, Mark)| *own == mark;
        all.retain(|stored| self.marks(&stored.facts).all.iter().any(bears));
        all.reverse();
        Ok(all)
    }

    /// Whether a request is reached so, by what its facts say now.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn is_reached(&self, id: RequestId, mark: Mark) -> Result<bool, Error> {
        let stored = requests::find(self.store.reader(), id).await?;
        Ok(stored.is_some_and(|stored| self.contact_marked(&stored.facts, mark).is_some()))
    }

    /// How the applicant of a request is reached by this mark, as it was written; none where it is
    /// another by now.
    #[must_use]
    pub fn contact_marked(&self, facts: &Facts, mark: Mark) -> Option<Contact> {
        let contacts = facts.applicant.as_ref().map(Contact::all_of);
        let mut contacts = contacts.into_iter().flatten();
        contacts.find(|contact| self.mark(contact) == mark)
    }

    /// Marks the requests that are not marked under the key in force: those from before there were
    /// marks, from a version that makes none, or under a key that is lost. In small transactions;
    /// gives how many.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn mark_all(&self) -> Result<usize, Error> {
        let mut marked = 0;
        for stretch in [Stretch::Nothing, Stretch::Before, Stretch::After] {
            marked += self.mark_stretch(stretch).await?;
        }
        Ok(marked)
    }

    /// One way through, so that it ends whatever other nodes do.
    async fn mark_stretch(&self, stretch: Stretch) -> Result<usize, Error> {
        let key = self.reach_key();
        let (mut last, mut marked) = (None, 0);
        loop {
            let reader = self.store.reader();
            let found = reach::unmarked(reader, &key, stretch, last.as_ref(), BATCH).await?;
            let ids: Vec<_> = found.iter().map(|(_, id)| *id).collect();
            last = found.into_iter().next_back();
            if last.is_none() {
                return Ok(marked);
            }
            let tx = self.store.begin().await?;
            // Under their locks: a contact that changes meanwhile is marked by its own write.
            let locked = requests::lock(&tx, &ids, Locking::Wait).await?;
            let marks: Vec<_> = locked
                .iter()
                .filter(|stored| !stored.erased)
                .map(|stored| (stored.id, self.marks(&stored.facts)))
                .collect();
            let batch: Vec<_> = marks.iter().map(|(id, marks)| (*id, marks)).collect();
            reach::put(&tx, &batch).await?;
            let ids: Vec<_> = batch.iter().map(|(id, _)| *id).collect();
            reach::note_key(&tx, &ids, &key).await?;
            tx.commit().await.map_err(storage::Error::from)?;
            marked += ids.len();
        }
    }
}

/// The last characters of a number, however it is grouped; none of a shorter one.
fn end_of(number: &str) -> Option<String> {
    let plain: Vec<char> = number.chars().filter(char::is_ascii_alphanumeric).collect();
    let from = plain.len().checked_sub(END_CHARS)?;
    Some(plain[from..].iter().collect())
}
