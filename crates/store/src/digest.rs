//! SM3 digests.

use std::fmt;

use sm3::{Digest as _, Sm3};

/// An SM3 digest under way.
#[derive(Clone, Default)]
pub struct Digest(Sm3);

impl Digest {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 64 hexadecimal digits.
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest")
    }
}

/// The SM3 digest of some bytes, in 64 hexadecimal digits.
pub fn digest_of(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.update(bytes);
    digest.finish()
}

#[cfg(test)]
mod tests {
    use super::digest_of;

    /// The example of GB/T 32905-2016, annex A.1.
    #[test]
    fn agrees_with_the_standard() {
        assert_eq!(
            digest_of(b"abc"),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }
}
