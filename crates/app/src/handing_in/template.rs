//! The workbook that an organisation fills in, with what is known of it already.

use std::collections::BTreeMap;

use junheng_model::CellValue;
use junheng_report::template::{self, KnownRows};
use junheng_rulebook::{HandedInBy, Privacy, Register, Rulebook};
use junheng_store::{Organisation, Reading, StoredRow};

use super::distribute::owner_column;
use super::reach;
use crate::{Action, Actor, App, Failure, kind};

impl App {
    /// The workbook with the registers that the hand-in's organisation hands in: the file's name and bytes. Who the
    /// organisation is stands in it, and of the rows that were handed in last what the registers carry over.
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
        let own = own_registers(&self.rulebook, &organisation);
        let mut known = BTreeMap::new();
        for register in &own.registers {
            let rows = latest_rows(&mut reading, &organisation, register, status.period_id).await?;
            known.insert(
                register.name.clone(),
                known_rows(register, &organisation, &rows),
            );
        }
        drop(reading);
        let made = tokio::task::spawn_blocking(move || template::prefilled(&own, &known));
        let name = format!("{}-填报模板-{}.xlsx", organisation.name, status.period);
        Ok((name, made.await??))
    }
}

/// What of the rulebook an organisation's workbook needs.
fn own_registers(all: &Rulebook, organisation: &Organisation) -> Rulebook {
    let by = match organisation.kind.as_str() {
        kind::COUNTY => HandedInBy::County,
        _ => HandedInBy::School,
    };
    let own = all.registers.iter();
    Rulebook {
        registers: own
            .filter(|register| register.handed_in_by == by)
            .cloned()
            .collect(),
        codes: all.codes.clone(),
        units: all.units.clone(),
        ..Rulebook::default()
    }
}

/// The organisation's rows of this period, or of the one before when there are none yet.
async fn latest_rows(
    reading: &mut Reading,
    organisation: &Organisation,
    register: &Register,
    period: i64,
) -> Result<Vec<StoredRow>, Failure> {
    let this = reading.period(period).await?.ok_or(Failure::NotFound)?;
    let before = reading.period_before(&this).await?;
    for period in std::iter::once(this.id).chain(before.map(|period| period.id)) {
        let handed_in = reading
            .submission_of(organisation.id, &register.name, period)
            .await?;
        let Some(handed_in) = handed_in else { continue };
        let rows = reading
            .rows_at(handed_in.matter_id, handed_in.revision)
            .await?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// What the template has of each row: whose it is, and what the register carries over. An organisation that never
/// handed in finds one row with its own name where the register has one row for each organisation. Pure.
fn known_rows(register: &Register, organisation: &Organisation, before: &[StoredRow]) -> KnownRows {
    let owner = owner_column(register);
    let own = match organisation.kind.as_str() {
        kind::COUNTY => Some(organisation.name.as_str()),
        _ => organisation.code.as_deref(),
    };
    let own = own.map(|own| CellValue::Text(own.into()));
    let value = |row: Option<&StoredRow>, at: usize| {
        let column = register.columns.get(at)?;
        if Some(column.name.as_str()) == owner {
            return own.clone();
        }
        let is_carried =
            register.carried.contains(&column.name) && column.privacy != Privacy::Personal;
        row.filter(|_| is_carried)?.values.get(at)?.clone()
    };
    let known = |row: Option<&StoredRow>| -> Vec<Option<CellValue>> {
        let columns = 0..register.columns.len();
        columns.map(|at| value(row, at)).collect()
    };
    let has_one_row = register.key.iter().map(String::as_str).eq(owner);
    match before {
        [] if has_one_row => vec![known(None)],
        _ if register.carried.is_empty() => Vec::new(),
        rows => rows.iter().map(|row| known(Some(row))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, privacy: &str) -> String {
        format!(
            "[[column]]\nname = \"{name}\"\nen = \"{name}\"\ntype = \"text\"\npresence = \"expected\"\n\
             privacy = \"{privacy}\"\nhelp = \"…\"\nexample = \"例\"\n"
        )
    }

    fn teachers() -> Register {
        let text = format!(
            "name = \"教师\"\nen = \"teachers\"\nabout = \"一人一行\"\nperiod = \"school_year\"\n\
             filled_by = \"学校\"\nreviewed_by = \"县\"\nhanded_in_by = \"school\"\nkey = [\"教师编号\"]\n\
             carried = [\"教师编号\", \"学校标识码\"]\nschool = \"学校标识码\"\n\
             source = {{ document = \"例\", status = \"confirmed\" }}\n{}{}{}",
            column("教师编号", "internal"),
            column("学校标识码", "public"),
            column("姓名", "personal"),
        );
        let loaded = Rulebook::load([("registers/教师.toml".to_owned(), text)]);
        let register = loaded.rulebook.register("教师").cloned();
        register.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
    }

    #[test]
    fn numbers_of_teachers_stay_and_their_names_do_not() {
        let school = Organisation {
            id: 3,
            parent_id: None,
            kind: kind::SCHOOL.to_owned(),
            name: "向阳小学".to_owned(),
            code: Some("2136000001".to_owned()),
            path: "/3/".to_owned(),
            closed_on: None,
        };
        let text = |text: &str| Some(CellValue::Text(text.into()));
        let before = StoredRow {
            row_id: 1,
            submission_id: 1,
            line: 1,
            source_id: None,
            source_row: None,
            since: 1,
            values: vec![text("T1"), text("2100000000"), text("王老师")],
        };
        let known = known_rows(&teachers(), &school, std::slice::from_ref(&before));
        // The school's code is today's, whatever it was then.
        assert_eq!(known, [[text("T1"), text("2136000001"), None]]);
        assert!(known_rows(&teachers(), &school, &[]).is_empty());
    }
}
