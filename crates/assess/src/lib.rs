//! How do we stand?
//!
//! A snapshot of the registers and a policy go in, findings come out, each figure with its trace. The
//! way is always the same: *measure* evaluates the policy's expressions over the registers (DataFusion,
//! over any amount of data) and ends in [`junheng_model::Measures`]; *judge* is a pure function from
//! there. Nothing here reads a file or a clock.

mod amounts;
mod assessment;
mod check;
mod code_names;
mod decimals;
mod engine;
mod error;
mod explain;
mod file_columns;
mod judge;
mod known_names;
mod measure;
mod open_file;
mod parallel;
mod parquet;
pub mod parquet_file;
mod plans;
mod query;
mod register_rows;
mod session;
mod snapshot;
mod snapshot_diff;
pub mod snapshot_file;
mod sql;
mod what_if;

pub use assessment::Assessment;
pub use check::Checked;
pub use engine::Engine;
pub use error::AssessError;
pub use explain::{Case, Question};
pub use judge::judge;
pub use measure::{Measured, measure};
pub use register_rows::RegisterRows;
pub use snapshot::Snapshot;
pub use snapshot_diff::{ChangedCell, ChangedRegister, snapshot_diff};
pub use what_if::{Change, ChangedIndicator, ChangedUnit, Outcome, WhatIf};
