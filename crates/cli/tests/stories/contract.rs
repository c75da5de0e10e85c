//! The JSON that other programs rely on: its keys, their types, its words.

use serde_json::Value;

use super::{assess, demo_county};

/// What may stand under a key.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    NumberOrNull,
    List,
    Verdict,
    Stage,
}

use Kind::{List, Number, NumberOrNull, Stage, Text, Verdict};

const COUNTY: [(&str, Kind); 6] = [
    ("county", Text),
    ("verdict", Verdict),
    ("reasons", List),
    ("indicators", List),
    ("schools", List),
    ("missing", List),
];
const INDICATOR: [(&str, Kind); 7] = [
    ("id", Text),
    ("name", Text),
    ("stage", Stage),
    ("value", NumberOrNull),
    ("variation", NumberOrNull),
    ("limit", NumberOrNull),
    ("verdict", Verdict),
];
const SCHOOL: [(&str, Kind); 6] = [
    ("code", Text),
    ("name", Text),
    ("stage", Stage),
    ("verdict", Verdict),
    ("met", Number),
    ("values", List),
];
const VALUE: [(&str, Kind); 7] = [
    ("indicator", Text),
    ("numerator", NumberOrNull),
    ("denominator", NumberOrNull),
    ("value", NumberOrNull),
    ("threshold", NumberOrNull),
    ("verdict", Verdict),
    ("gap", NumberOrNull),
];

fn fits(kind: Kind, value: &Value) -> bool {
    let one_of = |words: &[&str]| value.as_str().is_some_and(|word| words.contains(&word));
    match kind {
        Text => value.as_str().is_some_and(|text| !text.is_empty()),
        Number => value.is_number(),
        NumberOrNull => value.is_number() || value.is_null(),
        List => value.is_array(),
        Verdict => one_of(&["met", "not_met", "undetermined"]),
        Stage => value.is_null() || one_of(&["小学", "初中"]),
    }
}

/// Insists on the keys of an object; more may stand beside them.
fn insist(object: &Value, keys: &[(&str, Kind)]) {
    for &(key, kind) in keys {
        let value = object.get(key);
        assert!(
            value.is_some_and(|value| fits(kind, value)),
            "{key} is {value:?} in {object:#}"
        );
    }
}

fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    let list = object[key].as_array();
    list.unwrap_or_else(|| panic!("{key} is no list in {object:#}"))
}

fn judged() -> Value {
    let printed = assess(demo_county(), &["--format", "json"]).succeeded();
    serde_json::from_str(&printed).expect("one JSON document and nothing else")
}

#[test]
fn the_keys_and_types_are_those_of_the_contract() {
    let document = judged();
    assert_eq!(document["policy"], super::POLICY);
    assert_eq!(document["as_of"], super::DAY);
    for county in list(&document, "counties") {
        insist(county, &COUNTY);
        let indicators = list(county, "indicators");
        let schools = list(county, "schools");
        assert!(!indicators.is_empty() && !schools.is_empty());
        indicators.iter().for_each(|one| insist(one, &INDICATOR));
        for school in schools {
            insist(school, &SCHOOL);
            let values = list(school, "values");
            assert_eq!(values.len(), 7, "R1 to R7 in {school:#}");
            values.iter().for_each(|value| insist(value, &VALUE));
        }
        assert!(list(county, "reasons").iter().all(|why| fits(Text, why)));
    }
}

#[test]
fn a_variation_is_the_plain_coefficient() {
    let document = judged();
    let county = &document["counties"][0];
    let variations: Vec<f64> = list(county, "indicators")
        .iter()
        .filter_map(|indicator| indicator["variation"].as_f64())
        .collect();
    assert!(!variations.is_empty());
    for variation in variations {
        assert!((0.0..10.0).contains(&variation), "{variation}");
    }
}

#[test]
fn what_is_short_has_a_gap_and_what_is_met_has_none() {
    let document = judged();
    let mut short = 0;
    for school in list(&document["counties"][0], "schools") {
        for value in list(school, "values") {
            let gap = value["gap"].as_f64();
            match value["verdict"].as_str() {
                Some("met") => assert_eq!(gap, Some(0.0), "{value:#}"),
                Some("not_met") => {
                    short += 1;
                    assert!(gap.is_some_and(|gap| gap > 0.0), "{value:#}");
                }
                _ => assert_eq!(gap, None, "{value:#}"),
            }
        }
    }
    assert!(short > 0, "the demo county has failing schools");
}
