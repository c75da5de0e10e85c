//! Registers as Parquet files, for snapshots of many counties.

mod declared;
mod text;

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{ArrayRef, Decimal128Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::basic::Compression;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;
use thiserror::Error;

pub use declared::is_as_declared;
pub use text::as_text;

/// Digits of the decimal columns, and how many of them stand behind the point.
const PRECISION: u8 = 18;
const SCALE: i8 = 2;
/// Rows of a row group: small enough that two cores share a nation's file evenly.
const ROW_GROUP: usize = 50_000;

/// One column to write; `None` is blank.
#[derive(Debug, Clone, PartialEq)]
pub struct FileColumn {
    /// The heading, as in a workbook: `教学仪器设备资产值(万元)`.
    pub heading: String,
    pub values: FileValues,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum FileValues {
    /// Written as UTF-8.
    Text(Vec<Option<String>>),
    /// Written as 64-bit integers.
    Count(Vec<Option<i64>>),
    /// Numbers of two decimals, in hundredths; written as decimals.
    Hundredths(Vec<Option<i64>>),
}

/// Why a Parquet file could not be written or read.
#[derive(Debug, Error)]
pub enum ParquetFileError {
    /// The columns do not make a table: one of them is longer than the others, or cannot be shown.
    #[error("the columns do not make a table")]
    Columns(#[from] ArrowError),
    /// The table could not be written, or the bytes are no Parquet file.
    #[error("the Parquet file could not be written or read")]
    Parquet(#[from] ParquetError),
    /// It claims to hold more cells than can be read row by row.
    #[error("the Parquet file holds more than {0} cells")]
    TooLarge(i64),
}

/// Opens a file, without the schema that Arrow may have kept beside Parquet's own: damaged, that makes the library panic.
fn opened(bytes: &Bytes) -> Result<ParquetRecordBatchReaderBuilder<Bytes>, ParquetError> {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    ParquetRecordBatchReaderBuilder::try_new_with_options(bytes.clone(), options)
}

/// Writes the columns as one Parquet file, compressed with Snappy.
///
/// # Errors
/// When the columns are of different lengths, or a number has more than eighteen digits.
pub fn write_schools(columns: Vec<FileColumn>) -> Result<Vec<u8>, ParquetFileError> {
    let mut fields = Vec::with_capacity(columns.len());
    let mut arrays = Vec::with_capacity(columns.len());
    for column in columns {
        let array = array(column.values)?;
        fields.push(Field::new(column.heading, array.data_type().clone(), true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), arrays)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties))?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

fn array(values: FileValues) -> Result<ArrayRef, ArrowError> {
    Ok(match values {
        FileValues::Text(values) => Arc::new(StringArray::from(values)),
        FileValues::Count(values) => Arc::new(Int64Array::from(values)),
        FileValues::Hundredths(values) => {
            let values: Decimal128Array = values
                .into_iter()
                .map(|value| value.map(i128::from))
                .collect();
            Arc::new(values.with_precision_and_scale(PRECISION, SCALE)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_different_lengths_are_refused() {
        let columns = vec![
            FileColumn {
                heading: "甲".to_owned(),
                values: FileValues::Count(vec![Some(1)]),
            },
            FileColumn {
                heading: "乙".to_owned(),
                values: FileValues::Count(vec![]),
            },
        ];
        assert!(matches!(
            write_schools(columns),
            Err(ParquetFileError::Columns(_))
        ));
    }
}
