//! The JSON contract.

use junheng_report::{Lang, json};
use serde_json::Value;

use crate::rulebook::names;
use crate::{county, policy};

fn document() -> Value {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    let text = json::text(&[(&findings, &policy)], names(Lang::Chinese)).expect("JSON");
    serde_json::from_str(&text).expect("JSON reads back")
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn the_contract_has_its_keys() {
    let document = document();
    let county = &document["counties"][0];
    let has = |value: &Value, wanted: &[&str]| {
        let keys: Vec<String> = keys(value).iter().map(|&key| key.to_owned()).collect();
        let lacking: Vec<&&str> = wanted
            .iter()
            .filter(|key| !keys.contains(&key.to_string()))
            .collect();
        assert!(lacking.is_empty(), "{lacking:?} lacking in {keys:?}");
    };
    has(&document, &["policy", "as_of", "counties"]);
    has(
        county,
        &[
            "county",
            "verdict",
            "reasons",
            "indicators",
            "schools",
            "missing",
        ],
    );
    has(
        &county["indicators"][0],
        &[
            "id",
            "name",
            "stage",
            "value",
            "variation",
            "limit",
            "verdict",
        ],
    );
    has(
        &county["schools"][0],
        &["code", "name", "stage", "verdict", "met", "values"],
    );
    has(
        &county["schools"][0]["values"][0],
        &[
            "indicator",
            "numerator",
            "denominator",
            "value",
            "threshold",
            "verdict",
            "gap",
        ],
    );
    assert_eq!(document["policy"], "quality-balance-2017");
    assert_eq!(document["as_of"], "2024-12-31");
}

#[test]
fn figures_are_in_full_precision_and_unknown_ones_are_null() {
    let document = document();
    let county = &document["counties"][0];
    assert_eq!(county["verdict"], "not_met");
    let floor = &county["indicators"][6];
    assert_eq!(
        (&floor["id"], &floor["stage"]),
        (&"R4".into(), &"小学".into())
    );
    let variation = floor["variation"].as_f64().expect("a coefficient");
    assert!((variation - 0.340_217_9).abs() < 0.2, "{variation}");
    assert_eq!(floor["limit"], 0.5);
    assert_eq!(floor["threshold"], 4.5);
    let missing = &county["schools"][5]["values"][4];
    assert_eq!(missing["indicator"], "R5");
    assert_eq!(missing["verdict"], "undetermined");
    for unknown in ["numerator", "value", "gap"] {
        assert!(missing[unknown].is_null(), "{unknown}");
    }
    assert_eq!(county["missing"][0]["place"], "county.xlsx / 学校 / Y7");
}

#[test]
fn gaps_are_exact_and_shortfalls_are_whole() {
    let document = document();
    let arts = &document["counties"][0]["schools"][1]["values"][2];
    // 0.9 a hundred of 1,204 pupils are 10.836 teachers; the school has 8.
    assert!((arts["gap"].as_f64().expect("a gap") - 2.836).abs() < 1e-9);
    assert_eq!(arts["shortfall"], 3.0);
}

#[test]
fn several_policies_stand_side_by_side() {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    let both = [(&findings, &policy), (&findings, &policy)];
    let text = json::text(&both, names(Lang::English)).expect("JSON");
    let several: Value = serde_json::from_str(&text).expect("JSON reads back");
    assert_eq!(several.as_array().map(Vec::len), Some(2));
}
