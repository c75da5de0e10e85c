//! The findings on a made-up county of ten schools, reckoned here without the engine.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::date;
use junheng_model::{
    Alternative, Amount, BreakingUnits, CellColumn, CountyFindings, ExcludedSchool, Findings,
    IndicatorFinding, MissingFigure, Place, RuleFinding, SchoolCell, SchoolFigures, Share, Stage,
    Standard, Units, Variation, Verdict,
};
use junheng_rulebook::{Policy, RuleKind};

use crate::policy::quantity;

/// Code, name, stage, pupils, and the seven resources; `None` was not handed in.
type School = (&'static str, &'static str, Stage, f64, [Option<f64>; 7]);

fn known(figures: [f64; 7]) -> [Option<f64>; 7] {
    figures.map(Some)
}

fn schools() -> Vec<School> {
    use Stage::{Junior, Primary};
    vec![
        (
            "2136000001",
            "实验小学",
            Primary,
            1860.0,
            known([96.0, 24.0, 19.0, 8556.0, 14322.0, 4_650_000.0, 46.0]),
        ),
        (
            "2136000002",
            "育才小学",
            Primary,
            1204.0,
            known([58.0, 14.0, 8.0, 5537.6, 9151.2, 2_889_600.0, 30.0]),
        ),
        (
            "2136000003",
            "清水镇中心小学",
            Primary,
            640.0,
            known([31.0, 8.0, 6.0, 3968.0, 6912.0, 1_536_000.0, 17.0]),
        ),
        (
            "2136000004",
            "柳河镇中心小学",
            Primary,
            520.0,
            known([24.0, 5.0, 3.0, 2236.0, 3028.8, 1_144_000.0, 13.0]),
        ),
        (
            "2136000005",
            "石桥村小学",
            Primary,
            96.0,
            known([5.0, 1.0, 1.0, 1344.0, 2880.0, 384_000.0, 6.0]),
        ),
        (
            "2136000006",
            "=HYPERLINK(\"http://x\")小学",
            Primary,
            210.0,
            [
                Some(10.0),
                Some(3.0),
                Some(2.0),
                Some(1050.0),
                None,
                Some(441_000.0),
                Some(5.0),
            ],
        ),
        (
            "2136000007",
            "九龙学校",
            Primary,
            480.0,
            known([22.0, 6.0, 5.0, 2400.0, 3900.0, 1_100_000.0, 12.0]),
        ),
        (
            "2136000007",
            "九龙学校",
            Junior,
            260.0,
            known([15.0, 3.0, 3.0, 1560.0, 2704.0, 702_000.0, 7.0]),
        ),
        (
            "2136000008",
            "第一中学",
            Junior,
            1420.0,
            known([82.0, 19.0, 14.0, 8662.0, 14910.0, 3_905_000.0, 36.0]),
        ),
        (
            "2136000009",
            "第二中学",
            Junior,
            980.0,
            known([50.0, 9.0, 7.0, 5390.0, 8330.0, 2_205_000.0, 22.0]),
        ),
        (
            "2136000010",
            "城南民办中学",
            Junior,
            300.0,
            known([17.0, 4.0, 3.0, 5280.0, 9600.0, 1_200_000.0, 9.0]),
        ),
    ]
}

fn figures(policy: &Policy, schools: &[School]) -> SchoolFigures {
    let resources = &policy.indicators[..7];
    let mut cells = Vec::new();
    let mut verdicts = Vec::new();
    let mut met = Vec::new();
    for (_, _, stage, pupils, numerators) in schools {
        let mut judged = Vec::new();
        for (indicator, numerator) in resources.iter().zip(numerators) {
            let limit = indicator
                .limits
                .iter()
                .find(|case| case.stage == Some(*stage))
                .expect("each stage has a limit");
            let threshold = limit.value.to_f64();
            let per = indicator.per.to_f64();
            let reached = numerator.map(|have| have * per / pupils >= threshold - 1e-12);
            judged.push(Verdict::from_known(reached));
            cells.push(SchoolCell {
                numerator: numerator.unwrap_or(f64::NAN),
                denominator: *pupils,
                threshold,
                verdict: Verdict::from_known(reached),
            });
        }
        let count = |verdict| judged.iter().filter(|&&of| of == verdict).count();
        met.push(count(Verdict::Met) as u16);
        verdicts.push(
            match (count(Verdict::NotMet), count(Verdict::Undetermined)) {
                (0, 0) => Verdict::Met,
                (0 | 1, 1) => Verdict::Undetermined,
                _ => Verdict::NotMet,
            },
        );
    }
    let of_indicator = |position: usize| {
        let cells = cells.iter().skip(position).step_by(resources.len());
        Arc::new(cells.copied().collect::<CellColumn>())
    };
    SchoolFigures {
        units: Arc::new(units(schools)),
        indicators: resources.iter().map(|of| of.id.clone()).collect(),
        per: resources.iter().map(|of| of.per.to_f64()).collect(),
        columns: (0..resources.len()).map(of_indicator).collect(),
        verdicts,
        met,
    }
}

fn units(schools: &[School]) -> Units {
    Units {
        county: vec![0; schools.len()],
        code: schools.iter().map(|school| school.0).collect(),
        name: schools.iter().map(|school| school.1).collect(),
        stage: schools.iter().map(|school| Some(school.2)).collect(),
        pupils: schools
            .iter()
            .map(|school| Amount::known(quantity(&school.3.to_string())))
            .collect(),
        share: vec![Share::ALL; schools.len()],
        row: (0..schools.len() as u32).collect(),
    }
}

/// The weighted coefficient and its two rivals.
fn variation(
    figures: &SchoolFigures,
    units: &Range<usize>,
    stage: Stage,
    index: usize,
    limit: f64,
) -> Variation {
    let judged: Vec<(f64, f64)> = units
        .clone()
        .filter(|&unit| figures.units.stage[unit] == Some(stage))
        .map(|unit| figures.cell(unit, index))
        .filter(|cell| cell.numerator.is_finite())
        .map(|cell| (cell.numerator * figures.per[index], cell.denominator))
        .collect();
    let schools = judged.len() as f64;
    let pupils: f64 = judged.iter().map(|(_, pupils)| pupils).sum();
    let mean = judged.iter().map(|(have, _)| have).sum::<f64>() / pupils;
    let deviation = judged
        .iter()
        .map(|(have, n)| n / pupils * (have / n - mean).powi(2))
        .sum::<f64>()
        .sqrt();
    let plain_mean = judged.iter().map(|(have, n)| have / n).sum::<f64>() / schools;
    let squares: f64 = judged
        .iter()
        .map(|(have, n)| (have / n - plain_mean).powi(2))
        .sum();
    Variation {
        coefficient: deviation / mean,
        mean,
        deviation,
        limit: Some(limit),
        unweighted: (squares / schools).sqrt() / plain_mean,
        sample: Some((squares / (schools - 1.0)).sqrt() / plain_mean),
        schools: judged.len(),
        pupils,
    }
}

fn bare(id: &str, stage: Option<Stage>, verdict: Verdict) -> IndicatorFinding {
    IndicatorFinding {
        id: id.to_owned(),
        stage,
        verdict,
        value: None,
        numerator: None,
        denominator: None,
        limit: None,
        variation: None,
        standards: Arc::default(),
        variation_standards: Arc::default(),
        units: 0,
        units_met: 0,
        units_undetermined: 0,
        breaking: BreakingUnits::default(),
        alternatives: Vec::new(),
        score: None,
    }
}

fn resource_findings(
    policy: &Policy,
    figures: &SchoolFigures,
    units: &Range<usize>,
) -> Vec<IndicatorFinding> {
    let mut findings = Vec::new();
    for (index, indicator) in policy.indicators[..7].iter().enumerate() {
        for (position, stage) in Stage::COMPULSORY.into_iter().enumerate() {
            let limit = indicator.variation_limits[position].value.to_f64();
            let variation = variation(figures, units, stage, index, limit);
            let of_stage: Vec<usize> = units
                .clone()
                .filter(|&unit| figures.units.stage[unit] == Some(stage))
                .collect();
            let count = |verdict| {
                of_stage
                    .iter()
                    .filter(|&&unit| figures.cell(unit, index).verdict == verdict)
                    .count()
            };
            let open = count(Verdict::Undetermined);
            let within = variation.coefficient <= limit;
            findings.push(IndicatorFinding {
                value: Some(variation.mean),
                limit: Some(limit),
                variation: Some(variation),
                units: of_stage.len(),
                units_met: count(Verdict::Met),
                units_undetermined: open,
                ..bare(
                    &indicator.id,
                    Some(stage),
                    Verdict::from_known((open == 0 || !within).then_some(within)),
                )
            });
        }
    }
    findings
}

/// Two classes above their limit; of the second nobody knows the cell.
fn class_sizes() -> IndicatorFinding {
    let classes = Units {
        county: vec![0; 2],
        code: ["2136000001", "2136000002"].into_iter().collect(),
        name: ["实验小学 三(2)班", "育才小学 一(1)班"]
            .into_iter()
            .collect(),
        stage: vec![Some(Stage::Primary); 2],
        pupils: vec![Amount::NOT_APPLICABLE; 2],
        share: vec![Share::ALL; 2],
        row: vec![14, u32::MAX],
    };
    let mut breaking = BreakingUnits::of(&Arc::new(classes), true, false);
    breaking.push(0, 56.0, 45.0, 11.0);
    breaking.push(1, 47.0, 45.0, 2.0);
    breaking.locate(|row| Place::file("county.xlsx").sheet("班级").cell(row + 2, 5));
    IndicatorFinding {
        value: Some(56.0),
        limit: Some(45.0),
        units: 96,
        units_met: 94,
        breaking,
        ..bare("G5", Some(Stage::Primary), Verdict::NotMet)
    }
}

fn standard(layer: &'static str, value: f64, judges: bool) -> Standard {
    Standard {
        layer,
        stage: None,
        bound: "≥",
        value,
        case: String::new(),
        until: layer.eq("province").then(|| date(2027, 12, 31)),
        source: "教督〔2017〕6号 第七条".to_owned(),
        judges,
    }
}

fn other_findings() -> Vec<IndicatorFinding> {
    vec![
        class_sizes(),
        IndicatorFinding {
            value: Some(8421.5),
            numerator: Some(2_105_375.0),
            denominator: Some(250.0),
            limit: Some(8000.0),
            standards: Arc::from([
                standard("nation", 6000.0, false),
                standard("province", 8000.0, true),
            ]),
            ..bare("G7", None, Verdict::Met)
        },
        bare("G11", None, Verdict::Undetermined),
        IndicatorFinding {
            value: Some(94.998),
            numerator: Some(1899.96),
            denominator: Some(2000.0),
            limit: Some(95.0),
            alternatives: vec![Alternative {
                formula: "工作手册".to_owned(),
                numerator: Some(1920.0),
                denominator: Some(2010.0),
                value: Some(95.522),
                verdict: Verdict::Met,
            }],
            ..bare("Q1", None, Verdict::NotMet)
        },
        IndicatorFinding {
            value: Some(91.2),
            limit: Some(85.0),
            ..bare("S1", None, Verdict::Met)
        },
        bare("V1", None, Verdict::Met),
    ]
}

fn missing() -> Vec<MissingFigure> {
    vec![
        MissingFigure {
            indicator: "R5".to_owned(),
            stage: Some(Stage::Primary),
            code: "2136000006".to_owned(),
            name: "=HYPERLINK(\"http://x\")小学".to_owned(),
            register: "学校".to_owned(),
            column: "运动场地面积".to_owned(),
            rows: 1,
            place: Some(Place::file("county.xlsx").sheet("学校").cell(6, 24)),
        },
        MissingFigure {
            indicator: "G11".to_owned(),
            stage: None,
            code: String::new(),
            name: String::new(),
            register: "轮岗".to_owned(),
            column: String::new(),
            rows: 0,
            place: None,
        },
    ]
}

fn rule_findings(
    policy: &Policy,
    figures: &SchoolFigures,
    indicators: &[IndicatorFinding],
) -> Vec<RuleFinding> {
    policy
        .rules
        .iter()
        .map(|rule| match &rule.kind {
            RuleKind::EachSchool { .. } => {
                let met = figures
                    .verdicts
                    .iter()
                    .filter(|&&of| of == Verdict::Met)
                    .count();
                let all = figures.verdicts.len() as f64;
                RuleFinding {
                    rule: rule.id.clone(),
                    verdict: figures
                        .verdicts
                        .iter()
                        .fold(Verdict::Met, |all, &of| all.and(of)),
                    stage: None,
                    value: Some(met as f64),
                    of: Some(all),
                    limit: Some(all),
                    failing: Vec::new(),
                    undetermined: Vec::new(),
                }
            }
            RuleKind::Variations { of } | RuleKind::Indicators { of } => {
                let mine: Vec<&IndicatorFinding> = indicators
                    .iter()
                    .filter(|finding| of.contains(&finding.id))
                    .collect();
                let with = |verdict| -> Vec<(String, Option<Stage>)> {
                    mine.iter()
                        .filter(|finding| finding.verdict == verdict)
                        .map(|finding| (finding.id.clone(), finding.stage))
                        .collect()
                };
                RuleFinding {
                    rule: rule.id.clone(),
                    verdict: mine
                        .iter()
                        .fold(Verdict::Met, |all, of| all.and(of.verdict)),
                    stage: None,
                    value: Some(with(Verdict::Met).len() as f64),
                    of: Some(mine.len() as f64),
                    limit: Some(mine.len() as f64),
                    failing: with(Verdict::NotMet),
                    undetermined: with(Verdict::Undetermined),
                }
            }
            RuleKind::MeanVariation { .. } | RuleKind::WorkScore { .. } => {
                unreachable!("the small policy has no such rule")
            }
        })
        .collect()
}

/// The findings on the county by `policy::policy()`.
pub fn findings(policy: &Policy) -> Findings {
    let schools = schools();
    let figures = figures(policy, &schools);
    let units = 0..schools.len();
    let mut indicators = resource_findings(policy, &figures, &units);
    indicators.extend(other_findings());
    let rules = rule_findings(policy, &figures, &indicators);
    let county = CountyFindings {
        county: "清河县".to_owned(),
        verdict: rules
            .iter()
            .fold(Verdict::Met, |all, rule| all.and(rule.verdict)),
        rules,
        indicators,
        units,
        excluded: vec![ExcludedSchool {
            code: "2136000011".to_owned(),
            name: "西沟教学点".to_owned(),
            reason: "50人以下教学点".to_owned(),
        }],
        missing: missing(),
    };
    Findings {
        policy: policy.id.clone(),
        as_of: date(2024, 12, 31),
        schools: figures,
        counties: vec![county],
    }
}
