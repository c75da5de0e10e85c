//! One county: where it stands, indicator by indicator, and what would change it.

mod course;
pub mod indicator;
mod indicator_charts;
pub mod indicator_view;
pub mod overview;
mod overview_view;
pub mod selection;
mod tiles;
