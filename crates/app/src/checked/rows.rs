//! Whose hand-in a finding of the checks belongs to, and which row of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use junheng_model::{Diagnostic, Place, RegisterTable, TableSource};
use junheng_rulebook::{HandedInBy, Register, Rulebook};
use junheng_store::SubmissionStatus;

use super::{FailedCheck, row_key};

/// The tables with their numbers for file names: two files may be called alike, and a finding must lead to one.
pub fn numbered(tables: &[RegisterTable]) -> Vec<RegisterTable> {
    let mut numbered = tables.to_vec();
    for (number, table) in numbered.iter_mut().enumerate() {
        table.source = TableSource {
            file: Arc::from(number.to_string()),
            sheet: None,
        };
    }
    numbered
}

/// Whose hand-in a row belongs to.
pub struct Owners<'a> {
    by_code: HashMap<(&'a str, &'a str), i64>,
    by_register: HashMap<&'a str, i64>,
}

impl<'a> Owners<'a> {
    pub fn of(hand_ins: &'a [SubmissionStatus], rulebook: &Rulebook) -> Self {
        let of_county = |hand_in: &&SubmissionStatus| {
            rulebook
                .register(&hand_in.register)
                .is_some_and(|register| register.handed_in_by == HandedInBy::County)
        };
        let by_code = hand_ins.iter().filter_map(|hand_in| {
            let code = hand_in.code.as_deref()?;
            Some(((hand_in.register.as_str(), code), hand_in.id))
        });
        let by_register = hand_ins.iter().filter(of_county);
        Self {
            by_code: by_code.collect(),
            by_register: by_register
                .map(|hand_in| (hand_in.register.as_str(), hand_in.id))
                .collect(),
        }
    }

    fn owner(&self, register: &Register, table: &RegisterTable, row: usize) -> Option<i64> {
        if register.handed_in_by == HandedInBy::County {
            return self.by_register.get(register.name.as_str()).copied();
        }
        let column = register.school.as_ref().or(register.key.first())?;
        let code = table.texts(column)?.get(row)?.as_deref()?;
        self.by_code.get(&(register.name.as_str(), code)).copied()
    }
}

/// Findings by hand-in, one for each check and row however many cells it marks.
pub fn by_row(
    found: Vec<Diagnostic>,
    tables: &[RegisterTable],
    owners: &Owners<'_>,
    rulebook: &Rulebook,
) -> BTreeMap<i64, Vec<FailedCheck>> {
    let mut by_hand_in: BTreeMap<i64, Vec<FailedCheck>> = BTreeMap::new();
    let lines: Vec<HashMap<u32, usize>> = tables
        .iter()
        .map(|table| table.rows.iter().copied().zip(0..).collect())
        .collect();
    let mut seen: HashSet<(usize, usize, String)> = HashSet::new();
    for found in found {
        let Some(number) = found.place.file.parse::<usize>().ok() else {
            continue;
        };
        let (Some(table), Some(cell)) = (tables.get(number), found.place.cell) else {
            continue;
        };
        let Some(register) = rulebook.register(&table.register) else {
            continue;
        };
        let Some(&row) = lines[number].get(&cell.row) else {
            continue;
        };
        let Some(submission) = owners.owner(register, table, row) else {
            continue;
        };
        let column = table
            .columns
            .iter()
            .find(|column| column.position == cell.column);
        let column = column.map(|column| column.name.clone());
        let failed = by_hand_in.entry(submission).or_default();
        if !seen.insert((number, row, found.rule.clone())) {
            if let Some(last) = failed.last_mut() {
                last.columns.extend(column);
            }
            continue;
        }
        let texts: HashMap<&str, String> = table
            .columns
            .iter()
            .filter(|column| register.key.contains(&column.name))
            .map(|column| (column.name.as_str(), column.values.display(row)))
            .collect();
        let check = register.checks.iter().find(|check| check.id == found.rule);
        failed.push(FailedCheck {
            submission,
            check: found.rule.clone(),
            check_en: check.map_or(&found.rule, |check| &check.en).clone(),
            row_key: row_key(register, |column| texts.get(column).map(String::as_str)),
            severity: found.severity,
            is_about_change: check.is_some_and(|check| check.is_about_change()),
            found: Diagnostic {
                place: Place {
                    file: table.source.file.clone(),
                    sheet: table.source.sheet.clone(),
                    cell: found.place.cell,
                },
                ..found
            },
            columns: column.into_iter().collect(),
        });
    }
    by_hand_in
}
