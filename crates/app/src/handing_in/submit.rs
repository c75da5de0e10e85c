//! Handing figures over to the level above, and taking them back before anybody looked.

use std::collections::BTreeMap;

use junheng_rulebook::Condition;
use junheng_store::Entry;
use serde_json::json;

use super::reach;
use super::readiness::against_an_empty_hand_in;
use crate::moving::{Movable, Wish, refusal, step};
use crate::{Action, Actor, App, Failure};

/// The field of 提交 for what the reviewer should know.
const NOTE: &str = "提交说明";

impl App {
    /// Hands the figures in. Remarks of an earlier review are settled with it.
    ///
    /// # Errors
    /// Refused with every reason that stands in the way.
    pub async fn submit_hand_in(&self, actor: &Actor, id: i64, note: &str) -> Result<(), Failure> {
        let mut fields = BTreeMap::new();
        if !note.trim().is_empty() {
            fields.insert(NOTE.to_owned(), note.to_owned());
        }
        let wish = Wish {
            step: step::SUBMIT,
            fields: &fields,
        };
        self.move_own(actor, id, wish, "hand-in.submit").await
    }

    /// Takes a hand-in back that nobody has reviewed yet.
    ///
    /// # Errors
    /// Refused when it is not waiting for review, or the person may not.
    pub async fn withdraw_hand_in(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let wish = Wish {
            step: step::WITHDRAW,
            fields: &BTreeMap::new(),
        };
        self.move_own(actor, id, wish, "hand-in.withdraw").await
    }

    async fn move_own(
        &self,
        actor: &Actor,
        id: i64,
        wish: Wish<'_>,
        verb: &'static str,
    ) -> Result<(), Failure> {
        // The checks run before the writing turn is taken; inside it what they found is only looked up.
        let mut reading = self.store.read().await?;
        let status = reach(&mut reading, actor, id, Action::ReadRows).await?;
        self.readiness(&mut reading, &status).await?;
        drop(reading);
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let status = reach(&mut writing, actor, id, Action::ReadRows).await?;
        let readiness = self.readiness(&mut writing, &status).await?;
        let mut conditions = readiness.conditions;
        if wish.step == step::SUBMIT {
            let note = wish.fields.get(NOTE).map_or("", String::as_str);
            let rows = conditions.entry(Condition::EveryRowUsed).or_default();
            rows.extend(against_an_empty_hand_in(&status, note));
        }
        let moves = writing.moves(id).await?;
        let movable = Movable {
            status: &status,
            period_due: readiness.period.due_on,
            moves: &moves,
            conditions,
        };
        let moved = self.make_move(&mut writing, actor, wish, movable).await?;
        let to = moved.map_err(refusal)?;
        let settled = match wish.step {
            step::SUBMIT => writing.settle_remarks(id).await?,
            _ => 0,
        };
        writing
            .journal(Entry {
                verb,
                organisation: Some(status.organisation_id),
                subject: format!("hand-in/{id}"),
                detail: json!({
                    "register": status.register,
                    "revision": status.revision,
                    "to": to,
                    "remarks_settled": settled,
                }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }
}
