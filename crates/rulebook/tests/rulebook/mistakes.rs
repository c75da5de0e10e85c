//! Every kind of mistake, told with its place, all at once.

use crate::book::{AREA, CLASSES, HEAD, SCHOOLS, TYPES, UNITS, load_with, told, wrong_with};

fn told_of(path: &str, text: &str) -> String {
    told(&load_with(&[(path, text)]).diagnostics)
}

/// The text with one place changed, which must be there.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn toml_that_cannot_be_read() {
    let text =
        "名称 = 1\n[[unit]]\nname = \"人\nen = 'x'\n[[unit]]\nname = \"间\"\nen = \"rooms\"\n";
    insta::assert_snapshot!(told_of("units.toml", text));
}

#[test]
fn units() {
    let text = format!(
        "{UNITS}{}",
        r#"
[[unit]]
name = "亩"
en = "mu"
base = "平方"
factor = 0
[[unit]]
name = "人"
aliases = ["平方米", 3]
factr = 1
"#
    );
    insta::assert_snapshot!(told_of("units.toml", &text));
}

#[test]
fn code_lists() {
    let text = format!(
        "{}{}",
        changed(TYPES, "status = \"confirmed\"", "status = \"unconfirmed\""),
        r#"
[[code]]
code = "312"
name = "教学点"
en = "teaching point"
stages = ["小学", "大学"]
"#
    );
    insta::assert_snapshot!(told_of("codes/办学类型.toml", &text));
}

#[test]
fn registers() {
    let text = format!(
        "{}{}",
        changed(SCHOOLS, "key = [\"学校标识码\"]", "key = [\"学校代码\"]"),
        r#"
period_of = "年"
[[column]]
name = "面积（平方米）"
en = "area"
type = "quantity"
unit = "万元"
privacy = "secret"
[[column]]
name = "校区数"
en = "campuses"
type = "number"
privacy = "public"
at_least = 5
at_most = 1
[[column]]
name = "100人以上班级数"
en = "classes"
type = "count"
unit = "个"
privacy = "public"
[[column]]
name = "举办者"
en = "founder"
type = "code"
codes = "举办人"
privacy = "public"
aliases = ["办学类型"]
[[column]]
name = "高中在校生数"
en = "senior pupils"
type = "quantity"
unit = "人"
privacy = "public"
of = "在校生数"
"#
    );
    insta::assert_snapshot!(told_of("registers/学校.toml", &text));
}

#[test]
fn headings_and_examples_that_do_not_fit() {
    let text = format!(
        "{}{}",
        changed(SCHOOLS, "digits = 10", "digits = 10\nexample = \"21\""),
        r#"
[[column]]
name = "仪器设备值"
en = "equipment"
heading = "仪器设备值(平方米)"
aliases = ["校园 面积"]
type = "quantity"
unit = "元"
privacy = "public"
example = "三百"
[[column]]
name = "原类型"
en = "former type"
type = "code"
codes = "办学类型"
privacy = "public"
example = "学院"
"#
    );
    insta::assert_snapshot!(told_of("registers/学校.toml", &text));
}

#[test]
fn checks() {
    let text = format!(
        "{CLASSES}{}",
        r#"
[[check]]
id = "班额"
severity = "fatal"
expect = "班级人数"
columns = ["班额"]
why = "班额过大。"
mend = ""
[[check]]
id = "班额"
severity = "error"
expect = "班级人数 <= 合计 AND 学校.校名 = '甲'"
columns = ["班级人数"]
with = [ { name = "合计", from = "学校", on = "班级名称", value = "小学在校生数", yaer = "last" } ]
why = "…"
mend = "…"
"#
    );
    insta::assert_snapshot!(told_of("registers/班级.toml", &text));
}

#[test]
fn the_head_of_a_policy() {
    let text = r#"
id = "q"
name = "办法"
layer = "city"
from = "2017-04-19"
until = 2016-02-30
extends = "r"
document = "教督〔2017〕6号"
[[indikator]]
id = "R4"
"#;
    insta::assert_snapshot!(told_of("policies/p/policy.toml", text));
    insta::assert_snapshot!(told_of(
        "policies/r/policy.toml",
        &changed(
            HEAD,
            "layer = \"nation\"",
            "layer = \"province\"\nextends = \"x\"\nuntil = 2017-01-01"
        )
    ));
}

#[test]
fn the_split_and_exclusions() {
    let text = format!(
        "{}{AREA}{}",
        changed(
            HEAD,
            "columns = [\"教学及辅助用房面积\"]",
            "columns = [\"教学及辅助用房面积\", \"操场面积\", \"小学在校生数\", \"办学类型\"]"
        )
        .replace("\"初中\" = \"1.1\"", "\"中学\" = \"1,1\""),
        r#"
[[exclude]]
name = "教学点"
when = "办学类型 = '教学点' OR 办学类型 = '九年一贯制' OR 办学类型 = 312"
source = { document = "d", status = "confirmed" }
"#
    );
    insta::assert_snapshot!(told_of("policies/p/policy.toml", &text));
}

#[test]
fn indicators() {
    let words = r#"
[[indicator]]
id = "A"
name = "甲"
en = "a"
group = "g"
kind = "ratio"
by = "学段"
from = "学校学段"
numerator = "sum(校园面积) + sum(教学及辅助用房面积) + sum(在校生数)"
denominator = "sum(在校生树)"
at_least = "四"
gap_unit = "平方"
source = { document = "d", status = "confirmed" }
[[indicator]]
id = "B"
name = "乙"
en = "b"
group = "g"
kind = "ratio"
by = "学校"
numerator = { from = "县域情况", value = "sum(教师平均工资)", no_row = "zero" }
denominator = "sum(班级人数)"
at_least = 1
at_most = 2
variation_at_most = 0.5
source = { document = "d", status = "confirmed" }
[[indicator]]
id = "B"
[[indicator]]
id = "C"
name = "丙"
en = "c"
group = "g"
kind = "every"
from = "班级"
figure = "sum(班级人数)"
row_name = "班名"
source = { document = "d", status = "confirmed" }
[[indicator]]
id = "D"
name = "丁"
en = "d"
group = "g"
kind = "all"
parts = ["A", "E"]
part_of = "F"
source = { document = "d", status = "confirmed" }
[[indicator]]
id = "G"
name = "戊"
en = "g"
group = "g"
kind = "averages"
source = { document = "d", status = "confirmed" }
[[indicator]]
id = "H"
name = "己"
en = "h"
group = "g"
kind = "ratio"
by = "县"
from = "县域情况"
chosen_formula = "二"
formula = [ { name = "一", numerator = "sum(教师平均工资)", denominator = "1.0 * count(*)", source = { document = "d", status = "confirmed" } } ]
scoring = { points = 5, style = "bands", bands = [ { at_least = 1, points = 3 }, { at_least = 2, points = 6 } ] }
source = { document = "d", status = "confirmed" }
[[indicator.limit]]
value = 3
when = "教师平均工资 > 1"
"#;
    insta::assert_snapshot!(told(&wrong_with(words)));
}

#[test]
fn rules() {
    let words = format!(
        "{AREA}{}",
        r#"
[[indicator]]
id = "T"
name = "工资"
en = "pay"
group = "g"
kind = "total"
from = "县域情况"
value = "sum(教师平均工资)"
source = { document = "d", status = "confirmed" }
[[rule]]
id = "每校"
name = "每校"
en = "each school"
kind = "each_school"
of = ["R4", "R5", "T"]
at_least = 4
floor = 85
source = { document = "d", status = "confirmed" }
[[rule.share]]
at_least = 0.85
from = 2018-01-01
[[rule]]
id = "差异"
name = "差异"
en = "variations"
kind = "variations"
of = ["T"]
at_most = 0.5
source = { document = "d", status = "confirmed" }
[[rule]]
id = "得分"
name = "得分"
en = "score"
kind = "work_score"
of = []
source = { document = "d", status = "confirmed" }
"#
    );
    insta::assert_snapshot!(told(&wrong_with(&words)));
}

#[test]
fn files_that_belong_nowhere() {
    let loaded = load_with(&[("register/学校.toml", "a = 1"), ("README.md", "# 说明")]);
    insta::assert_snapshot!(told(&loaded.diagnostics));
}

#[test]
fn personal_columns_judge_nobody() {
    let personal = r#"
[[column]]
name = "校长姓名"
en = "head teacher"
type = "text"
privacy = "personal"
[[column]]
name = "校长年龄"
en = "the head's age"
type = "count"
unit = "人"
privacy = "personal"
[[check]]
id = "校长年龄"
severity = "warning"
expect = "校长年龄 >= 18"
columns = ["校长年龄"]
why = "校长应已成年。"
mend = "核对。"
"#;
    let with = |text: &str| format!("{text}{personal}");
    let key = changed(SCHOOLS, "key = [\"学校标识码\"]", "key = [\"校长姓名\"]");
    let words = r#"
[[exclude]]
name = "校长年轻的学校"
when = "校长年龄 < 30"
source = { document = "甲", status = "confirmed" }
[[indicator]]
id = "P1"
name = "校长年龄"
en = "age"
group = "甲"
kind = "every"
from = "学校"
figure = "校长年龄"
row_name = "校长姓名"
unit = "人"
decimals = 0
at_least = 30
source = { document = "甲", status = "confirmed" }
"#;
    let policy = format!("{HEAD}{words}");
    let loaded = load_with(&[
        ("registers/学校.toml", &with(SCHOOLS)),
        ("policies/p/policy.toml", &policy),
    ]);
    let keyed = told_of("registers/学校.toml", &with(&key));
    insta::assert_snapshot!(format!("{}── \n{keyed}", told(&loaded.diagnostics)));
}

#[test]
fn what_is_asked_also_is_another_register() {
    let column = "name = \"校园面积\"\n";
    let own = changed(SCHOOLS, column, &format!("{column}asked_also = \"学校\"\n"));
    let none = changed(SCHOOLS, column, &format!("{column}asked_also = \"班机\"\n"));
    let by = changed(
        SCHOOLS,
        "handed_in_by = \"school\"",
        "handed_in_by = \"city\"",
    );
    let all: Vec<String> = [own, none, by]
        .iter()
        .map(|text| told_of("registers/学校.toml", text))
        .collect();
    insta::assert_snapshot!(all.join("── \n"));
}

#[test]
fn only_what_describes_a_row_is_carried_over() {
    let key = "key = [\"学校标识码\"]";
    let carried = |columns: &str| {
        let text = changed(SCHOOLS, key, &format!("{key}\ncarried = [{columns}]"));
        told_of("registers/学校.toml", &text)
    };
    assert!(!carried("\"学校标识码\"").contains("carried"));
    assert!(carried("\"没有的列\"").contains("没有的列"));
    assert!(carried("\"小学在校生数\"").contains("数字每年重新填"));
}
