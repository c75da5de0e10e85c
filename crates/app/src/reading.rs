//! Reading what was judged: counties, their courses over years, schools, and what would change them.

mod choices;
mod course;
mod due;
mod exports;
mod places;
mod prepared;
mod school;
mod standings;
mod what_if;

pub use choices::Choices;
pub use due::{Due, SchoolDue};
pub(crate) use places::CountyPlaces;
pub use places::SchoolPlace;
pub(crate) use prepared::PreparedCounties;
pub use standings::{CountyStanding, Standings, Tallied, YearStanding};
pub use what_if::{Changed, FigureChange, Supposed};
