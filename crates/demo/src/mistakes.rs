//! The mistakes that real files have.

use crate::sheet::{DemoCell, DemoSheet};

/// Spoils the sheet 学校 as real files are spoilt: a title and a total row, numbers as texts, codes
/// given by name, and a few figures that cannot be right. Nearly every row stays usable. A county of
/// fewer than twelve schools is left nearly clean, for a single bad row would be all that it has.
pub(crate) fn spoil(sheets: &mut [DemoSheet]) {
    let Some(schools) = sheets.iter_mut().find(|sheet| sheet.register == "学校") else {
        return;
    };
    let total = total_row(schools);
    if schools.rows.len() >= 12 {
        numbers_as_texts(schools);
        codes_by_name(schools);
        impossible_figures(schools);
    }
    schools.title = vec![
        "广和县义务教育学校办学条件基本情况统计表".to_owned(),
        "填报单位：广和县教育局　　面积单位：平方米".to_owned(),
    ];
    schools.rows.push(total);
}

fn column(sheet: &DemoSheet, heading: &str) -> usize {
    let found = sheet
        .headings
        .iter()
        .position(|candidate| candidate == heading);
    found.expect("the headings of 学校 are fixed in this crate")
}

/// 合计, as the office would have summed it.
fn total_row(sheet: &DemoSheet) -> Vec<DemoCell> {
    let first_sum = column(sheet, "小学在校生数");
    let not_summed = ["最大班学生数", "经度", "纬度"].map(|heading| column(sheet, heading));
    let sum = |column: usize| {
        let hundredths: i64 = sheet
            .rows
            .iter()
            .map(|row| match row[column] {
                DemoCell::Number(value) => (value * 100.0).round() as i64,
                _ => 0,
            })
            .sum();
        DemoCell::Number(hundredths as f64 / 100.0)
    };
    (0..sheet.headings.len())
        .map(|column| match column {
            0 => DemoCell::from("合计"),
            column if column < first_sum || not_summed.contains(&column) => DemoCell::Blank,
            column => sum(column),
        })
        .collect()
}

/// Rewrites one number of a row as a clerk might type it.
fn retype(sheet: &mut DemoSheet, row: usize, heading: &str, typed: fn(f64) -> String) {
    let column = column(sheet, heading);
    let cell = &mut sheet.rows[row][column];
    if let DemoCell::Number(value) = *cell {
        *cell = DemoCell::Text(typed(value));
    }
}

fn numbers_as_texts(sheet: &mut DemoSheet) {
    let rows = sheet.rows.len();
    retype(sheet, 0, "小学在校生数", with_separators);
    retype(sheet, 0, "图书册数", with_separators);
    retype(sheet, 1, "图书册数", with_separators);
    retype(sheet, 2, "小学专任教师数", full_width);
    retype(sheet, 3, "计算机数", |value| format!("{value} 台"));
    retype(sheet, rows / 3, "教学及辅助用房面积", |value| {
        value.to_string()
    });
    retype(sheet, rows / 3 + 1, "运动场地面积", |value| {
        format!(" {value}")
    });
    let indoor = column(sheet, "室内体育用房面积");
    for row in sheet.rows.iter_mut().skip(rows / 4).take(rows / 4) {
        if row[indoor] == DemoCell::Number(0.0) {
            row[indoor] = DemoCell::from("无");
        }
    }
    let equipment = column(sheet, "教学仪器设备资产值(万元)");
    sheet.headings[equipment] = "教学仪器设备资产值（万元）".to_owned();
}

fn with_separators(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut typed = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            typed.push(',');
        }
        typed.push(digit);
    }
    typed
}

fn full_width(value: f64) -> String {
    let wide =
        |digit: char| char::from_u32(digit as u32 - '0' as u32 + '０' as u32).unwrap_or(digit);
    format!("{value:.0}").chars().map(wide).collect()
}

/// Every fifth row gives its type and its urban-rural class by name.
fn codes_by_name(sheet: &mut DemoSheet) {
    let types = [
        ("211", "小学"),
        ("218", "小学教学点"),
        ("311", "初级中学"),
        ("312", "九年一贯制学校"),
    ];
    let places = [
        ("121", "镇中心区"),
        ("122", "镇乡结合区"),
        ("210", "乡中心区"),
        ("220", "村庄"),
    ];
    for (heading, names) in [("办学类型", &types), ("城乡分类", &places)] {
        let column = column(sheet, heading);
        for row in sheet.rows.iter_mut().step_by(5) {
            if let Some((_, name)) = names
                .iter()
                .find(|(code, _)| row[column] == DemoCell::from(*code))
            {
                row[column] = DemoCell::from(*name);
            }
        }
    }
}

/// A part above its whole, a name given twice, a figure left out, and one nobody can read.
fn impossible_figures(sheet: &mut DemoSheet) {
    let rows = sheet.rows.len();
    let (name, township, equipment) = (
        column(sheet, "学校名称"),
        column(sheet, "所属乡镇"),
        column(sheet, "教学仪器设备资产值（万元）"),
    );
    let (backbone, teachers) = (
        column(sheet, "小学县级以上骨干教师数"),
        column(sheet, "小学专任教师数"),
    );
    let middle = rows / 2;
    for copied in [name, township] {
        sheet.rows[middle + 1][copied] = sheet.rows[middle][copied].clone();
    }
    sheet.rows[rows / 4][equipment] = DemoCell::Blank;
    if let Some(row) = sheet
        .rows
        .iter_mut()
        .skip(rows / 4 + 2)
        .find(|row| row[teachers] != DemoCell::Blank)
        && let DemoCell::Number(whole) = row[teachers]
    {
        row[backbone] = DemoCell::Number(whole + 3.0);
    }
    let grounds = column(sheet, "运动场地面积");
    sheet.rows[rows - 2][grounds] = DemoCell::from("约3000");
}
