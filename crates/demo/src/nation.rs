//! A nation of made-up counties, as columns.

use crate::county::{County, LATEST, School};
use crate::figures::{Figures, Staff};
use crate::sheets::schools::{HEADINGS, founder};

/// Schools of a county of the nation.
const SCHOOLS_PER_COUNTY: usize = 70;

/// One column of the nation's register 学校.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoColumn {
    pub heading: String,
    pub values: DemoValues,
}

/// The values of a column; `None` is blank.
#[derive(Debug, Clone, PartialEq)]
pub enum DemoValues {
    Text(Vec<Option<String>>),
    Count(Vec<Option<i64>>),
    /// Numbers of two decimals, in hundredths.
    Hundredths(Vec<Option<i64>>),
}

impl DemoValues {
    /// How many values there are.
    pub fn len(&self) -> usize {
        match self {
            DemoValues::Text(values) => values.len(),
            DemoValues::Count(values) | DemoValues::Hundredths(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The latest year's register 学校 of so many schools in counties of about seventy, with the same
/// headings as a county's sheet.
pub fn nation(schools: usize, seed: u64) -> Vec<DemoColumn> {
    let latest = LATEST;
    let mut writer = Columns::default();
    let mut before = 0;
    while before < schools {
        let size = SCHOOLS_PER_COUNTY.min(schools - before);
        let number = before / SCHOOLS_PER_COUNTY;
        let name = format!("示例{:04}县", number + 1);
        let mut county = County::draw(&name, size, seed.wrapping_add(number as u64));
        county.schools.retain(|school| school.last_year.is_none());
        county.number(before);
        for school in &county.schools {
            writer.push(&county, school, &Figures::of(school, county.seed, latest));
        }
        before += size;
    }
    writer.finish()
}

#[derive(Default)]
struct Columns {
    texts: [Vec<Option<String>>; 7],
    counts: [Vec<Option<i64>>; 18],
    measures: [Vec<Option<i64>>; 4],
}

impl Columns {
    fn push(&mut self, county: &County, school: &School, figures: &Figures) {
        let texts = [
            &school.code,
            &school.name,
            &county.name,
            &school.township,
            school.kind.profile().type_code,
            school.urban.0,
            founder(school),
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(Some(text.to_owned()));
        }
        let of_staff: [fn(&Staff) -> u32; 5] = [
            |staff| staff.higher_degree,
            |staff| staff.backbone,
            |staff| staff.sport_and_art,
            |staff| staff.teachers,
            |staff| staff.middle_title,
        ];
        let staff = of_staff
            .iter()
            .flat_map(|figure| figures.staff.map(|staff| staff.as_ref().map(figure)));
        let [primary, junior, senior] = figures.pupils;
        let counts = [
            Some(school.built),
            primary,
            junior,
            senior,
            Some(figures.migrants),
        ]
        .into_iter()
        .chain(staff)
        .chain([figures.multimedia_rooms, figures.computers, figures.books].map(Some));
        for (column, count) in self.counts.iter_mut().zip(counts) {
            column.push(count.map(i64::from));
        }
        let measures = [
            figures.teaching_area,
            figures.indoor_area,
            figures.grounds_area,
            figures.equipment,
        ];
        for (column, measure) in self.measures.iter_mut().zip(measures) {
            column.push(Some(measure.0));
        }
    }

    /// The columns in the contract's order: texts, counts, measures, and the last three counts.
    fn finish(self) -> Vec<DemoColumn> {
        let mut counts: Vec<DemoValues> = self.counts.into_iter().map(DemoValues::Count).collect();
        let last_counts = counts.split_off(15);
        let values = self
            .texts
            .into_iter()
            .map(DemoValues::Text)
            .chain(counts)
            .chain(self.measures.into_iter().map(DemoValues::Hundredths))
            .chain(last_counts);
        HEADINGS
            .into_iter()
            .zip(values)
            .map(|(heading, values)| DemoColumn {
                heading: heading.to_owned(),
                values,
            })
            .collect()
    }
}
