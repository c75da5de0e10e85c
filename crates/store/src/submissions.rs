//! Submissions (填报): what an organisation hands in of a register for a period, and its revisions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::organisations::NAME_OR_CODE;
use crate::statement::{Cells, Conditions, Listed, Page, Stored, stored, values};
use crate::{Reading, StoreError, Writing};

/// A submission. Its state and its days are those of its matter, which has the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub matter_id: i64,
    pub register: String,
    pub period_id: i64,
    pub organisation_id: i64,
    /// The latest revision; nought when nothing was entered yet.
    pub revision: i64,
    /// The rows of the latest revision.
    pub row_count: i64,
}

stored!(Submission {
    matter_id,
    register,
    period_id,
    organisation_id,
    revision,
    row_count,
});

/// A submission with everything that a list shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionStatus {
    pub id: i64,
    pub register: String,
    pub period_id: i64,
    pub period: String,
    pub organisation_id: i64,
    pub organisation: String,
    pub code: Option<String>,
    pub path: String,
    pub state: String,
    pub kind_digest: String,
    pub due_on: Option<Date>,
    pub opened_at: Timestamp,
    /// `None` when the organisation never opened it.
    pub first_seen_at: Option<Timestamp>,
    pub revision: i64,
    pub rows: i64,
    /// When the latest revision was made.
    pub entered_at: Option<Timestamp>,
    /// Rows that the latest revision could not keep, each once however many errors it has.
    pub errors: i64,
    /// Remarks that are not settled.
    pub remarks: i64,
}

stored!(SubmissionStatus {
    id,
    register,
    period_id,
    period,
    organisation_id,
    organisation,
    code,
    path,
    state,
    kind_digest,
    due_on,
    opened_at,
    first_seen_at,
    revision,
    rows,
    entered_at,
    errors,
    remarks,
});

/// Which submissions are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmissionFilter {
    /// Of organisations in the subtree of this path.
    pub path: Option<String>,
    /// Of organisations in the subtree of any of these paths.
    pub paths: Option<Vec<String>>,
    pub period_id: Option<i64>,
    /// Of any of these periods.
    pub period_ids: Option<Vec<i64>>,
    pub registers: Option<Vec<String>>,
    pub states: Option<Vec<String>>,
    /// Only these.
    pub ids: Option<Vec<i64>>,
    /// Of these organisations themselves, and not of those below them.
    pub organisations: Option<Vec<i64>>,
    /// Due before this day.
    pub due_before: Option<Date>,
    pub never_seen_only: bool,
    /// Opened by somebody of the organisation at least once.
    pub seen_only: bool,
    /// A part of the organisation's name or the beginning of its code.
    pub search: Option<String>,
}

/// How many submissions of a register are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionCount {
    pub register: String,
    pub state: String,
    pub count: i64,
    /// How many of them were never opened.
    pub never_seen: i64,
}

stored!(SubmissionCount {
    register,
    state,
    count,
    never_seen,
});

/// One entering of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub submission_id: i64,
    /// From one.
    pub number: i64,
    pub by_person: Option<i64>,
    pub at: Timestamp,
    /// How it was entered, in the caller's words: `workbook`, `grid`, `copy`.
    pub way: String,
    pub source_id: Option<i64>,
    pub rows_added: i64,
    pub rows_changed: i64,
    pub rows_removed: i64,
    /// Cells that somebody typed.
    pub cells_typed: i64,
    /// Cells carried over from an earlier period.
    pub cells_carried: i64,
    /// Cells that another register had already.
    pub cells_again: i64,
    /// The revision that this one takes back.
    pub undoes: Option<i64>,
}

stored!(Revision {
    submission_id,
    number,
    by_person,
    at,
    way,
    source_id,
    rows_added,
    rows_changed,
    rows_removed,
    cells_typed,
    cells_carried,
    cells_again,
    undoes,
});

/// A file's sheet that rows were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub id: i64,
    pub file_name: String,
    /// SM3 of the file; the file itself is kept as evidence.
    pub file_digest: String,
    pub sheet: Option<String>,
    /// For each declared column that the sheet had, its position in the sheet, from zero.
    pub positions: BTreeMap<String, u32>,
    pub by_person: Option<i64>,
    pub at: Timestamp,
}

impl Stored for Source {
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.take()?,
            file_name: cells.take()?,
            file_digest: cells.take()?,
            sheet: cells.take()?,
            positions: serde_json::from_value(cells.take()?)
                .map_err(|_| StoreError::Damaged("source.positions".to_owned()))?,
            by_person: cells.take()?,
            at: cells.take()?,
        })
    }
}

/// A source to be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    pub file_name: String,
    pub file_digest: String,
    pub sheet: Option<String>,
    pub positions: BTreeMap<String, u32>,
}

const STATUS_COLUMNS: &str = "s.matter_id, s.register, s.period_id, p.name, s.organisation_id, o.name, o.code, o.path, \
     m.state, m.kind_digest, m.due_on, m.opened_at, m.first_seen_at, s.revision, s.row_count, r.at, \
     (SELECT COUNT(DISTINCT COALESCE(x.sheet, '') || '!' || CAST(x.cell_row AS TEXT)) FROM problem x \
     WHERE x.submission_id = s.matter_id AND x.revision = s.revision AND x.severity = 'error'), \
     (SELECT COUNT(*) FROM remark x WHERE x.submission_id = s.matter_id AND x.settled_at IS NULL)";

const STATUS_TABLES: &str = "submission s JOIN matter m ON m.id = s.matter_id \
     JOIN organisation o ON o.id = s.organisation_id JOIN period p ON p.id = s.period_id \
     LEFT JOIN revision r ON r.submission_id = s.matter_id AND r.number = s.revision";

impl SubmissionFilter {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default()
            .and_within("o.path", self.path.as_deref())
            .and_within_any("o.path", self.paths.as_deref())
            .and_some("s.period_id = ?", self.period_id)
            .and_any_of("s.period_id", self.period_ids.as_deref())
            .and_any_of("s.register", self.registers.as_deref())
            .and_any_of("m.state", self.states.as_deref())
            .and_any_of("s.matter_id", self.ids.as_deref())
            .and_any_of("s.organisation_id", self.organisations.as_deref())
            .and_some("m.due_on < ?", self.due_before)
            .and_found(&NAME_OR_CODE, self.search.as_deref());
        if self.never_seen_only {
            conditions = conditions.and("m.first_seen_at IS NULL", Vec::new());
        }
        if self.seen_only {
            conditions = conditions.and("m.first_seen_at IS NOT NULL", Vec::new());
        }
        conditions
    }
}

impl Reading {
    /// # Errors
    /// When the database fails.
    pub async fn submission(&mut self, id: i64) -> Result<Option<Submission>, StoreError> {
        let by_id = Conditions::default().and("t.matter_id = ?", values![id]);
        let found = self.of_table("submission", by_id, "t.matter_id").await?;
        Ok(found.into_iter().next())
    }

    /// The submission of an organisation, register and period.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn submission_of(
        &mut self,
        organisation_id: i64,
        register: &str,
        period_id: i64,
    ) -> Result<Option<Submission>, StoreError> {
        let by_place = "t.organisation_id = ? AND t.register = ? AND t.period_id = ?";
        let values = values![organisation_id, register, period_id];
        let conditions = Conditions::default().and(by_place, values);
        let found = self
            .of_table("submission", conditions, "t.matter_id")
            .await?;
        Ok(found.into_iter().next())
    }

    /// Submissions with their states, by organisation and register.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn submissions(
        &mut self,
        filter: &SubmissionFilter,
        page: Page,
    ) -> Result<Listed<SubmissionStatus>, StoreError> {
        let order = "COALESCE(o.code, ''), o.name, s.organisation_id, s.matter_id";
        self.listed(
            STATUS_COLUMNS,
            STATUS_TABLES,
            filter.conditions(),
            order,
            page,
        )
        .await
    }

    /// How many submissions there are by register and state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn submission_counts(
        &mut self,
        filter: &SubmissionFilter,
    ) -> Result<Vec<SubmissionCount>, StoreError> {
        let (condition, values) = filter.conditions().into_parts();
        let text = format!(
            "SELECT s.register, m.state, COUNT(*), COUNT(*) - COUNT(m.first_seen_at) FROM {STATUS_TABLES}{condition} \
             GROUP BY s.register, m.state ORDER BY s.register, m.state"
        );
        self.rows(text, values).await
    }

    /// The revisions of a submission, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revisions(&mut self, submission_id: i64) -> Result<Vec<Revision>, StoreError> {
        let by_submission =
            Conditions::default().and("t.submission_id = ?", values![submission_id]);
        self.of_table("revision", by_submission, "t.number").await
    }

    /// The sources with these ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sources(&mut self, ids: &[i64]) -> Result<Vec<Source>, StoreError> {
        let select =
            "SELECT id, file_name, file_digest, sheet, positions, by_person, at FROM source";
        self.any_of(select, "id", ids, "id").await
    }
}

impl Writing {
    /// Opens the submission that belongs to a matter.
    ///
    /// # Errors
    /// When the organisation has one for this register and period, or the database fails.
    pub async fn add_submission(
        &mut self,
        matter_id: i64,
        register: &str,
        period_id: i64,
        organisation_id: i64,
    ) -> Result<(), StoreError> {
        self.store.registers.get(register)?;
        let row = vec![
            ("matter_id", matter_id.into()),
            ("register", register.into()),
            ("period_id", period_id.into()),
            ("organisation_id", organisation_id.into()),
            ("revision", 0.into()),
            ("row_count", 0.into()),
        ];
        self.insert("submission", row).await
    }

    /// Remembers a sheet that rows are going to be taken from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_source(&mut self, new: &NewSource) -> Result<i64, StoreError> {
        let id = self.id();
        let clerk = self.clerk();
        let positions = serde_json::json!(new.positions);
        let row = vec![
            ("id", id.into()),
            ("file_name", (&new.file_name).into()),
            ("file_digest", (&new.file_digest).into()),
            ("sheet", new.sheet.clone().into()),
            ("positions", (&positions).into()),
            ("by_person", clerk.person.into()),
            ("at", clerk.at.into()),
        ];
        self.insert("source", row).await?;
        Ok(id)
    }
}
