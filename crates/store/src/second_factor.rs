//! What is spent with the second factor of signing in: the steps of one-time codes, and recovery codes.

use jiff::Timestamp;

use crate::statement::values;
use crate::{Housekeeping, Reading, StoreError, Writing};

impl Reading {
    /// How many recovery codes a person has left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes_left(&mut self, person_id: i64) -> Result<i64, StoreError> {
        let text = "SELECT COUNT(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL";
        self.count(text, values![person_id]).await
    }
}

impl Writing {
    /// Gives a person new recovery codes, by their digests; the old ones are void.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_recovery_codes(
        &mut self,
        person_id: i64,
        digests: &[String],
    ) -> Result<(), StoreError> {
        let text = "DELETE FROM recovery_code WHERE person_id = $1";
        self.run(text, values![person_id]).await?;
        for digest in digests {
            let row = vec![
                ("id", self.id().into()),
                ("person_id", person_id.into()),
                ("digest", digest.into()),
                ("used_at", None::<Timestamp>.into()),
            ];
            self.insert("recovery_code", row).await?;
        }
        Ok(())
    }
}

impl Housekeeping {
    /// Spends the step of a one-time code; answers whether it, and no later one, had not been spent before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spend_totp_step(&mut self, person_id: i64, step: i64) -> Result<bool, StoreError> {
        let text = "UPDATE person SET totp_step = $1 WHERE id = $2 AND totp_step < $3";
        Ok(self.run(text, values![step, person_id, step]).await? == 1)
    }

    /// Spends a recovery code; answers whether the person had it and had not spent it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spend_recovery_code(
        &mut self,
        person_id: i64,
        digest: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE recovery_code SET used_at = $1 WHERE person_id = $2 AND digest = $3 AND used_at IS NULL";
        Ok(self.run(text, values![at, person_id, digest]).await? > 0)
    }
}
