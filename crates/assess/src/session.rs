//! A snapshot that can be queried.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::DFSchema;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_plan::PhysicalExpr;
use datafusion::prelude::SessionConfig;
use jiff::civil::Date;
use junheng_model::Stage;
use junheng_rulebook::{ColumnKind, Policy, Register, Rulebook};

use crate::engine::Engine;
use crate::file_columns::FileColumns;
use crate::known_names::{ENROLMENT, JUDGED, LAST_YEAR, SCHOOLS, STAGE};
use crate::open_file::ParquetFile;
use crate::plans::{OpenRows, Query};
use crate::snapshot::{Snapshot, SnapshotTable, schema_of};
use crate::sql::{Names, literal, quoted};
use crate::{AssessError, parallel};

/// One snapshot, ready to be queried in SQL.
pub(crate) struct Session<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) config: SessionConfig,
    pub(crate) opened: RefCell<Opened>,
    /// Made when a query has to be planned.
    pub(crate) context: OnceCell<SessionContext>,
    pub snapshot: &'a Snapshot,
    pub rulebook: &'a Rulebook,
    pub day: Date,
}

impl Engine {
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
        let mut config = SessionConfig::new()
            .with_target_partitions(if large { self.threads } else { 1 })
            .with_information_schema(false);
        if !large {
            // A better plan of so few rows does not repay a second look at it.
            config.options_mut().optimizer.max_passes = 1;
        }
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

/// What a session can query.
#[derive(Default)]
pub(crate) struct Opened {
    /// In the order of opening, since views are over what was opened before.
    pub tables: Vec<(String, Opening)>,
    /// How many of the tables the context knows.
    pub in_context: usize,
    pub rows: Arc<OpenRows>,
    views: Arc<str>,
}

impl Opened {
    /// What the plan of a query follows from.
    pub fn query(&self, sql: &str) -> Query {
        Query {
            views: self.views.clone(),
            sql: sql.to_owned(),
        }
    }
}

/// What a table is.
#[derive(Clone)]
pub(crate) enum Opening {
    Rows(SchemaRef),
    /// One of the session's open files.
    File,
    View(String),
}

impl Session<'_> {
    /// Does the same with each of several things, side by side, and gives the results in their order. Each thread has a
    /// session of its own: to plan a query takes longer than to run it, so that even a small county is worth the threads.
    ///
    /// # Errors
    /// The first of the things' own.
    pub fn with_each<I: Sync, T: Send>(
        &self,
        things: &[I],
        work: impl Fn(&Session<'_>, &I) -> Result<T, AssessError> + Sync,
    ) -> Result<Vec<T>, AssessError> {
        let (engine, snapshot) = (self.engine, self.snapshot);
        let (rulebook, day) = (self.rulebook, self.day);
        let parts = parallel::parts(things.len(), engine.threads, |range| {
            let session = engine.session(snapshot, rulebook, day);
            let done = things[range].iter().map(|thing| work(&session, thing));
            done.collect::<Result<Vec<T>, AssessError>>()
        });
        let parts: Vec<Vec<T>> = parts.into_iter().collect::<Result<_, _>>()?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Makes a register queryable under its own name; an absent one is an empty table.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn open(&self, register: &Register) -> Result<(), AssessError> {
        self.open_as(self.snapshot, register, &register.name)
    }

    /// Makes last year's register queryable as `上年_<name>`.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn open_last_year(
        &self,
        last_year: &Snapshot,
        register: &Register,
    ) -> Result<(), AssessError> {
        let name = format!("{LAST_YEAR}{}", register.name);
        self.open_as(last_year, register, &name)
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
        let found = snapshot
            .tables()
            .iter()
            .find(|table| table.register() == register.name);
        let batch = match found {
            Some(SnapshotTable::Parquet { file, bytes, .. }) => {
                let failed = AssessError::query(format!("reading {file}"));
                let file =
                    ParquetFile::open(bytes.clone()).map_err(|error| failed(error.into()))?;
                let columns = FileColumns::new(file.schema(), register, self.rulebook);
                self.opening(name, Opening::File);
                let rows = &mut self.opened.borrow_mut().rows;
                let files = &mut Arc::make_mut(rows).files;
                files.insert(name.to_owned(), (file, Arc::new(columns)));
                return Ok(());
            }
            Some(SnapshotTable::Rows { batch, .. }) => batch.clone(),
            None => RecordBatch::new_empty(Arc::new(schema_of(register))),
        };
        self.opening(name, Opening::Rows(batch.schema()));
        let rows = &mut self.opened.borrow_mut().rows;
        Arc::make_mut(rows).batches.insert(name.to_owned(), batch);
        Ok(())
    }

    fn opening(&self, name: &str, opening: Opening) {
        let mut opened = self.opened.borrow_mut();
        opened.tables.push((name.to_owned(), opening));
    }

    fn is_open(&self, name: &str) -> bool {
        let opened = self.opened.borrow();
        opened.tables.iter().any(|(table, _)| table == name)
    }

    /// Opens the schools with the column that says whether the policy judges them.
    pub fn open_schools(&self, policy: &Policy) -> Result<(), AssessError> {
        let register = self.schools()?;
        if self.is_open(&register.name) {
            return Ok(());
        }
        let raw = raw(register);
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
            .map(|&stage| {
                let owed = self.stage_owed(register, stage, &|name| quoted(name));
                stage_select(register, stage, &owed)
            })
            .collect();
        self.open_view(view, stages.join(" UNION ALL "));
        Ok(())
    }

    /// Whether a row's school is of a type that may have a stage; `None` when no column says so.
    pub fn of_type_with(
        &self,
        register: &Register,
        stage: Stage,
        own: &dyn Fn(&str) -> String,
    ) -> Option<String> {
        register.columns.iter().find_map(|column| {
            let ColumnKind::Code(list) = &column.kind else {
                return None;
            };
            let codes = &self.rulebook.code_list(list)?.codes;
            let with = codes.iter().filter(|code| code.stages.contains(&stage));
            let with: Vec<String> = with.map(|code| literal(&code.code)).collect();
            let said = (!with.is_empty()).then(|| with.join(", "))?;
            Some(format!("{} IN ({said})", own(&column.name)))
        })
    }

    /// Whether a row's school is of a type that has a stage and states no enrolment at all, so that it owes that of the
    /// stage.
    pub fn stage_owed(
        &self,
        register: &Register,
        stage: Stage,
        own: &dyn Fn(&str) -> String,
    ) -> String {
        let Some(of_type) = self.of_type_with(register, stage, own) else {
            return "false".to_owned();
        };
        let enrolments = Stage::ALL
            .iter()
            .filter_map(|&stage| register.stage_column(ENROLMENT, stage));
        let unstated: Vec<String> = enrolments
            .map(|column| format!("{} IS NULL", own(&column.name)))
            .collect();
        format!("({} AND {of_type})", unstated.join(" AND "))
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

    /// How many schools are open, which [`Session::open_schools`] has opened.
    pub fn count_of_schools(&self) -> Result<usize, AssessError> {
        let raw = raw(self.schools()?);
        Ok(self.opened.borrow().rows.count(&raw))
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
}

/// How the register of schools is called before it is said which of them are judged.
fn raw(register: &Register) -> String {
    format!("{}_raw", register.name)
}

/// One stage of the stage view, as a query over the schools.
fn stage_select(register: &Register, stage: Stage, owed: &str) -> String {
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
        "SELECT *, {} AS {}, {} FROM {} WHERE {} OR {owed}",
        literal(stage.name()),
        quoted(STAGE),
        concepts.join(", "),
        quoted(&register.name),
        present.join(" OR "),
    )
}
