//! Register tables: one real, typed table for each register of the rulebook, with the columns' own names.

use std::collections::BTreeMap;

use junheng_model::CellValue;
use junheng_rulebook::{ColumnKind, Privacy, Register, Rulebook};
use sqlx::AnyPool;

use crate::StoreError;
use crate::dialect::{CellKind, Dialect};
use crate::statement::{Cells, Value, bound, values};

/// PostgreSQL cuts longer names off.
const LONGEST_NAME: usize = 63;
/// Both databases, as used here, hold so many digits of a number exactly.
const SIGNIFICANT_DIGITS: u32 = 15;

/// The system columns before the declared ones, with their types.
pub(crate) const SYSTEM_COLUMNS: [(&str, &str); 9] = [
    ("row_id", "BIGINT NOT NULL"),
    (
        "submission_id",
        "BIGINT NOT NULL REFERENCES submission (matter_id)",
    ),
    ("organisation_id", "BIGINT NOT NULL"),
    ("period_id", "BIGINT NOT NULL"),
    ("line", "BIGINT NOT NULL"),
    ("source_id", "BIGINT REFERENCES source (id)"),
    ("source_row", "BIGINT"),
    ("since", "BIGINT NOT NULL"),
    ("until", "BIGINT"),
];

/// A register as the database keeps it.
#[derive(Debug, Clone)]
pub(crate) struct RegisterShape {
    pub(crate) name: String,
    pub(crate) columns: Vec<ColumnShape>,
    /// The places of the key's columns.
    pub(crate) key: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct ColumnShape {
    pub(crate) name: String,
    pub(crate) kind: CellKind,
    pub(crate) personal: bool,
}

/// All registers of the rulebook.
#[derive(Debug, Clone)]
pub(crate) struct Registers(BTreeMap<String, RegisterShape>);

impl Registers {
    pub(crate) fn of(rulebook: &Rulebook) -> Result<Self, StoreError> {
        let shapes: Result<BTreeMap<_, _>, StoreError> = rulebook
            .registers
            .iter()
            .map(|register| Ok((register.name.clone(), RegisterShape::of(register)?)))
            .collect();
        Ok(Self(shapes?))
    }

    pub(crate) fn get(&self, name: &str) -> Result<&RegisterShape, StoreError> {
        let found = self.0.get(name);
        found.ok_or_else(|| StoreError::UnknownRegister(name.to_owned()))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &RegisterShape> {
        self.0.values()
    }
}

impl RegisterShape {
    fn of(register: &Register) -> Result<Self, StoreError> {
        let columns: Vec<ColumnShape> = register
            .columns
            .iter()
            .map(|column| ColumnShape {
                name: column.name.clone(),
                kind: match column.kind {
                    ColumnKind::Text | ColumnKind::Code(_) => CellKind::Text,
                    ColumnKind::Year | ColumnKind::Count | ColumnKind::Quantity => {
                        CellKind::Quantity
                    }
                    ColumnKind::Date => CellKind::Date,
                    ColumnKind::YesNo => CellKind::YesNo,
                },
                personal: column.privacy == Privacy::Personal,
            })
            .collect();
        let view = current_view(&register.name);
        let names = columns.iter().map(|column| &column.name).chain([&view]);
        if let Some(name) = names.into_iter().find(|name| name.len() > LONGEST_NAME) {
            return Err(StoreError::NameTooLong {
                register: register.name.clone(),
                name: name.clone(),
            });
        }
        let place = |name: &String| columns.iter().position(|column| &column.name == name);
        Ok(Self {
            name: register.name.clone(),
            key: register.key.iter().filter_map(place).collect(),
            columns,
        })
    }

    /// The table's name, quoted.
    pub(crate) fn table(&self) -> String {
        quoted(&self.name)
    }

    /// The declared columns as texts, for reading.
    pub(crate) fn cells_as_text(&self) -> String {
        let texts = self.columns.iter().map(|column| {
            let name = quoted(&column.name);
            match column.kind {
                CellKind::Text => format!("t.{name}"),
                _ if column.personal => format!("t.{name}"),
                _ => format!("CAST(t.{name} AS TEXT)"),
            }
        });
        texts.collect::<Vec<_>>().join(", ")
    }
}

impl ColumnShape {
    /// The place of one cell, for the cipher's associated data.
    pub(crate) fn cell_of(&self, register: &str, row_id: i64) -> String {
        format!("{register}/{}/{row_id}", self.name)
    }

    /// The value as a text that the database turns into the column's type; `None` when it is of another type.
    pub(crate) fn to_text(
        &self,
        register: &str,
        value: &CellValue,
    ) -> Result<Option<String>, StoreError> {
        Ok(match (self.kind, value) {
            (CellKind::Text, CellValue::Text(text)) => Some(text.to_string()),
            (CellKind::Quantity, CellValue::Quantity(quantity)) => {
                if significant_digits(quantity.millionths()) > SIGNIFICANT_DIGITS {
                    return Err(StoreError::TooManyDigits {
                        register: register.to_owned(),
                        column: self.name.clone(),
                        value: quantity.to_string(),
                    });
                }
                Some(quantity.to_string())
            }
            (CellKind::Date, CellValue::Date(date)) => Some(date.to_string()),
            (CellKind::YesNo, CellValue::YesNo(yes)) => Some(u8::from(*yes).to_string()),
            _ => None,
        })
    }

    /// Reads what the database shows of a value that [`Self::to_text`] wrote.
    pub(crate) fn read_text(&self, text: String) -> Result<CellValue, StoreError> {
        let damaged = || StoreError::Damaged(self.name.clone());
        Ok(match self.kind {
            CellKind::Text => CellValue::Text(text.into()),
            CellKind::Quantity => CellValue::Quantity(match text.parse() {
                Ok(quantity) => quantity,
                // SQLite writes very small and very large numbers as 1.0e-06.
                Err(_) => text
                    .parse()
                    .ok()
                    .and_then(|float| junheng_model::Quantity::from_f64(float).ok())
                    .ok_or_else(damaged)?,
            }),
            CellKind::Date => CellValue::Date(text.parse().map_err(|_| damaged())?),
            CellKind::YesNo => CellValue::YesNo(match text.as_str() {
                "1" | "true" => true,
                "0" | "false" => false,
                _ => return Err(damaged()),
            }),
        })
    }
}

fn significant_digits(millionths: i64) -> u32 {
    let mut rest = millionths.unsigned_abs();
    if rest == 0 {
        return 1;
    }
    while rest.is_multiple_of(10) {
        rest /= 10;
    }
    rest.ilog10() + 1
}

/// A name as SQL writes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The view of the rows that hold now, for tools that read the database.
fn current_view(register: &str) -> String {
    format!("{register}_现行")
}

/// Makes the tables of registers that have none, and adds columns that a newer rulebook declares. Columns that it no
/// longer declares stay, with what was reported in them.
pub(crate) async fn prepare_tables(
    pool: &AnyPool,
    dialect: Dialect,
    registers: &Registers,
) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with(dialect.begin_writing()).await?;
    // One process at a time makes tables.
    let lock = "UPDATE chain_head SET locked = locked + 1 WHERE id = 1";
    bound(lock.to_owned(), Vec::new())
        .execute(&mut *transaction)
        .await?;
    for shape in registers.iter() {
        let known = known_columns(&mut transaction, dialect, &shape.name).await?;
        for statement in statements(shape, dialect, &known)? {
            bound(statement, Vec::new())
                .execute(&mut *transaction)
                .await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// The columns that a table has, with their types in capitals.
async fn known_columns(
    transaction: &mut sqlx::Transaction<'static, sqlx::Any>,
    dialect: Dialect,
    table: &str,
) -> Result<BTreeMap<String, String>, StoreError> {
    let text = dialect.columns_of_table();
    let rows = bound(text.to_owned(), values![table])
        .fetch_all(&mut **transaction)
        .await?;
    rows.iter()
        .map(|row| {
            let mut cells = Cells::of(row);
            Ok((cells.take()?, cells.take()?))
        })
        .collect()
}

fn statements(
    shape: &RegisterShape,
    dialect: Dialect,
    known: &BTreeMap<String, String>,
) -> Result<Vec<String>, StoreError> {
    let table = shape.table();
    let declared = |column: &ColumnShape| {
        let kind = Dialect::column_type(column.kind, column.personal);
        format!("{} {kind}", quoted(&column.name))
    };
    let mut statements = Vec::new();
    if known.is_empty() {
        let system = SYSTEM_COLUMNS.map(|(name, kind)| format!("{name} {kind}"));
        let own = shape.columns.iter().map(declared);
        let columns: Vec<String> = system.into_iter().chain(own).collect();
        statements.push(format!(
            "CREATE TABLE {table} ({}, PRIMARY KEY (row_id, since))",
            columns.join(", ")
        ));
        for (name, on) in [
            ("submission", "submission_id, since"),
            ("period", "period_id, organisation_id"),
        ] {
            let index = quoted(&format!("{}_{name}", shape.name));
            statements.push(format!("CREATE INDEX {index} ON {table} ({on})"));
        }
    } else {
        for column in &shape.columns {
            match known.get(&column.name) {
                None => statements.push(format!(
                    "ALTER TABLE {table} ADD COLUMN {}",
                    declared(column)
                )),
                Some(kind) if kind == Dialect::column_type(column.kind, column.personal) => {}
                Some(_) => {
                    return Err(StoreError::ColumnChanged {
                        register: shape.name.clone(),
                        column: column.name.clone(),
                    });
                }
            }
        }
    }
    let columns = shape.columns.iter().map(|column| quoted(&column.name));
    let system = ["row_id", "submission_id", "organisation_id", "period_id"];
    let shown: Vec<String> = system
        .into_iter()
        .map(str::to_owned)
        .chain(columns)
        .collect();
    let select = format!(
        "SELECT {} FROM {table} WHERE until IS NULL",
        shown.join(", ")
    );
    let view = quoted(&current_view(&shape.name));
    statements.extend(dialect.replace_view(&view, &select));
    Ok(statements)
}

/// The values of a row as the database takes them: what is personal enciphered.
pub(crate) fn cells_to_store(
    shape: &RegisterShape,
    keys: &crate::Keys,
    row_id: i64,
    line: i64,
    values: &[Option<CellValue>],
) -> Result<Vec<Value>, StoreError> {
    let misfit = || StoreError::ValuesDoNotFit {
        register: shape.name.clone(),
        line,
    };
    if values.len() != shape.columns.len() {
        return Err(misfit());
    }
    let pairs = shape.columns.iter().zip(values);
    pairs
        .map(|(column, value)| {
            let Some(value) = value else {
                return Ok(Value::Text(None));
            };
            let text = column.to_text(&shape.name, value)?.ok_or_else(misfit)?;
            if !column.personal {
                return Ok(Value::from(text));
            }
            let place = column.cell_of(&shape.name, row_id);
            Ok(Value::from(keys.encipher(&place, &text)?))
        })
        .collect()
}
