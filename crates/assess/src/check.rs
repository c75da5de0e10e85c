//! The checks (校验) that registers declare, across columns, registers and years.

use std::collections::BTreeSet;

use jiff::civil::Date;
use junheng_model::{Diagnostic, Diagnostics, Place, Severity, Wording};
use junheng_rulebook::{Check, CheckColumn, Reference, Register, Rulebook};

use crate::known_names::{CODE, LAST_YEAR, ROW, SCHOOLS};
use crate::measure::select::{Scanned, Select};
use crate::session::Session;
use crate::snapshot::SnapshotTable;
use crate::sql::{Names, quoted};
use crate::{AssessError, Engine, Snapshot};

/// What the checks of a snapshot found.
#[derive(Debug, Default)]
pub struct Checked {
    pub diagnostics: Diagnostics,
    /// Rows that break a check of severity `error`, by register.
    pub in_error: Vec<(String, usize)>,
}

impl Engine {
    /// Runs every declared check over a snapshot. A check that compares with last year, or with a
    /// register that was not handed in, says nothing where there is nothing to compare with.
    ///
    /// # Errors
    /// When the query engine refuses a check, which `rulebook check` would have said.
    pub fn check(
        &self,
        snapshot: &Snapshot,
        last_year: Option<&Snapshot>,
        rulebook: &Rulebook,
        day: Date,
    ) -> Result<Diagnostics, AssessError> {
        let checked = self.check_rows(snapshot, last_year, rulebook, day)?;
        Ok(checked.diagnostics)
    }

    /// The same as [`Engine::check`], with the rows that are in error.
    ///
    /// # Errors
    /// When the query engine refuses a check.
    pub fn check_rows(
        &self,
        snapshot: &Snapshot,
        last_year: Option<&Snapshot>,
        rulebook: &Rulebook,
        day: Date,
    ) -> Result<Checked, AssessError> {
        let handed_in = rulebook
            .registers
            .iter()
            .filter(|register| snapshot.has(&register.name));
        let checks: Vec<(&Register, &Check)> = handed_in
            .flat_map(|register| register.checks.iter().map(move |check| (register, check)))
            .filter(|(_, check)| comparable(check, snapshot, last_year))
            .collect();
        let session = self.session(snapshot, rulebook, day);
        let found = session.with_each(&checks, |session, (register, check)| {
            session.open(register)?;
            run(session, last_year, register, check)
        })?;
        let mut all = Checked::default();
        for found in found {
            all.add(found);
        }
        Ok(all)
    }
}

impl Checked {
    fn add(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.in_error.extend(other.in_error);
    }
}

/// Whether everything that a check compares with was handed in.
fn comparable(check: &Check, snapshot: &Snapshot, last_year: Option<&Snapshot>) -> bool {
    check.with.iter().all(|with| match with.last_year {
        true => last_year.is_some_and(|last_year| last_year.has(&with.from)),
        false => snapshot.has(&with.from),
    })
}

fn run(
    session: &Session<'_>,
    last_year: Option<&Snapshot>,
    register: &Register,
    check: &Check,
) -> Result<Checked, AssessError> {
    let names = Names {
        policy: None,
        day: session.day,
        register,
        alias: &register.name,
        school_alias: SCHOOLS,
        stage: None,
    };
    let (joins, compared) = joins(session, last_year, register, check)?;
    let rename = |reference: &Reference| match reference {
        Reference::Column(name) if compared.contains(name) => Some(quoted(name)),
        other => Some(names.bind(other)),
    };
    let mut select = Select::default();
    let own = |name: &str| format!("{}.{}", quoted(&register.name), quoted(name));
    let row = select.add(own(ROW));
    let key = register
        .key
        .first()
        .map(|key| select.add(text_of(&own(key))));
    let read: Vec<(String, usize)> = check
        .expect
        .references()
        .iter()
        .map(|reference| {
            (
                reference.text(),
                select.add(text_of(&rename(reference).unwrap_or_default())),
            )
        })
        .collect();
    let sql = format!(
        "{} FROM {}{joins} WHERE NOT ({}) ORDER BY 1",
        select.sql(),
        quoted(&register.name),
        check.expect.sql(&rename)
    );
    let scanned = Scanned::new(&select, session.query(&sql)?);
    let rows = scanned.row_numbers(row);
    let keys = key.map(|key| scanned.texts(key)).transpose()?;
    let columns = read
        .iter()
        .map(|(name, position)| Ok((name.as_str(), scanned.texts(*position)?)))
        .collect::<Result<Vec<_>, AssessError>>()?;
    let failed = rows.iter().enumerate().flat_map(|(at, &row)| {
        let values = values_of(&columns, at);
        let key = keys.as_ref().and_then(|keys| keys[at].clone());
        marked_cells(session, register, check, row, key)
            .into_iter()
            .map(move |place| diagnostic(check, place, values.clone()))
    });
    let is_error = check.severity == Severity::Error;
    let in_error = rows.iter().filter(|_| is_error);
    Ok(Checked {
        diagnostics: failed.collect(),
        in_error: in_error
            .map(|&row| (register.name.clone(), row as usize))
            .collect(),
    })
}

/// What a check read in the row `at`: `在校生数 = 12，班数 = 1`.
fn values_of(columns: &[(&str, Vec<Option<String>>)], at: usize) -> String {
    let read: Vec<String> = columns
        .iter()
        .map(|(name, values)| {
            let value = values[at].as_deref().unwrap_or("—");
            format!("{name} = {}", trimmed(value))
        })
        .collect();
    read.join("，")
}

/// The engine's text of a number without the zeros behind its last digit.
pub(crate) fn trimmed(text: &str) -> &str {
    match text.contains('.')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-')
    {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    }
}

fn text_of(sql: &str) -> String {
    format!("CAST({sql} AS VARCHAR)")
}

/// Joins of everything that a check compares a row with, and the names that this brings in.
fn joins(
    session: &Session<'_>,
    last_year: Option<&Snapshot>,
    register: &Register,
    check: &Check,
) -> Result<(String, BTreeSet<String>), AssessError> {
    let mut text = String::new();
    if let Some(school) = register.school.as_ref().filter(|_| uses_school(check)) {
        session.open(session.schools()?)?;
        text.push_str(&format!(
            " LEFT JOIN {} ON {}.{} = {}.{}",
            quoted(SCHOOLS),
            quoted(&register.name),
            quoted(school),
            quoted(SCHOOLS),
            quoted(CODE),
        ));
    }
    let mut compared = BTreeSet::new();
    for with in &check.with {
        text.push_str(&join_aggregate(session, last_year, register, with)?);
        compared.insert(with.name.clone());
    }
    Ok((text, compared))
}

fn uses_school(check: &Check) -> bool {
    check
        .expect
        .references()
        .iter()
        .any(|reference| matches!(reference, Reference::SchoolColumn(_)))
}

fn join_aggregate(
    session: &Session<'_>,
    last_year: Option<&Snapshot>,
    register: &Register,
    with: &CheckColumn,
) -> Result<String, AssessError> {
    let from = session
        .rulebook
        .register(&with.from)
        .ok_or_else(|| AssessError::Rulebook(format!("register {}", with.from)))?;
    let table = match last_year.filter(|_| with.last_year) {
        Some(last_year) => {
            session.open_last_year(last_year, from)?;
            format!("{LAST_YEAR}{}", from.name)
        }
        None => {
            session.open(from)?;
            from.name.clone()
        }
    };
    let names = Names {
        policy: None,
        day: session.day,
        register: from,
        alias: &from.name,
        school_alias: SCHOOLS,
        stage: None,
    };
    let alias = quoted(&format!("__{}", with.name));
    let of = |room: &str, column: &String| format!("{room}.{}", quoted(column));
    let from = quoted(&from.name);
    let keys: Vec<String> = with.on.iter().map(|column| of(&from, column)).collect();
    let equal: Vec<String> = with
        .on
        .iter()
        .map(|column| {
            format!(
                "{} = {}",
                of(&alias, column),
                of(&quoted(&register.name), column)
            )
        })
        .collect();
    Ok(format!(
        " LEFT JOIN (SELECT {keys}, {value} AS {name} FROM {table} AS {from} GROUP BY {keys}) AS {alias} ON {equal}",
        keys = keys.join(", "),
        value = names.sql(&with.value),
        name = quoted(&with.name),
        table = quoted(&table),
        equal = equal.join(" AND "),
    ))
}

/// The cells that a broken check points at: those that it declares, else the row's key.
fn marked_cells(
    session: &Session<'_>,
    register: &Register,
    check: &Check,
    row: u32,
    key: Option<String>,
) -> Vec<Place> {
    match session
        .snapshot
        .tables()
        .iter()
        .find(|table| table.register() == register.name)
    {
        Some(SnapshotTable::Rows { rows, .. }) => {
            let key = register
                .key
                .first()
                .map(std::slice::from_ref)
                .unwrap_or_default();
            let columns = if check.columns.is_empty() {
                key
            } else {
                &check.columns
            };
            let present: Vec<&String> = columns
                .iter()
                .filter(|column| rows.has_cell(row as usize, column))
                .collect();
            match present.is_empty() {
                true => vec![rows.place(row as usize, "")],
                false => present
                    .iter()
                    .map(|column| rows.place(row as usize, column))
                    .collect(),
            }
        }
        // Parquet has no cells: the row is told by its key.
        Some(SnapshotTable::Parquet { file, .. }) => {
            vec![Place {
                file: file.clone(),
                sheet: Some(key.unwrap_or_default().into()),
                cell: None,
            }]
        }
        None => Vec::new(),
    }
}

fn diagnostic(check: &Check, place: Place, read: String) -> Diagnostic {
    Diagnostic {
        severity: check.severity,
        code: "check",
        place,
        read,
        expected: Wording::new(
            format!("{}（{}）", check.id, check.expect.text),
            format!("{} ({})", check.en, check.expect.text),
        ),
        mend: Wording::new(
            format!("{}{}", check.why.zh, check.mend.zh),
            format!("{} {}", check.why.en, check.mend.en),
        ),
        rule: check.id.clone(),
    }
}
