//! 学校: one row a school.

use super::OpenSchool;
use crate::county::{County, School};
use crate::figures::{Figures, Staff};
use crate::places;
use crate::sheet::{DemoCell, DemoSheet};

/// The contract's headings, in its order.
pub(crate) const HEADINGS: [&str; 29] = [
    "学校标识码",
    "学校名称",
    "区县",
    "所属乡镇",
    "办学类型",
    "城乡分类",
    "举办者",
    "规划建成年份",
    "小学在校生数",
    "初中在校生数",
    "高中在校生数",
    "随迁子女数",
    "小学高于规定学历教师数",
    "初中高于规定学历教师数",
    "小学县级以上骨干教师数",
    "初中县级以上骨干教师数",
    "小学体育艺术专任教师数",
    "初中体育艺术专任教师数",
    "小学专任教师数",
    "初中专任教师数",
    "小学中级及以上职称教师数",
    "初中中级及以上职称教师数",
    "教学及辅助用房面积",
    "室内体育用房面积",
    "运动场地面积",
    "教学仪器设备资产值(万元)",
    "网络多媒体教室数",
    "计算机数",
    "图书册数",
];

/// Optional headings that stand beside the contract's.
const BESIDE: [&str; 5] = ["小学班数", "初中班数", "最大班学生数", "经度", "纬度"];

pub(super) fn sheet(county: &County, open: &[OpenSchool]) -> DemoSheet {
    let headings: Vec<&str> = HEADINGS.into_iter().chain(BESIDE).collect();
    let mut sheet = DemoSheet::new("学校", &headings);
    for school in open {
        let mut row = row(county, school.school, &school.figures);
        let classes = |stage| {
            school
                .classes
                .iter()
                .filter(move |class| class.stage == stage)
        };
        row.extend([0, 1].map(|stage| {
            let has_stage = school.figures.pupils[stage].is_some();
            DemoCell::from(has_stage.then(|| classes(stage).count() as u32))
        }));
        row.push(school.classes.iter().map(|class| class.pupils).max().into());
        let place = places::of(&county.name, school.school);
        let degrees = |degrees: Option<f64>| degrees.map_or(DemoCell::Blank, DemoCell::Number);
        row.push(degrees(place.map(|(east, _)| east)));
        row.push(degrees(place.map(|(_, north)| north)));
        sheet.rows.push(row);
    }
    sheet
}

/// Who runs the school, by the official name.
pub(crate) fn founder(school: &School) -> &'static str {
    if school.kind.is_private() {
        "民办"
    } else {
        "县级教育部门"
    }
}

fn row(county: &County, school: &School, figures: &Figures) -> Vec<DemoCell> {
    let profile = school.kind.profile();
    let mut row: Vec<DemoCell> = vec![
        school.code.as_str().into(),
        school.name.as_str().into(),
        county.name.as_str().into(),
        school.township.as_str().into(),
        profile.type_code.into(),
        school.urban.0.into(),
        founder(school).into(),
        school.built.into(),
    ];
    row.extend(figures.pupils.map(DemoCell::from));
    row.push(figures.migrants.into());
    let of_staff: [fn(&Staff) -> u32; 5] = [
        |staff| staff.higher_degree,
        |staff| staff.backbone,
        |staff| staff.sport_and_art,
        |staff| staff.teachers,
        |staff| staff.middle_title,
    ];
    for figure in of_staff {
        row.extend(
            figures
                .staff
                .map(|staff| DemoCell::from(staff.as_ref().map(figure))),
        );
    }
    row.extend([
        figures.teaching_area.into(),
        figures.indoor_area.into(),
        figures.grounds_area.into(),
        figures.equipment.into(),
        figures.multimedia_rooms.into(),
        figures.computers.into(),
        figures.books.into(),
    ]);
    row
}
