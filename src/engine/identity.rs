//! Which house the database belongs to. A node with another signing key would take every code that
//! people hold for wrong, and hand out such as no other node knows: it may not join.

use super::{Engine, Error};
use crate::storage::house::{self, House};

/// Random bytes of a house's number.
const NUMBER_BYTES: usize = 16;

impl Engine {
    /// The house of this database, which the first node founds.
    ///
    /// # Errors
    /// [`Error::ForeignKey`] where its signing key is another; [`Error::Storage`].
    pub async fn recognise(&self) -> Result<House, Error> {
        let fingerprint = self.keys.fingerprint();
        let known = match house::find(self.store.reader()).await? {
            Some(known) => known,
            None => {
                let number = self.ports.random_hex(NUMBER_BYTES);
                house::settle(self.store.writer(), &number, &fingerprint).await?
            }
        };
        match known.key_fingerprint == fingerprint {
            true => Ok(known),
            false => Err(Error::ForeignKey),
        }
    }

    /// Makes this node's signing key the key of the house: for when the one before is lost. Every code
    /// that was handed out is worthless then.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn adopt_key(&self) -> Result<(), Error> {
        Ok(house::adopt_key(self.store.writer(), &self.keys.fingerprint()).await?)
    }
}
