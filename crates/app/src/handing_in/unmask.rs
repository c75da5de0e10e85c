//! Looking at personal values: with a reason, which the journal keeps; the values it never does.

use junheng_rulebook::Privacy;
use junheng_store::Entry;
use serde_json::json;

use super::reach;
use crate::{Action, Actor, App, Failure};

/// The fewest letters of a reason.
const FEWEST_LETTERS: usize = 4;

impl App {
    /// The personal values of a row, by column.
    ///
    /// # Errors
    /// [`Failure::Invalid`] without a reason, [`Failure::NotFound`] when there is no such row, refused when the
    /// person may not.
    pub async fn unmask(
        &self,
        actor: &Actor,
        id: i64,
        row: i64,
        reason: &str,
    ) -> Result<Vec<(String, String)>, Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let status = reach(&mut writing, actor, id, Action::Unmask).await?;
        let letters = reason.chars().filter(|letter| !letter.is_whitespace());
        if letters.count() < FEWEST_LETTERS {
            return Err(Failure::field(
                "reason",
                format!("至少写{FEWEST_LETTERS}个字：为什么要看。"),
                format!("At least {FEWEST_LETTERS} letters: why you need to see it."),
            ));
        }
        let register = self.register(&status.register)?;
        let rows = writing.rows_at(id, status.revision).await?;
        let found = rows.iter().find(|known| known.row_id == row);
        let found = found.ok_or(Failure::NotFound)?;
        let columns = register.columns.iter().zip(&found.values);
        let personal = columns.filter(|(column, _)| column.privacy == Privacy::Personal);
        let values: Vec<(String, String)> = personal
            .map(|(column, value)| {
                let text = value.as_ref().map(ToString::to_string);
                (column.name.clone(), text.unwrap_or_default())
            })
            .collect();
        writing
            .journal(Entry {
                verb: "hand-in.unmask",
                organisation: Some(status.organisation_id),
                subject: format!("hand-in/{id}"),
                detail: json!({ "row": row, "register": status.register, "reason": reason.trim() }),
            })
            .await?;
        writing.commit().await?;
        Ok(values)
    }
}
