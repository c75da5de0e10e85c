//! Made-up schools as tables, and the rulebook that judges them.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::civil::{Date, date};
use junheng_assess::{Assessment, Engine, Snapshot};
use junheng_model::{ColumnValues, Quantity, RegisterTable, TableColumn, TableSource};
use junheng_rulebook::{Policy, RuleKind, Rulebook};

pub const DAY: Date = date(2024, 12, 31);

/// The texts of the repository's rulebook, read once.
pub static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("the rulebook is beside the crates") {
            let path = entry.expect("a folder lists its entries").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "toml") {
                let name = path
                    .strip_prefix(&folder)
                    .expect("below the folder")
                    .to_string_lossy()
                    .into_owned();
                files.push((
                    name,
                    std::fs::read_to_string(&path).expect("a rulebook file is text"),
                ));
            }
        }
    }
    let loaded = Rulebook::load(files);
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    loaded.rulebook
});

/// The quality policy's seven resource indicators with the rules over them, which need 学校 alone.
pub static RESOURCES: LazyLock<Policy> = LazyLock::new(|| {
    let mut policy = RULEBOOK
        .policy("quality-balance-2017")
        .expect("the policy is there")
        .clone();
    policy.rules.retain(|rule| {
        matches!(
            rule.kind,
            RuleKind::EachSchool { .. } | RuleKind::Variations { .. }
        )
    });
    policy
        .indicators
        .retain(|indicator| indicator.id.starts_with('R'));
    policy
});

pub static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(1).expect("a thread can be started"));

/// One school: type, then primary and junior figures, then what the stages share.
#[derive(Debug, Clone)]
pub struct School {
    pub code: String,
    pub kind: &'static str,
    pub primary: Option<StageFigures>,
    pub junior: Option<StageFigures>,
    pub senior_pupils: Option<i64>,
    /// 教学及辅助用房, 室内体育用房, 运动场地 in hundredths of m², 仪器设备 in 分, 多媒体教室 in rooms.
    pub shared: [i64; 5],
}

/// Pupils, and teachers: above the degree, backbone, PE and arts.
#[derive(Debug, Clone, Copy)]
pub struct StageFigures {
    pub pupils: i64,
    pub teachers: [i64; 3],
}

/// The names of the shared columns, in the order of [`School::shared`], with how many make one unit.
pub const SHARED: [(&str, i64); 5] = [
    ("教学及辅助用房面积", 100),
    ("室内体育用房面积", 100),
    ("运动场地面积", 100),
    ("教学仪器设备资产值", 100),
    ("网络多媒体教室数", 1),
];

/// The concepts of a stage's teachers, in the order of [`StageFigures::teachers`].
pub const TEACHERS: [&str; 3] = [
    "高于规定学历教师数",
    "县级以上骨干教师数",
    "体育艺术专任教师数",
];

fn quantity(value: i64, per_unit: i64) -> Quantity {
    Quantity::from_millionths(value * (Quantity::UNIT / per_unit))
}

/// The schools as the register 学校, all of one county.
pub fn table(schools: &[School]) -> RegisterTable {
    let text = |value: &dyn Fn(&School) -> String| {
        ColumnValues::Text(
            schools
                .iter()
                .map(|school| Some(Arc::from(value(school))))
                .collect(),
        )
    };
    let number = |value: &dyn Fn(&School) -> Option<Quantity>| {
        ColumnValues::Quantity(schools.iter().map(value).collect())
    };
    let mut columns: Vec<(String, ColumnValues)> = vec![
        ("学校标识码".to_owned(), text(&|school| school.code.clone())),
        (
            "学校名称".to_owned(),
            text(&|school| format!("学校{}", school.code)),
        ),
        ("区县".to_owned(), text(&|_| "某县".to_owned())),
        (
            "办学类型".to_owned(),
            text(&|school| school.kind.to_owned()),
        ),
        (
            "高中在校生数".to_owned(),
            number(&|school| Some(quantity(school.senior_pupils?, 1))),
        ),
    ];
    type OfStage = fn(&School) -> Option<StageFigures>;
    let stages: [(&str, OfStage); 2] = [
        ("小学", |school| school.primary),
        ("初中", |school| school.junior),
    ];
    for (stage, of) in stages {
        columns.push((
            format!("{stage}在校生数"),
            number(&|school| Some(quantity(of(school)?.pupils, 1))),
        ));
        for (position, concept) in TEACHERS.iter().enumerate() {
            let of_stage = number(&|school| Some(quantity(of(school)?.teachers[position], 1)));
            columns.push((format!("{stage}{concept}"), of_stage));
        }
    }
    for (position, (name, per_unit)) in SHARED.iter().enumerate() {
        columns.push((
            (*name).to_owned(),
            number(&|school| Some(quantity(school.shared[position], *per_unit))),
        ));
    }
    register("学校", columns)
}

/// A table of a register as the sheet of that name.
pub fn register(name: &str, columns: Vec<(String, ColumnValues)>) -> RegisterTable {
    let rows = columns[0].1.len() as u32;
    RegisterTable {
        register: name.to_owned(),
        source: TableSource {
            file: "county.xlsx".into(),
            sheet: Some(name.into()),
        },
        columns: columns
            .into_iter()
            .enumerate()
            .map(|(position, (name, values))| TableColumn {
                name,
                position: position as u32,
                values,
            })
            .collect(),
        rows: (1..=rows).collect(),
    }
}

pub fn snapshot(schools: &[School]) -> Snapshot {
    Snapshot::from_tables(vec![table(schools)], &RULEBOOK)
        .expect("the columns are as long as each other")
}

pub fn assess(snapshot: &Snapshot) -> Assessment {
    ENGINE
        .assess(snapshot, &RULEBOOK, &RESOURCES, DAY)
        .expect("the rulebook's expressions are checked")
}
