//! What an assessment prints, and where a figure comes from.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{DAY, POLICY, assess, demo_county, explain, file, junheng};

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

#[test]
fn a_school_without_any_figure_is_open_and_does_not_vanish() {
    let rows = "学校标识码,学校名称,区县,办学类型,小学在校生数,初中在校生数\n\
        2151000001,第一小学,某县,小学,600,\n\
        2151000002,未报小学,某县,小学,,\n\
        3151000003,未报一贯制,某县,九年一贯制学校,,\n";
    let schools = file("no-figures", "学校.csv", rows);
    for policy in [POLICY, "basic-balance-2012"] {
        let path = schools.display().to_string();
        let arguments = [
            "assess", "--data", &path, "--policy", policy, "--as-of", DAY, "--format", "json",
        ];
        let printed = junheng(arguments).succeeded();
        let document: Value = serde_json::from_str(&printed).expect("a JSON document");
        let judged = document["counties"][0]["schools"]
            .as_array()
            .expect("schools");
        let open: Vec<(&str, &str)> = judged
            .iter()
            .filter(|school| school["values"][0]["verdict"] == "undetermined")
            .filter_map(|school| Some((school["name"].as_str()?, school["stage"].as_str()?)))
            .collect();
        for unreported in [
            ("未报小学", "小学"),
            ("未报一贯制", "小学"),
            ("未报一贯制", "初中"),
        ] {
            assert!(open.contains(&unreported), "{policy}: {open:?}");
        }
    }
}

#[test]
fn fifteen_indicators_are_counted_as_fifteen() {
    let page = assess(demo_county(), &[]).succeeded();
    let rule = page
        .find("政府保障程度15项全部达标")
        .expect("the rule is told");
    let told: String = page[rule..].chars().take(60).collect();
    assert!(told.contains("15 项中"), "{told}");
}

#[test]
fn a_part_above_its_whole_is_told_once_with_both_cells_and_without_sql() {
    let rows = "学校标识码,学校名称,区县,办学类型,小学在校生数,小学高于规定学历教师数,小学专任教师数\n\
        2151000001,第一小学,某县,小学,600,40,30\n";
    let schools = file("part-above-whole", "学校.csv", rows);
    let page = assess(&schools, &[]).succeeded();
    assert_eq!(
        page.matches("小学高于规定学历教师不多于专任教师").count(),
        1,
        "{page}"
    );
    assert!(page.contains("学校.csv / F2, G2"), "{page}");
    assert!(
        !page.contains("IS NULL") && !page.contains("<= 小学专任教师数"),
        "{page}"
    );
}

#[test]
fn a_county_whose_figures_contradict_themselves_has_not_met() {
    let printed = |pupils_satisfied: u32| {
        let folder = super::folder(&format!("contradiction-{pupils_satisfied}"));
        let write = |name: &str, rows: String| {
            let path = folder.join(name);
            std::fs::write(&path, rows).expect("a file");
            path.display().to_string()
        };
        let schools = write("学校.csv", TWO_COUNTIES.to_owned());
        let survey = write(
            "满意度.csv",
            format!(
                "区县,调查对象,发放数,回收有效数,满意数\n东山县,家长,1000,900,{pupils_satisfied}\n"
            ),
        );
        let arguments = [
            "assess", "--data", &schools, "--data", &survey, "--policy", POLICY, "--as-of", DAY,
            "--format", "json",
        ];
        let printed = junheng(arguments).succeeded();
        serde_json::from_str::<Value>(&printed).expect("a JSON document")
    };
    let in_error = |document: &Value, county: usize| {
        let missing = document["counties"][county]["missing"].as_array().cloned();
        let missing = missing.unwrap_or_default();
        missing
            .iter()
            .any(|row| row["register"] == "满意度" && row["rows"] == 1 && row["indicator"] == "")
    };
    let contradicting = printed(901);
    assert!(in_error(&contradicting, 0), "{contradicting:#}");
    assert!(
        !in_error(&contradicting, 1),
        "the other county has nothing to do with it"
    );
    assert!(!in_error(&printed(900), 0));
}

#[test]
fn an_indicator_of_parts_is_explained_by_its_parts() {
    let page = explain(&["--as-of", DAY, "--indicator", "G8"]).succeeded();
    for part in ["G8.1 ", "G8.2 "] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn what_each_school_has_to_meet_is_explained_by_the_worst_one() {
    let page = explain(&["--as-of", DAY, "--indicator", "G3.1"]).succeeded();
    assert!(page.contains("判定：不达标"), "{page}");
    let rows = page.lines().filter_map(|line| line.strip_prefix("  - "));
    let codes = rows.filter_map(|row| row.split(' ').next());
    let is_code = |text: &&str| text.bytes().all(|letter| letter.is_ascii_digit());
    let schools: BTreeSet<&str> = codes.filter(is_code).collect();
    // Rooms and classes are those of one school, and not the county's first.
    assert_eq!(schools.len(), 1, "{schools:?}");
    assert!(page.contains("= 0 ÷"), "{page}");
}

#[test]
fn a_transitional_limit_that_judges_is_the_one_that_is_marked() {
    let rows = "学校标识码,学校名称,区县,办学类型,规划建成年份,小学在校生数,随迁子女数\n\
        2151000001,第一小学,某县,小学,2009,2100,0\n";
    let schools = file("transitional", "学校.csv", rows).display().to_string();
    let arguments = [
        "explain",
        "--data",
        &schools,
        "--policy",
        POLICY,
        "--as-of",
        DAY,
        "--indicator",
        "G4",
        "--school",
        "2151000001",
    ];
    let page = junheng(arguments).succeeded();
    let judging: Vec<&str> = page
        .lines()
        .filter(|line| line.contains("以此判定"))
        .collect();
    assert!(page.contains("判定：达标（≤ 2400）"), "{page}");
    assert!(
        judging.len() == 1 && judging[0].contains("≤ 2400"),
        "{page}"
    );
}
