//! 专用教室: one row a room.

use super::OpenSchool;
use crate::sheet::DemoSheet;

pub(super) fn sheet(open: &[OpenSchool]) -> DemoSheet {
    let headings = ["学校标识码", "教室名称", "教室类型", "面积"];
    let mut sheet = DemoSheet::new("专用教室", &headings);
    for school in open {
        for room in &school.rooms {
            sheet.rows.push(vec![
                school.school.code.as_str().into(),
                room.name.as_str().into(),
                room.kind.into(),
                room.area.into(),
            ]);
        }
    }
    sheet
}
