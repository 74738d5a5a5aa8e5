//! Reading requests the way the doors need them: whole, or by case number and secret.

use super::secrets::same;
use super::{Engine, Error};
use crate::domain::identifiers::{CaseNumber, RequestId};
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

    /// Makes the applicant's secret worthless and says the next one, as after a loss.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Storage`].
    pub async fn replace_secret(&self, id: RequestId) -> Result<String, Error> {
        let generation = requests::replace_secret(self.store.writer(), id).await?;
        generation
            .map(|generation| self.secret(id, generation))
            .ok_or(Error::NotFound)
    }

    /// Erases a request's personal data for good; state, journal and chain stay.
    ///
    /// # Errors
    /// [`Error::NotFound`] also while the request is open, [`Error::Storage`].
    pub async fn erase(&self, id: RequestId) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        let locked = requests::lock(&tx, &[id], requests::Locking::Wait).await?;
        locked
            .first()
            .filter(|stored| stored.request.is_over())
            .ok_or(Error::NotFound)?;
        requests::erase(&tx, id, self.now()).await?;
        tx.commit().await.map_err(crate::storage::Error::from)?;
        Ok(())
    }
}
