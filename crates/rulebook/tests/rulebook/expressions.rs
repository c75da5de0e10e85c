//! Expressions: the traps of SQL with Chinese names, and what others read from an expression.

use junheng_rulebook::{Expression, Figure, Reference};

use crate::book::{policy, told, wrong_with};

/// An indicator whose condition `of` is the expression, over 学校学段.
fn condition(expression: &str) -> String {
    format!(
        r#"
[[indicator]]
id = "X"
name = "甲"
en = "x"
group = "g"
kind = "every"
from = "学校学段"
of = "{expression}"
figure = "在校生数"
at_most = 2000
source = {{ document = "d", status = "confirmed" }}
"#
    )
}

fn numerator(expression: &str) -> String {
    format!(
        r#"
[[indicator]]
id = "X"
name = "甲"
en = "x"
group = "g"
kind = "ratio"
by = "学段"
from = "学校学段"
numerator = "{expression}"
denominator = "sum(在校生数)"
at_least = 1
source = {{ document = "d", status = "confirmed" }}
"#
    )
}

fn aggregate(expression: &str) -> Expression {
    match &policy(&numerator(expression)).indicators[0].figure {
        Figure::Ratio { formulas, .. } => formulas[0].numerator.value.clone(),
        other => panic!("not a ratio: {other:?}"),
    }
}

#[test]
fn conditions_that_are_refused() {
    let mut all = String::new();
    for expression in [
        "100人以上 > 3",
        "在校生数 > 100人",
        "在校生数 ＞ 100",
        "在校生数 >= 100 AND （城区学校）",
        "办学类型 IN ('312'，'211')",
        "在校生数 > 100 AS 大",
        "在校生数 >",
        "\\\"在校生数\\\" > 1",
        "在校生数 > 1 -- 注",
        "A班人数 > 1",
        "学段.在校生数 > 1",
        "参数.人数 > 1",
        "小学在校生数 > 1",
        "学校.在校生数 > 1",
        "学段 = '大学'",
        "办学类型 > 3",
        "在校生数",
        "在校生数 / 10 > 1",
        "在校生数 > (SELECT 1)",
        "sum(在校生数) > 1",
        "sqrt(在校生数) > 1",
        "在校生数 = 在校生数 || 'a'",
        "CAST(在校生数 AS text) = 'a'",
        "row_number() OVER () > 1",
        "在校生数 IN ()",
        "城区学校 + 1 > 1",
        "CASE WHEN 城区学校 THEN 1 ELSE '二' END = 1",
    ] {
        let found = wrong_with(&condition(expression));
        assert!(!found.is_empty(), "{expression} was accepted");
        all += &format!("── {expression}\n{}", told(&found));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn aggregates_that_are_refused() {
    let mut all = String::new();
    for expression in [
        "在校生数",
        "sum(sum(在校生数))",
        "sum(在校生数) / count(*)",
        "sum(在校生数) / 2",
        "sum(办学类型)",
        "sum(DISTINCT 在校生数)",
        "sum(在校生数, 1)",
        "sum(*)",
        "count(*) FILTER (WHERE 在校生数)",
        "sum(校园面积)",
        "sum(教学及辅助用房面积 * 在校生数)",
    ] {
        let found = wrong_with(&numerator(expression));
        assert!(!found.is_empty(), "{expression} was accepted");
        all += &format!("── {expression}\n{}", told(&found));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_is_accepted() {
    for expression in [
        "在校生数 < 100 AND NOT 城区学校",
        "学段 = '初中' OR 规划建成年份 BETWEEN 2010 AND 2016",
        "办学类型 IN ('312', '211') AND 学校.初中在校生数 IS NULL",
        "coalesce(学校.小学在校生数, 0) + coalesce(学校.初中在校生数, 0) < 100",
        "1.0 * 在校生数 / 12 > 3.5",
        "(CASE WHEN 城区学校 THEN 1 ELSE 2 END) = 1",
        "城区学校 IS NOT TRUE",
        "办学类型 LIKE '3%'",
        "ceil(在校生数 / 12.0) >= 2",
    ] {
        assert_eq!(
            told(&wrong_with(&condition(expression))),
            "",
            "{expression}"
        );
    }
    for expression in [
        "sum(在校生数)",
        "12.0 * sum(在校生数) / count(*)",
        "count(*) FILTER (WHERE 规划建成年份 <= 2016)",
        "count(DISTINCT 办学类型)",
        "greatest(sum(在校生数), 100)",
        "max(在校生数) - min(在校生数)",
    ] {
        assert_eq!(
            told(&wrong_with(&numerator(expression))),
            "",
            "{expression}"
        );
    }
}

#[test]
fn places_point_into_the_file() {
    // Line 18 of the file is the `of` line; the name stands within the text.
    let found = wrong_with(&condition("城区学校 AND 在校生树 > 1"));
    let line = condition("")
        .lines()
        .position(|line| line.starts_with("of"))
        .expect("of");
    assert_eq!(found[0].place.column, 16);
    assert_eq!(
        found[0].place.line as usize,
        crate::book::HEAD.lines().count() + line + 1
    );
    let long = "'''\n城区学校\n  AND 在校生树 > 1'''";
    let words = condition("x").replace("of = \"x\"", &format!("of = {long}"));
    let found = wrong_with(&words);
    assert_eq!(found[0].place.column, 7);
    assert_eq!(
        found[0].place.line as usize,
        crate::book::HEAD.lines().count() + line + 3
    );
}

#[test]
fn sql_puts_in_what_is_asked_and_quotes_the_rest() {
    let expression = aggregate(
        "sum(CASE WHEN 规划建成年份 <= 2016 AND NOT (学校.城区学校) THEN 在校生数 - -1 ELSE 0 END) \
         + count(*) FILTER (WHERE 办学类型 IN ('312', '211') OR 规划建成年份 NOT BETWEEN 1 AND 2)",
    );
    assert_eq!(
        expression.sql(&|_| None),
        "sum(CASE WHEN \"规划建成年份\" <= 2016 AND NOT (\"学校\".\"城区学校\") THEN \
         \"在校生数\" - - 1 ELSE 0 END) + count(*) FILTER (WHERE \"办学类型\" IN ('312', '211') OR \
         \"规划建成年份\" NOT BETWEEN 1 AND 2)"
    );
    let renamed = aggregate("sum(在校生数 - 1) / 2.0").sql(&|reference| match reference {
        Reference::Column(name) if name == "在校生数" => Some("a + b".to_owned()),
        _ => None,
    });
    assert_eq!(renamed, "sum((a + b) - 1) / 2.0");
}

#[test]
fn an_expression_knows_its_names_and_aggregates() {
    let expression = aggregate("sum(在校生数) FILTER (WHERE 学校.城区学校) + count(*)");
    let references: Vec<_> = expression.references().into_iter().collect();
    assert_eq!(
        references,
        [
            Reference::Column("在校生数".to_owned()),
            Reference::SchoolColumn("城区学校".to_owned())
        ]
    );
    let names: Vec<_> = expression
        .aggregates()
        .iter()
        .map(|call| call.name.to_string())
        .collect();
    assert_eq!(names, ["sum", "count"]);
}

#[test]
fn an_expression_that_nests_without_end_is_refused() {
    for expression in [
        format!("{}城区学校", "NOT ".repeat(100_000)),
        format!("{}1{} > 1", "(".repeat(100_000), ")".repeat(100_000)),
        format!("1{} > 1", " + 1".repeat(100_000)),
    ] {
        let found = wrong_with(&condition(&expression));
        assert_eq!(found[0].code, "expression-too-long");
    }
    let found = wrong_with(&condition(&format!("{}城区学校", "NOT ".repeat(250))));
    assert_eq!(found[0].code, "expression-syntax");
}
