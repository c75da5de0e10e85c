//! The pages, as a browser gets them.

#[path = "web/look.rs"]
mod look;
