//! For every day, stage and case exactly one value applies.

use proptest::prelude::*;

use crate::book::{AREA, told, wrong_with};

/// Limits of an indicator that asks how many pupils a school may have.
fn size(limits: &str) -> String {
    let head = r#"
[[indicator]]
id = "G4"
name = "学校规模"
en = "size of schools"
group = "政府保障"
kind = "every"
from = "学校"
figure = "小学在校生数"
bound = "at_most"
source = { document = "d", status = "confirmed" }
"#;
    format!("{head}{limits}")
}

fn limit(value: u32, rest: &str) -> String {
    format!("[[indicator.limit]]\nvalue = {value}\n{rest}\n")
}

fn case(value: u32, when: &str) -> String {
    limit(value, &format!("when = \"{when}\"\ncase = \"情形\""))
}

fn codes(words: &str) -> Vec<&'static str> {
    wrong_with(words).iter().map(|found| found.code).collect()
}

#[test]
fn an_ordinary_value_and_cases_that_do_not_meet_are_sound() {
    let limits = [
        limit(2000, ""),
        case(2400, "规划建成年份 <= 2010 AND 办学类型 <> '312'"),
        case(2500, "规划建成年份 > 2010 AND 办学类型 = '312'"),
        case(3000, "规划建成年份 <= 2010 AND 办学类型 = '312'"),
    ];
    assert_eq!(told(&wrong_with(&size(&limits.concat()))), "");
}

#[test]
fn cases_may_cover_everything_without_an_ordinary_value() {
    // Years are whole, so nothing lies between 2010 and 2011; areas are not.
    let years = [
        case(1, "规划建成年份 <= 2010"),
        case(2, "规划建成年份 >= 2011"),
    ]
    .concat();
    assert_eq!(told(&wrong_with(&size(&years))), "");
    let areas = [case(1, "校园面积 <= 2010"), case(2, "校园面积 >= 2011")].concat();
    assert_eq!(codes(&size(&areas)), ["gap"]);
    let types = [case(1, "办学类型 = '312'"), case(2, "办学类型 <> '312'")].concat();
    assert_eq!(told(&wrong_with(&size(&types))), "");
    let pairs = [
        case(1, "小学在校生数 < 初中在校生数"),
        case(2, "初中在校生数 <= 小学在校生数"),
    ];
    assert_eq!(told(&wrong_with(&size(&pairs.concat()))), "");
    let blanks = [
        case(1, "初中在校生数 IS NULL"),
        case(2, "初中在校生数 IS NOT NULL"),
    ];
    assert_eq!(told(&wrong_with(&size(&blanks.concat()))), "");
}

#[test]
fn a_gap_names_its_witness() {
    let limits = [
        case(2000, "规划建成年份 > 2010"),
        case(2400, "规划建成年份 < 2010 AND 办学类型 IN ('312', '211')"),
    ];
    insta::assert_snapshot!(told(&wrong_with(&size(&limits.concat()))));
}

#[test]
fn an_overlap_names_both_places() {
    let limits = [
        limit(2000, ""),
        case(2400, "规划建成年份 <= 2010"),
        case(
            2500,
            "小学在校生数 * 2 > 100 AND 规划建成年份 BETWEEN 2010 AND 2016",
        ),
        limit(2100, ""),
    ];
    insta::assert_snapshot!(told(&wrong_with(&size(&limits.concat()))));
}

#[test]
fn a_seam_between_dates_must_fit() {
    let first = "from = 2017-04-19\nuntil = 2022-12-31";
    let sound = [limit(1, first), limit(2, "from = 2023-01-01")].concat();
    assert_eq!(told(&wrong_with(&size(&sound))), "");
    let gap = [limit(1, first), limit(2, "from = 2023-01-02")].concat();
    insta::assert_snapshot!("seam_with_a_gap", told(&wrong_with(&size(&gap))));
    let overlap = [limit(1, first), limit(2, "from = 2022-12-31")].concat();
    insta::assert_snapshot!("seam_with_an_overlap", told(&wrong_with(&size(&overlap))));
    let late = limit(1, "from = 2018-01-01");
    insta::assert_snapshot!("a_late_start", told(&wrong_with(&size(&late))));
    let ended = limit(1, "until = 2030-12-31");
    insta::assert_snapshot!("an_early_end", told(&wrong_with(&size(&ended))));
}

#[test]
fn every_stage_needs_a_value_where_something_is_asked() {
    let only_primary = AREA.replace(
        "at_least = { \"小学\" = 4.5, \"初中\" = 5.8 }",
        "at_least = { \"小学\" = 4.5 }",
    );
    insta::assert_snapshot!(told(&wrong_with(&only_primary)));
    let asked_of_primary = only_primary.replace(
        "variation_at_most = { \"小学\" = \"0.50\", \"初中\" = \"0.45\" }",
        "of = \"学段 = '小学'\"",
    );
    assert_eq!(told(&wrong_with(&asked_of_primary)), "");
    // The stage of a condition is the stage at hand.
    let by_condition = asked_of_primary
        .replace("of = \"学段 = '小学'\"\n", "bound = \"at_least\"\n")
        .replace("at_least = { \"小学\" = 4.5 }\n", "")
        + "[[indicator.limit]]\nvalue = 1\nwhen = \"学段 = '小学'\"\ncase = \"小学\"\n"
        + "[[indicator.limit]]\nvalue = 2\nwhen = \"学段 = '初中'\"\ncase = \"初中\"\n";
    assert_eq!(told(&wrong_with(&by_condition)), "");
}

#[test]
fn a_value_for_all_stages_and_one_for_a_stage_overlap() {
    let words = format!("{AREA}[[indicator.limit]]\nvalue = 1\n");
    assert_eq!(codes(&words), ["overlap", "overlap"]);
}

#[test]
fn conditions_too_many_to_be_proved_are_said_so() {
    let mut limits = String::new();
    for start in 0..8 {
        let any: Vec<_> = (0..8)
            .map(|step| format!("小学在校生数 + {start} = 校园面积 + {step}"))
            .collect();
        limits += &case(start, &any.join(" OR "));
    }
    assert_eq!(codes(&size(&limits)), ["too-many-cases"]);
}

/// A condition over years with its meaning.
#[derive(Debug, Clone)]
enum Years {
    Below(i64),
    From(i64),
    Between(i64, i64),
    Not(Box<Years>),
    Either(Box<Years>, Box<Years>),
}

impl Years {
    fn text(&self) -> String {
        match self {
            Years::Below(year) => format!("规划建成年份 < {year}"),
            Years::From(year) => format!("{year} <= 规划建成年份"),
            Years::Between(first, last) => format!("规划建成年份 BETWEEN {first} AND {last}"),
            Years::Not(inner) => format!("NOT ({})", inner.text()),
            Years::Either(left, right) => format!("(({}) OR ({}))", left.text(), right.text()),
        }
    }

    fn holds(&self, of: i64) -> bool {
        match self {
            Years::Below(year) => of < *year,
            Years::From(year) => *year <= of,
            Years::Between(first, last) => (*first..=*last).contains(&of),
            Years::Not(inner) => !inner.holds(of),
            Years::Either(left, right) => left.holds(of) || right.holds(of),
        }
    }
}

fn years() -> impl Strategy<Value = Years> {
    let year = || 2000_i64..2012;
    let leaf = prop_oneof![
        year().prop_map(Years::Below),
        year().prop_map(Years::From),
        (year(), year()).prop_map(|(first, last)| Years::Between(first, last)),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|years| Years::Not(Box::new(years))),
            (inner.clone(), inner)
                .prop_map(|(left, right)| Years::Either(Box::new(left), Box::new(right))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// What the proof says of its grid is what trying every year would say.
    #[test]
    fn the_proof_agrees_with_trying_every_year(cases in prop::collection::vec(years(), 1..4)) {
        let limits: String = (1..).zip(&cases).map(|(value, years)| case(value, &years.text())).collect();
        let told = codes(&size(&limits));
        let holding = |year| cases.iter().filter(|years| years.holds(year)).count();
        prop_assert_eq!(told.contains(&"gap"), (1990..2020).any(|year| holding(year) == 0));
        prop_assert_eq!(told.contains(&"overlap"), (1990..2020).any(|year| holding(year) > 1));
        prop_assert!(told.iter().all(|code| ["gap", "overlap"].contains(code)));
    }
}
