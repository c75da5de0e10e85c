//! Reminders (催办) that people find when they sign in.

use std::collections::HashSet;

use jiff::Timestamp;
use junheng_model::Wording;

use crate::statement::{Columns as _, Conditions, Listed, Page, stored, values};
use crate::{Housekeeping, Reading, StoreError, Writing};

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    pub id: i64,
    /// What it is about.
    pub matter_id: Option<i64>,
    /// Whom it reminds.
    pub person_id: i64,
    pub at: Timestamp,
    pub text: String,
    /// The same in English; empty in reminders from before there was any.
    pub text_en: String,
    pub read_at: Option<Timestamp>,
}

stored!(Reminder {
    id,
    matter_id,
    person_id,
    at,
    text,
    text_en,
    read_at,
});

/// A reminder to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReminder {
    pub matter_id: Option<i64>,
    pub person_id: i64,
    pub text: Wording,
    /// Names the declared words that it says, so that nobody is told them twice; `None` for words of a person.
    pub notice: Option<String>,
}

impl Reading {
    /// A person's reminders, latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reminders_of(
        &mut self,
        person_id: i64,
        unread_only: bool,
        page: Page,
    ) -> Result<Listed<Reminder>, StoreError> {
        let mut conditions = Conditions::default().and("r.person_id = ?", values![person_id]);
        if unread_only {
            conditions = conditions.and("r.read_at IS NULL", Vec::new());
        }
        let columns = Reminder::of("r");
        self.listed(&columns, "reminder r", conditions, "r.id DESC", page)
            .await
    }

    /// The reminders that were sent about matters, those about each oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reminders_about(
        &mut self,
        matter_ids: &[i64],
    ) -> Result<Vec<Reminder>, StoreError> {
        let select = format!("SELECT {} FROM reminder t", Reminder::of("t"));
        self.any_of(&select, "t.matter_id", matter_ids, "t.id")
            .await
    }
}

impl Reading {
    /// Of these notices, those that were said already, with the people whom they were said to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_said(
        &mut self,
        notices: &[String],
    ) -> Result<HashSet<(i64, String)>, StoreError> {
        let select = "SELECT t.person_id, t.notice FROM reminder t";
        let said = self.any_of(select, "t.notice", notices, "t.id").await?;
        Ok(said.into_iter().collect())
    }
}

impl Writing {
    /// Sends a reminder.
    ///
    /// # Errors
    /// When the person or the matter is not known, or the database fails.
    pub async fn add_reminder(&mut self, new: &NewReminder) -> Result<i64, StoreError> {
        let id = self.id();
        let row = vec![
            ("id", id.into()),
            ("matter_id", new.matter_id.into()),
            ("person_id", new.person_id.into()),
            ("at", self.clerk().at.into()),
            ("text", (&new.text.zh).into()),
            ("text_en", (&new.text.en).into()),
            ("notice", new.notice.clone().into()),
        ];
        self.insert("reminder", row).await?;
        Ok(id)
    }
}

impl Housekeeping {
    /// Marks a person's reminders as read up to this one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_reminders(
        &mut self,
        person_id: i64,
        up_to: i64,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let text = "UPDATE reminder SET read_at = $1 WHERE person_id = $2 AND id <= $3 AND read_at IS NULL";
        self.run(text, values![at, person_id, up_to]).await
    }
}
