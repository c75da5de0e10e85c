//! Running queries of a session.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::{TableProvider, provider_as_source};
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_plan::execution_plan::reset_plan_states;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, collect_partitioned};
use futures::StreamExt;

use crate::parquet::FileTable;
use crate::plans::{OpenRows, Plan, table};
use crate::session::{Opening, Session};
use crate::sql::quoted;
use crate::{AssessError, parallel};

impl Session<'_> {
    /// Runs a query and returns its batches in order.
    pub fn query(&self, sql: &str) -> Result<Vec<RecordBatch>, AssessError> {
        let (steps, task) = self.ready(sql)?;
        let batches = self
            .engine
            .runtime
            .block_on(collect_partitioned(steps, task));
        Ok(batches.map_err(AssessError::query(sql))?.concat())
    }

    /// Runs a query and has its batches taken up by the threads that make them, while they are at hand: what each
    /// thread has made of its own, in the order of the rows.
    pub fn query_by<T: Send>(
        &self,
        sql: &str,
        begin: impl Fn() -> T + Sync,
        take: impl Fn(&mut T, RecordBatch) -> Result<(), AssessError> + Sync,
    ) -> Result<Vec<T>, AssessError> {
        let (steps, task) = self.ready(sql)?;
        let runtime = &self.engine.runtime;
        let batches_of = |part: usize| {
            // Some steps start tasks of their own as soon as they are begun.
            let _inside = runtime.enter();
            steps.execute(part, task.clone())
        };
        let parts = steps.output_partitioning().partition_count();
        let made = parallel::parts(parts, parts, |parts| {
            let mut made = begin();
            for part in parts {
                let mut batches = batches_of(part).map_err(AssessError::query(sql))?;
                while let Some(batch) = runtime.block_on(batches.next()) {
                    take(&mut made, batch.map_err(AssessError::query(sql))?)?;
                }
            }
            Ok(made)
        });
        made.into_iter().collect()
    }

    /// The steps of a query, and the task that runs them.
    fn ready(&self, sql: &str) -> Result<(Arc<dyn ExecutionPlan>, Arc<TaskContext>), AssessError> {
        let (query, rows) = {
            let opened = self.opened.borrow();
            (opened.query(sql), opened.rows.clone())
        };
        let plans = &self.engine.plans;
        let plan = match plans.of(&query, &rows) {
            Some(plan) => plan,
            None => {
                let plan = Arc::new(self.plan(sql, &rows)?);
                plans.keep(query, plan.clone());
                plan
            }
        };
        // Joins hold what they have gathered, so that each run needs steps of its own.
        let steps = reset_plan_states(plan.steps.clone()).map_err(AssessError::query(sql))?;
        Ok((steps, Arc::new(self.task(rows))))
    }

    fn plan(&self, sql: &str, rows: &OpenRows) -> Result<Plan, AssessError> {
        let state = self.context()?.state();
        self.engine
            .runtime
            .block_on(async {
                let asked = state.create_logical_plan(sql).await?;
                let plan = state.optimize(&asked)?;
                let steps = state
                    .query_planner()
                    .create_physical_plan(&plan, &state)
                    .await?;
                let tables = tables_in(&plan)?.into_iter();
                let reads = tables.filter_map(|name| {
                    let columns = rows.columns(&name)?;
                    Some((name, columns))
                });
                Ok(Plan {
                    steps,
                    reads: reads.collect(),
                })
            })
            .map_err(AssessError::query(sql))
    }

    /// What running a plan takes.
    fn task(&self, rows: Arc<OpenRows>) -> TaskContext {
        let resources = match self.context.get() {
            Some(context) => context.runtime_env(),
            None => self.engine.resources.clone(),
        };
        TaskContext::new(
            None,
            String::new(),
            self.config.clone().with_extension(rows),
            HashMap::new(),
            HashMap::new(),
            HashMap::new(),
            HashMap::new(),
            resources,
        )
    }

    /// The context in which queries are planned, with everything that is open.
    pub fn context(&self) -> Result<&SessionContext, AssessError> {
        let context = self
            .context
            .get_or_init(|| SessionContext::new_with_config(self.config.clone()));
        loop {
            let (name, opening) = {
                let mut opened = self.opened.borrow_mut();
                let Some(table) = opened.tables.get(opened.in_context).cloned() else {
                    return Ok(context);
                };
                opened.in_context += 1;
                table
            };
            self.make_known(context, &name, opening)?;
        }
    }

    fn make_known(
        &self,
        context: &SessionContext,
        name: &str,
        opening: Opening,
    ) -> Result<(), AssessError> {
        let failed = || AssessError::query(format!("opening {name}"));
        let table: Arc<dyn TableProvider> = match opening {
            Opening::Rows(schema) => Arc::new(table(name, schema).map_err(failed())?),
            Opening::View(sql) => {
                let view = self.engine.runtime.block_on(context.sql(&sql));
                view.map_err(AssessError::query(sql))?.into_view()
            }
            Opening::File => self.file(context, name)?,
        };
        context
            .register_table(quoted(name), table)
            .map_err(failed())?;
        Ok(())
    }

    /// The register that is read from a file. A plan reads the file itself, under the register's name.
    fn file(
        &self,
        context: &SessionContext,
        name: &str,
    ) -> Result<Arc<dyn TableProvider>, AssessError> {
        let opened = self.opened.borrow();
        let (file, columns) = &opened.rows.files[name];
        let table = Arc::new(FileTable {
            name: name.to_owned(),
            schema: file.schema().clone(),
            parts: self.config.target_partitions(),
        });
        let table = provider_as_source(table);
        let scan = LogicalPlanBuilder::scan(quoted(name), table, None);
        let register = scan
            .and_then(LogicalPlanBuilder::build)
            .and_then(|scan| columns.register(DataFrame::new(context.state(), scan)));
        Ok(register.map_err(AssessError::query(name))?.into_view())
    }
}

/// The tables that a plan scans.
fn tables_in(plan: &LogicalPlan) -> datafusion::error::Result<BTreeSet<String>> {
    let mut tables = BTreeSet::new();
    plan.apply(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            tables.insert(scan.table_name.table().to_owned());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(tables)
}
