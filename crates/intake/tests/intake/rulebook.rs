//! The registers as they are declared, read from a file that follows the contract.

use std::fs;
use std::path::Path;

use junheng_intake::read;
use junheng_rulebook::Rulebook;

use crate::support::{found, kinds, row, shown, table, workbook};

fn collect(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the rulebook") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, root, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path
                .strip_prefix(root)
                .expect("a path within")
                .to_string_lossy();
            files.push((name.replace('\\', "/"), text));
        }
    }
}

fn declared() -> Rulebook {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    match Rulebook::load(files).checked() {
        Ok((rulebook, _)) => rulebook,
        Err(mistakes) => panic!("the rulebook does not load: {mistakes:#?}"),
    }
}

#[test]
fn the_contract_of_the_school_sheet_is_read_without_a_word() {
    let headings = row![
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
    let values = row![
        "2136000001",
        "实验学校",
        "某县",
        "城关镇",
        "九年一贯制学校",
        "121",
        "县级教育部门",
        2008,
        600,
        300,
        "",
        40,
        38,
        28,
        6,
        4,
        5,
        4,
        40,
        30,
        22,
        18,
        5200.5,
        800,
        9000,
        312.5,
        24,
        180,
        31000,
    ];
    let bytes = workbook(&[("学校", &[headings.clone(), values])]);
    let intake = read("county.xlsx", &bytes, &declared());
    assert_eq!(kinds(&intake), Vec::<&str>::new());
    let schools = table(&intake, "学校");
    assert_eq!(schools.columns.len(), headings.len());
    assert_eq!(shown(schools, "办学类型"), ["312"]);
    assert_eq!(shown(schools, "教学仪器设备资产值"), ["3125000"]);
}

#[test]
fn an_official_layout_of_two_levels_is_read() {
    let bytes = workbook(&[(
        "教基1001",
        &[
            row!["某县义务教育学校基本情况"],
            row![
                "学校（机构）标识码",
                "学校（机构）名称",
                "区县",
                "办学类型",
                "在校生数",
                "",
                "专任教师数",
                "",
                "教学仪器设备资产值（万元）"
            ],
            row!["", "", "", "", "小学", "初中", "小学", "初中", ""],
            row!["甲", "乙", "丙", "丁", 1, 2, 3, 4, 5],
            row![
                "2136000001",
                "实验学校",
                "某县",
                312,
                600,
                300,
                40,
                30,
                312.5
            ],
        ],
    )]);
    let intake = read("county.xlsx", &bytes, &declared());
    let schools = table(&intake, "学校");
    assert_eq!(shown(schools, "初中在校生数"), ["300"]);
    assert_eq!(shown(schools, "小学专任教师数"), ["40"]);
    assert!(found(&intake, "unknown-heading").is_empty());
}

#[test]
fn every_heading_of_every_register_means_its_own_column() {
    let rulebook = declared();
    for register in &rulebook.registers {
        for (position, column) in register.columns.iter().enumerate() {
            for text in [&column.name, &column.heading]
                .into_iter()
                .chain(&column.aliases)
            {
                let found = register.match_heading(text, &rulebook.units);
                let found = found.map(|found| &register.columns[found.column].name);
                assert_eq!(
                    found,
                    Some(&register.columns[position].name),
                    "{}: {text}",
                    register.name
                );
            }
        }
    }
}
