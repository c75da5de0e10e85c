//! One county: where it stands, indicator by indicator, and what would change it.

mod course;
pub mod overview;
mod overview_view;
pub mod selection;
mod tiles;
