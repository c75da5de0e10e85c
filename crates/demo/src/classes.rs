//! A school's classes: their pupils are together the school's.

use crate::county::School;
use crate::dice::{Dice, Purpose};
use crate::figures::Figures;
use crate::profile::Kind;

/// The grades of the primary and of the junior stage.
const GRADES: [&str; 9] = [
    "一年级",
    "二年级",
    "三年级",
    "四年级",
    "五年级",
    "六年级",
    "七年级",
    "八年级",
    "九年级",
];

/// One class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Class {
    /// 0: primary, 1: junior.
    pub(crate) stage: usize,
    pub(crate) grade: &'static str,
    /// `三年级2班`
    pub(crate) name: String,
    pub(crate) pupils: u32,
}

/// The classes of the primary and junior stage in a year.
pub(crate) fn classes(school: &School, seed: u64, figures: &Figures) -> Vec<Class> {
    let mut dice = Dice::new(seed, school.number, Purpose::Classes);
    let mut classes = Vec::new();
    for stage in 0..2 {
        if let Some(pupils) = figures.pupils[stage] {
            let grades = grades(school.kind, stage);
            for (grade, pupils) in grades
                .iter()
                .zip(shares(pupils, grades.len(), 0.06, &mut dice))
            {
                divide(school, stage, grade, pupils, &mut classes, &mut dice);
            }
        }
    }
    classes
}

/// A small teaching point keeps the youngest only.
fn grades(kind: Kind, stage: usize) -> &'static [&'static str] {
    match (kind, stage) {
        (Kind::SmallPoint, _) => &GRADES[..3],
        (_, 0) => &GRADES[..6],
        _ => &GRADES[6..],
    }
}

/// Divides one grade into classes.
fn divide(
    school: &School,
    stage: usize,
    grade: &'static str,
    pupils: u32,
    classes: &mut Vec<Class>,
    dice: &mut Dice,
) {
    let wanted = f64::from(pupils) / school.kind.profile().class_size;
    // Now and then a room or a teacher is wanting, and the grade is squeezed into one class fewer.
    let count = if dice.chance(0.09) {
        wanted.floor()
    } else {
        wanted.ceil()
    };
    let sizes = shares(pupils, count.max(1.0) as usize, 0.012, dice);
    for (number, pupils) in sizes.into_iter().enumerate() {
        classes.push(Class {
            stage,
            grade,
            name: format!("{grade}{}班", number + 1),
            pupils,
        });
    }
}

/// Parts a whole into about equal shares that add up to it.
fn shares(whole: u32, parts: usize, uneven: f64, dice: &mut Dice) -> Vec<u32> {
    let weights: Vec<f64> = (0..parts).map(|_| dice.around(1.0, uneven)).collect();
    let total: f64 = weights.iter().sum();
    let mut before = 0;
    let mut sum = 0.0;
    weights
        .into_iter()
        .map(|weight| {
            sum += weight;
            let until = (f64::from(whole) * sum / total).round() as u32;
            let share = until - before;
            before = until;
            share
        })
        .collect()
}
