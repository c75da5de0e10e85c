//! The registers of one period, ready to be queried.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
    UInt32Array, new_null_array,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use junheng_model::{ColumnValues, Place, Quantity, RegisterTable};
use junheng_rulebook::{Column, ColumnKind, Register, Rulebook};

use crate::AssessError;

/// The column that numbers the rows of a table, from zero.
pub(crate) const ROW: &str = "__row";

/// The registers of one period, whether reviewed and frozen or still being handed in.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    tables: Vec<SnapshotTable>,
    refused: Vec<RefusedRow>,
}

/// A row with an error, which is not used.
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
        table: RegisterTable,
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
            SnapshotTable::Rows { table, .. } => &table.register,
            SnapshotTable::Parquet { register, .. } => register,
        }
    }
}

impl Snapshot {
    /// A snapshot of tables that intake has read. Tables of registers that the rulebook does not know
    /// are left out.
    ///
    /// # Errors
    /// When a table's columns differ in length, which intake never makes.
    pub fn from_tables(
        tables: Vec<RegisterTable>,
        rulebook: &Rulebook,
    ) -> Result<Self, AssessError> {
        let mut snapshot = Self::default();
        for table in tables {
            let Some(register) = rulebook.register(&table.register) else {
                continue;
            };
            let batch = batch_of(&table, register)?;
            snapshot.tables.push(SnapshotTable::Rows { table, batch });
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
            let SnapshotTable::Rows { table, batch } = found else {
                continue;
            };
            if table.register != register.name {
                continue;
            }
            let row = table
                .texts(key)?
                .iter()
                .position(|text| text.as_deref() == Some(code))?;
            let of_column = table.columns.iter_mut().find(|of| of.name == column)?;
            let ColumnValues::Quantity(values) = &mut of_column.values else {
                return None;
            };
            values[row] = value;
            *batch = batch_of(table, register).ok()?;
            return Some(changed);
        }
        None
    }

    pub(crate) fn refused(&self) -> &[RefusedRow] {
        &self.refused
    }

    /// The table of a register as it was read, where it came row by row.
    pub fn table(&self, register: &str) -> Option<&RegisterTable> {
        self.tables.iter().find_map(|table| match table {
            SnapshotTable::Rows { table, .. } if table.register == register => Some(table),
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

/// A table as a batch with all declared columns; those that the file did not have are null.
fn batch_of(table: &RegisterTable, register: &Register) -> Result<RecordBatch, AssessError> {
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
        (0..rows).map(|row| row as u32),
    )));
    RecordBatch::try_new(Arc::new(schema_of(register)), columns)
        .map_err(|error| AssessError::query(format!("the table {}", table.register))(error.into()))
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
