//! Long work that survives a reload of the page, shows how far it is, and can be cancelled.

use jiff::Timestamp;

use crate::statement::{Columns as _, Conditions, Listed, Page, Value, stored, values};
use crate::{Housekeeping, JobState, Reading, StoreError};

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: i64,
    pub kind: String,
    pub by_person: Option<i64>,
    pub organisation_id: Option<i64>,
    pub state: JobState,
    /// What it works on, in the caller's writing.
    pub input: serde_json::Value,
    pub done: i64,
    pub total: i64,
    pub message: String,
    pub result: Option<serde_json::Value>,
    pub cancel_asked: bool,
    /// The run of the program that works on it.
    pub process: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

stored!(Job {
    id,
    kind,
    by_person,
    organisation_id,
    state,
    input,
    done,
    total,
    message,
    result,
    cancel_asked,
    process,
    created_at,
    started_at,
    ended_at,
});

/// A job to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub kind: String,
    pub by_person: Option<i64>,
    pub organisation_id: Option<i64>,
    pub input: serde_json::Value,
    pub at: Timestamp,
}

/// Which kinds of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds<'k> {
    Only(&'k [&'k str]),
    AllBut(&'k [&'k str]),
}

impl Kinds<'_> {
    fn condition(self) -> Conditions {
        let (operator, kinds) = match self {
            Kinds::Only(kinds) => ("IN", kinds),
            Kinds::AllBut(kinds) => ("NOT IN", kinds),
        };
        let marks = vec!["?"; kinds.len()].join(", ");
        let values = kinds.iter().map(|kind| Value::from(*kind));
        Conditions::default().and(&format!("t.kind {operator} ({marks})"), values)
    }
}

/// Which jobs are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Of organisations in the subtree of this path.
    pub path: Option<String>,
    pub by_person: Option<i64>,
    pub kinds: Option<Vec<String>>,
    /// Only those that wait or run.
    pub open_only: bool,
}

impl Reading {
    /// # Errors
    /// When the database fails.
    pub async fn job(&mut self, id: i64) -> Result<Option<Job>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        let found = self.of_table("job", by_id, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// Jobs, latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(
        &mut self,
        filter: &JobFilter,
        page: Page,
    ) -> Result<Listed<Job>, StoreError> {
        let mut conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_some("j.by_person = ?", filter.by_person)
            .and_any_of("j.kind", filter.kinds.as_deref());
        if filter.open_only {
            conditions = conditions.and("j.state IN ('waiting', 'running')", Vec::new());
        }
        let from = "job j LEFT JOIN organisation o ON o.id = j.organisation_id";
        self.listed(&Job::of("j"), from, conditions, "j.id DESC", page)
            .await
    }
}

impl Housekeeping {
    /// Queues a job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_job(&mut self, new: &NewJob) -> Result<i64, StoreError> {
        let id = self.new_id();
        let row = vec![
            ("id", id.into()),
            ("kind", (&new.kind).into()),
            ("by_person", new.by_person.into()),
            ("organisation_id", new.organisation_id.into()),
            ("state", JobState::Waiting.code().into()),
            ("input", (&new.input).into()),
            ("done", 0.into()),
            ("total", 0.into()),
            ("message", "".into()),
            ("cancel_asked", false.into()),
            ("created_at", new.at.into()),
        ];
        self.insert("job", row).await?;
        Ok(id)
    }

    /// Takes the job of some kinds that waits longest, for this run of the program.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_job(
        &mut self,
        process: &str,
        kinds: Kinds<'_>,
        at: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        let waiting = kinds.condition().and("t.state = 'waiting'", Vec::new());
        let found: Vec<Job> = self.of_table("job", waiting, "t.id LIMIT 1").await?;
        let Some(job) = found.into_iter().next() else {
            return Ok(None);
        };
        let text = "UPDATE job SET state = 'running', process = $1, started_at = $2 WHERE id = $3";
        self.change("job", job.id, text, values![process, at, job.id])
            .await?;
        self.job(job.id).await
    }

    /// Tells how far a running job is, and what came of it so far if that may already be seen; answers whether somebody
    /// asked it to stop.
    ///
    /// # Errors
    /// When no such job runs, or the database fails.
    pub async fn report_job(
        &mut self,
        id: i64,
        done: i64,
        total: i64,
        so_far: Option<&serde_json::Value>,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE job SET done = $1, total = $2, result = COALESCE($3, result) \
             WHERE id = $4 AND state = 'running'";
        let so_far = so_far.map(ToString::to_string);
        self.change("job", id, text, values![done, total, so_far, id])
            .await?;
        let asked = "SELECT cancel_asked FROM job WHERE id = $1";
        Ok(self.count(asked, values![id]).await? != 0)
    }

    /// Ends a job. What came of it so far stays unless there is a result.
    ///
    /// # Errors
    /// When it is over already, or the database fails.
    pub async fn end_job(
        &mut self,
        id: i64,
        state: JobState,
        message: &str,
        result: Option<&serde_json::Value>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let text = "UPDATE job SET state = $1, message = $2, result = COALESCE($3, result), ended_at = $4 \
             WHERE id = $5 AND state IN ('waiting', 'running')";
        let result = result.map(ToString::to_string);
        let values = values![state.code(), message, result, at, id];
        self.change("job", id, text, values).await
    }

    /// Asks a job to stop. One that still waits is cancelled at once.
    ///
    /// # Errors
    /// When it is over already, or the database fails.
    pub async fn cancel_job(&mut self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        let waiting = "UPDATE job SET state = 'cancelled', cancel_asked = 1, ended_at = $1 \
             WHERE id = $2 AND state = 'waiting'";
        if self.run(waiting, values![at, id]).await? > 0 {
            return Ok(());
        }
        let running = "UPDATE job SET cancel_asked = 1 WHERE id = $1 AND state = 'running'";
        self.change("job", id, running, values![id]).await
    }

    /// At the start of the program: marks what an earlier run left running as interrupted; answers how many. One
    /// program at a time serves a database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn interrupt_jobs_of_others(
        &mut self,
        process: &str,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let text = "UPDATE job SET state = 'interrupted', ended_at = $1 WHERE state = 'running' AND process <> $2";
        self.run(text, values![at, process]).await
    }
}
