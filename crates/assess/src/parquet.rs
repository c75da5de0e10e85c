//! Parquet files in plans.
//!
//! A plan over a file follows from the file's columns and not from its rows, so that it can be kept like any other: it
//! names the file, and finds it in the task that runs it.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::stream;

use crate::plans::OpenRows;

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
