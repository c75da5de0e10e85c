//! Reading what was judged: counties, their courses over years, schools, and what would change them.

mod choices;
mod course;
mod exports;
mod places;
mod school;
mod standings;
mod what_if;

pub use choices::Choices;
pub use places::SchoolPlace;
pub use standings::{CountyStanding, Standings, Tallied, YearStanding};
pub use what_if::{Changed, FigureChange, Supposed};
