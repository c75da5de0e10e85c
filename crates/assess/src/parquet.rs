//! Registers that are held as Parquet files.
//!
//! A plan over a file follows from the file's columns and not from its rows, so that it can be kept like any other: it
//! names the file, and finds it in the task that runs it.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::errors::ParquetError;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::stream;

use crate::plans::OpenRows;

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
    fn rows_of(
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

/// A file in a plan. Which file it is comes with the task.
#[derive(Debug)]
pub(crate) struct FileTable {
    pub name: String,
    pub schema: SchemaRef,
    /// In how many parts it is read, side by side.
    pub parts: usize,
}

/// One part of a file in a plan, and the columns that are read of it.
#[derive(Debug)]
struct FilePart {
    name: String,
    schema: SchemaRef,
    columns: Vec<usize>,
    part: (usize, usize),
}

#[async_trait]
impl TableProvider for FileTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        columns: Option<&Vec<usize>>,
        _: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = || (0..self.schema.fields().len()).collect();
        let columns: Vec<usize> = columns.cloned().unwrap_or_else(all);
        let schema = Arc::new(self.schema.project(&columns)?);
        let part = |part| -> Arc<dyn PartitionStream> {
            Arc::new(FilePart {
                name: self.name.clone(),
                schema: schema.clone(),
                columns: columns.clone(),
                part: (part, self.parts),
            })
        };
        let parts = (0..self.parts).map(part).collect();
        let steps = StreamingTableExec::try_new(schema.clone(), parts, None, [], false, limit)?;
        Ok(Arc::new(steps))
    }
}

impl FilePart {
    /// The part's batches, their columns in the order of the plan.
    fn read(
        &self,
        task: &TaskContext,
    ) -> Result<impl Iterator<Item = Result<RecordBatch>> + use<>> {
        let open = task.session_config().get_extension::<OpenRows>();
        let file = open.and_then(|open| open.files.get(&self.name).cloned());
        let (file, _) = file.expect("a plan is run only where all files that it reads are open");
        let batches = file.rows_of(self.part, &self.columns, task.session_config().batch_size())?;
        // A file gives its columns in its own order, whichever way they are asked for.
        let mut in_file = self.columns.clone();
        in_file.sort_unstable();
        let place = |column: &usize| in_file.partition_point(|other| other < column);
        let places: Vec<usize> = self.columns.iter().map(place).collect();
        Ok(batches.map(move |batch| Ok(batch?.project(&places)?)))
    }
}

impl PartitionStream for FilePart {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, task: Arc<TaskContext>) -> SendableRecordBatchStream {
        let batches: Box<dyn Iterator<Item = Result<RecordBatch>> + Send> = match self.read(&task) {
            Ok(batches) => Box::new(batches),
            Err(error) => Box::new(std::iter::once(Err(error))),
        };
        let schema = self.schema.clone();
        Box::pin(RecordBatchStreamAdapter::new(schema, stream::iter(batches)))
    }
}
