//! Assessments of made-up schools by the repository's own rulebook.

#[path = "assess/county.rs"]
mod county;
#[path = "assess/files.rs"]
mod files;
#[path = "assess/frozen.rs"]
mod frozen;
#[path = "assess/missing.rs"]
mod missing;
#[path = "assess/plans.rs"]
mod plans;
#[path = "assess/properties.rs"]
mod properties;
