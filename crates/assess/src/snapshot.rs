//! The registers of one period, ready to be queried.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
    UInt32Array, new_null_array,
};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::error::ArrowError;
use junheng_model::{ColumnValues, Place, Quantity, RegisterTable};
use junheng_rulebook::{Column, ColumnKind, Register, Rulebook};

use crate::known_names::{CODE, ROW, SCHOOLS};
use crate::{AssessError, RegisterRows};

/// The registers of one period, whether reviewed and frozen or still being handed in.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    tables: Vec<SnapshotTable>,
    refused: Vec<RefusedRow>,
}

/// A row with an error: one that is not used, or whose figures contradict each other.
#[derive(Debug, Clone)]
pub(crate) struct RefusedRow {
    pub register: String,
    /// The county, where the row says it.
    pub county: Option<String>,
    pub place: Place,
}

#[derive(Debug, Clone)]
pub(crate) enum SnapshotTable {
    /// Read from a workbook, every value with its cell.
    Rows {
        register: String,
        rows: RegisterRows,
        batch: RecordBatch,
    },
    /// A Parquet file with the register's columns.
    Parquet {
        register: String,
        file: Arc<str>,
        bytes: Bytes,
    },
}

impl SnapshotTable {
    pub(crate) fn register(&self) -> &str {
        match self {
            SnapshotTable::Rows { register, .. } | SnapshotTable::Parquet { register, .. } => {
                register
            }
        }
    }
}

impl Snapshot {
    /// A snapshot of tables that intake has read, or that were kept: a register may have many, one for each
    /// source. Tables of registers that the rulebook does not know are left out.
    ///
    /// # Errors
    /// When a table's columns differ in length, which intake never makes.
    pub fn from_tables(
        tables: Vec<RegisterTable>,
        rulebook: &Rulebook,
    ) -> Result<Self, AssessError> {
        let mut by_register: Vec<(&Register, Vec<RegisterTable>)> = Vec::new();
        for table in tables {
            let Some(register) = rulebook.register(&table.register) else {
                continue;
            };
            match by_register
                .iter_mut()
                .find(|(of, _)| of.name == register.name)
            {
                Some((_, tables)) => tables.push(table),
                None => by_register.push((register, vec![table])),
            }
        }
        let mut snapshot = Self::default();
        for (register, tables) in by_register {
            let rows = RegisterRows::new(tables);
            snapshot.tables.push(SnapshotTable::Rows {
                register: register.name.clone(),
                batch: batch_of(&rows, register)?,
                rows,
            });
        }
        Ok(snapshot)
    }

    /// Adds a register that is held as a Parquet file.
    pub fn add_parquet(&mut self, register: &Register, file: impl Into<Arc<str>>, bytes: Bytes) {
        self.tables.push(SnapshotTable::Parquet {
            register: register.name.clone(),
            file: file.into(),
            bytes,
        });
    }

    /// Notes a row that could not be used. As long as there is one, its county is not said to have met
    /// a policy that reads the register.
    pub fn refuse(&mut self, register: String, county: Option<String>, place: Place) {
        self.refused.push(RefusedRow {
            register,
            county,
            place,
        });
    }

    /// Notes a row whose figures contradict each other: it is used, but its county is not said to have met a policy that
    /// reads the register, as with a row that could not be used.
    pub fn doubt(&mut self, register: &Register, row: usize, rulebook: &Rulebook) {
        let Some(rows) = self.table(&register.name) else {
            return;
        };
        let text = |rows: &RegisterRows, column: &str, row: usize| {
            let (table, row) = rows.locate(row);
            table.texts(column)?.get(row)?.clone()
        };
        let of_school = |column: &String| {
            let code = text(rows, column, row)?;
            let (schools, county) = (
                self.table(SCHOOLS)?,
                rulebook.register(SCHOOLS)?.county.as_ref()?,
            );
            let (table, at) = schools.find(CODE, &code)?;
            schools.tables()[table].texts(county)?.get(at)?.clone()
        };
        let own = register.county.as_ref();
        let county = own
            .and_then(|column| text(rows, column, row))
            .or_else(|| register.school.as_ref().and_then(of_school));
        let place = rows.place(row, "");
        self.refuse(
            register.name.clone(),
            county.map(|name| name.to_string()),
            place,
        );
    }

    /// The same snapshot with one figure of one row changed: the row whose `key` column reads `code`.
    /// `None` when there is no such row or column, or the value does not suit the column.
    pub fn changed(
        &self,
        register: &Register,
        code: &str,
        column: &str,
        value: Option<Quantity>,
    ) -> Option<Self> {
        let mut changed = self.clone();
        let key = register.key.first()?;
        for found in &mut changed.tables {
            let SnapshotTable::Rows {
                register: name,
                rows,
                batch,
            } = found
            else {
                continue;
            };
            if *name != register.name {
                continue;
            }
            let (table, row) = rows.find(key, code)?;
            let columns = &mut rows.table_mut(table).columns;
            let of_column = columns.iter_mut().find(|of| of.name == column)?;
            let ColumnValues::Quantity(values) = &mut of_column.values else {
                return None;
            };
            values[row] = value;
            *batch = batch_of(rows, register).ok()?;
            return Some(changed);
        }
        None
    }

    pub(crate) fn refused(&self) -> &[RefusedRow] {
        &self.refused
    }

    /// The rows of a register as they were read, where they came row by row.
    pub fn table(&self, register: &str) -> Option<&RegisterRows> {
        self.tables.iter().find_map(|table| match table {
            SnapshotTable::Rows {
                register: name,
                rows,
                ..
            } if name == register => Some(rows),
            _ => None,
        })
    }

    /// Whether anything was handed in for a register.
    pub fn has(&self, register: &str) -> bool {
        self.tables.iter().any(|table| table.register() == register)
    }

    pub(crate) fn tables(&self) -> &[SnapshotTable] {
        &self.tables
    }
}

/// The engine's type for a declared column.
pub(crate) fn data_type(column: &Column) -> DataType {
    match column.kind {
        ColumnKind::Text | ColumnKind::Code(_) => DataType::Utf8,
        ColumnKind::Year | ColumnKind::Count => DataType::Int64,
        ColumnKind::Quantity => DataType::Decimal128(18, 6),
        ColumnKind::Date => DataType::Date32,
        ColumnKind::YesNo => DataType::Boolean,
    }
}

/// A register's schema in the engine: its declared columns and the row number.
pub(crate) fn schema_of(register: &Register) -> Schema {
    let declared = register
        .columns
        .iter()
        .map(|column| Field::new(&column.name, data_type(column), true));
    Schema::new(
        declared
            .chain([Field::new(ROW, DataType::UInt32, true)])
            .collect::<Vec<_>>(),
    )
}

/// The rows of a register as one batch with all declared columns; those that a file did not have are null.
fn batch_of(rows: &RegisterRows, register: &Register) -> Result<RecordBatch, AssessError> {
    let schema = Arc::new(schema_of(register));
    let failed = || AssessError::query(format!("the table {}", register.name));
    let batches = rows
        .tables()
        .iter()
        .enumerate()
        .map(|(at, table)| table_batch(table, rows.start(at), register, &schema))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed()(error.into()))?;
    match batches.as_slice() {
        [batch] => Ok(batch.clone()),
        batches => concat_batches(&schema, batches).map_err(|error| failed()(error.into())),
    }
}

/// One source's rows, numbered from `start`.
fn table_batch(
    table: &RegisterTable,
    start: usize,
    register: &Register,
    schema: &Arc<Schema>,
) -> Result<RecordBatch, ArrowError> {
    let rows = table.row_count();
    let mut columns: Vec<ArrayRef> = register
        .columns
        .iter()
        .map(|column| match table.column(&column.name) {
            Some(found) => array_of(&found.values, &data_type(column)),
            None => new_null_array(&data_type(column), rows),
        })
        .collect();
    columns.push(Arc::new(UInt32Array::from_iter_values(
        (start..start + rows).map(|row| row as u32),
    )));
    RecordBatch::try_new(schema.clone(), columns)
}

/// Values as an array of the declared type; a value of another type is missing, which intake has
/// reported.
pub(crate) fn array_of(values: &ColumnValues, wanted: &DataType) -> ArrayRef {
    let days = |date: &jiff::civil::Date| {
        date.since(jiff::civil::date(1970, 1, 1))
            .map(|span| span.get_days())
            .ok()
    };
    match (values, wanted) {
        (ColumnValues::Text(texts), DataType::Utf8) => Arc::new(StringArray::from_iter(
            texts.iter().map(|text| text.as_deref()),
        )),
        (ColumnValues::Quantity(quantities), DataType::Int64) => Arc::new(Int64Array::from_iter(
            quantities
                .iter()
                .map(|quantity| quantity.and_then(|quantity| quantity.whole())),
        )),
        (ColumnValues::Quantity(quantities), DataType::Decimal128(precision, scale)) => {
            let millionths = quantities
                .iter()
                .map(|quantity| quantity.map(|quantity| i128::from(quantity.millionths())));
            match Decimal128Array::from_iter(millionths)
                .with_precision_and_scale(*precision, *scale)
            {
                Ok(array) => Arc::new(array),
                Err(_) => new_null_array(wanted, quantities.len()),
            }
        }
        (ColumnValues::Date(dates), DataType::Date32) => Arc::new(Date32Array::from_iter(
            dates.iter().map(|date| date.as_ref().and_then(days)),
        )),
        (ColumnValues::YesNo(answers), DataType::Boolean) => {
            Arc::new(BooleanArray::from_iter(answers.iter().copied()))
        }
        (other, wanted) => new_null_array(wanted, other.len()),
    }
}
