//! What people say about cells: a reviewer's remarks, and a school's words of explanation.

use jiff::Timestamp;

use crate::statement::{Columns as _, Conditions, stored, values};
use crate::{Reading, StoreError, Writing};

/// A reviewer's remark on a cell, a row or a whole submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub id: i64,
    pub submission_id: i64,
    /// The revision that it was made about.
    pub revision: i64,
    pub row_id: Option<i64>,
    pub column_name: Option<String>,
    pub text: String,
    pub by_person: Option<i64>,
    pub at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

stored!(Remark {
    id,
    submission_id,
    revision,
    row_id,
    column_name,
    text,
    by_person,
    at,
    settled_at,
});

/// A remark to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRemark {
    pub submission_id: i64,
    pub revision: i64,
    pub row_id: Option<i64>,
    pub column_name: Option<String>,
    pub text: String,
}

/// A word of explanation for a soft check, or for a change against last year. The latest for a check, row and column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Justification {
    pub id: i64,
    pub submission_id: i64,
    pub check_id: String,
    /// The declared key of the row, in the caller's writing.
    pub row_key: String,
    pub column_name: Option<String>,
    pub text: String,
    pub by_person: Option<i64>,
    pub at: Timestamp,
}

stored!(Justification {
    id,
    submission_id,
    check_id,
    row_key,
    column_name,
    text,
    by_person,
    at,
});

/// A word of explanation to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJustification {
    pub submission_id: i64,
    pub check_id: String,
    pub row_key: String,
    pub column_name: Option<String>,
    pub text: String,
}

impl Reading {
    /// The remarks on a submission, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remarks(&mut self, submission_id: i64) -> Result<Vec<Remark>, StoreError> {
        let on = Conditions::default().and("t.submission_id = ?", values![submission_id]);
        self.of_table("remark", on, "t.id").await
    }

    /// The words of explanation of submissions, those of each oldest first; one question for many submissions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn justifications(
        &mut self,
        submission_ids: &[i64],
    ) -> Result<Vec<Justification>, StoreError> {
        let select = format!("SELECT {} FROM justification t", Justification::of("t"));
        self.any_of(&select, "t.submission_id", submission_ids, "t.id")
            .await
    }
}

impl Writing {
    /// Makes a remark.
    ///
    /// # Errors
    /// When the submission is not known, or the database fails.
    pub async fn add_remark(&mut self, new: &NewRemark) -> Result<i64, StoreError> {
        let id = self.id();
        let clerk = self.clerk();
        let row = vec![
            ("id", id.into()),
            ("submission_id", new.submission_id.into()),
            ("revision", new.revision.into()),
            ("row_id", new.row_id.into()),
            ("column_name", new.column_name.clone().into()),
            ("text", (&new.text).into()),
            ("by_person", clerk.person.into()),
            ("at", clerk.at.into()),
        ];
        self.insert("remark", row).await?;
        Ok(id)
    }

    /// Settles all open remarks on a submission; answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_remarks(&mut self, submission_id: i64) -> Result<u64, StoreError> {
        let text =
            "UPDATE remark SET settled_at = $1 WHERE submission_id = $2 AND settled_at IS NULL";
        let at = self.clerk().at;
        self.run(text, values![at, submission_id]).await
    }

    /// Settles one remark.
    ///
    /// # Errors
    /// When there is no such open remark, or the database fails.
    pub async fn settle_remark(&mut self, id: i64) -> Result<(), StoreError> {
        let text = "UPDATE remark SET settled_at = $1 WHERE id = $2 AND settled_at IS NULL";
        let at = self.clerk().at;
        self.change("remark", id, text, values![at, id]).await
    }

    /// Keeps a word of explanation.
    ///
    /// # Errors
    /// When the submission is not known, or the database fails.
    pub async fn add_justification(&mut self, new: &NewJustification) -> Result<i64, StoreError> {
        let id = self.id();
        let clerk = self.clerk();
        let row = vec![
            ("id", id.into()),
            ("submission_id", new.submission_id.into()),
            ("check_id", (&new.check_id).into()),
            ("row_key", (&new.row_key).into()),
            ("column_name", new.column_name.clone().into()),
            ("text", (&new.text).into()),
            ("by_person", clerk.person.into()),
            ("at", clerk.at.into()),
        ];
        self.insert("justification", row).await?;
        Ok(id)
    }
}
