//! An explanation as its page shows it.

use std::collections::HashMap;

use junheng_model::{ExplainedCell, ExplainedSide, Explanation};
use junheng_report::{Names, figures};
use junheng_rulebook::Indicator;

use crate::components::{Calculation, CalculationRow};
use crate::lang::Lang;
use crate::pages::counties::indicator_view::gap_words;
use crate::words::Words;

/// A figure with everything that it follows from.
pub struct ExplanationView {
    pub calculation: Calculation,
    /// How each half of the ratio is declared, and what it came to before splitting.
    pub sides: Vec<SideLine>,
    pub standards: Vec<StandardLine>,
    /// The county's variation that the figure is part of.
    pub variation: String,
    pub alternatives: Vec<String>,
}

pub struct SideLine {
    pub title: String,
    pub register: String,
    pub expression: String,
    pub value: String,
    /// How many rows are not listed; empty when all are.
    pub more: String,
}

pub struct StandardLine {
    pub layer: String,
    pub bound: String,
    pub case: String,
    pub source: String,
    pub judges: bool,
}

/// What schools are called, by code.
pub type SchoolNames<'a> = HashMap<&'a str, &'a str>;

impl ExplanationView {
    pub fn of(
        explanation: &Explanation,
        indicator: &Indicator,
        schools: &SchoolNames<'_>,
        words: &Words,
        lang: Lang,
    ) -> Self {
        Self {
            calculation: calculation(explanation, indicator, schools, words, lang),
            sides: explanation
                .sides
                .iter()
                .map(|side| side_line(side, words, lang))
                .collect(),
            standards: standards(explanation, indicator, words.names(), lang),
            variation: variation(explanation, indicator, lang),
            alternatives: explanation
                .alternatives
                .iter()
                .map(|other| {
                    let value = figures::value(indicator, other.value, explanation.limit);
                    let verdict = lang.verdict(&other.verdict);
                    let report = lang.of_report();
                    format!(
                        "{}{}{}{}{verdict}",
                        other.formula,
                        report.colon(),
                        words.names().amount(&value, &indicator.unit),
                        report.semicolon()
                    )
                })
                .collect(),
        }
    }
}

fn plain(value: Option<f64>) -> String {
    value.map_or_else(|| figures::NO_FIGURE.to_owned(), figures::plain)
}

fn calculation(
    explanation: &Explanation,
    indicator: &Indicator,
    schools: &SchoolNames<'_>,
    names: &Words,
    lang: Lang,
) -> Calculation {
    let report = lang.of_report();
    let whom = match explanation.name.as_str() {
        "" => &explanation.county,
        name => name,
    };
    let stage = report.stage(explanation.stage);
    let unit_name = if stage.is_empty() {
        whom.to_owned()
    } else {
        format!("{whom} · {stage}")
    };
    let is_varied = is_judged_by_variation(explanation, indicator);
    let per = match explanation.per {
        1.0 => String::new(),
        per => format!(" × {}", figures::plain(per)),
    };
    let words = |numerator: bool| {
        let side = explanation
            .sides
            .iter()
            .find(|side| side.numerator == numerator);
        side.map_or(String::new(), |side| in_words(&side.expression, lang))
    };
    Calculation {
        name: format!("{} {}", indicator.id, report.indicator(indicator)),
        unit_name,
        value: figures::value(indicator, explanation.value, explanation.limit),
        unit: names.unit(&indicator.unit).to_owned(),
        verdict: explanation.verdict,
        numerator_words: words(true),
        numerator: plain(explanation.numerator),
        denominator_words: words(false),
        denominator: format!("{}{per}", plain(explanation.denominator)),
        threshold: explanation.limit.map_or(String::new(), |limit| {
            if is_varied {
                let said = lang.say("差异系数", "variation");
                format!("{said} ≤ {}", figures::fixed(limit, 2))
            } else {
                let (sign, limit) = (indicator.bound.sign(), figures::plain(limit));
                format!("{sign} {}", names.names().amount(&limit, &indicator.unit))
            }
        }),
        source: indicator.source.to_string(),
        source_href: format!(
            "/rulebook/policies/{}#{}",
            crate::links::escaped(&explanation.policy),
            crate::links::escaped(&indicator.id)
        ),
        gap: explanation
            .gap
            .filter(|gap| *gap != 0.0)
            .map_or(String::new(), |gap| {
                gap_words(indicator, gap, names.names())
            }),
        remarks: remarks(explanation, lang),
        rows: explanation
            .sides
            .iter()
            .flat_map(|side| rows(side, schools, names, lang))
            .collect(),
    }
}

/// Whether it is a county's figure that the variation between its schools judges.
fn is_judged_by_variation(explanation: &Explanation, indicator: &Indicator) -> bool {
    explanation.code.is_empty() && !indicator.variation_limits.is_empty()
}

/// How the school's common resources were split, as a sum that can be done again by hand.
fn remarks(explanation: &Explanation, lang: Lang) -> Vec<String> {
    let report = lang.of_report();
    let Some(split) = &explanation.split else {
        return Vec::new();
    };
    let stages: Vec<String> = split
        .stages
        .iter()
        .map(|(stage, pupils, weight)| {
            let name = report.stage(Some(*stage));
            format!(
                "{name} {} × {}",
                figures::plain(*pupils),
                figures::plain(*weight)
            )
        })
        .collect();
    let stages = stages.join(report.comma());
    let (whole, share) = (figures::plain(split.whole), figures::fixed(split.share, 6));
    let part = figures::fixed(split.whole * split.share, 4);
    vec![match lang {
        Lang::Zh => format!(
            "全校共有的资源按折算学生数在学段间拆分（{stages}）：全校 {whole} × 本学段份额 {share} = {part}"
        ),
        Lang::En => format!(
            "What the school has in common is split by weighted pupils ({stages}): whole {whole} × this stage's share {share} = {part}"
        ),
    }]
}

fn rows(
    side: &ExplainedSide,
    schools: &SchoolNames<'_>,
    words: &Words,
    lang: Lang,
) -> Vec<CalculationRow> {
    let cell_row = |label: &str, cell: &ExplainedCell| {
        let said = words.cell(&side.register, &cell.column, &cell.value);
        let value = match said {
            "" => lang.say("空白", "blank").to_owned(),
            value => words.names().amount(value, &cell.unit),
        };
        let place = cell.place.as_ref();
        let sheet = place.and_then(|place| place.sheet.as_deref());
        let at = place.and_then(|place| place.cell).map(|at| at.to_string());
        let address = [sheet.map(str::to_owned), at];
        let address: Vec<String> = address.into_iter().flatten().collect();
        CalculationRow {
            what: what(label, schools, words.column(&side.register, &cell.column)),
            numerator: if side.numerator {
                value.clone()
            } else {
                String::new()
            },
            denominator: if side.numerator { String::new() } else { value },
            cell: address.join("!"),
            file: place.map_or(String::new(), |place| place.file.to_string()),
            href: String::new(),
        }
    };
    side.cells
        .iter()
        .flat_map(|row| row.cells.iter().map(|cell| cell_row(&row.label, cell)))
        .collect()
}

/// `向阳小学 三 2班 · 学生数`: what tells the row apart, a school by its name, before the column. A row that is only known by
/// a number, as a school's own, is told by its cell.
fn what(label: &str, schools: &SchoolNames<'_>, column: &str) -> String {
    let is_number = label.bytes().all(|letter| letter.is_ascii_digit());
    if is_number && !schools.contains_key(label) {
        return column.to_owned();
    }
    let words = label.split(' ');
    let named: Vec<&str> = words
        .map(|word| schools.get(word).copied().unwrap_or(word))
        .collect();
    format!("{} · {column}", named.join(" "))
}

/// `在校生数（合计）` for an expression that is one sum; other expressions as they are declared.
fn in_words(expression: &str, lang: Lang) -> String {
    let summed = expression
        .strip_prefix("sum(")
        .and_then(|rest| rest.strip_suffix(')'))
        .filter(|summed| !summed.contains('('));
    match summed {
        Some(summed) => format!("{summed}{}", lang.say("（合计）", " (sum)")),
        None => expression.to_owned(),
    }
}

fn side_line(side: &ExplainedSide, words: &Words, lang: Lang) -> SideLine {
    let listed = side.cells.len();
    SideLine {
        title: match side.numerator {
            true => lang.say("分子", "Numerator"),
            false => lang.say("分母", "Denominator"),
        }
        .to_owned(),
        register: words.register(&side.register).to_owned(),
        expression: side.expression.clone(),
        value: plain(side.value),
        more: match (side.rows > listed, lang) {
            (false, _) => String::new(),
            (true, Lang::Zh) => format!("共 {} 行，列出前 {listed} 行", side.rows),
            (true, Lang::En) => format!("the first {listed} of {} rows are listed", side.rows),
        },
    }
}

fn standards(
    explanation: &Explanation,
    indicator: &Indicator,
    names: Names<'_>,
    lang: Lang,
) -> Vec<StandardLine> {
    let own = explanation.standards.iter();
    own.filter(|standard| standard.is_of(explanation.stage))
        .map(|standard| {
            let until = standard.until.map_or(String::new(), |until| match lang {
                Lang::Zh => format!("至 {until}"),
                Lang::En => format!("until {until}"),
            });
            let case = [names.case(&standard.case).to_owned(), until];
            let case: Vec<String> = case.into_iter().filter(|said| !said.is_empty()).collect();
            let value = figures::plain(standard.value);
            StandardLine {
                layer: lang.of_report().layer(standard.layer).to_owned(),
                bound: format!(
                    "{} {}",
                    standard.bound,
                    names.amount(&value, &indicator.unit)
                ),
                case: case.join(lang.of_report().semicolon()),
                source: standard.source.clone(),
                judges: standard.judges,
            }
        })
        .collect()
}

fn variation(explanation: &Explanation, indicator: &Indicator, lang: Lang) -> String {
    let Some((variation, share)) = &explanation.variation else {
        return String::new();
    };
    let coefficient = figures::coefficient(variation.coefficient, variation.limit);
    let mean = figures::fixed(variation.mean, indicator.decimals);
    let limit = variation.limit.map_or(String::new(), |limit| {
        let text = format!("≤ {}", figures::fixed(limit, 2));
        lang.of_report().bracketed(&text)
    });
    let own = match (explanation.code.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("；本校占差异的 {}", figures::percent(*share)),
        (false, Lang::En) => format!("; this school makes {} of it", figures::percent(*share)),
    };
    match lang {
        Lang::Zh => format!("该指标全县差异系数 {coefficient}{limit}，均值 {mean}{own}"),
        Lang::En => {
            format!("The county's variation is {coefficient}{limit} around a mean of {mean}{own}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SchoolNames, in_words, what};
    use crate::lang::Lang;

    #[test]
    fn a_row_is_told_by_its_school_where_there_are_several() {
        let schools = SchoolNames::from([("2199000001", "向阳小学")]);
        for (label, expected) in [
            ("2199000001", "向阳小学 · 计算机数"),
            ("2199000002", "计算机数"),
            ("2199000001 三 2班", "向阳小学 三 2班 · 计算机数"),
        ] {
            assert_eq!(what(label, &schools, "计算机数"), expected);
        }
    }

    #[test]
    fn one_sum_is_said_without_its_formula() {
        assert_eq!(in_words("sum(在校生数)", Lang::Zh), "在校生数（合计）");
        assert_eq!(in_words("sum(a) + sum(b)", Lang::Zh), "sum(a) + sum(b)");
    }
}
