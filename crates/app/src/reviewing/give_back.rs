//! Giving a hand-in back, with remarks by cell.

use std::collections::BTreeMap;

use junheng_store::{Entry, NewRemark};
use serde::Deserialize;
use serde_json::json;

use crate::moving::{Movable, Wish, refusal, step};
use crate::{Actor, App, Failure};

/// What the reviewer says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GiveBack {
    /// The declared fields of the move, by name.
    pub fields: BTreeMap<String, String>,
    pub remarks: Vec<CellRemark>,
}

/// A remark on a cell, on a row when it names no column, or on the whole hand-in when it names neither.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CellRemark {
    pub row: Option<i64>,
    pub column: Option<String>,
    pub text: String,
}

impl App {
    /// Gives a hand-in back to whoever entered it.
    ///
    /// # Errors
    /// Refused with every reason; [`Failure::Invalid`] for what was typed.
    pub async fn give_back(&self, actor: &Actor, id: i64, said: &GiveBack) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let reviewed = self.hand_in_for(&mut writing, actor, id).await?;
        let status = &reviewed.status;
        let moves = writing.moves(id).await?;
        let wish = Wish {
            step: step::GIVE_BACK,
            fields: &said.fields,
        };
        let hand_in = Movable {
            status,
            period_due: reviewed.period.due_on,
            moves: &moves,
            conditions: BTreeMap::new(),
        };
        let moved = self.make_move(&mut writing, actor, wish, hand_in).await?;
        moved.map_err(refusal)?;
        let remarks = said
            .remarks
            .iter()
            .filter(|said| !said.text.trim().is_empty());
        let mut count = 0;
        for remark in remarks {
            let new = NewRemark {
                submission_id: id,
                revision: status.revision,
                row_id: remark.row,
                column_name: remark.column.clone(),
                text: remark.text.trim().to_owned(),
            };
            writing.add_remark(&new).await?;
            count += 1;
        }
        writing
            .journal(Entry {
                verb: "submission.give-back",
                organisation: Some(status.organisation_id),
                subject: format!("submission/{id}"),
                detail: json!({ "revision": status.revision, "remarks": count }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }
}
