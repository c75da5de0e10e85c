//! What might a county look like?
//!
//! A believable county that does not exist, over three school years, as the sheets that a creation
//! office would hand in; and a nation of such counties as columns. Everything follows from the seed:
//! the same options give the same sheets. Nothing here knows a policy. The levels around which
//! schools are drawn are this generator's own, chosen so that some schools are well equipped and
//! some are not.

mod classes;
mod county;
mod dice;
mod figures;
mod mistakes;
mod names;
mod nation;
mod profile;
mod rooms;
mod sheet;
mod sheets;
mod staff;

pub use nation::{DemoColumn, DemoValues, nation};
pub use sheet::{DemoCell, DemoSheet, DemoYear};

use county::County;

/// The made-up county's name.
pub const COUNTY: &str = "广和县";

/// The made-up county next to it, smaller and without mistakes, so that a city has something to compare.
pub const NEIGHBOUR: &str = "安澜县";
/// The neighbour's schools are numbered from here on: no two schools share a code.
const NEIGHBOURS_FIRST: usize = 500;

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoOptions {
    /// Schools in the latest year, teaching points and the special school included.
    pub schools: usize,
    /// The same seed gives the same county.
    pub seed: u64,
    /// Whether the latest year's sheet 学校 carries the mistakes that real files have.
    pub mistakes: bool,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            schools: 48,
            seed: 1,
            mistakes: true,
        }
    }
}

/// Three school years of the made-up county, the earliest first.
pub fn county(options: DemoOptions) -> Vec<DemoYear> {
    let county = County::draw(COUNTY, options.schools, options.seed);
    let mut years: Vec<DemoYear> = county::YEARS
        .into_iter()
        .map(|year| sheets::year(&county, year))
        .collect();
    if options.mistakes
        && let Some(latest) = years.last_mut()
    {
        mistakes::spoil(&mut latest.sheets);
    }
    years
}

/// The same school years of the made-up county next to it.
pub fn neighbour(schools: usize, seed: u64) -> Vec<DemoYear> {
    let mut county = County::draw(NEIGHBOUR, schools, seed);
    county.number(NEIGHBOURS_FIRST);
    county::YEARS
        .into_iter()
        .map(|year| sheets::year(&county, year))
        .collect()
}
