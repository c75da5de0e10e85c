//! The workbook that an organisation fills in.

use junheng_rulebook::{HandedInBy, Rulebook};

use super::reach;
use crate::{Action, Actor, App, Failure, kind};

impl App {
    /// An empty workbook with the registers that the hand-in's organisation hands in: the file's name and bytes.
    ///
    /// # Errors
    /// [`Failure::NotFound`] out of reach.
    pub async fn hand_in_template(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<(String, Vec<u8>), Failure> {
        let mut reading = self.store.read().await?;
        let status = reach(&mut reading, actor, id, Action::ReadRows).await?;
        let organisation = reading.organisation(status.organisation_id).await?;
        let organisation = organisation.ok_or(Failure::NotFound)?;
        drop(reading);
        let by = match organisation.kind.as_str() {
            kind::COUNTY => HandedInBy::County,
            _ => HandedInBy::School,
        };
        let all = &self.rulebook;
        let own = Rulebook {
            registers: all
                .registers
                .iter()
                .filter(|register| register.handed_in_by == by)
                .cloned()
                .collect(),
            codes: all.codes.clone(),
            units: all.units.clone(),
            ..Rulebook::default()
        };
        let made = tokio::task::spawn_blocking(move || junheng_report::template::workbook(&own));
        let name = format!("{}-填报模板-{}.xlsx", organisation.name, status.period);
        Ok((name, made.await??))
    }
}
