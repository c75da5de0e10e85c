//! An engine keeps what it found out about its queries; that must never show.

use junheng_assess::{Engine, Snapshot};

use crate::county::{DAY, ENGINE, RESOURCES, RULEBOOK};
use crate::county::{School, StageFigures, assess, snapshot};

/// A county of so many schools, each with so many pupils.
fn county(schools: usize, pupils: i64) -> Snapshot {
    let school = |number: usize| School {
        code: format!("21990000{number:02}"),
        kind: "211",
        primary: Some(StageFigures {
            pupils: pupils + number as i64,
            teachers: [60, 15, 12],
        }),
        junior: None,
        senior_pupils: None,
        shared: [600_000, 50_000, 900_000, 300_000_000, 30],
    };
    snapshot(&(0..schools).map(school).collect::<Vec<_>>())
}

fn by_a_new_engine(snapshot: &Snapshot) -> String {
    let engine = Engine::new(1).expect("a thread can be started");
    let assessment = engine.assess(snapshot, &RULEBOOK, &RESOURCES, DAY);
    format!(
        "{:?}",
        assessment.expect("expressions are checked").findings
    )
}

#[test]
fn counties_judged_at_the_same_time_do_not_mix() {
    std::thread::scope(|scope| {
        for (schools, pupils) in [(1, 900), (7, 1100), (23, 400), (40, 2000)] {
            scope.spawn(move || {
                let county = county(schools, pupils);
                let alone = by_a_new_engine(&county);
                for _ in 0..3 {
                    assert_eq!(format!("{:?}", assess(&county).findings), alone);
                }
            });
        }
    });
}

#[test]
fn another_rulebooks_columns_are_not_taken_for_those_of_the_first() {
    let county = county(3, 900);
    let before = format!("{:?}", assess(&county).findings);
    let mut other = RULEBOOK.clone();
    let schools = other
        .registers
        .iter_mut()
        .find(|register| register.name == "学校")
        .expect("declared");
    schools.columns.reverse();
    let tables = county.table("学校").expect("handed in").tables().to_vec();
    let turned = Snapshot::from_tables(tables, &other).expect("equally long columns");
    let assessment = ENGINE.assess(&turned, &other, &RESOURCES, DAY);
    let findings = assessment.expect("expressions are checked").findings;
    assert_eq!(format!("{findings:?}"), before);
}
