//! Running the rulebook's worked examples: rows in, figures out, compared to the digits printed.

use std::fmt;

use junheng_assess::{Assessment, Case, Engine, Question, Snapshot};
use junheng_model::{Diagnostic, SchoolFigures, Severity, Stage, Verdict};
use junheng_rulebook::{Example, ExampleRow, ExampleTable, Rulebook, TextPlace};

/// A figure of an example that does not come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    pub place: TextPlace,
    pub what: String,
    pub expected: String,
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}：应为 {}，得 {}",
            self.place, self.what, self.expected, self.found
        )
    }
}

/// The cell that expects "no value".
const NO_VALUE: &str = "—";

/// Runs one example.
///
/// # Errors
/// When the query engine refuses the policy's expressions.
pub fn run(
    engine: &Engine,
    rulebook: &Rulebook,
    example: &Example,
) -> anyhow::Result<Vec<Mismatch>> {
    let Some(policy) = rulebook.policy(&example.policy) else {
        return Ok(vec![mismatch(
            &example.place,
            "policy",
            &example.policy,
            "",
        )]);
    };
    let mut mismatches = Vec::new();
    let mut tables = Vec::new();
    for input in &example.inputs {
        let intake = junheng_intake::read(
            &format!("{}.csv", input.name),
            csv_of(input).as_bytes(),
            rulebook,
        );
        let errors = intake
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error);
        mismatches.extend(errors.map(|found| refused(input, found)));
        tables.extend(intake.tables);
    }
    let snapshot = Snapshot::from_tables(tables, rulebook)?;
    let assessment = engine.assess(&snapshot, rulebook, policy, example.as_of)?;
    let case = Worked {
        engine,
        case: Case {
            snapshot: &snapshot,
            rulebook,
            policy,
            day: example.as_of,
            assessment: &assessment,
        },
    };
    for table in &example.expected {
        for row in &table.rows {
            compare(&case, table, row, &mut mismatches);
        }
    }
    Ok(mismatches)
}

fn mismatch(place: &TextPlace, what: &str, expected: &str, found: &str) -> Mismatch {
    Mismatch {
        place: place.clone(),
        what: what.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    }
}

fn refused(input: &ExampleTable, found: &Diagnostic) -> Mismatch {
    mismatch(
        &input.place,
        &format!("{} {}", input.name, found.place),
        &found.expected.zh,
        &found.read,
    )
}

/// The table as a text that intake reads like any user's file.
fn csv_of(table: &ExampleTable) -> String {
    let line = |cells: &[String]| {
        let quoted: Vec<String> = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect();
        quoted.join(",") + "\n"
    };
    let rows = table.rows.iter().map(|row| line(&row.cells));
    std::iter::once(line(&table.headings)).chain(rows).collect()
}

/// What came out, under the headings of the table of expectations.
type Found = Vec<(&'static str, Option<f64>)>;

/// An example that has been judged.
struct Worked<'w> {
    engine: &'w Engine,
    case: Case<'w>,
}

fn compare(
    worked: &Worked<'_>,
    table: &ExampleTable,
    row: &ExampleRow,
    mismatches: &mut Vec<Mismatch>,
) {
    let assessment = worked.case.assessment;
    let cell = |heading: &str| {
        let position = table.headings.iter().position(|of| of == heading)?;
        Some(row.cells[position].as_str()).filter(|text| !text.is_empty())
    };
    let stage: Option<Stage> = cell("学段").and_then(|stage| stage.parse().ok());
    let subject: Vec<&str> = ["学校标识码", "区县", "学段", "指标", "规则"]
        .iter()
        .filter_map(|heading| cell(heading))
        .collect();
    let subject = subject.join(" ");
    let found = match table.name.as_str() {
        "学校" => school(worked, cell("学校标识码"), stage, cell("指标")),
        "县" => county(assessment, cell("区县"), stage, cell("指标")),
        _ => rule(assessment, cell("区县"), stage, cell("规则")),
    };
    let Some((figures, verdict)) = found else {
        mismatches.push(mismatch(&row.place, &subject, "有此项结果", "没有"));
        return;
    };
    for (heading, value) in figures {
        let Some(expected) = cell(heading) else {
            continue;
        };
        let printed = value.map_or(NO_VALUE.to_owned(), |value| as_printed(value, expected));
        if printed != expected {
            mismatches.push(mismatch(
                &row.place,
                &format!("{subject} {heading}"),
                expected,
                &printed,
            ));
        }
    }
    if let Some(expected) = cell("判定").filter(|expected| *expected != verdict.name()) {
        mismatches.push(mismatch(
            &row.place,
            &format!("{subject} 判定"),
            expected,
            verdict.name(),
        ));
    }
}

/// A value with as many places as the expectation prints.
fn as_printed(value: f64, expected: &str) -> String {
    let places = expected
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    // A hair is added so that 0.125 prints as officials round it, away from zero.
    let nudged = value + value.signum() * 1e-9;
    let text = format!("{nudged:.places$}");
    if text
        .trim_start_matches('-')
        .bytes()
        .all(|byte| byte == b'0' || byte == b'.')
    {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

fn school(
    worked: &Worked<'_>,
    code: Option<&str>,
    stage: Option<Stage>,
    indicator: Option<&str>,
) -> Option<(Found, Verdict)> {
    let Some(indicator) = indicator else {
        let schools: &SchoolFigures = &worked.case.assessment.findings.schools;
        let unit = schools.units.find(code?, stage)?;
        return Some((
            vec![("值", Some(f64::from(schools.met[unit])))],
            schools.verdicts[unit],
        ));
    };
    let question = Question {
        indicator,
        school: Some(code?),
        stage,
        county: None,
    };
    let explained = worked.engine.explain(&worked.case, question).ok()?;
    let whole = worked.case.policy.indicator(indicator)?.whole_gap;
    let gap = explained
        .gap
        .map(|gap| if whole { (gap - 1e-9).ceil() } else { gap });
    let figures = vec![
        ("分子", explained.numerator),
        ("分母", explained.denominator),
        ("值", explained.value),
        ("标准", explained.limit),
        ("缺口", gap),
    ];
    Some((figures, explained.verdict))
}

fn county(
    assessment: &Assessment,
    county: Option<&str>,
    stage: Option<Stage>,
    indicator: Option<&str>,
) -> Option<(Found, Verdict)> {
    let counties = &assessment.findings.counties;
    let county = counties
        .iter()
        .find(|of| Some(of.county.as_str()) == county)?;
    let Some(indicator) = indicator else {
        return Some((Vec::new(), county.verdict));
    };
    let of = |finding: &&junheng_model::IndicatorFinding| {
        finding.id == indicator && finding.stage == stage
    };
    let finding = county.indicators.iter().find(of)?;
    let figures = vec![
        ("分子", finding.numerator),
        ("分母", finding.denominator),
        ("值", finding.value),
        (
            "差异系数",
            finding.variation.map(|variation| variation.coefficient),
        ),
        ("标准", finding.limit),
    ];
    Some((figures, finding.verdict))
}

fn rule(
    assessment: &Assessment,
    county: Option<&str>,
    stage: Option<Stage>,
    rule: Option<&str>,
) -> Option<(Found, Verdict)> {
    let counties = &assessment.findings.counties;
    let county = counties
        .iter()
        .find(|of| Some(of.county.as_str()) == county)?;
    let finding = county
        .rules
        .iter()
        .find(|of| Some(of.rule.as_str()) == rule && of.stage == stage)?;
    Some((
        vec![("值", finding.value), ("标准", finding.limit)],
        finding.verdict,
    ))
}
