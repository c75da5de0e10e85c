//! Parameters as of a day, as SQL.

use jiff::civil::date;
use junheng_model::Stage;
use junheng_rulebook::{Layer, Reference};

use crate::book::{AREA, HEAD, load_with, policy, told};

const ROOM: &str = r#"
[[parameter]]
name = "音乐教室面积下限"
en = "least area of a music room"
unit = "m²"
stricter = "higher"
[[parameter.value]]
value = 96
source = { document = "d", status = "confirmed" }
[[parameter.value]]
value = 73
when = "学校.规划建成年份 <= 2016"
case = "2016年及以前规划建成"
source = { document = "d", status = "confirmed" }
[[parameter]]
name = "特殊教育经费"
en = "special education"
unit = "元"
stricter = "higher"
[[parameter.value]]
value = 6000
until = 2022-12-31
source = { document = "d", status = "confirmed" }
[[parameter.value]]
value = "7000.5"
from = 2023-01-01
source = { document = "d", status = "confirmed" }
[[parameter]]
name = "班额"
en = "size of a class"
unit = "人"
stricter = "lower"
[[parameter.value]]
value = 45
stage = "小学"
source = { document = "d", status = "confirmed" }
[[parameter.value]]
value = 50
stage = "初中"
source = { document = "d", status = "confirmed" }
"#;

const COUNTY: &str = r#"
id = "c"
name = "县方案"
en = "the county's plan"
layer = "county"
from = 2024-01-01
extends = "p"
document = { number = "c", title = "c", issuer = "c", issued = 2024-01-01 }
[[parameter]]
name = "音乐教室面积下限"
[[parameter.value]]
value = 80
source = { document = "c", status = "confirmed" }
[[parameter]]
name = "特殊教育经费"
[[parameter.value]]
value = 6500
source = { document = "c", status = "confirmed" }
"#;

#[test]
fn a_dated_value_is_a_literal_of_its_day() {
    let policy = policy(ROOM);
    let money = policy.parameter("特殊教育经费").expect("declared");
    let sql = |day| money.sql_on(day, None, &|_| None);
    assert_eq!(sql(date(2022, 12, 31)).as_deref(), Some("6000"));
    assert_eq!(sql(date(2023, 1, 1)).as_deref(), Some("7000.5"));
    assert_eq!(sql(date(2016, 1, 1)), None);
}

#[test]
fn a_case_asks_the_school_and_is_null_when_the_school_does_not_say() {
    let policy = policy(ROOM);
    let room = policy.parameter("音乐教室面积下限").expect("declared");
    let rename = |reference: &Reference| match reference {
        Reference::SchoolColumn(name) => Some(format!("s.\"{name}\"")),
        Reference::Column(_) | Reference::Parameter(_) => None,
    };
    assert_eq!(
        room.sql_on(date(2024, 1, 1), None, &rename).as_deref(),
        Some(
            "CASE WHEN (s.\"规划建成年份\" <= 2016) IS NULL THEN NULL ELSE \
             CASE WHEN s.\"规划建成年份\" <= 2016 THEN 73 ELSE 96 END END"
        )
    );
    assert_eq!(
        room.references().into_iter().collect::<Vec<_>>(),
        [Reference::SchoolColumn("规划建成年份".to_owned())]
    );
}

#[test]
fn a_value_by_stage_is_asked_with_the_stage() {
    let policy = policy(ROOM);
    let size = policy.parameter("班额").expect("declared");
    assert!(size.differs_by_stage());
    let sql = |stage| size.sql_on(date(2024, 1, 1), stage, &|_| None);
    assert_eq!(sql(Some(Stage::Primary)).as_deref(), Some("45"));
    assert_eq!(sql(Some(Stage::Junior)).as_deref(), Some("50"));
    assert_eq!(sql(None), None);
}

#[test]
fn of_two_layers_the_stricter_judges() {
    let base = format!("{HEAD}{ROOM}{AREA}");
    let loaded = load_with(&[
        ("policies/p/policy.toml", &base),
        ("policies/c/policy.toml", COUNTY),
    ]);
    assert_eq!(told(&loaded.diagnostics), "");
    let county = loaded.rulebook.policy("c").expect("the overlay");
    let day = date(2024, 9, 1);
    let money = county.parameter("特殊教育经费").expect("taken over");
    assert_eq!(
        money.sql_on(day, None, &|_| None).as_deref(),
        Some("7000.5")
    );
    let layers: Vec<_> = money
        .values_on(day, None)
        .iter()
        .map(|layer| {
            (
                layer.layer,
                layer.ordinary.map(|case| case.value.to_string()),
            )
        })
        .collect();
    assert_eq!(
        layers,
        [
            (Layer::Nation, Some("7000.5".to_owned())),
            (Layer::County, Some("6500".to_owned()))
        ]
    );
    let room = county.parameter("音乐教室面积下限").expect("taken over");
    assert_eq!(
        room.sql_on(day, None, &|_| None).as_deref(),
        Some(
            "CASE WHEN (\"学校\".\"规划建成年份\" <= 2016) IS NULL THEN NULL ELSE greatest(80, \
             CASE WHEN \"学校\".\"规划建成年份\" <= 2016 THEN 73 ELSE 96 END) END"
        )
    );
}

#[test]
fn parameters_need_what_their_cases_ask() {
    let words = format!(
        "{ROOM}{}",
        r#"
[[indicator]]
id = "X"
name = "甲"
en = "x"
group = "g"
kind = "total"
from = "县域情况"
value = "sum(教师平均工资) - 参数.音乐教室面积下限 - 参数.班额 - 参数.特教经费"
source = { document = "d", status = "confirmed" }
"#
    );
    insta::assert_snapshot!(told(&crate::book::wrong_with(&words)));
}

#[test]
fn mistakes_in_parameters() {
    let words = r#"
[[parameter]]
name = "A1"
en = "a"
unit = "m²"
stricter = "more"
[[parameter]]
name = "下限"
en = "b"
unit = "m²"
stricter = "higher"
[[parameter.value]]
value = 1e3
when = "规划建成年份 <= 2016"
case = "早"
source = { document = "d", status = "unconfirmed" }
[[parameter.value]]
value = 1.1234567
from = 2020-01-01
until = 2019-01-01
when = "学校.规划建成年份 <= 2016"
stage = "大学"
[[parameter]]
name = "下限"
"#;
    insta::assert_snapshot!(told(&crate::book::wrong_with(words)));
}
