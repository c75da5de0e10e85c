//! Worked examples in Markdown.

use jiff::civil::date;

use crate::book::{load_with, told};

const PAGE: &str = "\
# 九年一贯制学校按1:1.1拆分

判定日: 2024-12-31

一所学校小学200人、初中100人，
按 **1:1.1** 拆分。

## 学校
| 学校标识码 | 办学类型 | 小学在校生数 | 教学及辅助用房面积(m²) |
| --- | --- | --- | --- |
| 2136000001 | 312 | 200 | 3100 |
| 2136000002 | 211 | | 12 |

## 应得：学校
| 学校标识码 | 学段 | 指标 | 值 |
| --- | --- | --- | --- |
| 2136000001 | 小学 | R4 | 10 |

## 应得: 规则
| 规则 | 判定 |
| --- | --- |
| 每校 | 不达标 |
";

#[test]
fn an_example_is_read_with_the_places_of_its_rows() {
    let loaded = load_with(&[("policies/p/examples/拆分.md", PAGE)]);
    assert_eq!(told(&loaded.diagnostics), "");
    let example = &loaded.examples[0];
    assert_eq!(example.policy, "p");
    assert_eq!(example.title, "九年一贯制学校按1:1.1拆分");
    assert_eq!(example.as_of, date(2024, 12, 31));
    assert_eq!(
        example.prose,
        "一所学校小学200人、初中100人，\n按 1:1.1 拆分。"
    );
    let schools = &example.inputs[0];
    assert_eq!(schools.name, "学校");
    assert_eq!(schools.headings.len(), 4);
    assert_eq!(schools.rows[1].cells, ["2136000002", "211", "", "12"]);
    assert_eq!(
        schools.rows[1].place.to_string(),
        "policies/p/examples/拆分.md:12:1"
    );
    let names: Vec<_> = example
        .expected
        .iter()
        .map(|table| table.name.as_str())
        .collect();
    assert_eq!(names, ["学校", "规则"]);
}

#[test]
fn mistakes_in_examples() {
    let wrong = PAGE
        .replace("小学在校生数", "小学在校生树")
        .replace("## 应得：学校", "## 应得：校")
        .replace("规则 | 判定", "规则 | 裁定")
        .replace("2024-12-31", "2024-13-31")
        + "\n## 班机\n| a |\n| --- |\n| 1 |\n";
    let loaded = load_with(&[
        ("policies/p/examples/a.md", &wrong),
        ("policies/p/examples/b.md", "判定日: 2024-12-31\n"),
        ("policies/p/examples/c.md", "# 空\n\n判定日：2024-12-31\n"),
        ("policies/q/examples/d.md", PAGE),
    ]);
    insta::assert_snapshot!(told(&loaded.diagnostics));
}
