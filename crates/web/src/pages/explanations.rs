//! How one figure came about, down to the cells.

mod explanation_view;
pub mod figure;
