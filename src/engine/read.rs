//! Reading requests the way the doors need them: whole, or by case number and secret.

use super::secrets::same;
use super::{Engine, Error, write};
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::storage::idempotency::{self, Key};
use crate::storage::requests::{self, Stored};

impl Engine {
    /// A request with its personal data; what of it may be shown is for `domain::visibility`.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Storage`].
    pub async fn request(&self, id: RequestId) -> Result<Stored, Error> {
        requests::find(self.store.reader(), id)
            .await?
            .ok_or(Error::NotFound)
    }

    /// Several requests with their personal data, in no order that means anything.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn requests(&self, ids: &[RequestId]) -> Result<Vec<Stored>, Error> {
        Ok(requests::find_all(self.store.reader(), ids).await?)
    }

    /// The request that a call under this key was about, as it stands; none where the key is new, or came
    /// with another call.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Storage`].
    pub async fn request_of_call(&self, key: &Key) -> Result<Option<Stored>, Error> {
        let known = idempotency::find(self.store.reader(), &[key]).await?.pop();
        let Some(answer) = known.filter(|known| known.key.body_hash == key.body_hash) else {
            return Ok(None);
        };
        Ok(Some(self.request(write::acknowledged(&answer)?).await?))
    }

    /// The applicant's own request, by its number and secret. A wrong secret and an unknown number
    /// are the same answer and take the same work.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Storage`].
    pub async fn request_of_applicant(
        &self,
        case_number: CaseNumber,
        secret: &str,
    ) -> Result<Stored, Error> {
        let id = case_number.request_id();
        let found = requests::find(self.store.reader(), id).await?;
        let generation = found.as_ref().map_or(0, |stored| stored.secret_generation);
        let holds = same(&self.secret(id, generation), secret);
        found.filter(|_| holds).ok_or(Error::NotFound)
    }
}
