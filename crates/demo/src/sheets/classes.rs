//! 班级: one row a class.

use super::{OpenSchool, STAGES};
use crate::sheet::DemoSheet;

pub(super) fn sheet(open: &[OpenSchool]) -> DemoSheet {
    let headings = ["学校标识码", "学段", "年级", "班级名称", "班级人数"];
    let mut sheet = DemoSheet::new("班级", &headings);
    for school in open {
        for class in &school.classes {
            sheet.rows.push(vec![
                school.school.code.as_str().into(),
                STAGES[class.stage].into(),
                class.grade.into(),
                class.name.as_str().into(),
                class.pupils.into(),
            ]);
        }
    }
    sheet
}
