//! Running queries of a session.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::datasource::TableProvider;
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::collect;
use datafusion::physical_plan::execution_plan::reset_plan_states;

use crate::plans::{OpenRows, Plan, table};
use crate::session::{Opening, Session};
use crate::sql::quoted;
use crate::{AssessError, parquet};

impl Session<'_> {
    /// Runs a query and returns its batches in order.
    pub fn query(&self, sql: &str) -> Result<Vec<RecordBatch>, AssessError> {
        let (query, rows) = {
            let opened = self.opened.borrow();
            (opened.query(sql), opened.rows.clone())
        };
        let plans = &self.engine.plans;
        let kept = query.as_ref().and_then(|query| plans.of(query, &rows));
        let plan = match kept {
            Some(plan) => plan,
            None => {
                let plan = Arc::new(self.plan(sql, &rows)?);
                if let Some(query) = query {
                    plans.keep(query, plan.clone());
                }
                plan
            }
        };
        // Joins hold what they have gathered, so that each run needs steps of its own.
        reset_plan_states(plan.steps.clone())
            .and_then(|steps| {
                let task = Arc::new(self.task(rows));
                self.engine.runtime.block_on(collect(steps, task))
            })
            .map_err(AssessError::query(sql))
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
                let reads = tables_in(&plan)?
                    .into_iter()
                    .filter_map(|name| {
                        let batch = rows.batches.get(&name)?;
                        Some((name, batch.schema()))
                    })
                    .collect();
                Ok(Plan { steps, reads })
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
            Opening::Parquet {
                register,
                file,
                bytes,
            } => {
                let register = self
                    .rulebook
                    .register(&register)
                    .ok_or_else(|| AssessError::Rulebook(format!("register {register}")))?;
                let view = self.engine.runtime.block_on(parquet::open(
                    context,
                    name,
                    bytes,
                    register,
                    self.rulebook,
                ));
                view.map_err(AssessError::query(format!("reading {file}")))?
                    .into_view()
            }
        };
        context
            .register_table(quoted(name), table)
            .map_err(failed())?;
        Ok(())
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
