//! What a school's page shows, read off the county's findings.

use junheng_model::{Findings, Stage, Verdict};
use junheng_report::figures;
use junheng_report::standing::Standing;
use junheng_rulebook::Indicator;

use crate::components::{Sparkline, Tile};
use crate::lang::{Lang, NOTHING};
use crate::pages::counties::indicator_view::gap_words;
use crate::pages::counties::selection::CountyAddresses;
use crate::words::Words;

/// A school, stage by stage.
pub struct SchoolView {
    pub name: String,
    pub code: String,
    pub stages: Vec<StageView>,
    /// Classes and other rows of this school that break a limit.
    pub breaking: Vec<BreakingLine>,
    /// What the school did not hand in.
    pub missing: Vec<String>,
    /// Why the policy leaves the school out; empty when it is judged.
    pub left_out: String,
}

/// One stage of a school.
pub struct StageView {
    pub name: String,
    pub verdict: Verdict,
    /// `7 项达标 5 项`
    pub met_of: String,
    /// All that the stage is short of, in natural units.
    pub gaps: Vec<String>,
    pub tiles: Vec<Tile>,
    /// The years shown, and each indicator's values in them; empty with less than two years.
    pub years: Vec<String>,
    pub history: Vec<HistoryRow>,
}

/// An indicator over the years.
pub struct HistoryRow {
    pub name: String,
    pub required: String,
    /// As printed, the oldest first.
    pub values: Vec<String>,
}

impl StageView {
    /// `小学：7 项达标 5 项`
    pub fn heading(&self, lang: &Lang) -> String {
        let report = lang.of_report();
        format!("{}{}{}", self.name, report.colon(), self.met_of)
    }
}

pub struct BreakingLine {
    pub indicator: String,
    pub href: String,
    pub text: String,
}

/// The years before and the year shown, the oldest first.
pub type Years<'a> = Vec<(String, &'a Findings)>;

impl SchoolView {
    /// Nothing for a code that stands nowhere in the findings.
    pub fn of(
        standing: &Standing<'_>,
        code: &str,
        years: &Years<'_>,
        addresses: &CountyAddresses<'_>,
        words: &Words,
        lang: Lang,
    ) -> Option<Self> {
        let units = &standing.findings.schools.units;
        let own: Vec<usize> = standing
            .county
            .units
            .clone()
            .filter(|&unit| units.code.get(unit) == code)
            .collect();
        let excluded = standing
            .county
            .excluded
            .iter()
            .find(|school| school.code == code);
        let name = match (own.first(), excluded) {
            (Some(&unit), _) => units.name.get(unit).to_owned(),
            (None, Some(school)) => school.name.clone(),
            (None, None) => return None,
        };
        Some(Self {
            name,
            code: code.to_owned(),
            stages: own
                .iter()
                .map(|&unit| stage_view(standing, unit, years, addresses, lang))
                .collect(),
            breaking: breaking(standing, code, addresses),
            missing: missing(standing, code, words, lang),
            left_out: excluded.map_or(String::new(), |school| {
                standing.names.exclusion(&school.reason).to_owned()
            }),
        })
    }
}

fn stage_view(
    standing: &Standing<'_>,
    unit: usize,
    years: &Years<'_>,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> StageView {
    let schools = &standing.findings.schools;
    let stage = schools.units.stage[unit];
    let history = history(standing, unit, years);
    let tiles = standing
        .school_indicators()
        .into_iter()
        .enumerate()
        .filter_map(|(index, indicator)| Some((index, indicator?)))
        .map(|(index, indicator)| {
            let course = course(years, schools.units.code.get(unit), stage, &indicator.id);
            tile(standing, unit, index, indicator, course, addresses, lang)
        })
        .collect();
    StageView {
        name: lang.of_report().stage(stage).to_owned(),
        verdict: schools.verdicts[unit],
        met_of: standing.met_of(unit),
        gaps: standing
            .shortfalls(unit)
            .iter()
            .map(|shortfall| standing.shortfall_text(shortfall))
            .collect(),
        tiles,
        years: years.iter().map(|(period, _)| period.clone()).collect(),
        history,
    }
}

/// What each indicator of the school was in each year; nothing with less than two years.
fn history(standing: &Standing<'_>, unit: usize, years: &Years<'_>) -> Vec<HistoryRow> {
    if years.len() < 2 {
        return Vec::new();
    }
    let units = &standing.findings.schools.units;
    let (code, stage) = (units.code.get(unit), units.stage[unit]);
    let indicators = standing.school_indicators().into_iter().enumerate();
    let row = |(index, indicator): (usize, Option<&Indicator>)| {
        let indicator = indicator?;
        let threshold = standing.findings.schools.cell(unit, index).threshold;
        let threshold = threshold.is_finite().then_some(threshold);
        let course = course(years, code, stage, &indicator.id);
        Some(HistoryRow {
            name: format!("{} {}", indicator.id, standing.lang().indicator(indicator)),
            required: required(indicator, threshold),
            values: course
                .into_iter()
                .map(|(_, value)| figures::value(indicator, value, threshold))
                .collect(),
        })
    };
    indicators.filter_map(row).collect()
}

/// `≥ 4.5`; empty when nothing is required.
fn required(indicator: &Indicator, threshold: Option<f64>) -> String {
    threshold.map_or_else(String::new, |limit| {
        format!("{} {}", indicator.bound.sign(), figures::plain(limit))
    })
}

fn tile(
    standing: &Standing<'_>,
    unit: usize,
    index: usize,
    indicator: &Indicator,
    course: Vec<(String, Option<f64>)>,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Tile {
    let schools = &standing.findings.schools;
    let cell = schools.cell(unit, index);
    let threshold = cell.threshold.is_finite().then_some(cell.threshold);
    let value = schools.value(unit, index);
    let gap = schools.gap(unit, index).filter(|gap| *gap > 0.0);
    let code = schools.units.code.get(unit);
    let says: Vec<String> = course
        .iter()
        .map(|(period, value)| {
            let value = value.map_or_else(
                || NOTHING.to_owned(),
                |value| figures::fixed(value, indicator.decimals),
            );
            format!("{period} {value}")
        })
        .collect();
    Tile {
        id: indicator.id.clone(),
        name: lang.of_report().indicator(indicator).to_owned(),
        href: addresses.school_explanation(code, &indicator.id, schools.units.stage[unit]),
        value: figures::value(indicator, value, threshold),
        unit: standing.names.unit(&indicator.unit).to_owned(),
        threshold: required(indicator, threshold),
        source: indicator.source.to_string(),
        verdict: cell.verdict,
        note: match (cell.verdict, gap) {
            (Verdict::Undetermined, _) => lang.say("缺数据", "data is missing").to_owned(),
            (_, Some(gap)) => gap_words(indicator, gap, standing.names),
            _ => String::new(),
        },
        trend: Sparkline {
            values: course.into_iter().map(|(_, value)| value).collect(),
            bound: threshold,
            says: says.join(lang.of_report().comma()),
        },
    }
}

/// The school's value in each year.
fn course(
    years: &Years<'_>,
    code: &str,
    stage: Option<Stage>,
    indicator: &str,
) -> Vec<(String, Option<f64>)> {
    let value = |findings: &Findings| {
        let schools = &findings.schools;
        let unit = schools.units.find(code, stage)?;
        let index = schools.indicators.iter().position(|id| id == indicator)?;
        schools.value(unit, index)
    };
    let year = |(period, findings): &(String, &Findings)| (period.clone(), value(findings));
    years.iter().map(year).collect()
}

fn breaking(
    standing: &Standing<'_>,
    code: &str,
    addresses: &CountyAddresses<'_>,
) -> Vec<BreakingLine> {
    let of_school = standing.broken().into_iter().flat_map(|finding| {
        let own = finding.breaking.iter().filter(|unit| unit.code == code);
        own.map(move |unit| (finding, unit))
    });
    of_school
        .map(|(finding, unit)| BreakingLine {
            indicator: standing.labelled(&finding.id, finding.stage),
            href: addresses.indicator(&finding.id, finding.stage),
            text: standing.breaking_text(finding, &unit),
        })
        .collect()
}

/// `学校 · 运动场地面积（R5）  广和县2023-2024.xlsx 学校!F17`
fn missing(standing: &Standing<'_>, code: &str, words: &Words, lang: Lang) -> Vec<String> {
    let own = standing.county.missing.iter().filter(|of| of.code == code);
    let mut lines: Vec<String> = own
        .map(|figure| {
            let column = match figure.column.as_str() {
                "" => lang.say("整个台账", "the whole register"),
                column => words.column(&figure.register, column),
            };
            let register = words.register(&figure.register);
            let place = figure
                .place
                .as_ref()
                .map_or(String::new(), |place| format!(" {place}"));
            let indicator = lang.of_report().bracketed(&figure.indicator);
            format!("{register} · {column}{indicator}{place}")
        })
        .collect();
    lines.dedup();
    lines
}
