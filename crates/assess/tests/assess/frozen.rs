//! Snapshots that were frozen: as files, and compared with each other.

use std::sync::Arc;

use jiff::civil::date;
use junheng_assess::snapshot_file::{self, SnapshotFileError, SnapshotPart};
use junheng_assess::{ChangedCell, Snapshot, snapshot_diff};
use junheng_model::{ColumnValues, Place, Quantity, RegisterTable, TableColumn, TableSource};
use proptest::prelude::*;

use crate::county::{RULEBOOK, School, StageFigures, assess, snapshot, table};

fn school(code: &str, pupils: i64) -> School {
    School {
        code: code.to_owned(),
        kind: "211",
        primary: Some(StageFigures {
            pupils,
            teachers: [20, 3, 5],
        }),
        junior: None,
        senior_pupils: None,
        shared: [250_000, 20_000, 400_000, 90_000_000, 18],
    }
}

/// A table of the school's own file, its columns in the register's order, as intake gives them.
fn own_file(of: &School) -> RegisterTable {
    let mut own = table(std::slice::from_ref(of));
    let declared = RULEBOOK.register("学校").expect("schools are declared");
    let order = |name: &str| {
        declared
            .columns
            .iter()
            .position(|column| column.name == name)
    };
    own.columns.sort_by_key(|column| order(&column.name));
    own.source.file = format!("{}.xlsx", of.code).into();
    own
}

fn kept(snapshot: &Snapshot) -> Snapshot {
    let parts = snapshot_file::write(snapshot, &RULEBOOK).expect("a sound snapshot is written");
    snapshot_file::read(&parts, &RULEBOOK).expect("what was written is read")
}

fn made_of(tables: Vec<RegisterTable>) -> Snapshot {
    Snapshot::from_tables(tables, &RULEBOOK).expect("the columns are as long as each other")
}

fn tables(snapshot: &Snapshot, register: &str) -> Vec<RegisterTable> {
    snapshot
        .table(register)
        .map_or_else(Vec::new, |rows| rows.tables().to_vec())
}

fn column(name: &str, position: u32, values: ColumnValues) -> TableColumn {
    TableColumn {
        name: name.to_owned(),
        position,
        values,
    }
}

fn text(value: &str) -> Option<Arc<str>> {
    Some(value.into())
}

/// Teachers with a personal field, a code, a yes or no and a number, some of them blank.
fn teachers() -> RegisterTable {
    RegisterTable {
        register: "教师".to_owned(),
        source: TableSource {
            file: "教师=名册\n第二行.csv".into(),
            sheet: None,
        },
        columns: vec![
            column(
                "教师编号",
                4,
                ColumnValues::Text(vec![text("T1"), text("T2")]),
            ),
            column(
                "学校标识码",
                0,
                ColumnValues::Text(vec![text("2199000001"), text("2199000002")]),
            ),
            column(
                "姓名",
                1,
                ColumnValues::Text(vec![text("张三"), text("李四")]),
            ),
            column(
                "是否专任教师",
                7,
                ColumnValues::YesNo(vec![Some(true), None]),
            ),
            column(
                "五年培训学时",
                9,
                ColumnValues::Quantity(vec![None, "360.5".parse().ok()]),
            ),
        ],
        rows: vec![3, 17],
    }
}

#[test]
fn what_is_kept_is_what_was_frozen_with_its_cells() {
    let schools = [school("2199000001", 400), school("2199000002", 300)];
    let mut frozen = made_of(schools.iter().map(own_file).chain([teachers()]).collect());
    let refused = Place::file("坏行.xlsx").sheet("学校").cell(8, 2);
    frozen.refuse("学校".to_owned(), Some("某县".to_owned()), refused);
    let kept = kept(&frozen);
    assert_eq!(tables(&kept, "学校"), tables(&frozen, "学校"));
    let rows = kept.table("学校").expect("schools are kept");
    assert_eq!(
        rows.place(1, "小学在校生数"),
        frozen
            .table("学校")
            .expect("and were there")
            .place(1, "小学在校生数")
    );
    // The refused row still keeps the county from being said to have met the policy.
    assert_eq!(
        format!("{:#?}", assess(&kept).findings),
        format!("{:#?}", assess(&frozen).findings)
    );
}

#[test]
fn personal_fields_never_enter_a_frozen_snapshot() {
    let parts = snapshot_file::write(&made_of(vec![teachers()]), &RULEBOOK).expect("written");
    let [part] = parts.as_slice() else {
        panic!("one register was handed in");
    };
    for name in ["张三", "李四", "姓名"] {
        let found = part
            .bytes
            .windows(name.len())
            .any(|bytes| bytes == name.as_bytes());
        assert!(!found, "{name} stands in the file");
    }
    let kept = snapshot_file::read(&parts, &RULEBOOK).expect("read");
    let mut expected = teachers();
    expected.columns.remove(2);
    assert_eq!(tables(&kept, "教师"), [expected]);
}

#[test]
fn a_register_without_rows_is_still_one_that_was_handed_in() {
    let mut nobody = teachers();
    nobody.rows.clear();
    for column in &mut nobody.columns {
        column.values = ColumnValues::Text(Vec::new());
    }
    nobody.columns.truncate(2);
    let kept = kept(&made_of(vec![nobody]));
    assert!(kept.has("教师"));
    assert!(!kept.has("学校"));
    let mut only_refused = Snapshot::default();
    only_refused.refuse("班级".to_owned(), None, Place::file("班级.csv"));
    assert!(!self::kept(&only_refused).has("班级"));
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let write = || snapshot_file::write(&made_of(vec![teachers()]), &RULEBOOK).expect("written");
    assert_eq!(write(), write());
    let created_by = b"junheng";
    let bytes = &write()[0].bytes;
    assert!(
        bytes
            .windows(created_by.len())
            .any(|found| found == created_by)
    );
}

#[test]
fn a_value_that_would_be_lost_is_refused() {
    let mut schools = table(&[school("2199000001", 400)]);
    let pupils = schools
        .columns
        .iter_mut()
        .find(|column| column.name == "小学在校生数");
    pupils.expect("there are pupils").values =
        ColumnValues::Quantity(vec!["400.5".parse::<Quantity>().ok()]);
    let error = snapshot_file::write(&made_of(vec![schools]), &RULEBOOK)
        .expect_err("half a pupil is no count");
    assert!(
        matches!(&error, SnapshotFileError::Unfit { column, row: 0, .. } if column == "小学在校生数"),
        "{error}"
    );
}

#[test]
fn a_damaged_or_foreign_file_is_said_to_be_one() {
    let parts = snapshot_file::write(&made_of(vec![teachers()]), &RULEBOOK).expect("written");
    let cut = SnapshotPart {
        register: "教师".to_owned(),
        bytes: parts[0].bytes.slice(..parts[0].bytes.len() / 2),
    };
    let renamed = SnapshotPart {
        register: "班级".to_owned(),
        bytes: parts[0].bytes.clone(),
    };
    let unknown = SnapshotPart {
        register: "校车".to_owned(),
        bytes: parts[0].bytes.clone(),
    };
    let error = |part| {
        snapshot_file::read(&[part], &RULEBOOK)
            .expect_err("it cannot be read")
            .to_string()
    };
    assert_eq!(error(cut), "the file of 教师 could not be written or read");
    assert_eq!(error(renamed), "the file of 班级 is damaged: it holds 教师");
    assert_eq!(error(unknown), "the rulebook has no register 校车");
}

#[test]
fn two_snapshots_are_compared_cell_by_cell() {
    let before = made_of(vec![table(&[
        school("2199000001", 400),
        school("2199000002", 300),
        school("2199000003", 200),
    ])]);
    let mut blank = school("2199000002", 300);
    blank.shared[1] = 21_000;
    // Other files and another order: rows are told apart by their keys.
    let after = made_of(vec![
        own_file(&school("2199000004", 90)),
        own_file(&blank),
        own_file(&school("2199000001", 410)),
    ]);
    let [schools] = snapshot_diff(&before, &after, &RULEBOOK)
        .try_into()
        .expect("one register changed");
    assert_eq!(schools.register, "学校");
    assert_eq!(schools.added, [["2199000004"]]);
    assert_eq!(schools.removed, [["2199000003"]]);
    let told: Vec<(&str, &str, Option<&str>, Option<&str>)> = schools
        .cells
        .iter()
        .map(|cell| {
            (
                cell.key[0].as_str(),
                cell.column.as_str(),
                cell.before.as_deref(),
                cell.after.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("2199000002", "室内体育用房面积", Some("200"), Some("210")),
            ("2199000001", "小学在校生数", Some("400"), Some("410")),
        ]
    );
    let ChangedCell {
        before_place,
        after_place,
        ..
    } = &schools.cells[1];
    assert_eq!(&*before_place.file, "county.xlsx");
    assert_eq!(&*after_place.file, "2199000001.xlsx");
}

#[test]
fn a_value_that_came_or_went_is_a_change_and_a_blank_is_none() {
    let (before, mut later) = (teachers(), teachers());
    later.columns[4].values = ColumnValues::Quantity(vec![Quantity::from_whole(72).ok(), None]);
    // The later file has a column that the earlier had not; where it is blank nothing changed.
    later
        .columns
        .push(column("职称", 11, ColumnValues::Text(vec![None, None])));
    let changes = snapshot_diff(&made_of(vec![before]), &made_of(vec![later]), &RULEBOOK);
    let cells: Vec<_> = changes[0]
        .cells
        .iter()
        .map(|cell| (cell.before.as_deref(), cell.after.as_deref()))
        .collect();
    assert_eq!(cells, [(None, Some("72")), (Some("360.5"), None)]);
}

#[test]
fn dates_are_kept() {
    let rotation = RegisterTable {
        register: "轮岗".to_owned(),
        source: TableSource {
            file: "轮岗.xlsx".into(),
            sheet: Some("轮岗".into()),
        },
        columns: vec![
            column(
                "教师编号",
                0,
                ColumnValues::Text(vec![text("T1"), text("T2")]),
            ),
            column(
                "开始日期",
                1,
                ColumnValues::Date(vec![Some(date(1968, 2, 29)), None]),
            ),
        ],
        rows: vec![1, 2],
    };
    let kept = kept(&made_of(vec![rotation.clone()]));
    assert_eq!(tables(&kept, "轮岗"), [rotation]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each school handed in its own file: nothing but the places differs from one file for all.
    #[test]
    fn how_schools_hand_in_never_matters(pupils in prop::collection::vec(20..900_i64, 1..9)) {
        let schools: Vec<School> = pupils
            .iter()
            .enumerate()
            .map(|(at, pupils)| school(&format!("21990000{at:02}"), *pupils))
            .collect();
        let apart = made_of(schools.iter().map(own_file).collect());
        let together = snapshot(&schools);
        let told = |of: &Snapshot| format!("{:#?}", assess(of).findings);
        prop_assert_eq!(told(&apart), told(&together));
        prop_assert_eq!(told(&kept(&apart)), told(&apart));
        prop_assert!(snapshot_diff(&apart, &together, &RULEBOOK).is_empty());
    }
}
