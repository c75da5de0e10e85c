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
mod places;
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
/// The schools of the counties around are numbered from here on, so many for each: no two schools share a code.
const AROUND_FIRST: usize = 500;

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoOptions {
    /// Schools in the latest year, teaching points and the special school included.
    pub schools: usize,
    /// How many school years, of which the last is always the same one.
    pub years: u32,
    /// The same seed gives the same county.
    pub seed: u64,
    /// Whether the latest year's sheet 学校 carries the mistakes that real files have.
    pub mistakes: bool,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            schools: 48,
            years: 3,
            seed: 1,
            mistakes: true,
        }
    }
}

/// The school years of the made-up county, the earliest first.
pub fn county(options: DemoOptions) -> Vec<DemoYear> {
    let county = County::draw(COUNTY, options.schools, options.seed);
    let mut years = years_of(&county, options.years);
    if options.mistakes
        && let Some(latest) = years.last_mut()
    {
        mistakes::spoil(&mut latest.sheets);
    }
    years
}

/// The same school years of a made-up county around it, without mistakes; the first is [`NEIGHBOUR`]. Counties with other
/// numbers, from nought, have other schools.
pub fn county_around(number: usize, name: &str, options: DemoOptions) -> Vec<DemoYear> {
    let mut county = County::draw(name, options.schools, options.seed + 1 + number as u64);
    county.number(AROUND_FIRST * (number + 1));
    years_of(&county, options.years)
}

fn years_of(county: &County, years: u32) -> Vec<DemoYear> {
    (county::LATEST + 1 - years..=county::LATEST)
        .map(|year| sheets::year(county, year))
        .collect()
}
