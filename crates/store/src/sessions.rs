//! Sessions of people who signed in, and attempts to.

use jiff::Timestamp;

use crate::statement::{Conditions, stored, values};
use crate::{Housekeeping, Reading, StoreError};

/// A session. The secret that its holder shows is known by its digest only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub digest: String,
    pub person_id: i64,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
    /// The network address that it began from.
    pub address: String,
    /// What the browser says that it is.
    pub device: String,
    pub revoked_at: Option<Timestamp>,
}

stored!(Session {
    digest,
    person_id,
    created_at,
    seen_at,
    expires_at,
    address,
    device,
    revoked_at,
});

/// A session to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    pub digest: String,
    pub person_id: i64,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub address: String,
    pub device: String,
}

/// How many attempts to sign in failed since some instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignInAttempts {
    /// Under this name, since its last success.
    pub failed_for_name: i64,
    /// From this address, whatever the name.
    pub failed_from_address: i64,
}

impl Reading {
    /// The session with this digest, whether or not it is still good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&mut self, digest: &str) -> Result<Option<Session>, StoreError> {
        let by_digest = Conditions::default().and("t.digest = ?", values![digest]);
        let found = self.of_table("session", by_digest, "t.digest").await?;
        Ok(found.into_iter().next())
    }

    /// A person's sessions that are good at an instant, last seen first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(
        &mut self,
        person_id: i64,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let good = "t.person_id = ? AND t.revoked_at IS NULL AND t.expires_at > ?";
        let conditions = Conditions::default().and(good, values![person_id, now]);
        self.of_table("session", conditions, "t.seen_at DESC").await
    }

    /// Failed attempts since an instant, for throttling.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_attempts(
        &mut self,
        sign_in_name: &str,
        address: &str,
        since: Timestamp,
    ) -> Result<SignInAttempts, StoreError> {
        let for_name = "SELECT COUNT(*) FROM sign_in_attempt WHERE sign_in_name = $1 AND succeeded = 0 AND at >= $2 \
             AND id > COALESCE((SELECT MAX(id) FROM sign_in_attempt WHERE sign_in_name = $3 AND succeeded = 1), 0)";
        let from_address = "SELECT COUNT(*) FROM sign_in_attempt WHERE address = $1 AND succeeded = 0 AND at >= $2";
        Ok(SignInAttempts {
            failed_for_name: self
                .count(for_name, values![sign_in_name, since, sign_in_name])
                .await?,
            failed_from_address: self.count(from_address, values![address, since]).await?,
        })
    }
}

impl Housekeeping {
    /// Begins a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_session(&mut self, new: &NewSession) -> Result<(), StoreError> {
        let row = vec![
            ("digest", (&new.digest).into()),
            ("person_id", new.person_id.into()),
            ("created_at", new.created_at.into()),
            ("seen_at", new.created_at.into()),
            ("expires_at", new.expires_at.into()),
            ("address", (&new.address).into()),
            ("device", (&new.device).into()),
            ("revoked_at", None::<Timestamp>.into()),
        ];
        self.insert("session", row).await
    }

    /// Notes that a session was used, and until when it is good now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_session(
        &mut self,
        digest: &str,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let text = "UPDATE session SET seen_at = $1, expires_at = $2 WHERE digest = $3";
        self.run(text, values![seen_at, expires_at, digest]).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_session(&mut self, digest: &str, at: Timestamp) -> Result<(), StoreError> {
        let text = "UPDATE session SET revoked_at = $1 WHERE digest = $2 AND revoked_at IS NULL";
        self.run(text, values![at, digest]).await?;
        Ok(())
    }

    /// Ends all sessions of a person but, when given, one; answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_sessions_of(
        &mut self,
        person_id: i64,
        except: Option<&str>,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let text = "UPDATE session SET revoked_at = $1 WHERE person_id = $2 AND revoked_at IS NULL AND digest <> $3";
        self.run(text, values![at, person_id, except.unwrap_or_default()])
            .await
    }

    /// Remembers an attempt to sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_sign_in_attempt(
        &mut self,
        sign_in_name: &str,
        address: &str,
        at: Timestamp,
        succeeded: bool,
    ) -> Result<(), StoreError> {
        let row = vec![
            ("id", self.new_id().into()),
            ("sign_in_name", sign_in_name.into()),
            ("address", address.into()),
            ("at", at.into()),
            ("succeeded", succeeded.into()),
        ];
        self.insert("sign_in_attempt", row).await
    }

    /// Forgets attempts and sessions that ended before an instant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_sign_ins_before(&mut self, before: Timestamp) -> Result<(), StoreError> {
        self.run("DELETE FROM sign_in_attempt WHERE at < $1", values![before])
            .await?;
        let over = "DELETE FROM session WHERE expires_at < $1";
        self.run(over, values![before]).await?;
        Ok(())
    }
}
