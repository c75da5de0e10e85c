//! Counties in a Parquet file.

use junheng_assess::parquet_file::{FileColumn, FileValues, write_schools};
use junheng_assess::{Assessment, Engine, Snapshot};
use junheng_rulebook::Rulebook;

use crate::county::{DAY, ENGINE, RESOURCES, RULEBOOK};
use crate::county::{School, StageFigures, TEACHERS, assess, snapshot};

/// 元 in hundredths of a 万元, in which the file states them.
const FEN_OF_FILE: i64 = 10_000;

/// A primary or an integrated school; no two of them have the same figures.
fn school(number: usize) -> School {
    let stage = |pupils: i64| StageFigures {
        pupils,
        teachers: [pupils / 20, pupils / 90, pupils / 110],
    };
    let number = number as i64;
    School {
        code: format!("21{number:08}"),
        kind: if number % 3 == 0 { "312" } else { "211" },
        primary: Some(stage(400 + number % 977)),
        junior: (number % 3 == 0).then(|| stage(200 + number % 613)),
        senior_pupils: None,
        shared: [
            600_000,
            50_000,
            900_000,
            (200 + number % 31) * 1_000_000,
            30,
        ],
    }
}

/// The schools as a file, each with its county.
fn file(schools: &[(School, String)]) -> Snapshot {
    let column = |heading: &str, values: FileValues| FileColumn {
        heading: heading.to_owned(),
        values,
    };
    let text = |of: &dyn Fn(&(School, String)) -> String| {
        FileValues::Text(schools.iter().map(|school| Some(of(school))).collect())
    };
    let count = |of: &dyn Fn(&School) -> Option<i64>| {
        FileValues::Count(schools.iter().map(|(school, _)| of(school)).collect())
    };
    let hundredths = |position: usize, per: i64| {
        let values = schools
            .iter()
            .map(|(school, _)| Some(school.shared[position] / per));
        FileValues::Hundredths(values.collect())
    };
    let mut columns = vec![
        column("学校标识码", text(&|(school, _)| school.code.clone())),
        column(
            "学校名称",
            text(&|(school, _)| format!("学校{}", school.code)),
        ),
        column("区县", text(&|(_, county)| county.clone())),
        column("办学类型", text(&|(school, _)| school.kind.to_owned())),
        column("教学及辅助用房面积", hundredths(0, 1)),
        column("室内体育用房面积", hundredths(1, 1)),
        column("运动场地面积", hundredths(2, 1)),
        column("教学仪器设备资产值(万元)", hundredths(3, FEN_OF_FILE)),
        column("网络多媒体教室数", count(&|school| Some(school.shared[4]))),
    ];
    type OfStage = fn(&School) -> Option<StageFigures>;
    let stages: [(&str, OfStage); 2] = [
        ("小学", |school| school.primary),
        ("初中", |school| school.junior),
    ];
    for (stage, of) in stages {
        let pupils = count(&|school| Some(of(school)?.pupils));
        columns.push(column(&format!("{stage}在校生数"), pupils));
        for (position, concept) in TEACHERS.iter().enumerate() {
            let teachers = count(&|school| Some(of(school)?.teachers[position]));
            columns.push(column(&format!("{stage}{concept}"), teachers));
        }
    }
    let bytes = write_schools(columns).expect("the columns are of one length");
    let register = RULEBOOK.register("学校").expect("declared");
    let mut snapshot = Snapshot::default();
    snapshot.add_parquet(register, "schools.parquet", bytes.into());
    snapshot
}

fn assess_by(engine: &Engine, snapshot: &Snapshot, rulebook: &Rulebook) -> Assessment {
    let assessment = engine.assess(snapshot, rulebook, &RESOURCES, DAY);
    assessment.expect("the file has the register's columns")
}

/// What is said of schools and counties, each a line.
fn said(assessment: &Assessment) -> Vec<String> {
    let findings = &assessment.findings;
    let schools = &findings.schools;
    let of_schools = (0..schools.units.len()).map(|unit| {
        let cells: Vec<_> = schools.cells(unit).collect();
        format!("{:?} {cells:?}", schools.finding(unit).code)
    });
    let of_counties = findings.counties.iter().map(|county| {
        let indicators = county.indicators.iter().map(|found| {
            let worst = found
                .breaking
                .iter()
                .next()
                .map(|unit| unit.code.to_owned());
            (
                &found.id,
                found.verdict,
                found.variation,
                found.breaking.len(),
                worst,
            )
        });
        let indicators: Vec<_> = indicators.collect();
        format!("{} {:?} {indicators:?}", county.county, county.rules)
    });
    of_schools.chain(of_counties).collect()
}

#[test]
fn a_file_says_what_a_workbook_says() {
    let schools: Vec<School> = (0..40).map(school).collect();
    let of_file = schools
        .iter()
        .cloned()
        .map(|school| (school, "某县".to_owned()));
    let of_file = assess_by(&ENGINE, &file(&of_file.collect::<Vec<_>>()), &RULEBOOK);
    assert_eq!(said(&of_file), said(&assess(&snapshot(&schools))));
}

#[test]
fn the_order_of_a_files_rows_never_shows() {
    // More schools than one group of rows holds, so that two threads read them.
    let in_order = |number: usize| (school(number), format!("第{:02}县", number / 1_000));
    let mut schools: Vec<_> = (0..50_010).map(in_order).collect();
    let engine = Engine::new(2).expect("threads can be started");
    let sorted = assess_by(&engine, &file(&schools), &RULEBOOK);
    schools.reverse();
    let reversed = assess_by(&engine, &file(&schools), &RULEBOOK);
    assert_eq!(said(&sorted), said(&reversed));
}

#[test]
fn another_rulebooks_codes_are_not_taken_for_those_of_the_first() {
    let schools: Vec<_> = (0..5)
        .map(|number| (school(number), "某县".to_owned()))
        .collect();
    let snapshot = file(&schools);
    let engine = Engine::new(1).expect("a thread can be started");
    let judged = |rulebook: &Rulebook| {
        assess_by(&engine, &snapshot, rulebook)
            .findings
            .schools
            .units
            .len()
    };
    let before = judged(&RULEBOOK);
    // A rulebook by which 211 is another name of the schools that the policy leaves out.
    let mut other = RULEBOOK.clone();
    let mut codes = other.codes.iter_mut().flat_map(|list| &mut list.codes);
    let special = codes.find(|code| code.code == "514");
    let special = special.expect("a type of special schools");
    special.aliases.push("211".to_owned());
    assert!(judged(&other) < before);
    assert_eq!(judged(&RULEBOOK), before);
}
