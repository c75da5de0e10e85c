//! From the rows of a register to the bytes of a file.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{
    Array, ArrayRef, RecordBatch, StringArray, UInt32Array, new_null_array,
};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::WriterProperties;
use junheng_model::RegisterTable;
use junheng_rulebook::{Column, Privacy, Register};

use super::{SnapshotFileError, WRITER, beside, parquet_failed, sources, table_failed};
use crate::snapshot::{RefusedRow, array_of, data_type};

/// Rows of a row group, so that a reader need not hold a large register at once.
const ROW_GROUP: usize = 50_000;

/// A register's rows, with where they came from, as a Parquet file.
pub(super) fn file(
    register: &Register,
    tables: &[RegisterTable],
    refused: &[&RefusedRow],
) -> Result<Bytes, SnapshotFileError> {
    let name = register.name.as_str();
    let columns: Vec<&Column> = register
        .columns
        .iter()
        .filter(|column| column.privacy != Privacy::Personal)
        .filter(|column| {
            tables
                .iter()
                .any(|table| table.column(&column.name).is_some())
        })
        .collect();
    let batch = batch(register, &columns, tables)?;
    let properties = WriterProperties::builder()
        .set_created_by(WRITER.to_owned())
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_key_value_metadata(Some(sources::written(name, &columns, tables, refused)))
        .build();
    // Arrow's own schema would repeat what Parquet's says, in bytes that change with its version.
    let options = ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true);
    let failed = parquet_failed(name);
    let mut writer =
        ArrowWriter::try_new_with_options(Vec::new(), batch.schema(), options).map_err(&failed)?;
    writer.write(&batch).map_err(&failed)?;
    Ok(writer.into_inner().map_err(&failed)?.into())
}

fn batch(
    register: &Register,
    columns: &[&Column],
    tables: &[RegisterTable],
) -> Result<RecordBatch, SnapshotFileError> {
    let mut fields: Vec<Field> = columns
        .iter()
        .map(|column| Field::new(&column.name, data_type(column), true))
        .collect();
    let mut arrays = columns
        .iter()
        .map(|column| values(register, column, tables))
        .collect::<Result<Vec<_>, _>>()?;
    let types = [
        DataType::UInt32,
        DataType::Utf8,
        DataType::Utf8,
        DataType::UInt32,
    ];
    for ((name, kind), array) in beside::ALL
        .into_iter()
        .zip(types)
        .zip(beside_arrays(tables))
    {
        fields.push(Field::new(name, kind, true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(table_failed(&register.name))
}

/// A column over all sources; blank where a source does not have it.
fn values(
    register: &Register,
    column: &Column,
    tables: &[RegisterTable],
) -> Result<ArrayRef, SnapshotFileError> {
    let wanted = data_type(column);
    let mut arrays = Vec::with_capacity(tables.len());
    for table in tables {
        let Some(found) = table.column(&column.name) else {
            arrays.push(new_null_array(&wanted, table.row_count()));
            continue;
        };
        let array = array_of(&found.values, &wanted);
        let lost = (0..found.values.len())
            .find(|&row| array.is_null(row) && !found.values.is_missing(row));
        if let Some(row) = lost {
            return Err(SnapshotFileError::Unfit {
                register: register.name.clone(),
                column: column.name.clone(),
                row,
            });
        }
        arrays.push(array);
    }
    let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
    concat(&arrays).map_err(table_failed(&register.name))
}

/// Source, file, sheet and row of each row.
fn beside_arrays(tables: &[RegisterTable]) -> [ArrayRef; 4] {
    let rows = || {
        let numbered = tables.iter().enumerate();
        numbered.flat_map(|(source, table)| table.rows.iter().map(move |row| (source, table, *row)))
    };
    [
        Arc::new(UInt32Array::from_iter_values(
            rows().map(|(source, ..)| source as u32),
        )),
        Arc::new(StringArray::from_iter(
            rows().map(|(_, table, _)| Some(&*table.source.file)),
        )),
        Arc::new(StringArray::from_iter(
            rows().map(|(_, table, _)| table.source.sheet.as_deref()),
        )),
        Arc::new(UInt32Array::from_iter_values(rows().map(|(.., row)| row))),
    ]
}
