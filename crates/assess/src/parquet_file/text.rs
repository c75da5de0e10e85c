//! A Parquet file as the text table that it amounts to.

use bytes::Bytes;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

use super::{ParquetFileError, opened};

/// How many cells are written out: 400,000 rows of 50 columns. A small file may claim any number of rows.
const CELLS_AT_MOST: i64 = 20_000_000;

/// The file's columns and rows as comma-separated text, its headings first, so that it can be read like any other
/// table. What is null is blank.
///
/// # Errors
/// When the bytes are no Parquet file, or it holds more than can be read row by row.
pub fn as_text(bytes: &Bytes) -> Result<String, ParquetFileError> {
    let builder = opened(bytes)?;
    let headings = builder.schema().fields().clone();
    let rows = builder.metadata().file_metadata().num_rows();
    if rows.saturating_mul(headings.len() as i64) > CELLS_AT_MOST {
        return Err(ParquetFileError::TooLarge(CELLS_AT_MOST));
    }
    let mut text = String::new();
    line(&mut text, headings.iter().map(|field| field.name().clone()));
    for batch in builder.build()? {
        let batch = batch?;
        let columns = batch.columns().iter().map(shown);
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            line(&mut text, columns.iter().map(|column| column[row].clone()));
        }
    }
    Ok(text)
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (position, cell) in cells.enumerate() {
        if position > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push('\n');
}

/// The values of a column as a reader would write them: whole numbers without a point, however they are kept.
fn shown(values: &ArrayRef) -> Result<Vec<String>, ParquetFileError> {
    if matches!(
        values.data_type(),
        DataType::Float16 | DataType::Float32 | DataType::Float64
    ) {
        let numbers = cast(values, &DataType::Float64)?;
        let number =
            |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
        return Ok(numbers
            .as_primitive::<Float64Type>()
            .iter()
            .map(number)
            .collect());
    }
    let options = FormatOptions::default().with_null("");
    let formatter = ArrayFormatter::try_new(values, &options)?;
    Ok((0..values.len())
        .map(|row| formatter.value(row).to_string())
        .collect())
}
