//! A policy as a page, and a figure explained.

use jiff::civil::date;
use junheng_model::{
    ExplainedCell, ExplainedRow, ExplainedSide, ExplainedSplit, Explanation, Place, Stage,
    Standard, Verdict,
};
use junheng_report::console::View;
use junheng_report::{Lang, explanation, policy_page};

use crate::rulebook::{names, rulebook};
use crate::{county, policy};

fn view(lang: Lang) -> View<'static> {
    View {
        names: names(lang),
        width: 100,
        colour: false,
    }
}

#[test]
fn a_policy_reads_as_a_page_with_its_sources() {
    let policy = policy::policy();
    let page = |lang| policy_page::text(&policy, rulebook(), date(2024, 12, 31), view(lang));
    insta::assert_snapshot!(page(Lang::Chinese));
    insta::assert_snapshot!(page(Lang::English));
}

fn cell(column: &str, value: &str, unit: &str, position: u32) -> ExplainedCell {
    ExplainedCell {
        column: column.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        place: Some(Place::file("county.xlsx").sheet("学校").cell(7, position)),
    }
}

fn side(numerator: bool, expression: &str, value: f64, cells: Vec<ExplainedCell>) -> ExplainedSide {
    ExplainedSide {
        numerator,
        register: "学校学段".to_owned(),
        expression: expression.to_owned(),
        value: Some(value),
        rows: 1,
        cells: vec![ExplainedRow {
            label: "九龙学校（九年一贯制学校）".to_owned(),
            cells,
        }],
    }
}

/// 4,000 m² less 200 m² of sports rooms for 480 and 260 pupils, by 1 : 1.1.
fn explained() -> Explanation {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    let variation = findings.counties[0].indicators[6]
        .variation
        .expect("R4 varies");
    let share = 480.0 / (480.0 + 286.0);
    Explanation {
        policy: policy.id,
        as_of: date(2024, 12, 31),
        indicator: "R4".to_owned(),
        county: "清河县".to_owned(),
        code: "2136000007".to_owned(),
        name: "九龙学校".to_owned(),
        stage: Some(Stage::Primary),
        verdict: Verdict::Met,
        value: Some(3800.0 * share / 480.0),
        numerator: Some(3800.0 * share),
        denominator: Some(480.0),
        per: 1.0,
        limit: Some(4.5),
        gap: Some(0.0),
        sides: vec![
            side(
                true,
                "sum(教学及辅助用房面积 - 室内体育用房面积)",
                3800.0,
                vec![
                    cell("教学及辅助用房面积", "4000", "m²", 22),
                    cell("室内体育用房面积", "200", "m²", 23),
                ],
            ),
            side(
                false,
                "sum(在校生数)",
                480.0,
                vec![cell("小学在校生数", "480", "人", 8)],
            ),
        ],
        split: Some(ExplainedSplit {
            whole: 3800.0,
            share,
            stages: vec![(Stage::Primary, 480.0, 1.0), (Stage::Junior, 260.0, 1.1)],
        }),
        standards: vec![Standard {
            layer: "nation",
            stage: Some(Stage::Primary),
            bound: "≥",
            value: 4.5,
            case: String::new(),
            until: None,
            source: "教督〔2017〕6号 第六条".to_owned(),
            judges: true,
        }],
        variation: Some((variation, 0.0023)),
        alternatives: Vec::new(),
    }
}

#[test]
fn a_figure_is_led_back_to_its_cells() {
    let policy = policy::policy();
    insta::assert_snapshot!(explanation::text(
        &explained(),
        &policy,
        view(Lang::Chinese)
    ));
    insta::assert_snapshot!(explanation::text(
        &explained(),
        &policy,
        view(Lang::English)
    ));
}

#[test]
fn a_gap_is_told_in_natural_units() {
    let short = Explanation {
        verdict: Verdict::NotMet,
        limit: Some(8.0),
        gap: Some(1458.7),
        ..explained()
    };
    let text = explanation::text(&short, &policy::policy(), view(Lang::Chinese));
    assert!(text.contains("不达标（≥ 8）；缺 1458.70 m²"), "{text}");
}
