//! 公用经费: one row a school, for the year before.

use super::OpenSchool;
use crate::county::LATEST;
use crate::dice::{Dice, Purpose};
use crate::figures::compound;
use crate::profile::Kind;
use crate::sheet::{DemoCell, DemoSheet, Hundredths};

const HEADINGS: [&str; 5] = [
    "学校标识码",
    "公用经费预算总额",
    "公用经费决算总额",
    "教师培训经费预算",
    "教师培训经费决算",
];
/// What the county gives for each pupil, yuan; small schools are counted as if they had more pupils.
const A_PUPIL: [f64; 2] = [760.0, 980.0];
const A_SPECIAL_PUPIL: f64 = 8150.0;
const COUNTED_AT_LEAST: f64 = 100.0;

pub(super) fn sheet(open: &[OpenSchool], seed: u64, year: u32) -> DemoSheet {
    let mut sheet = DemoSheet::new("公用经费", &HEADINGS);
    let ago = LATEST - year;
    for school in open {
        sheet.rows.push(row(school, seed, ago));
    }
    sheet
}

fn row(school: &OpenSchool, seed: u64, ago: u32) -> Vec<DemoCell> {
    let mut dice = Dice::new(seed, school.school.number, Purpose::Money);
    let [primary, junior] =
        [0, 1].map(|stage| f64::from(school.figures.pupils[stage].unwrap_or(0)));
    let counted = (primary + junior).max(COUNTED_AT_LEAST) / (primary + junior);
    let due = match school.school.kind {
        Kind::Special => (primary + junior) * A_SPECIAL_PUPIL,
        _ => (primary * A_PUPIL[0] + junior * A_PUPIL[1]) * counted,
    };
    // One school in twenty was given less than it was due.
    let factor = if dice.chance(0.05) {
        dice.between(0.82, 0.93)
    } else {
        dice.between(1.0, 1.12)
    };
    let budget = (due * factor * compound(0.97, ago)).round();
    let spent = (budget * dice.between(0.95, 1.0)).round();
    let share = if dice.chance(0.06) {
        dice.between(0.03, 0.046)
    } else {
        dice.between(0.051, 0.085)
    };
    let training = (budget * share).round();
    let planned = (training * dice.between(0.97, 1.1)).round();
    let mut row = vec![DemoCell::from(school.school.code.as_str())];
    row.extend(
        [budget, spent, planned, training].map(|yuan| DemoCell::from(Hundredths::round(yuan))),
    );
    row
}
