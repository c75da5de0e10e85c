//! The registers as sheets.

pub(crate) mod schools;

use crate::county::County;
use crate::sheet::DemoYear;

/// All registers of the school year that begins in `year`.
pub(crate) fn year(county: &County, year: u32) -> DemoYear {
    DemoYear {
        school_year: format!("{year}-{}", year + 1),
        sheets: vec![schools::sheet(county, year)],
    }
}
