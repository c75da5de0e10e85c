//! A register's Parquet file, ready to be read.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::error::Result;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::errors::ParquetError;

/// A file that can be read, whose description has been.
#[derive(Debug, Clone)]
pub(crate) struct ParquetFile {
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
}

impl ParquetFile {
    /// # Errors
    /// When the bytes are no Parquet file.
    pub fn open(bytes: Bytes) -> Result<Self, ParquetError> {
        // What a writer noted of its own types is of no use here, and would make the same file another one.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let found = ArrowReaderMetadata::load(&bytes, options.clone())?;
        let schema = read_in_place(found.schema());
        let options = options.with_schema(Arc::new(schema));
        let metadata = ArrowReaderMetadata::try_new(found.metadata().clone(), options)?;
        Ok(Self { bytes, metadata })
    }

    pub fn schema(&self) -> &SchemaRef {
        self.metadata.schema()
    }

    pub fn rows(&self) -> usize {
        let rows = self.metadata.metadata().file_metadata().num_rows();
        usize::try_from(rows).unwrap_or_default()
    }

    /// The rows of one of so many parts, in order. Parts are made of the file's groups of rows.
    pub fn rows_of(
        &self,
        (part, parts): (usize, usize),
        columns: &[usize],
        batch_size: usize,
    ) -> Result<impl Iterator<Item = Result<RecordBatch>> + use<>, ParquetError> {
        let groups = self.metadata.metadata().num_row_groups();
        let own = groups * part / parts..groups * (part + 1) / parts;
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), columns.iter().copied());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.bytes.clone(),
            self.metadata.clone(),
        );
        let reader = reader
            .with_row_groups(own.collect())
            .with_projection(mask)
            .with_batch_size(batch_size)
            .build()?;
        Ok(reader.map(|batch| Ok(batch?)))
    }
}

/// The columns, texts among them as places in the file's pages, which need not be copied.
fn read_in_place(schema: &Schema) -> Schema {
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => {
            Arc::new(Field::clone(field).with_data_type(DataType::Utf8View))
        }
        _ => field.clone(),
    });
    Schema::new(fields.collect::<Vec<_>>())
}
