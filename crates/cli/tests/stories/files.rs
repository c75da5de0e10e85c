//! One county in several files, and in files of other kinds.

use std::fs;
use std::path::Path;

use junheng_assess::parquet_file::{FileColumn, FileValues, write_schools};
use serde_json::Value;

use super::{DAY, POLICY, assess, folder, junheng};

const HEADINGS: &str = "学校标识码,学校名称,区县,办学类型,小学在校生数,小学高于规定学历教师数\n";
const EAST: &str = "2151000001,东山小学,青禾县,小学,500,25\n";
const WEST: &str = "2151000002,西河小学,青禾县,小学,500,20\n";

/// The schools that an assessment of these files judges.
fn schools_of(files: &[&Path]) -> Vec<String> {
    let mut arguments = vec![
        "assess", "--policy", POLICY, "--as-of", DAY, "--format", "json",
    ];
    let files: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    for file in &files {
        arguments.extend(["--data", file]);
    }
    let printed = junheng(arguments).succeeded();
    let document: Value = serde_json::from_str(&printed).expect("JSON alone on the output");
    let schools = document["counties"][0]["schools"].as_array();
    let names = schools.into_iter().flatten();
    names
        .map(|school| school["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_school_that_two_files_hold_is_judged_once() {
    let folder = folder("two-files");
    let (north, south) = (folder.join("北片学校.csv"), folder.join("南片学校.csv"));
    fs::write(&north, format!("{HEADINGS}{EAST}")).expect("a file");
    fs::write(&south, format!("{HEADINGS}{WEST}{EAST}")).expect("a file");
    assert_eq!(schools_of(&[&north, &south]), ["东山小学", "西河小学"]);
}

/// A sheet 学校 as a Parquet file of texts and numbers that may be fractions, as data frames keep them.
fn parquet(path: &Path, schools: &[(&str, &str, &str, i64)]) {
    let texts = |of: fn(&(&str, &str, &str, i64)) -> String| {
        FileValues::Text(schools.iter().map(|school| Some(of(school))).collect())
    };
    let column = |heading: &str, values| FileColumn {
        heading: heading.to_owned(),
        values,
    };
    let pupils = schools.iter().map(|school| Some(school.3)).collect();
    let columns = vec![
        column("学校标识码", texts(|school| school.0.to_owned())),
        column("学校名称", texts(|school| school.1.to_owned())),
        column("区县", texts(|_| "青禾县".to_owned())),
        column("办学类型", texts(|school| school.2.to_owned())),
        column("小学在校生数", FileValues::Hundredths(pupils)),
        column("小学高于规定学历教师数", texts(|_| "25".to_owned())),
    ];
    let bytes = write_schools(columns).expect("a Parquet file");
    fs::write(path, bytes).expect("a file");
}

#[test]
fn several_parquet_files_are_all_read() {
    let folder = folder("two-parquet-files");
    let (north, south) = (
        folder.join("北片学校.parquet"),
        folder.join("南片学校.parquet"),
    );
    parquet(&north, &[("2151000001", "东山小学", "211", 50_000)]);
    parquet(&south, &[("2151000002", "西河小学", "小学", 50_000)]);
    assert_eq!(schools_of(&[&north, &south]), ["东山小学", "西河小学"]);
    let workbook = folder.join("中片学校.csv");
    fs::write(
        &workbook,
        format!("{HEADINGS}2151000003,中心小学,青禾县,小学,500,25\n"),
    )
    .expect("a file");
    assert_eq!(schools_of(&[&north, &workbook]), ["东山小学", "中心小学"]);
}

#[test]
fn what_is_wrong_in_a_parquet_file_is_told_as_in_a_workbook() {
    let schools = folder("wrong-parquet").join("学校.parquet");
    // Half a pupil, a type that nobody knows, a school that stands there twice.
    parquet(
        &schools,
        &[
            ("2151000001", "东山小学", "211", 50_000),
            ("2151000002", "半人小学", "211", 50_050),
            ("2151000003", "怪校", "夜校", 50_000),
            ("2151000001", "又一东山小学", "211", 50_000),
        ],
    );
    let page = assess(&schools, &[]).succeeded();
    for told in ["E3", "500.5", "D4", "夜校", "A5", "2151000001"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(schools_of(&[&schools]), ["东山小学"]);
}

#[test]
fn a_damaged_parquet_file_is_named() {
    let schools = folder("damaged-parquet").join("学校.parquet");
    parquet(&schools, &[("2151000001", "东山小学", "211", 50_000)]);
    let whole = fs::read(&schools).expect("the file");
    let damaged = (4..whole.len()).step_by(whole.len() / 12).flat_map(|at| {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        [whole[..at].to_vec(), changed]
    });
    for bytes in damaged {
        fs::write(&schools, bytes).expect("a file");
        let run = assess(&schools, &["--format", "json"]);
        assert!(
            matches!(run.code, Some(0 | 2)),
            "{:?}: {}",
            run.code,
            run.said
        );
        assert!(!run.said.contains("panicked"), "{}", run.said);
    }
    fs::write(&schools, b"PAR1 and nothing else PAR1").expect("a file");
    let said = assess(&schools, &[]).refused();
    assert!(
        said.contains("学校.parquet") && said.contains("改法"),
        "{said}"
    );
}

#[test]
fn the_problems_of_a_parquet_file_can_be_written_too() {
    let folder = folder("marked-parquet");
    let (schools, marked) = (folder.join("学校.parquet"), folder.join("标记.xlsx"));
    parquet(
        &schools,
        &[
            ("2151000001", "东山小学", "211", 50_050),
            ("2151000002", "西河小学", "211", 100),
        ],
    );
    let out = marked.display().to_string();
    assess(&schools, &["--marked", &out]).succeeded();
    assert!(marked.exists());
}

#[test]
fn each_of_several_files_has_a_marked_copy() {
    let folder = folder("two-marked");
    let (north, south) = (folder.join("北片学校.csv"), folder.join("南片学校.csv"));
    fs::write(&north, format!("{HEADINGS}{EAST}")).expect("a file");
    fs::write(&south, format!("{HEADINGS}{WEST}{EAST}")).expect("a file");
    let (first, second) = (north.display().to_string(), south.display().to_string());
    let marked = folder.join("标记.xlsx").display().to_string();
    let arguments = [
        "assess", "--data", &first, "--data", &second, "--policy", POLICY, "--as-of", DAY,
        "--marked", &marked,
    ];
    junheng(arguments).succeeded();
    assert!(folder.join("标记.xlsx").exists());
    assert!(folder.join("标记-南片学校.xlsx").exists());
}
