//! What holds of every county, whatever its figures.

use junheng_assess::{Assessment, Change};
use junheng_model::{Grain, Quantity, Stage, Verdict};
use proptest::prelude::*;

use crate::county::{
    ENGINE, RESOURCES, RULEBOOK, SHARED, School, StageFigures, TEACHERS, assess, snapshot,
};

fn figures() -> impl Strategy<Value = StageFigures> {
    (20..2400_i64, [0..120_i64, 0..30, 0..30])
        .prop_map(|(pupils, teachers)| StageFigures { pupils, teachers })
}

/// Schools of every shape; the code says where in the file each stood.
fn schools() -> impl Strategy<Value = Vec<School>> {
    let shared = [
        100_000..1_500_000_i64,
        0..90_000,
        0..3_000_000,
        1_000_000..900_000_000,
        1..80,
    ];
    let school = (0..5_usize, figures(), figures(), 50..1500_i64, shared);
    prop::collection::vec(school, 1..12).prop_map(|drawn| {
        let of = |(position, (shape, primary, junior, senior, shared)): (
            usize,
            (usize, _, _, i64, _),
        )| {
            let (kind, has_primary, has_junior, has_senior) = [
                ("211", true, false, false),
                ("311", false, true, false),
                ("312", true, true, false),
                ("341", false, true, true),
                ("345", true, true, true),
            ][shape];
            School {
                code: format!("21990000{position:02}"),
                kind,
                primary: has_primary.then_some(primary),
                junior: has_junior.then_some(junior),
                senior_pupils: has_senior.then_some(senior),
                shared,
            }
        };
        drawn.into_iter().enumerate().map(of).collect()
    })
}

/// Everything that a reader sees of the resource indicators, to the last digit.
fn seen(assessment: &Assessment) -> String {
    let schools = &assessment.findings.schools;
    let units = (0..schools.units.len()).map(|unit| {
        let cells = (0..schools.indicators.len()).map(|indicator| {
            (
                schools.value(unit, indicator),
                schools.gap(unit, indicator),
                schools.cell(unit, indicator).verdict,
            )
        });
        (
            schools.finding(unit).code.to_owned(),
            schools.units.stage[unit],
            schools.verdicts[unit],
            cells.collect::<Vec<_>>(),
        )
    });
    let counties = assessment.findings.counties.iter().map(|county| {
        let indicators = county.indicators.iter().map(|finding| {
            (
                &finding.id,
                finding.stage,
                finding.verdict,
                finding.variation,
            )
        });
        (
            &county.county,
            county.verdict,
            &county.rules,
            indicators.collect::<Vec<_>>(),
        )
    });
    format!(
        "{:#?}\n{:#?}",
        units.collect::<Vec<_>>(),
        counties.collect::<Vec<_>>()
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_schools_never_matters(schools in schools(), turn in 0..12_usize) {
        let mut turned = schools.clone();
        turned.rotate_left(turn % schools.len());
        turned.reverse();
        prop_assert_eq!(seen(&assess(&snapshot(&schools))), seen(&assess(&snapshot(&turned))));
    }

    #[test]
    fn splitting_conserves_what_the_school_has(schools in schools()) {
        let assessment = assess(&snapshot(&schools));
        let table = assessment.measured.measures.table(&Grain::SchoolStage).expect("stages are measured");
        for school in schools.iter().filter(|school| school.senior_pupils.is_none()) {
            let shares: f64 = (0..table.units.len())
                .filter(|&unit| table.units.code.get(unit) == school.code)
                .map(|unit| table.units.share[unit].to_f64())
                .sum();
            prop_assert!((shares - 1.0).abs() < 1e-12, "{} of {}", shares, school.code);
        }
    }

    #[test]
    fn scaling_all_resources_leaves_variations_as_they_are(schools in schools()) {
        let mut scaled = schools.clone();
        for school in &mut scaled {
            school.shared = school.shared.map(|resource| resource * 3);
            for stage in [&mut school.primary, &mut school.junior].into_iter().flatten() {
                stage.teachers = stage.teachers.map(|teachers| teachers * 3);
            }
        }
        let (before, after) = (assess(&snapshot(&schools)), assess(&snapshot(&scaled)));
        let pairs = before.findings.counties[0].indicators.iter().zip(&after.findings.counties[0].indicators);
        for (before, after) in pairs {
            let coefficients = (before.variation.map(|of| of.coefficient), after.variation.map(|of| of.coefficient));
            match coefficients {
                (Some(before), Some(after)) => prop_assert!((before - after).abs() < 1e-9),
                (before, after) => prop_assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn one_more_teacher_never_lowers_a_school(schools in schools(), which in 0..12_usize, concept in 0..3_usize) {
        let mut better = schools.clone();
        let at = which % schools.len();
        let school = &mut better[at];
        for stage in [&mut school.primary, &mut school.junior].into_iter().flatten() {
            stage.teachers[concept] += 1;
        }
        let (before, after) = (assess(&snapshot(&schools)), assess(&snapshot(&better)));
        let rank = |verdict| match verdict {
            Verdict::NotMet => 0,
            Verdict::Undetermined => 1,
            Verdict::Met => 2,
        };
        let (before, after) = (&before.findings.schools, &after.findings.schools);
        for unit in 0..before.units.len() {
            prop_assert!(after.met[unit] >= before.met[unit]);
            prop_assert!(rank(after.verdicts[unit]) >= rank(before.verdicts[unit]));
        }
    }

    #[test]
    fn a_what_if_says_what_a_whole_assessment_says(
        schools in schools(),
        which in 0..12_usize,
        column in 0..8_usize,
        value in prop::option::weighted(0.9, 0..5000_i64),
    ) {
        let school = &schools[which % schools.len()];
        let stage = if school.primary.is_some() { Stage::Primary } else { Stage::Junior };
        let column = match column {
            0..3 => format!("{}{}", stage.name(), TEACHERS[column]),
            shared => SHARED[shared - 3].0.to_owned(),
        };
        let value = value.map(|value| Quantity::from_whole(value).expect("small"));
        let before = snapshot(&schools);
        let assessment = assess(&before);
        let mut what_if = ENGINE.what_if(&before, &RULEBOOK, &RESOURCES, &assessment, "某县").expect("the county is there");
        prop_assert!(what_if.is_local(&column));
        let change = Change { school: &school.code, column: &column, value };
        let outcome = what_if.change(change).expect("the column is local");
        // Asked twice, it says the same: nothing of the first question is left behind.
        let again = what_if.change(change).expect("the column is local");
        prop_assert_eq!(format!("{outcome:?}"), format!("{again:?}"));

        let register = RULEBOOK.register("学校").expect("the register is there");
        let changed = before.changed(register, &school.code, &column, value).expect("the row is there");
        let whole = assess(&changed);
        let county = &whole.findings.counties[0];

        // Two changes at once, the second of them of another school.
        let other = &schools[(which + 1) % schools.len()];
        let second = Change { school: &other.code, column: SHARED[0].0, value: None };
        let both = what_if.supposed(&[change, second], &assessment.findings).expect("both are local");
        let changed_twice = changed.changed(register, second.school, second.column, None).expect("the row is there");
        let whole_of_both = assess(&changed_twice).findings;
        let (said, expected) = (&both.counties[0], &whole_of_both.counties[0]);
        prop_assert_eq!((said.verdict, &said.rules), (expected.verdict, &expected.rules));
        for (said, expected) in said.indicators.iter().zip(&expected.indicators) {
            let of = |finding: &junheng_model::IndicatorFinding| {
                (finding.verdict, finding.variation, finding.units_met, finding.units_undetermined)
            };
            prop_assert_eq!(of(said), of(expected), "{}", said.id);
        }
        for unit in 0..both.schools.units.len() {
            let cells = |findings: &junheng_model::Findings| {
                format!("{:?}", findings.schools.cells(unit).collect::<Vec<_>>())
            };
            prop_assert_eq!(cells(&both), cells(&whole_of_both));
        }
        prop_assert_eq!(&both.schools.verdicts, &whole_of_both.schools.verdicts);
        let once_more = what_if.change(change).expect("the column is local");
        prop_assert_eq!(format!("{outcome:?}"), format!("{once_more:?}"), "nothing is left behind");

        prop_assert_eq!(outcome.verdict, county.verdict);
        prop_assert_eq!(&outcome.rules, &county.rules);
        for indicator in &outcome.indicators {
            let finding = county.indicators.iter()
                .find(|finding| finding.id == indicator.id && finding.stage == Some(indicator.stage))
                .expect("the indicator is judged");
            prop_assert_eq!(indicator.verdict, finding.verdict);
            prop_assert_eq!(indicator.variation, finding.variation);
        }
        let figures = &whole.findings.schools;
        for unit in &outcome.units {
            let at = figures.units.find(&school.code, Some(unit.stage)).expect("the unit is judged");
            prop_assert_eq!(unit.verdict, figures.verdicts[at]);
            prop_assert_eq!(unit.met, figures.met[at]);
            for (position, cell) in unit.cells.iter().enumerate() {
                prop_assert_eq!(format!("{cell:?}"), format!("{:?}", figures.cell(at, position)));
            }
        }
    }
}
