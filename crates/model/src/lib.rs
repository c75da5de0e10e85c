//! What are the things?
//!
//! The nouns of the house: quantities, stages, the tables that were handed in, the measures that a
//! policy takes of them, the findings that come out, and the diagnostics that tell a user what to
//! mend. Nothing here reads a file, a clock or the network, and nothing here knows a policy.

mod breaking;
mod cell_value;
mod diagnostic;
mod explanation;
mod findings;
mod measures;
mod place;
mod quantity;
mod role;
mod school_figures;
mod stage;
mod table;
mod texts;
mod verdict;
mod workers;

pub use breaking::{BreakingCells, BreakingUnit, BreakingUnits, along_limit};
pub use cell_value::CellValue;
pub use diagnostic::{Diagnostic, Diagnostics, Severity, Wording};
pub use explanation::{ExplainedCell, ExplainedRow, ExplainedSide, ExplainedSplit, Explanation};
pub use findings::{
    Alternative, CountyFindings, ExcludedSchool, Findings, IndicatorFinding, MissingFigure,
    RuleFinding, Score, Standard, Variation,
};
pub use measures::{Amount, Grain, Measure, Measures, Share, UnitMeasures, Units};
pub use place::{CellAddress, Place, column_letters};
pub use quantity::{Quantity, QuantityError};
pub use role::{Role, UnknownRole};
pub use school_figures::{
    CellColumn, SchoolCell, SchoolFigures, SchoolFinding, Thresholds, VariationShare,
};
pub use stage::{Stage, UnknownStage};
pub use table::{ColumnValues, RegisterTable, TableColumn, TableSource, own_sheet};
pub use texts::Texts;
pub use verdict::Verdict;
pub use workers::workers;
