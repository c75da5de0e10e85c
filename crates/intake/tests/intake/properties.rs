//! What must hold of any sheet.

use proptest::prelude::*;

use crate::support::{Typed, read_schools, shown, table};

const HEADINGS: [&str; 5] = [
    "学校标识码",
    "学校名称",
    "区县",
    "小学在校生数",
    "教学及辅助用房面积",
];

/// Schools with pupils and area in hundredths.
fn schools() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0..5_000_u32, 0..3_000_000_u32), 1..12)
}

fn row(number: usize, pupils: Typed, area: Typed) -> Vec<Typed> {
    let code = format!("21360{number:05}");
    vec![
        code.as_str().into(),
        "某校".into(),
        "某县".into(),
        pupils,
        area,
    ]
}

fn area_text(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn plain_rows(schools: &[(u32, u32)]) -> Vec<Vec<Typed>> {
    let mut rows = vec![HEADINGS.map(Typed::from).to_vec()];
    rows.extend(schools.iter().enumerate().map(|(number, (pupils, area))| {
        let area = f64::from(*area) / 100.0;
        row(
            number,
            Typed::Number(f64::from(*pupils)),
            Typed::Number(area),
        )
    }));
    rows
}

/// What is read, column by column.
fn figures(rows: &[Vec<Typed>]) -> Vec<Vec<String>> {
    let intake = read_schools(rows);
    assert!(
        !intake.diagnostics.has_errors(),
        "{:#?}",
        intake.diagnostics
    );
    HEADINGS
        .map(|heading| shown(table(&intake, "学校"), heading))
        .to_vec()
}

/// A whole number as somebody might type it.
fn typed(number: u32, custom: u8) -> Typed {
    let plain = number.to_string();
    let wide = |text: &str| -> String {
        text.chars()
            .map(|digit| char::from_u32(digit as u32 + 0xFEE0).unwrap_or(digit))
            .collect()
    };
    let grouped = || {
        let mut text = plain.clone();
        let mut at = text.len();
        while at > 3 {
            at -= 3;
            text.insert(at, ',');
        }
        text
    };
    Typed::Text(match custom % 6 {
        0 => plain,
        1 => wide(&plain),
        2 => grouped(),
        3 => format!(" {plain} "),
        4 => format!("{plain}人"),
        _ => format!("'{plain}"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_columns_never_matters(schools in schools(), order in Just([0, 1, 2, 3, 4]).prop_shuffle()) {
        let rows = plain_rows(&schools);
        let shuffled: Vec<Vec<Typed>> = rows
            .iter()
            .map(|row| order.iter().map(|&column: &usize| row[column].clone()).collect())
            .collect();
        prop_assert_eq!(figures(&shuffled), figures(&rows));
    }

    #[test]
    fn the_way_of_typing_never_matters(schools in schools(), customs in prop::collection::vec(any::<u8>(), 12)) {
        let rows = plain_rows(&schools);
        let mut retyped = rows.clone();
        for ((row, (pupils, area)), custom) in retyped[1..].iter_mut().zip(&schools).zip(customs) {
            row[3] = typed(*pupils, custom);
            row[4] = Typed::Text(area_text(*area));
        }
        prop_assert_eq!(figures(&retyped), figures(&rows));
    }

    #[test]
    fn titles_totals_and_gaps_never_matter(schools in schools(), titles in 0..6_usize, gaps in 0..4_usize) {
        let rows = plain_rows(&schools);
        let mut dressed: Vec<Vec<Typed>> = (0..titles).map(|_| vec!["某县学校情况".into()]).collect();
        dressed.push(rows[0].clone());
        dressed.extend((0..gaps).map(|_| Vec::new()));
        dressed.extend(rows[1..].to_vec());
        let sum = |values: &dyn Fn(&(u32, u32)) -> u32| schools.iter().map(|school| f64::from(values(school))).sum::<f64>();
        dressed.push(vec![
            "合计".into(), Typed::Blank, Typed::Blank,
            Typed::Number(sum(&|school| school.0)),
            Typed::Number((sum(&|school| school.1)).round() / 100.0),
        ]);
        let intake = read_schools(&dressed);
        prop_assert!(!intake.diagnostics.iter().any(|found| found.code == "total-differs"));
        prop_assert_eq!(figures(&dressed), figures(&rows));
    }
}
