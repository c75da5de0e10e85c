//! Freezing a period into a snapshot, correcting it into another version, comparing versions.

pub mod compare;
mod correct;
mod freeze;
mod readiness;

pub use compare::{CellChanged, Compare, Compared, Flip, Flipped, RegisterChanges};
pub use correct::Correct;
pub use freeze::{Freeze, Frozen};
pub use readiness::{NotReady, Readiness};
