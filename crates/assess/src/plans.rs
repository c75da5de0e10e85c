//! Plans of queries, kept from one assessment to the next.
//!
//! A county is small: finding out how to run its queries takes several times as long as running them. The
//! plan of a query does not depend on the rows, only on the registers' columns, so an engine keeps it. A
//! kept plan names the registers that it reads and finds their rows in the task that runs it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::memory::MemoryStream;
use datafusion::physical_plan::streaming::PartitionStream;

use crate::file_columns::FileColumns;
use crate::open_file::ParquetFile;

/// How many plans an engine keeps. A policy has some dozens a day of judging.
const KEPT_AT_MOST: usize = 2_000;

/// What a plan follows from, besides the columns of the registers that it reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Query {
    /// The views that were open, each with its text.
    pub views: Arc<str>,
    pub sql: String,
}

/// A query's plan, and the registers that it reads.
#[derive(Debug)]
pub(crate) struct Plan {
    pub steps: Arc<dyn ExecutionPlan>,
    pub reads: Vec<(String, Columns)>,
}

/// The columns of something that a plan reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Columns {
    OfRows(SchemaRef),
    OfFile(Arc<FileColumns>),
}

/// The plans that an engine keeps.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    kept: Mutex<HashMap<Query, Arc<Plan>>>,
}

impl Plans {
    /// The plan of a query over these rows, if one is kept. Another rulebook may have other columns.
    pub fn of(&self, query: &Query, rows: &OpenRows) -> Option<Arc<Plan>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let plan = kept.get(query)?;
        let mut reads = plan.reads.iter();
        let fits = reads.all(|(name, columns)| rows.columns(name).as_ref() == Some(columns));
        fits.then(|| plan.clone())
    }

    /// Keeps a plan.
    pub fn keep(&self, query: Query, plan: Arc<Plan>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_AT_MOST {
            kept.clear();
        }
        kept.insert(query, plan);
    }
}

/// The rows of the registers that a session has opened, by the name under which they are open.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenRows {
    pub batches: BTreeMap<String, RecordBatch>,
    pub files: BTreeMap<String, (ParquetFile, Arc<FileColumns>)>,
}

impl OpenRows {
    /// The columns of what is open under a name.
    pub fn columns(&self, name: &str) -> Option<Columns> {
        let of_rows = self.batches.get(name);
        let of_rows = of_rows.map(|batch| Columns::OfRows(batch.schema()));
        of_rows.or_else(|| {
            let (_, columns) = self.files.get(name)?;
            Some(Columns::OfFile(columns.clone()))
        })
    }

    /// How many rows are open under a name.
    pub fn count(&self, name: &str) -> usize {
        let of_rows = self.batches.get(name).map(RecordBatch::num_rows);
        let of_file = || self.files.get(name).map(|(file, _)| file.rows());
        of_rows.or_else(of_file).unwrap_or_default()
    }
}

/// A register in a plan: its name and columns. The rows come with the task.
#[derive(Debug)]
struct RowsByName {
    name: String,
    schema: SchemaRef,
}

/// A table of a register's rows that leaves open which rows they are.
///
/// # Errors
/// None that can be caused: a table has its only partition's columns.
pub(crate) fn table(name: &str, schema: SchemaRef) -> Result<StreamingTable> {
    let rows = RowsByName {
        name: name.to_owned(),
        schema: schema.clone(),
    };
    StreamingTable::try_new(schema, vec![Arc::new(rows)])
}

impl PartitionStream for RowsByName {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, task: Arc<TaskContext>) -> SendableRecordBatchStream {
        let open = task.session_config().get_extension::<OpenRows>();
        let batch = open.and_then(|open| open.batches.get(&self.name).cloned());
        let batch = batch.expect("a plan is run only where all registers that it reads are open");
        let stream = MemoryStream::try_new(vec![batch], self.schema.clone(), None);
        Box::pin(stream.expect("a stream without projection takes any columns"))
    }
}
