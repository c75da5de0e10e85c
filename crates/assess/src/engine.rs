//! The query engine and its sessions.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::DFSchema;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::datasource::TableProvider;
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::LogicalPlan;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_plan::execution_plan::reset_plan_states;
use datafusion::physical_plan::{PhysicalExpr, collect};
use datafusion::prelude::SessionConfig;
use jiff::civil::Date;
use junheng_model::Stage;
use junheng_rulebook::{Policy, Register, Rulebook};
use tokio::runtime::Runtime;

use crate::plans::{OpenRows, Plan, Plans, Query, table};
use crate::snapshot::{Snapshot, SnapshotTable, schema_of};
use crate::sql::{Names, STAGE, literal, quoted};
use crate::{AssessError, parquet};

/// Runs policies over snapshots. One engine serves many assessments.
#[derive(Debug)]
pub struct Engine {
    runtime: Runtime,
    threads: usize,
    resources: Arc<RuntimeEnv>,
    plans: Plans,
}

/// The register of schools, which every other register's rows refer to.
pub(crate) const SCHOOLS: &str = "学校";
/// Whether a policy judges a school, as a column of the schools in a session.
pub(crate) const JUDGED: &str = "__judged";
/// How last year's registers are called in a session.
pub(crate) const LAST_YEAR: &str = "上年_";

impl Engine {
    /// An engine with this many threads; at least one.
    ///
    /// # Errors
    /// When threads cannot be started.
    pub fn new(threads: usize) -> Result<Self, AssessError> {
        let threads = threads.max(1);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .build()
            .map_err(AssessError::Runtime)?;
        Ok(Self {
            runtime,
            threads,
            resources: Arc::default(),
            plans: Plans::default(),
        })
    }

    /// Opens a session over the registers of a snapshot.
    pub(crate) fn session<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        rulebook: &'a Rulebook,
        day: Date,
    ) -> Session<'a> {
        // In-memory registers of a county are small: splitting them costs more than it saves.
        let large = snapshot
            .tables()
            .iter()
            .any(|table| matches!(table, SnapshotTable::Parquet { .. }));
        let config = SessionConfig::new()
            .with_target_partitions(if large { self.threads } else { 1 })
            .with_information_schema(false);
        Session {
            engine: self,
            config,
            opened: RefCell::default(),
            context: OnceCell::new(),
            snapshot,
            rulebook,
            day,
        }
    }
}

/// One snapshot, ready to be queried in SQL.
pub(crate) struct Session<'a> {
    engine: &'a Engine,
    config: SessionConfig,
    opened: RefCell<Opened>,
    /// Made when a query has to be planned.
    context: OnceCell<SessionContext>,
    pub snapshot: &'a Snapshot,
    pub rulebook: &'a Rulebook,
    pub day: Date,
}

/// What a session can query.
#[derive(Default)]
struct Opened {
    /// In the order of opening, since views are over what was opened before.
    tables: Vec<(String, Opening)>,
    /// How many of the tables the context knows.
    in_context: usize,
    rows: Arc<OpenRows>,
    views: Arc<str>,
}

impl Opened {
    /// What the plan of a query follows from; `None` when it must not be kept, since a plan over a Parquet
    /// file holds the file.
    fn query(&self, sql: &str) -> Option<Query> {
        let is_file = |(_, opening): &(String, Opening)| matches!(opening, Opening::Parquet { .. });
        (!self.tables.iter().any(is_file)).then(|| Query {
            views: self.views.clone(),
            sql: sql.to_owned(),
        })
    }
}

#[derive(Clone)]
enum Opening {
    Rows(SchemaRef),
    Parquet {
        register: String,
        file: Arc<str>,
        bytes: Bytes,
    },
    View(String),
}

impl Session<'_> {
    /// Makes a register queryable under its own name; an absent one is an empty table.
    pub fn open(&self, register: &Register) {
        self.open_as(self.snapshot, register, &register.name);
    }

    /// Makes last year's register queryable as `上年_<name>`.
    pub fn open_last_year(&self, last_year: &Snapshot, register: &Register) {
        let name = format!("{LAST_YEAR}{}", register.name);
        self.open_as(last_year, register, &name);
    }

    fn open_as(&self, snapshot: &Snapshot, register: &Register, name: &str) {
        if self.is_open(name) {
            return;
        }
        let found = snapshot
            .tables()
            .iter()
            .find(|table| table.register() == register.name);
        let batch = match found {
            Some(SnapshotTable::Parquet { file, bytes, .. }) => {
                let file = Opening::Parquet {
                    register: register.name.clone(),
                    file: file.clone(),
                    bytes: bytes.clone(),
                };
                return self.opening(name, file);
            }
            Some(SnapshotTable::Rows { batch, .. }) => batch.clone(),
            None => RecordBatch::new_empty(Arc::new(schema_of(register))),
        };
        self.opening(name, Opening::Rows(batch.schema()));
        let rows = &mut self.opened.borrow_mut().rows;
        Arc::make_mut(rows).batches.insert(name.to_owned(), batch);
    }

    fn opening(&self, name: &str, opening: Opening) {
        let mut opened = self.opened.borrow_mut();
        opened.tables.push((name.to_owned(), opening));
    }

    fn is_open(&self, name: &str) -> bool {
        let opened = self.opened.borrow();
        opened.tables.iter().any(|(table, _)| table == name)
    }

    /// The context in which queries are planned, with everything that is open.
    fn context(&self) -> Result<&SessionContext, AssessError> {
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

    /// Opens the schools with the column that says whether the policy judges them.
    pub fn open_schools(&self, policy: &Policy) -> Result<(), AssessError> {
        let register = self.schools()?;
        if self.is_open(&register.name) {
            return Ok(());
        }
        let raw = format!("{}_raw", register.name);
        self.open_as(self.snapshot, register, &raw);
        let names = self.names(policy, register, &register.name, None);
        let excluded: Vec<String> = policy
            .exclusions
            .iter()
            .map(|exclusion| format!("({})", names.sql(&exclusion.when)))
            .collect();
        let judged = if excluded.is_empty() {
            "true".to_owned()
        } else {
            format!(
                "CASE WHEN {} THEN false ELSE true END",
                excluded.join(" OR ")
            )
        };
        let name = quoted(&register.name);
        let view = format!(
            "SELECT {name}.*, {judged} AS {} FROM {} AS {name}",
            quoted(JUDGED),
            quoted(&raw)
        );
        self.open_view(&register.name, view);
        Ok(())
    }

    /// Opens the stage view: one row for each compulsory stage of a school.
    pub fn open_stage_view(&self, policy: &Policy) -> Result<(), AssessError> {
        let register = self.schools()?;
        let Some(view) = &register.stage_view else {
            return Ok(());
        };
        if self.is_open(view) {
            return Ok(());
        }
        self.open_schools(policy)?;
        let stages: Vec<String> = Stage::COMPULSORY
            .iter()
            .map(|&stage| stage_select(register, stage))
            .collect();
        self.open_view(view, stages.join(" UNION ALL "));
        Ok(())
    }

    fn open_view(&self, name: &str, sql: String) {
        let mut opened = self.opened.borrow_mut();
        opened.views = format!("{}{}: {sql}\n", opened.views, name).into();
        opened.tables.push((name.to_owned(), Opening::View(sql)));
    }

    /// The register 学校.
    pub fn schools(&self) -> Result<&Register, AssessError> {
        self.rulebook
            .register(SCHOOLS)
            .ok_or_else(|| AssessError::Rulebook(format!("register {SCHOOLS}")))
    }

    /// What names mean in a query over a register.
    pub fn names<'n>(
        &self,
        policy: &'n Policy,
        register: &'n Register,
        alias: &'n str,
        stage: Option<Stage>,
    ) -> Names<'n> {
        let school_alias = if register.name == SCHOOLS {
            alias
        } else {
            SCHOOLS
        };
        Names {
            policy: Some(policy),
            day: self.day,
            register,
            alias,
            school_alias,
            stage,
        }
    }

    /// Compiles an expression over the rows of one schema, for evaluating it without a query.
    pub fn compile(
        &self,
        sql: &str,
        schema: &DFSchema,
    ) -> Result<Arc<dyn PhysicalExpr>, AssessError> {
        let columns = SimplifyContext::builder()
            .with_schema(Arc::new(schema.clone()))
            .build();
        let simplifier = ExprSimplifier::new(columns);
        // A query's optimiser would do this: some functions exist only until they are simplified.
        let context = self.context()?;
        let simplified = context
            .parse_sql_expr(sql, schema)
            .and_then(|expression| simplifier.coerce(expression, schema))
            .and_then(|expression| simplifier.simplify(expression));
        simplified
            .and_then(|expression| context.create_physical_expr(expression, schema))
            .map_err(AssessError::query(sql))
    }

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

/// One stage of the stage view, as a query over the schools.
fn stage_select(register: &Register, stage: Stage) -> String {
    let of_stage: Vec<_> = register
        .columns
        .iter()
        .filter(|column| column.stage == Some(stage))
        .collect();
    let concepts: Vec<String> = of_stage
        .iter()
        .filter_map(|column| {
            Some(format!(
                "{} AS {}",
                quoted(&column.name),
                quoted(column.of.as_deref()?)
            ))
        })
        .collect();
    let present: Vec<String> = of_stage
        .iter()
        .map(|column| format!("{} IS NOT NULL", quoted(&column.name)))
        .collect();
    format!(
        "SELECT *, {} AS {}, {} FROM {} WHERE {}",
        literal(stage.name()),
        quoted(STAGE),
        concepts.join(", "),
        quoted(&register.name),
        present.join(" OR "),
    )
}
