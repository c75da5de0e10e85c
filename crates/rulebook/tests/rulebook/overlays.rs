//! Policies that extend others.

use jiff::civil::date;
use junheng_model::Stage;
use junheng_rulebook::{Layer, Policy, RuleKind};

use crate::book::{AREA, HEAD, load_with, told};

const RULE: &str = r#"
[[exclude]]
name = "九年一贯制"
when = "办学类型 = '312'"
source = { document = "d", status = "confirmed" }
[[rule]]
id = "每校"
name = "每校"
en = "each school"
kind = "each_school"
of = ["R4"]
at_least = 1
source = { document = "d", status = "confirmed" }
"#;

const PLAN: &str = r#"
id = "c"
name = "县方案"
en = "the county's plan"
layer = "county"
from = 2024-03-12
extends = "p"
document = { number = "县发〔2024〕1号", title = "c", issuer = "c", issued = 2024-03-12 }
"#;

fn overlay(words: &str) -> (String, Option<Policy>) {
    let base = format!("{HEAD}{AREA}{RULE}");
    let plan = format!("{PLAN}{words}");
    let loaded = load_with(&[
        ("policies/p/policy.toml", &base),
        ("policies/c/policy.toml", &plan),
    ]);
    let policy = loaded.rulebook.policy("c").cloned();
    (told(&loaded.diagnostics), policy)
}

#[test]
fn an_overlay_states_only_what_differs() {
    let words = r#"
[[indicator]]
id = "R4"
short = "用房"
at_least = { "小学" = 5 }
source = { document = "县发〔2024〕1号", status = "confirmed" }
[[rule]]
id = "每校"
source = { document = "县发〔2024〕1号", status = "confirmed" }
[[rule.share]]
at_least = 0.85
until = 2024-12-31
[[rule.share]]
at_least = 1
from = 2025-01-01
"#;
    let (mistakes, policy) = overlay(words);
    assert_eq!(mistakes, "");
    let policy = policy.expect("the overlay");
    assert_eq!(policy.exclusions.len(), 1);
    assert!(policy.split.is_some());
    let area = policy.indicator("R4").expect("taken over");
    assert_eq!(
        (area.short.as_str(), area.name.as_str()),
        ("用房", "生均教学及辅助用房面积")
    );
    assert_eq!(area.source.document, "教督〔2017〕6号");

    let limits = |day, stage| {
        policy
            .limits_on("R4", day, Some(stage))
            .iter()
            .filter_map(|layer| Some((layer.layer, layer.ordinary?.value.to_string())))
            .collect::<Vec<_>>()
    };
    let day = date(2024, 9, 1);
    assert_eq!(
        limits(day, Stage::Primary),
        [
            (Layer::Nation, "4.5".to_owned()),
            (Layer::County, "5".to_owned())
        ]
    );
    assert_eq!(
        limits(day, Stage::Junior),
        [(Layer::Nation, "5.8".to_owned())]
    );
    // Before the county's plan only the nation asks.
    assert_eq!(
        limits(date(2023, 9, 1), Stage::Primary),
        [(Layer::Nation, "4.5".to_owned())]
    );
    let county = area
        .limits
        .iter()
        .find(|case| case.layer == Layer::County)
        .expect("stated");
    assert_eq!(county.source.document, "县发〔2024〕1号");
    assert_eq!(county.place.to_string(), "policies/c/policy.toml:13:21");

    let RuleKind::EachSchool {
        share, at_least, ..
    } = &policy.rules[0].kind
    else {
        panic!("not the rule of each school");
    };
    assert_eq!((share.len(), *at_least), (2, 1));
}

#[test]
fn the_base_stays_as_it_was() {
    let words = "[[indicator]]\nid = \"R4\"\nat_least = 9\nsource = { document = \"c\", status = \"confirmed\" }\n";
    let base = format!("{HEAD}{AREA}");
    let plan = format!("{PLAN}{words}");
    let alone = load_with(&[]).rulebook;
    let both = load_with(&[
        ("policies/p/policy.toml", &base),
        ("policies/c/policy.toml", &plan),
    ]);
    assert_eq!(told(&both.diagnostics), "");
    assert_eq!(both.rulebook.policy("p"), alone.policy("p"));
}

#[test]
fn mistakes_in_overlays() {
    let words = r#"
[[indicator]]
id = "R4"
at_most = 9
numerator = "sum(操场面积)"
[[indicator]]
id = "R44"
at_least = 9
source = { document = "c", status = "confirmed" }
[[rule]]
id = "每校"
of = ["R9"]
[[rule.share]]
at_least = 0.85
until = 2024-12-31
source = { document = "c", status = "confirmed" }
[[rule.share]]
at_least = 1
from = 2025-01-02
source = { document = "c", status = "confirmed" }
"#;
    insta::assert_snapshot!(overlay(words).0);
}

#[test]
fn chains_that_lead_nowhere() {
    let circle = PLAN.replace("extends = \"p\"", "extends = \"d\"");
    let back = PLAN
        .replace("id = \"c\"", "id = \"d\"")
        .replace("extends = \"p\"", "extends = \"c\"");
    let lost = PLAN
        .replace("id = \"c\"", "id = \"e\"")
        .replace("extends = \"p\"", "extends = \"pp\"");
    let upward = PLAN
        .replace("id = \"c\"", "id = \"f\"")
        .replace("layer = \"county\"", "layer = \"nation\"")
        .replace("extends = \"p\"", "extends = \"g\"");
    let county = PLAN.replace("id = \"c\"", "id = \"g\"");
    let loaded = load_with(&[
        ("policies/c/policy.toml", &circle),
        ("policies/d/policy.toml", &back),
        ("policies/e/policy.toml", &lost),
        ("policies/f/policy.toml", &upward),
        ("policies/g/policy.toml", &county),
    ]);
    insta::assert_snapshot!(told(&loaded.diagnostics));
}
