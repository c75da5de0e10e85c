//! Input that cannot be used: code 2 and the reason, never a panic.

use super::{DAY, POLICY, assess, demo_county, explain, file, folder, junheng};

#[test]
fn a_file_that_is_no_workbook_is_named() {
    let picture = file(
        "no-workbook",
        "照片.xlsx",
        [0x89, b'P', b'N', b'G', 0, 1, 2, 3],
    );
    let said = assess(&picture, &[]).refused();
    assert!(
        said.contains("照片.xlsx") && said.contains("改法"),
        "{said}"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let nowhere = folder("not-there").join("没有.xlsx");
    let said = assess(&nowhere, &[]).refused();
    assert!(said.contains("没有.xlsx"), "{said}");
}

#[test]
fn a_policy_that_nobody_knows_is_answered_with_those_there_are() {
    let county = demo_county().display().to_string();
    let said = junheng(["assess", "--data", &county, "--policy", "优质均衡"]).refused();
    assert!(said.contains("优质均衡") && said.contains(POLICY), "{said}");
}

#[test]
fn a_day_before_the_policy_is_refused_with_its_first_day() {
    let county = demo_county().display().to_string();
    let arguments = [
        "assess",
        "--data",
        &county,
        "--policy",
        POLICY,
        "--as-of",
        "2001-01-01",
    ];
    let said = junheng(arguments).refused();
    assert!(
        said.contains("2001-01-01") && said.contains("2017-"),
        "{said}"
    );
}

#[test]
fn a_report_of_another_kind_is_refused_before_any_work() {
    let said = assess(demo_county(), &["--report", "结果.pdf"]).refused();
    assert!(
        said.contains("结果.pdf") && said.contains(".docx"),
        "{said}"
    );
}

#[test]
fn the_empty_template_holds_no_school() {
    let template = folder("template").join("模板.xlsx");
    let out = template.display().to_string();
    junheng(["template", "--out", &out]).succeeded();
    let said = assess(&template, &[]).refused();
    assert!(said.contains("模板.xlsx / 学校"), "{said}");
    assert!(said.contains("没有数据行"), "{said}");
    assert!(said.contains("没有一所学校就无法判定"), "{said}");
    for own in ["填报说明", "代码"] {
        assert!(
            !said.contains(own),
            "the template's own sheet {own}: {said}"
        );
    }
}

#[test]
fn an_example_row_is_no_school() {
    let rows = "学校标识码,学校名称,区县,办学类型,小学在校生数\n\
        示例：2151000001,示例小学,某县,小学,600\n\
        2151000002,第二小学,某县,小学,500\n";
    let schools = file("example-row", "学校.csv", rows);
    let printed = assess(&schools, &["--format", "json"]).succeeded();
    assert!(printed.contains("第二小学"), "{printed}");
    assert!(!printed.contains("示例小学"), "{printed}");
}

#[test]
fn explaining_what_is_not_there_is_refused() {
    let said = explain(&["--as-of", DAY, "--indicator", "R99"]).refused();
    assert!(said.contains("R99"), "{said}");
}

#[test]
fn a_refusal_is_in_the_language_of_the_answer() {
    let county = demo_county().display().to_string();
    let refused = |more: &[&str]| {
        let mut arguments = vec![
            "assess",
            "--data",
            &county,
            "--policy",
            POLICY,
            "--as-of",
            "2001-01-01",
        ];
        arguments.extend(more);
        junheng(arguments).refused()
    };
    assert!(refused(&[]).contains("施行"));
    assert!(refused(&["--lang", "en"]).contains("is in force from"));
    let nowhere = folder("nowhere").join("没有.xlsx");
    assert!(assess(&nowhere, &[]).refused().contains("没有这个文件"));
}

#[test]
fn the_data_are_never_written_over() {
    let schools = file(
        "own-data",
        "学校.csv",
        "学校标识码,学校名称,区县,办学类型\n",
    );
    let copy = schools.with_extension("xlsx");
    std::fs::copy(demo_county(), &copy).expect("a copy of the county");
    let before = std::fs::read(&copy).expect("the copy");
    for option in ["--report", "--marked"] {
        let own = copy.display().to_string();
        let said = assess(&copy, &[option, &own]).refused();
        assert!(said.contains("盖掉"), "{said}");
    }
    assert_eq!(std::fs::read(&copy).expect("the copy"), before);
}

#[test]
fn a_last_year_that_cannot_be_used_is_told() {
    let picture = file(
        "last-year",
        "上年.xlsx",
        [0x89, b'P', b'N', b'G', 0, 1, 2, 3],
    );
    let said = assess(
        demo_county(),
        &["--last-year", &picture.display().to_string()],
    )
    .refused();
    assert!(said.contains("上年.xlsx"), "{said}");
}

#[test]
fn explaining_says_what_there_is_instead() {
    let at_day = ["--as-of", DAY, "--indicator", "R4", "--school"];
    let of_school = |code, more: &[&str]| explain(&[&at_day[..], &[code], more].concat());
    let said = of_school("9999999999", &[]).refused();
    assert!(said.contains("没有标识码为 9999999999 的学校"), "{said}");
    let said = explain(&["--as-of", "2001-01-01", "--indicator", "R4"]).refused();
    assert!(said.contains("2017-"), "{said}");
}

#[test]
fn problems_are_seen_beside_json() {
    let rows = "学校标识码,学校名称,区县,办学类型,小学在校生数\n\
        2151000001,第一小学,某县,小学,600\n\
        2151000002,第二小学,某县,夜校,500\n";
    let schools = file("beside-json", "学校.csv", rows);
    let run = assess(&schools, &["--format", "json"]);
    assert!(run.said.contains("夜校"), "{}", run.said);
    let document: serde_json::Value = serde_json::from_str(&run.succeeded()).expect("JSON alone");
    assert_eq!(document["counties"][0]["verdict"], "undetermined");
}
