//! Keys for what is personal, and their use: SM4 in Galois/counter mode.

use std::fmt;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sm4::Sm4;

const NONCE_BYTES: usize = 12;

/// Several keys, each with a name; the last is the newest, and new cipher texts are made with it. Older ones stay
/// so that what they enciphered can be read until it has been enciphered anew.
#[derive(Clone)]
pub struct Keys {
    keys: Vec<(String, [u8; 16])>,
}

/// Why keys or a cipher text cannot be used. No message tells a key or a plain text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("line {0} of the keys is not NAME:32 hexadecimal digits")]
    Malformed(usize),
    #[error("there is no key")]
    NoKey,
    #[error("two keys are called {0:?}")]
    Twice(String),
    #[error("the key {0:?}, with which this was enciphered, is not among those given")]
    UnknownKey(String),
    #[error("a cipher text was changed, moved to another place or made with another key")]
    Unreadable,
    #[error("the operating system gives no random numbers")]
    NoRandomness,
}

impl Keys {
    /// Reads one key a line, `NAME:32 hexadecimal digits`, oldest first. Blank lines and lines from `#` on are passed over.
    ///
    /// # Errors
    /// When a line is no key, two keys share a name, or there is none.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut keys: Vec<(String, [u8; 16])> = Vec::new();
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let malformed = || KeyError::Malformed(index + 1);
            let (name, digits) = line.split_once(':').ok_or_else(malformed)?;
            let mut key = [0; 16];
            hex::decode_to_slice(digits.trim(), &mut key).map_err(|_| malformed())?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            if name.is_empty() || !name.bytes().all(plain) {
                return Err(malformed());
            }
            if keys.iter().any(|(other, _)| other == name) {
                return Err(KeyError::Twice(name.to_owned()));
            }
            keys.push((name.to_owned(), key));
        }
        if keys.is_empty() {
            return Err(KeyError::NoKey);
        }
        Ok(Self { keys })
    }

    /// A line for a key file: a new key of random numbers under this name.
    ///
    /// # Errors
    /// When the operating system gives no random numbers.
    pub fn new_line(name: &str) -> Result<String, KeyError> {
        let mut key = [0; 16];
        getrandom::fill(&mut key).map_err(|_| KeyError::NoRandomness)?;
        Ok(format!("{name}:{}", hex::encode(key)))
    }

    /// The name of the newest key.
    pub fn newest(&self) -> &str {
        &self.newest_key().0
    }

    fn newest_key(&self) -> &(String, [u8; 16]) {
        self.keys
            .last()
            .expect("parse is the only maker of keys and refuses to make none")
    }

    /// Enciphers `plain` for `place`, and tells the key: `k1:<base64>`.
    pub(crate) fn encipher(&self, place: &str, plain: &str) -> Result<String, KeyError> {
        let (name, key) = self.newest_key();
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| KeyError::NoRandomness)?;
        let payload = Payload {
            msg: plain.as_bytes(),
            aad: place.as_bytes(),
        };
        let sealed = cipher(key)
            .encrypt(&Nonce::<U12>::from(nonce), payload)
            .map_err(|_| KeyError::Unreadable)?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{name}:{}", STANDARD.encode(bytes)))
    }

    /// Reads what [`Self::encipher`] made for the same place.
    pub(crate) fn decipher(&self, place: &str, sealed: &str) -> Result<String, KeyError> {
        let (name, text) = sealed.split_once(':').ok_or(KeyError::Unreadable)?;
        let key = self
            .keys
            .iter()
            .find(|(known, _)| known == name)
            .ok_or_else(|| KeyError::UnknownKey(name.to_owned()))?;
        let bytes = STANDARD.decode(text).map_err(|_| KeyError::Unreadable)?;
        let (nonce, cipher_text) = bytes
            .split_at_checked(NONCE_BYTES)
            .ok_or(KeyError::Unreadable)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| KeyError::Unreadable)?;
        let payload = Payload {
            msg: cipher_text,
            aad: place.as_bytes(),
        };
        let plain = cipher(&key.1)
            .decrypt(&Nonce::<U12>::from(nonce), payload)
            .map_err(|_| KeyError::Unreadable)?;
        String::from_utf8(plain).map_err(|_| KeyError::Unreadable)
    }
}

fn cipher(key: &[u8; 16]) -> AesGcm<Sm4, U12> {
    AesGcm::new(&(*key).into())
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|(name, _)| name))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "k1:0123456789abcdeffedcba9876543210";

    #[test]
    fn reads_what_it_enciphered_and_only_in_its_place() {
        let keys = Keys::parse(FIRST).expect("a key");
        let sealed = keys.encipher("教师/姓名/7", "王芳").expect("enciphers");
        assert!(sealed.starts_with("k1:") && !sealed.contains("王芳"));
        assert_eq!(keys.decipher("教师/姓名/7", &sealed), Ok("王芳".to_owned()));
        assert_eq!(
            keys.decipher("教师/姓名/8", &sealed),
            Err(KeyError::Unreadable)
        );
        assert_ne!(
            keys.encipher("教师/姓名/7", "王芳").expect("enciphers"),
            sealed,
            "equal names are not to be told by equal cipher texts"
        );
    }

    #[test]
    fn an_older_key_still_reads() {
        let sealed = Keys::parse(FIRST)
            .expect("a key")
            .encipher("a", "b")
            .expect("enciphers");
        let both = format!("{FIRST}\n# since March\nk2:ffffffffffffffffffffffffffffffff\n");
        let keys = Keys::parse(&both).expect("two keys");
        assert_eq!(keys.newest(), "k2");
        assert_eq!(keys.decipher("a", &sealed), Ok("b".to_owned()));
        let only_new = Keys::parse("k2:ffffffffffffffffffffffffffffffff").expect("a key");
        assert_eq!(
            only_new.decipher("a", &sealed),
            Err(KeyError::UnknownKey("k1".to_owned()))
        );
    }

    #[test]
    fn refuses_what_is_no_key() {
        assert_eq!(Keys::parse("k1:12").err(), Some(KeyError::Malformed(1)));
        assert_eq!(Keys::parse("# none").err(), Some(KeyError::NoKey));
        let twice = format!("{FIRST}\n{FIRST}");
        assert_eq!(
            Keys::parse(&twice).err(),
            Some(KeyError::Twice("k1".to_owned()))
        );
        let shown = format!("{:?}", Keys::parse(FIRST).expect("a key"));
        assert_eq!(shown, "[\"k1\"]");
    }
}
