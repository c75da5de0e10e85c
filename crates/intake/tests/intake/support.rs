//! A small rulebook, and workbooks to read by it.

use std::sync::Arc;

use junheng_intake::{Intake, read};
use junheng_model::{Diagnostic, Quantity, RegisterTable};
use junheng_rulebook::{
    Calendar, Code, CodeList, Column, ColumnKind, HandedInBy, Period, Presence, Privacy, Register,
    Rulebook, Source, SourceStatus, TextPlace, Unit,
};
use rust_xlsxwriter::{Workbook, Worksheet};

fn place() -> TextPlace {
    TextPlace {
        file: Arc::from("registers/学校.toml"),
        line: 1,
        column: 1,
    }
}

fn source() -> Source {
    Source {
        document: "教育事业统计报表".to_owned(),
        article: String::new(),
        status: SourceStatus::Secondary,
        note: String::new(),
    }
}

fn column(name: &str, kind: ColumnKind, presence: Presence) -> Column {
    Column {
        name: name.to_owned(),
        en: name.to_owned(),
        heading: name.to_owned(),
        aliases: Vec::new(),
        kind,
        unit: None,
        presence,
        privacy: Privacy::Public,
        decimals: None,
        digits: None,
        at_least: None,
        at_most: None,
        of: None,
        stage: None,
        asked_also: None,
        help: String::new(),
        example: String::new(),
        place: place(),
    }
}

fn measured(name: &str, kind: ColumnKind, unit: &str) -> Column {
    Column {
        unit: Some(unit.to_owned()),
        at_least: Some(Quantity::ZERO),
        decimals: Some(2),
        ..column(name, kind, Presence::Expected)
    }
}

fn code_column(name: &str, presence: Presence) -> Column {
    column(name, ColumnKind::Code(name.to_owned()), presence)
}

fn register(name: &str, aliases: &[&str], key: &[&str], columns: Vec<Column>) -> Register {
    Register {
        name: name.to_owned(),
        en: name.to_owned(),
        about: String::new(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        period: Period::SchoolYear,
        filled_by: "学校".to_owned(),
        reviewed_by: String::new(),
        handed_in_by: HandedInBy::School,
        key: key.iter().map(|&column| column.to_owned()).collect(),
        county: columns
            .iter()
            .any(|column| column.name == "区县")
            .then(|| "区县".to_owned()),
        school: None,
        carried: Vec::new(),
        stage_view: None,
        source: source(),
        columns,
        checks: Vec::new(),
        place: place(),
    }
}

fn schools() -> Register {
    let mut code = column("学校标识码", ColumnKind::Text, Presence::Required);
    code.digits = Some(10);
    code.aliases = vec!["学校（机构）标识码".to_owned()];
    let mut equipment = measured("教学仪器设备资产值", ColumnKind::Quantity, "元");
    equipment.heading = "教学仪器设备资产值(万元)".to_owned();
    equipment.at_most = Some(quantity("1000000000"));
    let mut phone = column("校长电话", ColumnKind::Text, Presence::Optional);
    phone.aliases = vec!["联系电话".to_owned()];
    register(
        "学校",
        &["学校基本情况", "教基1001"],
        &["学校标识码"],
        vec![
            code,
            column("学校名称", ColumnKind::Text, Presence::Required),
            column("区县", ColumnKind::Text, Presence::Expected),
            code_column("办学类型", Presence::Expected),
            column("规划建成年份", ColumnKind::Year, Presence::Expected),
            measured("小学在校生数", ColumnKind::Count, "人"),
            measured("初中在校生数", ColumnKind::Count, "人"),
            measured("教学及辅助用房面积", ColumnKind::Quantity, "m²"),
            equipment,
            column("是否寄宿制", ColumnKind::YesNo, Presence::Optional),
            column("启用日期", ColumnKind::Date, Presence::Optional),
            phone,
        ],
    )
}

fn classes() -> Register {
    register(
        "班级",
        &["班额情况"],
        &["学校标识码", "班级名称"],
        vec![
            column("学校标识码", ColumnKind::Text, Presence::Required),
            column("班级名称", ColumnKind::Text, Presence::Required),
            measured("班级人数", ColumnKind::Count, "人"),
        ],
    )
}

fn unit(name: &str, base: &str, factor: &str, aliases: &[&str]) -> Unit {
    Unit {
        name: name.to_owned(),
        en: name.to_owned(),
        en_one: String::new(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        base: base.to_owned(),
        factor: quantity(factor),
        said_from: None,
    }
}

fn code(code: &str, name: &str, aliases: &[&str]) -> Code {
    Code {
        code: code.to_owned(),
        name: name.to_owned(),
        en: format!("code {code}"),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        stages: Vec::new(),
    }
}

/// Two registers, 学校 and 班级, with the units and codes that they use.
pub fn rulebook() -> Rulebook {
    Rulebook {
        units: vec![
            unit("元", "元", "1", &[]),
            unit("千元", "元", "1000", &[]),
            unit("万元", "元", "10000", &["万"]),
            unit("m²", "m²", "1", &["平方米"]),
            unit("亩", "m²", "666.666667", &[]),
            unit("人", "人", "1", &["名"]),
            unit("台", "台", "1", &[]),
        ],
        codes: vec![CodeList {
            name: "办学类型".to_owned(),
            en: "type of school".to_owned(),
            source: source(),
            codes: vec![
                code("211", "小学", &["完全小学"]),
                code("311", "初级中学", &[]),
                code("312", "九年一贯制学校", &["九年一贯制"]),
            ],
        }],
        registers: vec![schools(), classes()],
        policies: Vec::new(),
        matters: Vec::new(),
        calendar: Calendar::default(),
        examples: Vec::new(),
    }
}

pub fn quantity(text: &str) -> Quantity {
    text.parse().expect("a quantity")
}

/// What a test puts into a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    Blank,
    Text(String),
    Number(f64),
    Yes(bool),
    /// A formula, and its stored result.
    Formula(&'static str, &'static str),
}

impl From<&str> for Typed {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Typed::Blank
        } else {
            Typed::Text(text.to_owned())
        }
    }
}

impl From<f64> for Typed {
    fn from(number: f64) -> Self {
        Typed::Number(number)
    }
}

impl From<i32> for Typed {
    fn from(number: i32) -> Self {
        Typed::Number(f64::from(number))
    }
}

impl From<bool> for Typed {
    fn from(yes: bool) -> Self {
        Typed::Yes(yes)
    }
}

/// A row of cells: `row!["2136000001", "实验小学", 1200]`.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { Vec::from([$($crate::support::Typed::from($cell)),*]) };
}
pub(crate) use row;

/// Writes rows into a worksheet, from a row on.
pub fn fill(sheet: &mut Worksheet, from: u32, rows: &[Vec<Typed>]) {
    for (row, cells) in (from..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Typed::Blank => continue,
                Typed::Text(text) => sheet.write_string(row, column, text),
                Typed::Number(number) => sheet.write_number(row, column, *number),
                Typed::Yes(yes) => sheet.write_boolean(row, column, *yes),
                Typed::Formula(formula, result) => {
                    let formula = rust_xlsxwriter::Formula::new(*formula).set_result(*result);
                    sheet.write_formula(row, column, formula)
                }
            }
            .expect("a test's cells fit a sheet");
        }
    }
}

/// The bytes of a workbook with these sheets.
pub fn workbook(sheets: &[(&str, &[Vec<Typed>])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a sheet name");
        fill(sheet, 0, rows);
    }
    book.save_to_buffer().expect("a workbook in memory")
}

/// Reads a workbook whose one sheet is 学校 with these rows.
pub fn read_schools(rows: &[Vec<Typed>]) -> Intake {
    read("county.xlsx", &workbook(&[("学校", rows)]), &rulebook())
}

/// The table of a register; the diagnostics are shown when there is none.
pub fn table<'i>(intake: &'i Intake, register: &str) -> &'i RegisterTable {
    intake
        .tables
        .iter()
        .find(|table| table.register == register)
        .unwrap_or_else(|| panic!("no table {register}: {:#?}", intake.diagnostics))
}

/// A column as a reader would write it.
pub fn shown(table: &RegisterTable, column: &str) -> Vec<String> {
    let values = &table
        .column(column)
        .unwrap_or_else(|| panic!("no column {column}"))
        .values;
    (0..table.row_count())
        .map(|row| values.display(row))
        .collect()
}

/// The diagnostics of one kind.
pub fn found<'i>(intake: &'i Intake, code: &str) -> Vec<&'i Diagnostic> {
    intake
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == code)
        .collect()
}

/// The places of the diagnostics of one kind, as users read them.
pub fn places(intake: &Intake, code: &str) -> Vec<String> {
    found(intake, code)
        .iter()
        .map(|diagnostic| diagnostic.place.to_string())
        .collect()
}

/// Which kinds of diagnostics there are, in order, each once.
pub fn kinds(intake: &Intake) -> Vec<&'static str> {
    let mut kinds: Vec<_> = intake.diagnostics.iter().map(|found| found.code).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
