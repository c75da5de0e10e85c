//! Freezing a period into a snapshot, correcting it into another version, comparing versions.

mod correct;
mod freeze;

pub use correct::Correct;
pub use freeze::{Freeze, Frozen, NotReady, Readiness};
