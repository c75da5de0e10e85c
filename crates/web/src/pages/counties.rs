//! One county: where it stands, indicator by indicator, and what would change it.

pub mod compare;
pub mod course;
pub mod difference;
pub mod due;
pub mod indicator;
mod indicator_charts;
mod indicator_figures;
pub mod indicator_view;
pub mod neighbours;
pub mod overview;
pub mod overview_view;
pub mod report;
pub mod schools;
pub mod schools_view;
pub mod selection;
pub mod tiles;
pub mod to_mend;
pub mod what_if;
