//! Who and what ids mean, many at a time: lists of other things name people and organisations.

use std::collections::BTreeMap;

use crate::statement::{Columns as _, values};
use crate::{Organisation, Reading, StoreError};

impl Reading {
    /// The names of these organisations, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names_of_organisations(
        &mut self,
        ids: &[i64],
    ) -> Result<BTreeMap<i64, String>, StoreError> {
        let select = "SELECT t.id, t.name FROM organisation t";
        let named = self.any_of(select, "t.id", ids, "t.id").await?;
        Ok(named.into_iter().collect())
    }

    /// The names of these people, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names_of_people(
        &mut self,
        ids: &[i64],
    ) -> Result<BTreeMap<i64, String>, StoreError> {
        let select = "SELECT t.id, t.name FROM person t";
        let named = self.any_of(select, "t.id", ids, "t.id").await?;
        Ok(named.into_iter().collect())
    }

    /// Which of these sign-in names somebody has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_names_taken(
        &mut self,
        names: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let select = "SELECT t.sign_in_name FROM person t";
        let column = "t.sign_in_name";
        let taken: Vec<(String,)> = self.any_of(select, column, names, column).await?;
        Ok(taken.into_iter().map(|(name,)| name).collect())
    }

    /// The organisations with these official codes, wherever they stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations_with_codes(
        &mut self,
        codes: &[String],
    ) -> Result<Vec<Organisation>, StoreError> {
        let select = format!("SELECT {} FROM organisation o", Organisation::of("o"));
        self.any_of(&select, "o.code", codes, "o.id").await
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
