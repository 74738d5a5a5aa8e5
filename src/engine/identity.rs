//! Which house the database belongs to. A node with another signing key would take every code that
//! people hold for wrong, and hand out such as no other node knows; one with another seal key would sign
//! what `verify` takes for forged. Neither may join.

use super::{Engine, Error};
use crate::storage::house::{self, House};

/// Random bytes of a house's number.
const NUMBER_BYTES: usize = 16;

impl Engine {
    /// The house of this database, which the first node founds.
    ///
    /// # Errors
    /// [`Error::ForeignKey`] where its signing key is another, [`Error::ForeignSealKey`] where the key of its
    /// seals is; [`Error::Storage`].
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
            true => self.with_seal_key(known).await,
            false => Err(Error::ForeignKey),
        }
    }

    /// The house, whose first node with a seal key settles which it is.
    async fn with_seal_key(&self, mut known: House) -> Result<House, Error> {
        let own = self.keys.own_seal_key();
        if known.seal_key.is_none()
            && let Some(own) = &own
        {
            known.seal_key = match house::note_seal_key(self.store.writer(), own).await? {
                true => Some(own.clone()),
                // Another node was first.
                false => house::find(self.store.writer())
                    .await?
                    .and_then(|it| it.seal_key),
            };
        }
        match known.seal_key == own {
            true => Ok(known),
            false => Err(Error::ForeignSealKey),
        }
    }

    /// Makes this node's keys those of the house: for when the ones before are lost or stolen. With another
    /// signing key every code that was handed out is worthless.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn adopt_keys(&self) -> Result<(), Error> {
        let (fingerprint, seals) = (self.keys.fingerprint(), self.keys.own_seal_key());
        Ok(house::adopt_keys(self.store.writer(), &fingerprint, seals.as_deref()).await?)
    }
}
