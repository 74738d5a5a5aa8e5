//! Vouchers: what a page hands out and takes back unchanged, such as the name of a file that was
//! already uploaded. Nothing is stored; whoever changes one finds it worthless.

use super::Engine;

impl Engine {
    /// What proves later that this text came from us; hex.
    #[must_use]
    pub fn voucher(&self, text: &str) -> String {
        hex::encode(self.keys.code("voucher", text.as_bytes()))
    }

    /// Whether a voucher is the one of this text.
    #[must_use]
    pub fn vouches(&self, text: &str, voucher: &str) -> bool {
        let right = self.voucher(text);
        let differ = right
            .bytes()
            .zip(voucher.bytes())
            .fold(0, |differ, (one, other)| differ | (one ^ other));
        right.len() == voucher.len() && differ == 0
    }
}
