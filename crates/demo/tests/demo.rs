//! The made-up county, looked at from outside.

use std::collections::{BTreeMap, BTreeSet};

use junheng_demo::{
    DemoCell, DemoOptions, DemoSheet, DemoValues, DemoYear, county, county_around, nation,
};

fn clean(schools: usize, seed: u64) -> Vec<DemoYear> {
    county(DemoOptions {
        schools,
        seed,
        mistakes: false,
        ..DemoOptions::default()
    })
}

fn sheet<'a>(year: &'a DemoYear, register: &str) -> &'a DemoSheet {
    let found = year.sheets.iter().find(|sheet| sheet.register == register);
    found.unwrap_or_else(|| panic!("no sheet {register}"))
}

fn column(sheet: &DemoSheet, heading: &str) -> usize {
    let found = sheet
        .headings
        .iter()
        .position(|candidate| candidate == heading);
    found.unwrap_or_else(|| panic!("no heading {heading} in {}", sheet.register))
}

fn number(cell: &DemoCell) -> f64 {
    match cell {
        DemoCell::Number(value) => *value,
        DemoCell::Blank => 0.0,
        DemoCell::Text(text) => panic!("{text} is no number"),
    }
}

fn text(cell: &DemoCell) -> String {
    match cell {
        DemoCell::Text(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    }
}

fn total(sheet: &DemoSheet, heading: &str) -> f64 {
    let column = column(sheet, heading);
    sheet.rows.iter().map(|row| number(&row[column])).sum()
}

/// Counts or adds up the rows of each school for which the text in a column is one of a few.
fn by_school(
    sheet: &DemoSheet,
    heading: &str,
    accepted: &[&str],
    add: Option<&str>,
) -> BTreeMap<String, f64> {
    let (school, asked) = (column(sheet, "学校标识码"), column(sheet, heading));
    let add = add.map(|heading| column(sheet, heading));
    let mut sums = BTreeMap::new();
    for row in &sheet.rows {
        if accepted.contains(&text(&row[asked]).as_str()) {
            let amount = add.map_or(1.0, |add| number(&row[add]));
            *sums.entry(text(&row[school])).or_insert(0.0) += amount;
        }
    }
    sums
}

#[test]
fn forty_eight_schools_have_about_forty_six_thousand_pupils_and_three_thousand_teachers() {
    for seed in 1..6 {
        let years = clean(48, seed);
        let schools = sheet(&years[2], "学校");
        assert_eq!(schools.rows.len(), 48);
        let pupils = total(schools, "小学在校生数") + total(schools, "初中在校生数");
        assert!((45_500.0..46_500.0).contains(&pupils), "{pupils} pupils");
        let teachers = total(schools, "小学专任教师数") + total(schools, "初中专任教师数");
        assert!(
            (2_950.0..3_250.0).contains(&teachers),
            "{teachers} teachers"
        );
    }
}

#[test]
fn all_kinds_of_school_are_there() {
    let years = clean(48, 1);
    let schools = sheet(&years[2], "学校");
    let kind = column(schools, "办学类型");
    let kinds: BTreeSet<String> = schools.rows.iter().map(|row| text(&row[kind])).collect();
    for wanted in ["211", "218", "311", "312", "341", "345", "514"] {
        assert!(kinds.contains(wanted), "no school of type {wanted}");
    }
    let pupils = column(schools, "小学在校生数");
    let points: Vec<f64> = schools
        .rows
        .iter()
        .filter(|row| text(&row[kind]) == "218")
        .map(|row| number(&row[pupils]))
        .collect();
    assert!(
        points.iter().any(|&pupils| pupils < 50.0) && points.iter().any(|&pupils| pupils > 50.0)
    );
    let founder = column(schools, "举办者");
    assert!(schools.rows.iter().any(|row| text(&row[founder]) == "民办"));
}

#[test]
fn codes_and_names_are_unique() {
    for size in [1, 5, 48, 500] {
        for year in clean(size, 3) {
            for (register, heading) in [
                ("学校", "学校标识码"),
                ("学校", "学校名称"),
                ("教师", "教师编号"),
            ] {
                let sheet = sheet(&year, register);
                let key = column(sheet, heading);
                let keys: BTreeSet<String> = sheet.rows.iter().map(|row| text(&row[key])).collect();
                assert_eq!(
                    keys.len(),
                    sheet.rows.len(),
                    "{register} {heading} of {size} schools"
                );
            }
            let schools = sheet(&year, "学校");
            let code = column(schools, "学校标识码");
            assert!(schools.rows.iter().all(|row| text(&row[code]).len() == 10));
        }
    }
}

#[test]
fn a_part_is_never_above_its_whole() {
    for year in clean(120, 9) {
        let schools = sheet(&year, "学校");
        for stage in ["小学", "初中"] {
            let whole = column(schools, &format!("{stage}专任教师数"));
            for part in [
                "高于规定学历",
                "县级以上骨干",
                "体育艺术专任",
                "中级及以上职称",
            ] {
                let part = column(schools, &format!("{stage}{part}教师数"));
                assert!(
                    schools
                        .rows
                        .iter()
                        .all(|row| number(&row[part]) <= number(&row[whole]))
                );
            }
        }
    }
}

#[test]
fn classes_add_up_to_the_pupils_of_the_school() {
    for year in clean(48, 1) {
        let (schools, classes) = (sheet(&year, "学校"), sheet(&year, "班级"));
        for stage in ["小学", "初中"] {
            let sums = by_school(classes, "学段", &[stage], Some("班级人数"));
            let counts = by_school(classes, "学段", &[stage], None);
            assert_matches_school(schools, &format!("{stage}在校生数"), &sums);
            assert_matches_school(schools, &format!("{stage}班数"), &counts);
        }
    }
}

#[test]
fn teachers_one_by_one_add_up_to_the_figures_of_the_school() {
    for year in clean(48, 1) {
        let schools = sheet(&year, "学校");
        for (stage, higher) in [
            ("小学", &["专科", "本科", "硕士研究生"][..]),
            ("初中", &["本科", "硕士研究生"][..]),
        ] {
            let mut of_stage = sheet(&year, "教师").clone();
            let column = column(&of_stage, "任教学段");
            of_stage.rows.retain(|row| text(&row[column]) == stage);
            for (figure, heading, accepted) in [
                ("专任教师数", "是否专任教师", &["是"][..]),
                ("高于规定学历教师数", "学历", higher),
                (
                    "县级以上骨干教师数",
                    "骨干教师级别",
                    &["县级", "市级", "省级"][..],
                ),
                (
                    "体育艺术专任教师数",
                    "任教学科",
                    &["体育与健康", "音乐", "美术"][..],
                ),
                ("中级及以上职称教师数", "职称", &["中级", "副高级"][..]),
            ] {
                let sums = by_school(&of_stage, heading, accepted, None);
                assert_matches_school(schools, &format!("{stage}{figure}"), &sums);
            }
        }
    }
}

fn assert_matches_school(schools: &DemoSheet, heading: &str, sums: &BTreeMap<String, f64>) {
    let (code, figure) = (column(schools, "学校标识码"), column(schools, heading));
    for row in &schools.rows {
        let sum = sums.get(&text(&row[code])).copied().unwrap_or(0.0);
        assert_eq!(
            number(&row[figure]),
            sum,
            "{heading} of {}",
            text(&row[code])
        );
    }
}

#[test]
fn villages_shrink_towns_grow_and_equipment_improves() {
    let years = clean(48, 1);
    let pupils_where = |year: &DemoYear, urban: &str| -> f64 {
        let schools = sheet(year, "学校");
        let (place, primary, junior) = (
            column(schools, "城乡分类"),
            column(schools, "小学在校生数"),
            column(schools, "初中在校生数"),
        );
        let rows = schools.rows.iter().filter(|row| text(&row[place]) == urban);
        rows.map(|row| number(&row[primary]) + number(&row[junior]))
            .sum()
    };
    assert!(pupils_where(&years[0], "220") > pupils_where(&years[2], "220"));
    assert!(pupils_where(&years[0], "122") < pupils_where(&years[2], "122"));
    let equipment = |year| total(sheet(year, "学校"), "教学仪器设备资产值(万元)");
    assert!(
        equipment(&years[0]) < equipment(&years[1]) && equipment(&years[1]) < equipment(&years[2])
    );
}

#[test]
fn some_classes_are_oversize_and_most_are_not() {
    let years = clean(48, 1);
    let classes = sheet(&years[2], "班级");
    let (stage, pupils) = (column(classes, "学段"), column(classes, "班级人数"));
    let usual = |row: &[DemoCell]| {
        if text(&row[stage]) == "小学" {
            45.0
        } else {
            50.0
        }
    };
    let large = classes
        .rows
        .iter()
        .filter(|row| number(&row[pupils]) > usual(row))
        .count();
    assert!(
        large > 3 && large * 10 < classes.rows.len(),
        "{large} of {}",
        classes.rows.len()
    );
}

#[test]
fn the_same_seed_gives_the_same_county_and_another_seed_another() {
    assert_eq!(
        county(DemoOptions::default()),
        county(DemoOptions::default())
    );
    assert_ne!(clean(48, 1), clean(48, 2));
}

#[test]
fn more_years_begin_earlier_and_counties_around_have_other_schools() {
    let options = DemoOptions {
        schools: 12,
        years: 5,
        ..DemoOptions::default()
    };
    let names = |years: &[DemoYear]| -> Vec<String> {
        years.iter().map(|year| year.school_year.clone()).collect()
    };
    let own = county(options);
    assert_eq!(names(&own)[..2], ["2020-2021", "2021-2022"]);
    assert_eq!(names(&own)[2..], names(&clean(12, 1)));
    let codes = |years: &[DemoYear]| -> BTreeSet<String> {
        let schools = sheet(&years[4], "学校");
        let code = column(schools, "学校标识码");
        schools.rows.iter().map(|row| text(&row[code])).collect()
    };
    let around = |number| codes(&county_around(number, "安澜县", options));
    assert!(around(0).is_disjoint(&around(1)));
    assert!(around(0).is_disjoint(&codes(&own)));
}

#[test]
fn teachers_keep_their_names_from_year_to_year() {
    let years = clean(48, 1);
    let names = |year| -> BTreeMap<String, String> {
        let teachers = sheet(year, "教师");
        let (code, name) = (column(teachers, "教师编号"), column(teachers, "姓名"));
        teachers
            .rows
            .iter()
            .map(|row| (text(&row[code]), text(&row[name])))
            .collect()
    };
    let (before, after) = (names(&years[1]), names(&years[2]));
    let common = after.iter().filter(|(code, _)| before.contains_key(*code));
    let mut count = 0;
    for (code, name) in common {
        assert_eq!(&before[code], name, "{code}");
        count += 1;
    }
    assert!(count > 2_500, "only {count} teachers stayed");
}

#[test]
fn mistakes_are_few_and_only_in_the_latest_year() {
    let spoilt = county(DemoOptions::default());
    let good = clean(48, 1);
    assert_eq!(spoilt[..2], good[..2]);
    let (spoilt, good) = (sheet(&spoilt[2], "学校"), sheet(&good[2], "学校"));
    assert_eq!(
        spoilt.rows.len(),
        good.rows.len() + 1,
        "a total row stands at the foot"
    );
    assert_eq!(text(&spoilt.rows[48][0]), "合计");
    assert_eq!(spoilt.title.len(), 2);
    let spoilt_rows = spoilt
        .rows
        .iter()
        .zip(&good.rows)
        .filter(|(spoilt, good)| spoilt != good)
        .count();
    assert!((10..30).contains(&spoilt_rows), "{spoilt_rows} rows differ");
    let typed = |wanted: &str| {
        spoilt
            .rows
            .iter()
            .flatten()
            .any(|cell| cell == &DemoCell::Text(wanted.to_owned()))
    };
    for wanted in ["无", "约3000", "小学", "镇中心区"] {
        assert!(typed(wanted), "nobody typed {wanted}");
    }
}

#[test]
fn any_size_makes_a_county() {
    for size in [1, 2, 5, 13, 48, 500] {
        let years = county(DemoOptions {
            schools: size,
            seed: 7,
            ..DemoOptions::default()
        });
        assert_eq!(years.len(), 3);
        assert_eq!(sheet(&years[2], "学校").rows.len(), size + 1);
        for sheet in years.iter().flat_map(|year| &year.sheets) {
            assert!(
                sheet
                    .rows
                    .iter()
                    .all(|row| row.len() == sheet.headings.len()),
                "{}",
                sheet.register
            );
        }
    }
}

#[test]
fn a_nation_has_counties_of_about_seventy_schools() {
    let columns = nation(1_000, 1);
    let headings: Vec<&str> = columns
        .iter()
        .map(|column| column.heading.as_str())
        .collect();
    let county_sheet = clean(48, 1);
    assert_eq!(
        headings[..],
        sheet(&county_sheet[2], "学校").headings[..headings.len()]
    );
    assert!(columns.iter().all(|column| column.values.len() == 1_000));
    let DemoValues::Text(counties) = &columns[2].values else {
        panic!("区县 is a text");
    };
    assert_eq!(counties.iter().collect::<BTreeSet<_>>().len(), 15);
    let DemoValues::Text(codes) = &columns[0].values else {
        panic!("学校标识码 is a text");
    };
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 1_000);
    let DemoValues::Hundredths(areas) = &columns[22].values else {
        panic!("教学及辅助用房面积 is a measure");
    };
    assert!(areas.iter().all(Option::is_some));
}

#[test]
fn the_county_row_agrees_with_the_schools() {
    for year in clean(48, 1) {
        let (schools, county) = (sheet(&year, "学校"), sheet(&year, "县域情况"));
        assert_eq!(county.rows.len(), 1);
        let of_county = |heading| total(county, heading);
        assert!(of_county("公办学校就读随迁子女数") <= total(schools, "随迁子女数"));
        assert_eq!(
            of_county("小学学年初在校生数"),
            total(schools, "小学在校生数")
        );
        assert!(of_county("城区镇区公办初中片内学生数") <= of_county("城区镇区公办初中学生数"));
        let placed: f64 = [
            "特教学校就读数",
            "随班就读数",
            "送教上门数",
            "残疾儿童已毕业数",
            "残疾儿童缓学数",
        ]
        .into_iter()
        .map(of_county)
        .sum();
        assert_eq!(placed, of_county("适龄残疾儿童少年数"));
    }
}
