//! Tokens with which programs act for a person.

use jiff::Timestamp;

use crate::statement::{Conditions, stored, values};
use crate::{Housekeeping, Reading, StoreError, Writing};

/// A token. The secret itself is known by its digest only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: i64,
    pub digest: String,
    pub person_id: i64,
    pub label: String,
    /// What it may do, in the caller's words.
    pub scope: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

stored!(Token {
    id,
    digest,
    person_id,
    label,
    scope,
    created_at,
    expires_at,
    used_at,
    revoked_at,
});

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    pub digest: String,
    pub person_id: i64,
    pub label: String,
    pub scope: String,
    pub expires_at: Timestamp,
}

impl Reading {
    /// The token with this digest, whether or not it is still good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token(&mut self, digest: &str) -> Result<Option<Token>, StoreError> {
        let by_digest = Conditions::default().and("t.digest = ?", values![digest]);
        let found = self.of_table("token", by_digest, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// All tokens of a person, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens_of(&mut self, person_id: i64) -> Result<Vec<Token>, StoreError> {
        let by_person = Conditions::default().and("t.person_id = ?", values![person_id]);
        self.of_table("token", by_person, "t.id DESC").await
    }
}

impl Writing {
    /// Makes a token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_token(&mut self, new: &NewToken) -> Result<i64, StoreError> {
        let id = self.id();
        let row = vec![
            ("id", id.into()),
            ("digest", (&new.digest).into()),
            ("person_id", new.person_id.into()),
            ("label", (&new.label).into()),
            ("scope", (&new.scope).into()),
            ("created_at", self.clerk().at.into()),
            ("expires_at", new.expires_at.into()),
            ("used_at", None::<Timestamp>.into()),
            ("revoked_at", None::<Timestamp>.into()),
        ];
        self.insert("token", row).await?;
        Ok(id)
    }

    /// Takes a person's token back.
    ///
    /// # Errors
    /// When the person has no such token in force, or the database fails.
    pub async fn revoke_token(&mut self, id: i64, person_id: i64) -> Result<(), StoreError> {
        let text = "UPDATE token SET revoked_at = $1 WHERE id = $2 AND person_id = $3 AND revoked_at IS NULL";
        let at = self.clerk().at;
        self.change("token", id, text, values![at, id, person_id])
            .await
    }
}

impl Housekeeping {
    /// Notes that a token was used.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn touch_token(&mut self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        let text = "UPDATE token SET used_at = $1 WHERE id = $2";
        self.change("token", id, text, values![at, id]).await
    }
}
