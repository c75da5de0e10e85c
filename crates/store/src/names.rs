//! Who and what ids mean, many at a time: lists of other things name people and organisations.

use std::collections::BTreeMap;

use crate::statement::{Columns as _, Conditions, values};
use crate::{Organisation, Reading, StoreError};

/// SQLite binds no more than 32,766 values in a statement, and long lists are slow to parse.
const AT_ONCE: usize = 500;

impl Reading {
    /// The names of these organisations, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names_of_organisations(
        &mut self,
        ids: &[i64],
    ) -> Result<BTreeMap<i64, String>, StoreError> {
        let mut found = BTreeMap::new();
        for ids in ids.chunks(AT_ONCE) {
            let (condition, values) = Conditions::default()
                .and_any_of("t.id", Some(ids))
                .into_parts();
            let text = format!("SELECT t.id, t.name FROM organisation t{condition}");
            found.extend(self.rows::<(i64, String)>(text, values).await?);
        }
        Ok(found)
    }

    /// Which of these sign-in names somebody has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_names_taken(
        &mut self,
        names: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for names in names.chunks(AT_ONCE) {
            let (condition, values) = Conditions::default()
                .and_any_of("t.sign_in_name", Some(names))
                .into_parts();
            let text = format!("SELECT t.sign_in_name FROM person t{condition}");
            let taken: Vec<(String,)> = self.rows(text, values).await?;
            found.extend(taken.into_iter().map(|(name,)| name));
        }
        Ok(found)
    }

    /// The organisations with these official codes, wherever they stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations_with_codes(
        &mut self,
        codes: &[String],
    ) -> Result<Vec<Organisation>, StoreError> {
        let mut found = Vec::new();
        for codes in codes.chunks(AT_ONCE) {
            let (condition, values) = Conditions::default()
                .and_any_of("o.code", Some(codes))
                .into_parts();
            let columns = Organisation::of("o");
            let text = format!("SELECT {columns} FROM organisation o{condition}");
            found.extend(self.rows::<Organisation>(text, values).await?);
        }
        Ok(found)
    }

    /// How many open organisations stand directly below one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_children(&mut self, id: i64) -> Result<i64, StoreError> {
        let text = "SELECT COUNT(*) FROM organisation WHERE parent_id = $1 AND closed_on IS NULL";
        self.count(text, values![id]).await
    }
}
