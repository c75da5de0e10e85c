//! The query engine and its sessions.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::DFSchema;
use datafusion::datasource::MemTable;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::object_store::memory::InMemory;
use datafusion::object_store::{ObjectStoreExt, path::Path};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_plan::PhysicalExpr;
use datafusion::prelude::{ParquetReadOptions, SessionConfig};
use jiff::civil::Date;
use junheng_model::Stage;
use junheng_rulebook::{Policy, Register, Rulebook};
use tokio::runtime::Runtime;

use crate::snapshot::{Snapshot, SnapshotTable, schema_of};
use crate::sql::{Names, STAGE, literal, quoted};
use crate::{AssessError, parquet};

/// Runs policies over snapshots. One engine serves many assessments.
#[derive(Debug)]
pub struct Engine {
    runtime: Runtime,
    threads: usize,
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
        Ok(Self { runtime, threads })
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
            context: SessionContext::new_with_config(config),
            snapshot,
            rulebook,
            day,
        }
    }
}

/// One snapshot, ready to be queried in SQL.
pub(crate) struct Session<'a> {
    engine: &'a Engine,
    context: SessionContext,
    pub snapshot: &'a Snapshot,
    pub rulebook: &'a Rulebook,
    pub day: Date,
}

impl Session<'_> {
    /// Makes a register queryable under its own name; an absent one is an empty table.
    pub fn open(&self, register: &Register) -> Result<(), AssessError> {
        self.open_as(self.snapshot, register, &register.name)
    }

    /// Makes last year's register queryable as `上年_<name>`.
    pub fn open_last_year(
        &self,
        last_year: &Snapshot,
        register: &Register,
    ) -> Result<(), AssessError> {
        self.open_as(
            last_year,
            register,
            &format!("{LAST_YEAR}{}", register.name),
        )
    }

    fn open_as(
        &self,
        snapshot: &Snapshot,
        register: &Register,
        name: &str,
    ) -> Result<(), AssessError> {
        if self.is_open(name) {
            return Ok(());
        }
        let failed = || AssessError::query(format!("opening {name}"));
        let table = snapshot
            .tables()
            .iter()
            .find(|table| table.register() == register.name);
        match table {
            Some(SnapshotTable::Parquet { file, bytes, .. }) => {
                let view = self.engine.runtime.block_on(async {
                    let store = Arc::new(InMemory::new());
                    // The store is the register's own; a Chinese name would be escaped in a path.
                    let path = Path::from("register.parquet");
                    store
                        .put(&path, bytes.clone().into())
                        .await
                        .map_err(datafusion::error::DataFusionError::from)?;
                    let url = url_of(name);
                    self.context.register_object_store(url.as_ref(), store);
                    let frame = self
                        .context
                        .read_parquet(format!("{url}{path}"), ParquetReadOptions::default())
                        .await?;
                    parquet::as_register(frame, register, self.rulebook)
                });
                let view = view.map_err(AssessError::query(format!("reading {file}")))?;
                self.context
                    .register_table(quoted(name), view.into_view())
                    .map_err(failed())?;
            }
            Some(SnapshotTable::Rows { batch, .. }) => {
                self.register_batches(name, vec![batch.clone()])?;
            }
            None => {
                self.register_batches(
                    name,
                    vec![RecordBatch::new_empty(Arc::new(schema_of(register)))],
                )?;
            }
        }
        Ok(())
    }

    fn register_batches(&self, name: &str, batches: Vec<RecordBatch>) -> Result<(), AssessError> {
        let failed = || AssessError::query(format!("opening {name}"));
        let table = MemTable::try_new(batches[0].schema(), vec![batches]).map_err(failed())?;
        self.context
            .register_table(quoted(name), Arc::new(table))
            .map_err(failed())?;
        Ok(())
    }

    fn is_open(&self, name: &str) -> bool {
        self.context.table_exist(quoted(name)).unwrap_or(false)
    }

    /// Opens the schools with the column that says whether the policy judges them.
    pub fn open_schools(&self, policy: &Policy) -> Result<(), AssessError> {
        let register = self.schools()?;
        if self.is_open(&register.name) {
            return Ok(());
        }
        let raw = format!("{}_raw", register.name);
        self.open_as(self.snapshot, register, &raw)?;
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
        self.open_view(&register.name, &view)
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
        self.open_view(view, &stages.join(" UNION ALL "))
    }

    fn open_view(&self, name: &str, sql: &str) -> Result<(), AssessError> {
        let frame = self
            .engine
            .runtime
            .block_on(self.context.sql(sql))
            .map_err(AssessError::query(sql))?;
        self.context
            .register_table(quoted(name), frame.into_view())
            .map_err(AssessError::query(format!("opening {name}")))?;
        Ok(())
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
        let context = SimplifyContext::builder()
            .with_schema(Arc::new(schema.clone()))
            .build();
        let simplifier = ExprSimplifier::new(context);
        // A query's optimiser would do this: some functions exist only until they are simplified.
        let simplified = self
            .context
            .parse_sql_expr(sql, schema)
            .and_then(|expression| simplifier.coerce(expression, schema))
            .and_then(|expression| simplifier.simplify(expression));
        simplified
            .and_then(|expression| self.context.create_physical_expr(expression, schema))
            .map_err(AssessError::query(sql))
    }

    /// Runs a query and returns its batches in order.
    pub fn query(&self, sql: &str) -> Result<Vec<RecordBatch>, AssessError> {
        self.engine
            .runtime
            .block_on(async { self.context.sql(sql).await?.collect().await })
            .map_err(AssessError::query(sql))
    }
}

fn url_of(name: &str) -> datafusion::execution::object_store::ObjectStoreUrl {
    // Each table has a store of its own; the name is hexadecimal because a URL's host is ASCII.
    let host: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    datafusion::execution::object_store::ObjectStoreUrl::parse(format!("memory://{host}"))
        .expect("a hexadecimal host always makes a URL")
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
