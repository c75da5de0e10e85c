//! What can go wrong in the store. None of it is the user's doing, but for figures with too many digits.

use std::path::PathBuf;

use crate::keys::KeyError;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A change was to be committed of which the journal says nothing.
    #[error("nothing was written into the journal about this change, so it was not made")]
    Unjournaled,
    #[error("the database has no register {0:?}")]
    UnknownRegister(String),
    #[error("the database has no {what} {id}")]
    Unknown { what: &'static str, id: i64 },
    /// Both databases hold numbers exactly to fifteen significant digits.
    #[error("{register}.{column}: {value} has more than fifteen significant digits")]
    TooManyDigits {
        register: String,
        column: String,
        value: String,
    },
    /// A caller handed in a value of another type than the column's, or too few or too many of them.
    #[error("{register}: the values of line {line} do not fit the declared columns")]
    ValuesDoNotFit { register: String, line: i64 },
    #[error(
        "register {register}: the name {name:?} is longer than the 63 bytes that PostgreSQL keeps"
    )]
    NameTooLong { register: String, name: String },
    #[error(
        "register {register}: column {column:?} was declared as another type when the database was made"
    )]
    ColumnChanged { register: String, column: String },
    #[error("what the database holds in {0} is not what was put there")]
    Damaged(String),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("{path}: {cause}")]
    File {
        path: PathBuf,
        cause: std::io::Error,
    },
    #[error("the archive cannot be used: {0}")]
    Archive(String),
}
