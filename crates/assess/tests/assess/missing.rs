//! What is missing is said, and is neither nought nor a pass.

use junheng_model::{ColumnValues, Quantity, Stage, Verdict};

use crate::county::{ENGINE, RULEBOOK};
use crate::county::{School, StageFigures, assess, register, snapshot, table};

fn good(code: &str) -> School {
    School {
        code: code.to_owned(),
        kind: "211",
        primary: Some(StageFigures {
            pupils: 1000,
            teachers: [60, 15, 12],
        }),
        junior: None,
        senior_pupils: None,
        shared: [600_000, 50_000, 900_000, 300_000_000, 30],
    }
}

#[test]
fn a_county_with_everything_passes() {
    let assessment = assess(&snapshot(&[good("2199000001"), good("2199000002")]));
    assert_eq!(assessment.findings.counties[0].verdict, Verdict::Met);
    assert!(assessment.measured.missing.is_empty());
}

#[test]
fn a_blank_leaves_the_indicator_open_and_names_its_cell() {
    let mut schools = table(&[good("2199000001"), good("2199000002")]);
    let column = schools
        .columns
        .iter_mut()
        .find(|column| column.name == "运动场地面积")
        .expect("declared");
    let junheng_model::ColumnValues::Quantity(values) = &mut column.values else {
        panic!("an area is a quantity")
    };
    values[1] = None;
    let snapshot = junheng_assess::Snapshot::from_tables(vec![schools], &RULEBOOK)
        .expect("equally long columns");
    let assessment = assess(&snapshot);
    let county = &assessment.findings.counties[0];
    assert_eq!(county.verdict, Verdict::Undetermined);
    let open: Vec<&str> = county
        .indicators
        .iter()
        .filter(|finding| finding.verdict == Verdict::Undetermined)
        .map(|finding| finding.id.as_str())
        .collect();
    assert_eq!(open, ["R5"]);
    let places: Vec<String> = county
        .missing
        .iter()
        .filter_map(|missing| Some(missing.place.as_ref()?.to_string()))
        .collect();
    assert_eq!(places, ["county.xlsx / 学校 / P3"]);
}

#[test]
fn a_senior_stage_of_unknown_size_leaves_the_split_open() {
    let mut school = good("3199000001");
    (school.kind, school.primary, school.junior) = ("341", None, school.primary);
    let assessment = assess(&snapshot(&[school]));
    let schools = &assessment.findings.schools;
    let unit = schools
        .units
        .find("3199000001", Some(Stage::Junior))
        .expect("the junior stage is judged");
    let open: Vec<&String> = (0..schools.indicators.len())
        .filter(|&indicator| schools.cell(unit, indicator).verdict == Verdict::Undetermined)
        .map(|indicator| &schools.indicators[indicator])
        .collect();
    assert_eq!(open, ["R4", "R5", "R6", "R7"]);
}

#[test]
fn rows_with_errors_keep_their_county_open() {
    let mut refused = snapshot(&[good("2199000001"), good("2199000002")]);
    let place = junheng_model::Place::file("county.xlsx")
        .sheet("学校")
        .cell(9, 0);
    refused.refuse("学校".to_owned(), Some("某县".to_owned()), place.clone());
    let county = &assess(&refused).findings.counties[0];
    assert_eq!(county.verdict, Verdict::Undetermined);
    assert_eq!(
        county
            .missing
            .iter()
            .map(|missing| missing.place.clone())
            .collect::<Vec<_>>(),
        [Some(place)]
    );
}

#[test]
fn a_snapshot_without_the_other_registers_is_judged_as_far_as_it_goes() {
    let policy = RULEBOOK
        .policy("quality-balance-2017")
        .expect("the policy is there");
    let snapshot = snapshot(&[good("2199000001")]);
    let assessment = ENGINE
        .assess(&snapshot, &RULEBOOK, policy, crate::county::DAY)
        .expect("the rulebook's expressions are checked");
    let county = &assessment.findings.counties[0];
    assert_eq!(county.verdict, Verdict::Undetermined);
    let of = |id: &str| {
        county
            .indicators
            .iter()
            .find(|finding| finding.id == id)
            .map(|finding| finding.verdict)
    };
    assert_eq!(of("R1"), Some(Verdict::Met));
    assert_eq!(of("G9"), Some(Verdict::Undetermined));
    assert_eq!(of("S1"), Some(Verdict::Undetermined));
    assert!(
        county
            .missing
            .iter()
            .any(|missing| missing.indicator == "G9" && missing.register == "教师")
    );
}

#[test]
fn of_a_figure_the_side_that_is_missing_is_told_and_not_blanks_of_the_other() {
    let policy = RULEBOOK
        .policy("quality-balance-2017")
        .expect("the policy is there");
    let schools = [good("2199000001"), good("2199000002")];
    // The first school's budget alone was handed in.
    let budget = register(
        "公用经费",
        vec![
            (
                "学校标识码".to_owned(),
                ColumnValues::Text(vec![Some("2199000001".into())]),
            ),
            (
                "公用经费预算总额".to_owned(),
                ColumnValues::Quantity(vec![Quantity::from_whole(800_000).ok()]),
            ),
        ],
    );
    let tables = vec![table(&schools), budget];
    let snapshot =
        junheng_assess::Snapshot::from_tables(tables, &RULEBOOK).expect("equally long columns");
    let assessment = ENGINE
        .assess(&snapshot, &RULEBOOK, policy, crate::county::DAY)
        .expect("the rulebook's expressions are checked");
    let county = &assessment.findings.counties[0];
    let of_funding = county.missing.iter().filter(|one| one.indicator == "G6");
    let told: Vec<(&str, &str, &str)> = of_funding
        .map(|one| {
            (
                one.code.as_str(),
                one.register.as_str(),
                one.column.as_str(),
            )
        })
        .collect();
    // Both schools leave their junior enrolment blank, which is no reason.
    assert_eq!(told, [("2199000002", "公用经费", "")]);
}
