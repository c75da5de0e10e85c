//! Submissions (填报): what an organisation hands in of a register for a period, and its revisions.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::statement::{Cells, Conditions, Listed, Page, Stored, stored, values};
use crate::transaction::VALUES_AT_ONCE;
use crate::{Reading, StoreError, SubmissionFilter, Writing};

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

const STATUS_ORDER: &str = "COALESCE(o.code, ''), o.name, s.organisation_id, s.matter_id";

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
        if filter
            .ids
            .as_ref()
            .is_some_and(|ids| ids.len() > VALUES_AT_ONCE)
        {
            return self.submissions_of_many(filter, page).await;
        }
        self.listed(
            STATUS_COLUMNS,
            STATUS_TABLES,
            filter.conditions(),
            STATUS_ORDER,
            page,
        )
        .await
    }

    /// Those of more ids than a statement takes: part by part, then put into the order of the whole list, which
    /// only the database knows.
    async fn submissions_of_many(
        &mut self,
        filter: &SubmissionFilter,
        page: Page,
    ) -> Result<Listed<SubmissionStatus>, StoreError> {
        let mut found: HashMap<i64, SubmissionStatus> = HashMap::new();
        for part in filter.parts() {
            let conditions = part.conditions();
            let of_part = self.listed::<SubmissionStatus>(
                STATUS_COLUMNS,
                STATUS_TABLES,
                conditions,
                STATUS_ORDER,
                Page::ALL,
            );
            let of_part = of_part.await?.items;
            found.extend(of_part.into_iter().map(|one| (one.id, one)));
        }
        let whole = SubmissionFilter {
            ids: None,
            ..filter.clone()
        };
        let (condition, values) = whole.conditions().into_parts();
        let text =
            format!("SELECT s.matter_id FROM {STATUS_TABLES}{condition} ORDER BY {STATUS_ORDER}");
        let ids: Vec<(i64,)> = self.rows(text, values).await?;
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let pass = usize::try_from(page.offset).unwrap_or(usize::MAX);
        let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let in_order = ids.into_iter().filter_map(|(id,)| found.remove(&id));
        Ok(Listed {
            items: in_order.skip(pass).take(most).collect(),
            total,
        })
    }

    /// How many submissions there are by register and state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn submission_counts(
        &mut self,
        filter: &SubmissionFilter,
    ) -> Result<Vec<SubmissionCount>, StoreError> {
        let mut counted: BTreeMap<(String, String), SubmissionCount> = BTreeMap::new();
        for part in filter.parts() {
            let (condition, values) = part.conditions().into_parts();
            let text = format!(
                "SELECT s.register, m.state, COUNT(*), COUNT(*) - COUNT(m.first_seen_at) \
                 FROM {STATUS_TABLES}{condition} GROUP BY s.register, m.state"
            );
            for found in self.rows::<SubmissionCount>(text, values).await? {
                let key = (found.register.clone(), found.state.clone());
                let sum = counted.entry(key).or_insert_with(|| SubmissionCount {
                    count: 0,
                    never_seen: 0,
                    ..found.clone()
                });
                sum.count += found.count;
                sum.never_seen += found.never_seen;
            }
        }
        Ok(counted.into_values().collect())
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
