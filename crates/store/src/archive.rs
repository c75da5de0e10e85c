//! What a backup holds: every table as lines of JSON, every file, and a manifest with the digest of each.

use serde::{Deserialize, Serialize};

use crate::Reading;
use crate::StoreError;
use crate::dialect::Dialect;
use crate::statement::values;

/// Grows when an older program could not restore the archive.
pub(crate) const FORMAT: u32 = 1;
/// Written last, so that an archive that was cut off has none.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The system tables, those that others refer to first, with what orders their rows.
pub(crate) const SYSTEM_TABLES: [(&str, &str); 26] = [
    ("chain_head", "id"),
    ("journal", "seq"),
    ("organisation", "id"),
    ("person", "id"),
    ("role_grant", "id"),
    ("session", "digest"),
    ("token", "id"),
    ("recovery_code", "id"),
    ("sign_in_attempt", "id"),
    ("period", "id"),
    ("matter_kind", "digest"),
    ("matter", "id"),
    ("matter_move", "id"),
    ("source", "id"),
    ("submission", "matter_id"),
    ("revision", "submission_id, number"),
    ("problem", "id"),
    ("remark", "id"),
    ("justification", "id"),
    ("evidence", "id"),
    ("exemption", "id"),
    ("snapshot", "id"),
    ("snapshot_submission", "snapshot_id, submission_id"),
    ("finding", "snapshot_digest, policy, policy_digest, as_of"),
    ("job", "id"),
    ("reminder", "id"),
];

/// What orders the rows of a register's table.
pub(crate) const REGISTER_ORDER: &str = "row_id, since";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// The journal's last entry.
    pub(crate) data_version: i64,
    pub(crate) tables: Vec<TablePart>,
    pub(crate) files: Vec<FilePart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TablePart {
    pub(crate) name: String,
    /// Names and types, in the order of a line's values.
    pub(crate) columns: Vec<(String, String)>,
    pub(crate) rows: i64,
    /// SM3 of the part.
    pub(crate) digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FilePart {
    /// `evidence` or `snapshots`.
    pub(crate) area: String,
    pub(crate) digest: String,
}

impl TablePart {
    pub(crate) fn entry(&self) -> String {
        format!("tables/{}.ndjson", self.name)
    }
}

impl FilePart {
    pub(crate) fn entry(&self) -> String {
        format!("{}/{}", self.area, self.digest)
    }
}

impl Reading {
    /// Every table there is: the system's in their order, then the registers', also those that the rulebook no longer
    /// declares.
    pub(crate) async fn all_tables(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        let text = match self.store.dialect {
            Dialect::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            }
            Dialect::Postgres => {
                "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
            }
        };
        let names: Vec<(String,)> = self.rows(text, Vec::new()).await?;
        let system = SYSTEM_TABLES.map(|(name, order)| (name.to_owned(), order.to_owned()));
        let is_register = |name: &String| {
            !name.starts_with("_sqlx") && system.iter().all(|(known, _)| known != name)
        };
        let registers: Vec<(String, String)> = names
            .into_iter()
            .map(|(name,)| name)
            .filter(is_register)
            .map(|name| (name, REGISTER_ORDER.to_owned()))
            .collect();
        Ok(system.into_iter().chain(registers).collect())
    }

    /// A table's columns with their types in capitals, in the table's order.
    pub(crate) async fn columns_of(
        &mut self,
        table: &str,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let text = self.store.dialect.columns_of_table();
        self.rows(text, values![table]).await
    }
}
