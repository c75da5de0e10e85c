//! 满意度: one row a group of people asked.

use super::OpenSchool;
use crate::county::County;
use crate::dice::{Dice, Purpose};
use crate::sheet::DemoSheet;

const HEADINGS: [&str; 6] = [
    "区县",
    "调查对象",
    "发放数",
    "回收有效数",
    "满意数",
    "调查方式",
];
/// The groups, and how many people of each are asked for every ten thousand pupils.
const GROUPS: [(&str, f64); 7] = [
    ("家长", 260.0),
    ("学生", 110.0),
    ("教师", 42.0),
    ("校长", 10.0),
    ("人大代表", 9.0),
    ("政协委员", 9.0),
    ("其他群众", 44.0),
];

pub(super) fn sheet(county: &County, open: &[OpenSchool]) -> DemoSheet {
    let mut sheet = DemoSheet::new("满意度", &HEADINGS);
    let pupils: u32 = open.iter().map(OpenSchool::pupils).sum();
    let mut dice = Dice::new(county.seed, open.len(), Purpose::Money);
    for (group, per_ten_thousand) in GROUPS {
        let asked = (f64::from(pupils) * per_ten_thousand / 10_000.0)
            .ceil()
            .max(5.0);
        let valid = (asked * dice.between(0.88, 0.99)).floor();
        let content = (valid * dice.between(0.86, 0.97)).floor();
        sheet.rows.push(vec![
            county.name.as_str().into(),
            group.into(),
            (asked as u32).into(),
            (valid as u32).into(),
            (content as u32).into(),
            "网络问卷".into(),
        ]);
    }
    sheet
}
