//! One-time codes of a phone, beside the password; and recovery codes for a lost phone.

use jiff::Timestamp;
use junheng_store::{Entry, Person};
use serde::Deserialize;
use serde_json::json;
use totp_rs::{Builder, Totp};

use crate::people::{own_session, place};
use crate::{Actor, App, Failure, Fault, secret};

/// Recovery codes that are handed out together.
const RECOVERY_CODES: usize = 10;
/// Who issues the codes, as phones show it.
const ISSUER: &str = "均衡";
/// The alphabet of RFC 4648, in which phones take secrets.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret that a phone may be given; it counts once a code proves that the phone has it.
pub struct NewTotp {
    /// In base 32, as it is typed into a phone that cannot see the picture.
    pub secret: String,
    /// What the picture says.
    pub uri: String,
}

/// What is typed to begin using one-time codes.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct BeginTotp {
    /// As [`App::new_totp`] gave it.
    pub secret: String,
    /// What the phone shows.
    pub code: String,
    pub password: String,
}

impl App {
    /// A fresh secret for one's phone. Nothing is kept of it.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new_totp(&self, actor: &Actor) -> Result<NewTotp, Failure> {
        let secret = base32(&secret::random::<20>()?);
        Ok(self.totp_of(actor, secret))
    }

    /// The same secret again, for a form that comes back.
    pub fn totp_of(&self, actor: &Actor, secret: String) -> NewTotp {
        let escaped: String = ISSUER.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let uri = format!(
            "otpauth://totp/{escaped}:{}?secret={secret}&issuer={escaped}",
            actor.sign_in_name
        );
        NewTotp { secret, uri }
    }

    /// Begins to ask for one-time codes, once a code proves that the phone has the secret. Answers recovery codes,
    /// which are told once.
    ///
    /// # Errors
    /// [`Failure::Invalid`] when password or code is wrong; refused to tokens.
    pub async fn begin_totp(
        &self,
        actor: &Actor,
        typed: &BeginTotp,
    ) -> Result<Vec<String>, Failure> {
        own_session(actor)?;
        let again = || {
            Failure::field(
                "code",
                "验证码不对：请确认手机时间准确，再输入当前显示的6位数字。",
                "The code is wrong: check the phone's clock and type the 6 digits that it shows now.",
            )
        };
        let bytes = from_base32(&typed.secret).ok_or_else(again)?;
        self.prove_oneself(actor, "password", &typed.password)
            .await?;
        let totp = Builder::new().with_secret(bytes.clone()).build();
        let totp = totp.map_err(|_| again())?;
        step_of(&totp, typed.code.trim(), self.now())?.ok_or_else(again)?;
        let codes = recovery_codes()?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let secret = hex::encode(bytes);
        writing.set_totp_secret(actor.person, Some(&secret)).await?;
        writing
            .set_recovery_codes(actor.person, &digests(&codes))
            .await?;
        writing.journal(entry(actor, "own.totp")).await?;
        writing.commit().await?;
        Ok(codes)
    }

    /// Stops asking for one-time codes.
    ///
    /// # Errors
    /// [`Failure::Invalid`] when the password is wrong; refused to tokens.
    pub async fn end_totp(&self, actor: &Actor, password: &str) -> Result<(), Failure> {
        own_session(actor)?;
        self.prove_oneself(actor, "password", password).await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        writing.set_totp_secret(actor.person, None).await?;
        writing.set_recovery_codes(actor.person, &[]).await?;
        writing.journal(entry(actor, "own.totp-end")).await?;
        writing.commit().await?;
        Ok(())
    }

    /// Makes new recovery codes; the old ones are void.
    ///
    /// # Errors
    /// [`Failure::Invalid`] when the password is wrong; refused without one-time codes, and to tokens.
    pub async fn new_recovery_codes(
        &self,
        actor: &Actor,
        password: &str,
    ) -> Result<Vec<String>, Failure> {
        own_session(actor)?;
        self.prove_oneself(actor, "password", password).await?;
        if self.own_account(actor).await?.totp_secret.is_none() {
            return Err(Failure::refused(
                "还没有启用动态验证码。",
                "One-time codes are not in use.",
            ));
        }
        let codes = recovery_codes()?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        writing
            .set_recovery_codes(actor.person, &digests(&codes))
            .await?;
        writing.journal(entry(actor, "own.recovery-codes")).await?;
        writing.commit().await?;
        Ok(codes)
    }

    /// How many recovery codes one has left.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn recovery_codes_left(&self, actor: &Actor) -> Result<i64, Failure> {
        let mut reading = self.store.read().await?;
        Ok(reading.recovery_codes_left(actor.person).await?)
    }

    /// Whether the code is one that the person's phone shows now, give or take one step, or a recovery code. Either
    /// counts once.
    pub(crate) async fn accept_code(
        &self,
        person: &Person,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let Some(secret) = &person.totp_secret else {
            return Ok(false);
        };
        let bytes = hex::decode(secret)
            .map_err(|_| Fault::Broken("a one-time secret is not hexadecimal"))?;
        let totp = Builder::new()
            .with_secret(bytes)
            .build()
            .map_err(|_| Fault::Broken("a one-time secret is too short"))?;
        let step = step_of(&totp, code, now)?;
        let mut keeping = self.store.housekeep().await?;
        let is_good = match step {
            Some(step) => keeping.spend_totp_step(person.id, step).await?,
            None => {
                let digest = secret::digest_of(&code.to_ascii_lowercase());
                keeping.spend_recovery_code(person.id, &digest, now).await?
            }
        };
        keeping.commit().await?;
        Ok(is_good)
    }
}

fn entry(actor: &Actor, verb: &'static str) -> Entry {
    Entry {
        verb,
        organisation: place(actor),
        subject: format!("person/{}", actor.person),
        detail: json!({}),
    }
}

/// The step whose code this is, if it is a present one.
fn step_of(totp: &Totp, code: &str, now: Timestamp) -> Result<Option<i64>, Fault> {
    let seconds = u64::try_from(now.as_second())
        .map_err(|_| Fault::Broken("the clock stands before 1970"))?;
    let step = totp.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// `4f1c-9a02-77be`, each.
fn recovery_codes() -> Result<Vec<String>, Fault> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let digits = hex::encode(secret::random::<6>()?);
            Ok([&digits[..4], &digits[4..8], &digits[8..]].join("-"))
        })
        .collect()
}

fn digests(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| secret::digest_of(code)).collect()
}

/// Bytes in base 32, in groups of five bits; a rest of fewer is filled up with noughts.
fn base32(bytes: &[u8]) -> String {
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    let groups = bits.chunks(5).map(|group| {
        let filled = group.iter().chain(std::iter::repeat(&0)).take(5);
        let index = filled.fold(0, |index: u8, bit| index << 1 | bit);
        char::from(BASE32[usize::from(index)])
    });
    groups.collect()
}

/// The bytes of a text in base 32; nothing when it is none.
fn from_base32(text: &str) -> Option<Vec<u8>> {
    let indexes: Option<Vec<u8>> = text
        .bytes()
        .map(|letter| {
            let found = BASE32.iter().position(|known| *known == letter)?;
            u8::try_from(found).ok()
        })
        .collect();
    let bits: Vec<u8> = indexes?
        .iter()
        .flat_map(|index| (0..5).rev().map(move |bit| index >> bit & 1))
        .collect();
    let whole = bits.chunks_exact(8);
    let bytes = whole.map(|byte| byte.iter().fold(0, |byte: u8, bit| byte << 1 | bit));
    Some(bytes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_spelled_as_phones_take_them() {
        // RFC 4648, section 10.
        for (bytes, text) in [("foobar", "MZXW6YTBOI"), ("foob", "MZXW6YQ"), ("", "")] {
            assert_eq!(base32(bytes.as_bytes()), text);
            assert_eq!(from_base32(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(from_base32("0189"), None);
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six of the eight digits.
        let totp = Builder::new()
            .with_secret(b"12345678901234567890".to_vec())
            .build()
            .expect("a secret of twenty bytes");
        let at = |second| Timestamp::from_second(second).expect("in range");
        assert_eq!(
            step_of(&totp, "287082", at(59)).expect("after 1970"),
            Some(1)
        );
        assert_eq!(step_of(&totp, "287082", at(300)).expect("after 1970"), None);
    }

    #[test]
    fn recovery_codes_differ() {
        let codes = recovery_codes().expect("random bytes");
        let different: std::collections::HashSet<&String> = codes.iter().collect();
        assert_eq!(different.len(), RECOVERY_CODES);
        assert!(codes.iter().all(|code| code.len() == 14));
    }
}
