//! Reading what was judged: counties, their courses over years, schools, and what would change them.

mod choices;
mod course;
mod due;
mod places;
mod prepared;
mod reports;
mod school;
mod standings;
mod what_if;

pub use choices::Choices;
pub use due::{Due, SchoolDue};
pub(crate) use places::CountyPlaces;
pub use places::SchoolPlace;
pub(crate) use prepared::PreparedCounties;
pub(crate) use reports::{MadeReport, RESULTS_KEPT_HOURS, ReportInput};
pub use reports::{ReportFile, ReportForm};
pub use standings::{CountyStanding, Standings, Tallied, YearStanding};
pub use what_if::{Changed, FigureChange, Supposed, WHAT_IF_REGISTER};
