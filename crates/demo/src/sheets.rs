//! The registers as sheets.

mod classes;
mod county_situation;
mod money;
mod monitoring;
mod rooms;
mod rotation;
mod satisfaction;
pub(crate) mod schools;
mod scores;
mod teachers;

use crate::classes::{self as school_classes, Class};
use crate::county::{County, School};
use crate::figures::Figures;
use crate::rooms::{self as school_rooms, Room};
use crate::sheet::DemoYear;
use crate::staff::{self as school_staff, Teacher};

/// The names of the compulsory stages.
const STAGES: [&str; 2] = ["小学", "初中"];

/// Everything about one school in one year.
struct OpenSchool<'a> {
    school: &'a School,
    figures: Figures,
    classes: Vec<Class>,
    rooms: Vec<Room>,
    teachers: Vec<Teacher>,
}

/// All registers of the school year that begins in `year`.
pub(crate) fn year(county: &County, year: u32) -> DemoYear {
    let open: Vec<OpenSchool> = county
        .open_in(year)
        .map(|school| OpenSchool::of(school, county.seed, year))
        .collect();
    DemoYear {
        school_year: format!("{year}-{}", year + 1),
        sheets: vec![
            schools::sheet(county, &open),
            classes::sheet(&open),
            rooms::sheet(&open),
            teachers::sheet(&open, year),
            rotation::sheet(&open, year),
            money::sheet(&open, county.seed, year),
            county_situation::sheet(county, &open, year),
            monitoring::sheet(county, year),
            scores::sheet(county, &open, year),
            satisfaction::sheet(county, &open),
        ],
    }
}

impl<'a> OpenSchool<'a> {
    fn of(school: &'a School, seed: u64, year: u32) -> Self {
        let figures = Figures::of(school, seed, year);
        let classes = school_classes::classes(school, seed, &figures);
        Self {
            school,
            rooms: school_rooms::rooms(school, seed, classes.len()),
            teachers: school_staff::teachers(school, seed, &figures),
            classes,
            figures,
        }
    }

    /// Pupils of compulsory age.
    fn pupils(&self) -> u32 {
        self.figures.pupils[0].unwrap_or(0) + self.figures.pupils[1].unwrap_or(0)
    }
}
