//! What intake makes of the files that officials, and others, send.

#[path = "intake/support.rs"]
mod support;

#[path = "intake/cells.rs"]
mod cells;
#[path = "intake/files.rs"]
mod files;
#[path = "intake/headings.rs"]
mod headings;
#[path = "intake/hostile.rs"]
mod hostile;
#[path = "intake/properties.rs"]
mod properties;
#[path = "intake/rows.rs"]
mod rows;
#[path = "intake/rulebook.rs"]
mod rulebook;
