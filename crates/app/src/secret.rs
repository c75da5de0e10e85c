//! Secrets that people and programs prove themselves with: passwords, session and token secrets.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sm3::{Digest, Sm3};

use crate::{Failure, Fault, FieldError};

/// How much work a password's digest costs.
#[derive(Debug, Clone, Copy)]
pub struct PasswordCost {
    memory_kib: u32,
    passes: u32,
}

impl PasswordCost {
    /// For production: 19 MiB and two passes, the least that OWASP's password storage sheet asks for.
    pub const STANDARD: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
    };
    /// For tests, which sign in hundreds of times.
    pub const CHEAP: Self = Self {
        memory_kib: 64,
        passes: 1,
    };

    fn argon2(self) -> Result<Argon2<'static>, Fault> {
        let params = Params::new(self.memory_kib, self.passes, 1, None)
            .map_err(|_| Fault::Broken("argon2 parameters"))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// The digest to keep of a password.
    ///
    /// # Errors
    /// [`Fault::Broken`] when the parameters are impossible or the system gives no random bytes.
    pub fn digest(self, password: &str) -> Result<String, Fault> {
        let salt = random::<16>()?;
        Ok(self
            .argon2()?
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|_| Fault::Broken("hashing a password"))?
            .to_string())
    }

    /// Whether the password is the one behind the digest. A digest that cannot be read matches nothing.
    pub fn matches(self, password: &str, digest: &str) -> Result<bool, Fault> {
        let Ok(parsed) = PasswordHash::new(digest) else {
            return Ok(false);
        };
        Ok(self
            .argon2()?
            .verify_password(password.as_bytes(), &parsed)
            .is_ok())
    }
}

/// The fewest characters of a password. Length is asked for and nothing else: rules about kinds of characters make
/// people write passwords down.
const SHORTEST_PASSWORD: usize = 10;
const LONGEST_PASSWORD: usize = 200;

/// Accepts a new password or says what is wrong with it.
///
/// # Errors
/// [`Failure::Invalid`] naming `field`.
pub fn acceptable(field: &str, password: &str, sign_in_name: &str) -> Result<(), Failure> {
    let length = password.chars().count();
    let error = if length < SHORTEST_PASSWORD {
        FieldError::new(
            field,
            format!("密码至少{SHORTEST_PASSWORD}个字符，可以用一句好记的话。"),
            format!(
                "At least {SHORTEST_PASSWORD} characters; a sentence that you remember will do."
            ),
        )
    } else if length > LONGEST_PASSWORD {
        FieldError::new(
            field,
            format!("密码至多{LONGEST_PASSWORD}个字符。"),
            format!("At most {LONGEST_PASSWORD} characters."),
        )
    } else if !sign_in_name.is_empty() && password.contains(sign_in_name) {
        FieldError::new(
            field,
            "密码里不要包含登录名。",
            "The password must not contain the sign-in name.",
        )
    } else if password.chars().all(|c| password.starts_with(c)) {
        FieldError::new(
            field,
            "密码不能只是一个字符的重复。",
            "The password must not be one character repeated.",
        )
    } else {
        return Ok(());
    };
    Err(Failure::Invalid(vec![error]))
}

/// A secret to hand out once: 256 random bits as text.
///
/// # Errors
/// [`Fault::Broken`] when the system gives no random bytes.
pub fn new_secret() -> Result<String, Fault> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// What is kept of a secret. The secret is long and random, so a fast digest is enough.
pub fn digest_of(secret: &str) -> String {
    hex::encode(Sm3::digest(secret.as_bytes()))
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::Broken("the system gives no random bytes"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_digest_only() {
        let digest = PasswordCost::CHEAP.digest("清水河边的小学").unwrap();
        assert!(
            PasswordCost::CHEAP
                .matches("清水河边的小学", &digest)
                .unwrap()
        );
        assert!(
            !PasswordCost::CHEAP
                .matches("清水河边的中学", &digest)
                .unwrap()
        );
        assert!(
            !PasswordCost::CHEAP
                .matches("清水河边的小学", "not a digest")
                .unwrap()
        );
    }

    #[test]
    fn short_repeated_and_named_passwords_are_sent_back() {
        for password in ["short", "aaaaaaaaaaaa", "wangmin-2024"] {
            assert!(
                acceptable("password", password, "wangmin").is_err(),
                "{password}"
            );
        }
        assert!(acceptable("password", "我每天骑车去学校上班", "wangmin").is_ok());
    }
}
