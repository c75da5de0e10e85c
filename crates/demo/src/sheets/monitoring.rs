//! 质量监测: what the national monitoring found in the county.

use crate::county::County;
use crate::dice::{Dice, Purpose};
use crate::sheet::{DemoCell, DemoSheet, Hundredths};

const HEADINGS: [&str; 6] = [
    "区县",
    "监测年份",
    "年级",
    "监测学科",
    "学业水平等级",
    "校际差异率",
];
/// Subjects take turns, one set a year.
const SUBJECTS: [[&str; 3]; 3] = [
    ["数学", "体育", "心理健康"],
    ["语文", "艺术", "英语"],
    ["德育", "科学", "劳动"],
];

pub(super) fn sheet(county: &County, year: u32) -> DemoSheet {
    let mut sheet = DemoSheet::new("质量监测", &HEADINGS);
    // What the county knows in autumn are the results of the spring before.
    let measured = year - 1;
    let mut dice = Dice::new(county.seed, measured as usize, Purpose::Turns);
    for grade in ["四年级", "八年级"] {
        for subject in SUBJECTS[measured as usize % SUBJECTS.len()]
            .into_iter()
            .take(2)
        {
            let level = dice.pick(["Ⅲ级", "Ⅲ级", "Ⅲ级", "Ⅳ级"]);
            let between_schools = Hundredths::round(dice.between(0.05, 0.15));
            sheet.rows.push(vec![
                county.name.as_str().into(),
                measured.into(),
                grade.into(),
                subject.into(),
                level.into(),
                DemoCell::from(between_schools),
            ]);
        }
    }
    sheet
}
