//! From the bytes of a file to the tables that it was written from.

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch,
    StringArray, UInt32Array,
};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, UInt32Type};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use junheng_model::{ColumnValues, Quantity, RegisterTable, TableColumn};
use junheng_rulebook::Register;

use super::sources::{Metadata, WrittenSource};
use super::{
    Shared, SnapshotFileError, SnapshotPart, beside, damaged, parquet_failed, table_failed,
};
use crate::snapshot::{RefusedRow, data_type};

/// What a file holds.
pub(super) struct ReadFile {
    pub tables: Vec<RegisterTable>,
    pub refused: Vec<RefusedRow>,
}

pub(super) fn file(
    part: &SnapshotPart,
    register: &Register,
) -> Result<ReadFile, SnapshotFileError> {
    let name = register.name.as_str();
    let failed = parquet_failed(name);
    let builder = ParquetRecordBatchReaderBuilder::try_new(part.bytes.clone()).map_err(&failed)?;
    let metadata = builder.metadata().clone();
    let metadata = Metadata::new(name, metadata.file_metadata().key_value_metadata())?;
    let schema = builder.schema().clone();
    let batches = builder
        .build()
        .map_err(&failed)?
        .collect::<Result<Vec<RecordBatch>, _>>()
        .map_err(table_failed(name))?;
    let rows = concat_batches(&schema, &batches).map_err(table_failed(name))?;
    check_types(register, &rows)?;
    let tables = tables(name, &rows, metadata.sources()?)?;
    Ok(ReadFile {
        tables,
        refused: metadata.refused()?,
    })
}

/// Whether the columns are still of the types that the rulebook declares.
fn check_types(register: &Register, rows: &RecordBatch) -> Result<(), SnapshotFileError> {
    for column in &register.columns {
        if let Some(found) = rows.column_by_name(&column.name)
            && *found.data_type() != data_type(column)
        {
            return Err(SnapshotFileError::OtherType {
                register: register.name.clone(),
                column: column.name.clone(),
            });
        }
    }
    Ok(())
}

/// The rows by source; each source's stand together.
fn tables(
    register: &str,
    rows: &RecordBatch,
    sources: Vec<WrittenSource>,
) -> Result<Vec<RegisterTable>, SnapshotFileError> {
    let of_source = whole_numbers(register, rows, beside::SOURCE)?;
    let row_numbers = whole_numbers(register, rows, beside::ROW)?;
    if of_source.null_count() > 0 || row_numbers.null_count() > 0 {
        return Err(damaged(register, "a row does not say where it came from"));
    }
    let of_source = of_source.values();
    if !of_source.is_sorted()
        || of_source
            .last()
            .is_some_and(|last| *last as usize >= sources.len())
    {
        return Err(damaged(
            register,
            "the rows are not in the order of their sources",
        ));
    }
    let mut shared = Shared::default();
    sources
        .into_iter()
        .enumerate()
        .map(|(at, written)| {
            let start = of_source.partition_point(|source| (*source as usize) < at);
            let end = of_source.partition_point(|source| (*source as usize) <= at);
            let columns = written
                .columns
                .into_iter()
                .map(|(name, position)| {
                    let array = rows.column_by_name(&name);
                    let array =
                        array.ok_or_else(|| damaged(register, format!("{name} is missing")))?;
                    let values = values(
                        register,
                        &name,
                        &array.slice(start, end - start),
                        &mut shared,
                    )?;
                    Ok(TableColumn {
                        name,
                        position,
                        values,
                    })
                })
                .collect::<Result<_, SnapshotFileError>>()?;
            Ok(RegisterTable {
                register: register.to_owned(),
                source: written.source,
                columns,
                rows: row_numbers.values()[start..end].to_vec(),
            })
        })
        .collect()
}

fn whole_numbers<'r>(
    register: &str,
    rows: &'r RecordBatch,
    name: &str,
) -> Result<&'r UInt32Array, SnapshotFileError> {
    rows.column_by_name(name)
        .and_then(|array| array.as_primitive_opt::<UInt32Type>())
        .ok_or_else(|| damaged(register, format!("{name} is missing")))
}

fn values(
    register: &str,
    name: &str,
    array: &ArrayRef,
    shared: &mut Shared,
) -> Result<ColumnValues, SnapshotFileError> {
    let beyond = || damaged(register, format!("{name} holds a value out of range"));
    Ok(match array.data_type() {
        DataType::Utf8 => {
            let texts: &StringArray = array.as_string();
            ColumnValues::Text(
                texts
                    .iter()
                    .map(|text| text.map(|text| shared.text(text)))
                    .collect(),
            )
        }
        DataType::Int64 => {
            let counts: &Int64Array = array.as_primitive::<Int64Type>();
            let read = |count: Option<i64>| count.map(Quantity::from_whole).transpose();
            ColumnValues::Quantity(
                counts
                    .iter()
                    .map(read)
                    .collect::<Result<_, _>>()
                    .map_err(|_| beyond())?,
            )
        }
        DataType::Decimal128(_, 6) => {
            let decimals: &Decimal128Array = array.as_primitive::<Decimal128Type>();
            let read = |value: Option<i128>| {
                value
                    .map(|value| i64::try_from(value).map(Quantity::from_millionths))
                    .transpose()
            };
            ColumnValues::Quantity(
                decimals
                    .iter()
                    .map(read)
                    .collect::<Result<_, _>>()
                    .map_err(|_| beyond())?,
            )
        }
        DataType::Date32 => {
            let days: &Date32Array = array.as_primitive::<Date32Type>();
            let read = |days: Option<i32>| days.map(day).transpose();
            ColumnValues::Date(
                days.iter()
                    .map(read)
                    .collect::<Result<_, _>>()
                    .map_err(|_| beyond())?,
            )
        }
        DataType::Boolean => {
            let answers: &BooleanArray = array.as_boolean();
            ColumnValues::YesNo(answers.iter().collect())
        }
        other => return Err(damaged(register, format!("{name} is of type {other}"))),
    })
}

fn day(days: i32) -> Result<Date, jiff::Error> {
    date(1970, 1, 1).checked_add(days.days())
}
