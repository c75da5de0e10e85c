//! Correcting what is frozen: chosen hand-ins are opened again, and a later freeze makes another version.

use std::collections::BTreeMap;

use junheng_model::Wording;
use junheng_store::{Entry, Page, SubmissionFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::moving::{Movable, Wish, refusal, step};
use crate::{Action, Actor, App, Failure};

/// What is opened again, and why.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Correct {
    pub hand_ins: Vec<i64>,
    /// The declared fields of the move, by name.
    pub fields: BTreeMap<String, String>,
}

impl App {
    /// Opens frozen hand-ins of a county and period again: all of them or, with every reason, none.
    ///
    /// # Errors
    /// Refused with every reason; [`Failure::Invalid`] for what was typed.
    pub async fn correct(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        wanted: &Correct,
    ) -> Result<usize, Failure> {
        let county = self.county_for(actor, county, Action::Freeze).await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let period = crate::judged::period_of(&mut writing, &county, Some(period)).await?;
        let filter = SubmissionFilter {
            ids: Some(wanted.hand_ins.clone()),
            ..SubmissionFilter::of_period(&county.path, period.id)
        };
        let chosen = writing.submissions(&filter, Page::ALL).await?.items;
        if chosen.is_empty() {
            return Err(Failure::field(
                "hand_ins",
                "请选择要更正的填报。",
                "Choose what is to be corrected.",
            ));
        }
        let moves = writing.moves_of(&wanted.hand_ins).await?;
        let mut against: Vec<Wording> = Vec::new();
        for status in &chosen {
            let wish = Wish {
                step: step::CORRECT,
                fields: &wanted.fields,
            };
            let hand_in = Movable {
                status,
                period_due: period.due_on,
                moves: moves.get(&status.id).map_or(&[][..], Vec::as_slice),
                conditions: BTreeMap::new(),
            };
            match self.make_move(&mut writing, actor, wish, hand_in).await? {
                Ok(_) => {}
                Err(reasons) => match refusal(reasons) {
                    Failure::Refused(reasons) => against.extend(reasons.into_iter().map(|why| {
                        let what = format!("{} {}", status.organisation, status.register);
                        Wording::new(format!("{what}：{}", why.zh), format!("{what}: {}", why.en))
                    })),
                    other => return Err(other),
                },
            }
            writing
                .journal(Entry {
                    verb: "submission.correct",
                    organisation: Some(status.organisation_id),
                    subject: format!("submission/{}", status.id),
                    detail: json!({ "revision": status.revision }),
                })
                .await?;
        }
        if !against.is_empty() {
            return Err(Failure::Refused(against));
        }
        writing.commit().await?;
        Ok(chosen.len())
    }
}
