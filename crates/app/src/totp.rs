//! One-time codes of a phone, beside the password.

use jiff::Timestamp;
use junheng_store::Person;
use totp_rs::Builder;

use crate::{App, Failure, Fault};

impl App {
    /// Whether the code is the one that the person's phone shows now, give or take one step.
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
        let seconds = u64::try_from(now.as_second())
            .map_err(|_| Fault::Broken("the clock stands before 1970"))?;
        Ok(totp.check(code, seconds).is_some())
    }
}
