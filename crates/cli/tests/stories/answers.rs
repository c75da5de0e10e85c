//! What an assessment prints, and where a figure comes from.

use serde_json::Value;

use super::{DAY, POLICY, assess, demo_county, file, junheng};

#[test]
fn a_county_is_told_where_it_stands_and_which_cells_to_mend() {
    let page = assess(demo_county(), &[]).succeeded();
    assert!(page.contains("广和县  结论："), "{page}");
    // The demo county has a figure that is a guess; the row and the column are those of its sheet.
    let problem = page
        .lines()
        .find(|line| line.contains(".xlsx / 学校 / Y"))
        .unwrap_or_else(|| panic!("no problem names sheet and cell: {page}"));
    assert!(problem.trim_start().starts_with("- 广和县"), "{problem}");
    assert!(page.contains("读到：约3000"), "{page}");
}

#[test]
fn the_answer_is_english_on_request() {
    let page = assess(demo_county(), &["--lang", "en"]).succeeded();
    assert!(page.contains("Verdict: "), "{page}");
    assert!(page.contains("not met"), "{page}");
    assert!(!page.contains("结论"), "{page}");
}

#[test]
fn a_figure_is_led_back_to_its_cells() {
    let county = demo_county().display().to_string();
    let printed = assess(demo_county(), &["--format", "json"]).succeeded();
    let document: Value = serde_json::from_str(&printed).expect("a JSON document");
    let school = &document["counties"][0]["schools"][0];
    let (code, stage) = (
        school["code"].as_str().expect("a school has a code"),
        school["stage"].as_str().expect("and a stage"),
    );
    let arguments = [
        "explain",
        "--data",
        &county,
        "--policy",
        POLICY,
        "--as-of",
        DAY,
        "--school",
        code,
        "--stage",
        stage,
        "--indicator",
        "R4",
    ];
    let page = junheng(arguments).succeeded();
    let name = school["name"].as_str().expect("and a name");
    assert!(page.contains(name), "{page}");
    assert!(page.contains("教学及辅助用房面积"), "{page}");
    // 教学及辅助用房面积 stands in column W of the sheet.
    assert!(page.contains(".xlsx / 学校 / W"), "{page}");
}

/// A sheet 学校 with one school a county, enough to judge R1 and to be asked for the rest.
const TWO_COUNTIES: &str = "\
学校标识码,学校名称,区县,办学类型,小学在校生数,小学高于规定学历教师数,小学专任教师数
2151000001,东山小学,东山县,小学,500,25,30
2151000002,西河小学,西河县,小学,500,10,30
";

#[test]
fn two_counties_in_one_file_are_two_answers() {
    let schools = file("two-counties", "学校.csv", TWO_COUNTIES);
    let printed = assess(&schools, &["--format", "json"]).succeeded();
    let document: Value = serde_json::from_str(&printed).expect("a JSON document");
    let counties = document["counties"].as_array().expect("a list of counties");
    let found: Vec<(&str, &str)> = counties
        .iter()
        .map(|county| {
            let teachers = &county["schools"][0]["values"][0];
            (
                county["county"].as_str().unwrap_or_default(),
                teachers["verdict"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(found.len(), 2);
    assert!(found.contains(&("东山县", "met")), "{found:?}");
    assert!(found.contains(&("西河县", "not_met")), "{found:?}");
}

#[test]
fn what_is_not_handed_in_is_open_and_never_a_pass() {
    let schools = file("not-handed-in", "学校.csv", TWO_COUNTIES);
    let page = assess(&schools, &[]).succeeded();
    assert!(page.contains("无法判定"), "{page}");
    assert!(page.contains("台账“班级”未报送"), "{page}");
    assert!(!page.contains("结论：达标"), "{page}");
}

#[test]
fn two_days_stand_side_by_side_before_each_is_told_in_full() {
    let page = assess(demo_county(), &["--as-of", "2018-12-31"]).succeeded();
    let beside = page.find("【对照】").unwrap_or_else(|| panic!("{page}"));
    let in_full = page
        .find("【各项指标】")
        .unwrap_or_else(|| panic!("{page}"));
    assert!(beside < in_full, "{page}");
    assert!(!assess(demo_county(), &[]).succeeded().contains("【对照】"));
}
