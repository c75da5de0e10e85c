//! 教师: one row a teacher.

use super::{OpenSchool, STAGES};
use crate::sheet::{DemoCell, DemoSheet};
use crate::staff::Teacher;

const HEADINGS: [&str; 15] = [
    "教师编号",
    "学校标识码",
    "姓名",
    "性别",
    "出生年份",
    "任教学段",
    "是否专任教师",
    "是否在编",
    "任教学科",
    "学历",
    "职称",
    "骨干教师级别",
    "教师资格",
    "五年培训学时",
    "在本校任教起始年份",
];

pub(super) fn sheet(open: &[OpenSchool], year: u32) -> DemoSheet {
    let mut sheet = DemoSheet::new("教师", &HEADINGS);
    for school in open {
        for teacher in &school.teachers {
            sheet.rows.push(row(school, teacher, year));
        }
    }
    sheet
}

fn row(school: &OpenSchool, teacher: &Teacher, year: u32) -> Vec<DemoCell> {
    let posted = if school.school.kind.is_private() {
        "否"
    } else {
        "是"
    };
    vec![
        teacher.code.as_str().into(),
        school.school.code.as_str().into(),
        teacher.name.as_str().into(),
        teacher.sex.into(),
        teacher.born.into(),
        STAGES[teacher.stage].into(),
        "是".into(),
        posted.into(),
        teacher.subject.into(),
        teacher.degree.into(),
        teacher.title.into(),
        teacher.backbone.unwrap_or("非骨干").into(),
        teacher.certificate.into(),
        teacher.training_hours.into(),
        (year - teacher.years_here).max(teacher.born + 21).into(),
    ]
}
