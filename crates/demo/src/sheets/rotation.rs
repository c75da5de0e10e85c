//! 轮岗: one row a teacher who may be moved or was.

use super::{OpenSchool, STAGES};
use crate::sheet::{DemoCell, DemoSheet};
use crate::staff::Teacher;

const HEADINGS: [&str; 9] = [
    "教师编号",
    "学校标识码",
    "姓名",
    "任教学段",
    "是否符合交流条件",
    "是否交流轮岗",
    "是否骨干教师",
    "交流方式",
    "调入学校标识码",
];

pub(super) fn sheet(open: &[OpenSchool], year: u32) -> DemoSheet {
    let mut sheet = DemoSheet::new("轮岗", &HEADINGS);
    for (place, school) in open.iter().enumerate() {
        if school.school.kind.is_private() {
            continue;
        }
        for (number, teacher) in school.teachers.iter().enumerate() {
            if teacher.may_rotate {
                let to = elsewhere(open, place, teacher.stage, number + year as usize);
                sheet.rows.push(row(school, teacher, to));
            }
        }
    }
    sheet
}

/// Another public school with that stage, if there is one.
fn elsewhere<'a>(
    open: &'a [OpenSchool],
    here: usize,
    stage: usize,
    turn: usize,
) -> Option<&'a str> {
    let others = open.len().checked_sub(1).filter(|&others| others > 0)?;
    let found = (0..others)
        .map(|step| (here + 1 + (turn + step) % others) % open.len())
        .map(|place| &open[place])
        .find(|other| other.figures.staff[stage].is_some() && !other.school.kind.is_private());
    found.map(|other| other.school.code.as_str())
}

fn row(school: &OpenSchool, teacher: &Teacher, to: Option<&str>) -> Vec<DemoCell> {
    let yes = |yes: bool| DemoCell::from(if yes { "是" } else { "否" });
    let rotated = teacher.rotated.filter(|_| to.is_some());
    vec![
        teacher.code.as_str().into(),
        school.school.code.as_str().into(),
        teacher.name.as_str().into(),
        STAGES[teacher.stage].into(),
        yes(true),
        yes(rotated.is_some()),
        yes(teacher.backbone.is_some()),
        rotated.into(),
        rotated.and(to).into(),
    ]
}
