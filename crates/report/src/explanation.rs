//! Where a figure comes from, as a text for the console.

use junheng_model::{ExplainedRow, ExplainedSide, ExplainedSplit, Explanation};
use junheng_rulebook::{Indicator, Policy};

use crate::console::View;
use crate::figures::{self, NO_FIGURE};
use crate::text_table::paragraph;
use crate::words::{self, explanations as said};

/// The figure, its two halves with the rows and cells that they come from, the split, the standards
/// with their sources, the gap, and the part that it has in the county's variation.
pub fn text(explanation: &Explanation, policy: &Policy, view: View<'_>) -> String {
    let page = Page {
        explanation,
        indicator: policy.indicator(&explanation.indicator),
        view,
    };
    let mut out = page.header(policy);
    page.value(&mut out);
    for side in &explanation.sides {
        page.side(&mut out, side);
    }
    if let Some(split) = &explanation.split {
        page.split(&mut out, split);
    }
    page.standards(&mut out);
    page.variation(&mut out);
    page.alternatives(&mut out);
    out
}

struct Page<'a> {
    explanation: &'a Explanation,
    indicator: Option<&'a Indicator>,
    view: View<'a>,
}

impl Page<'_> {
    fn line(&self, out: &mut String, mark: &str, text: &str, indent: usize) {
        out.push_str(&paragraph(mark, text, self.view.width, indent));
    }

    fn header(&self, policy: &Policy) -> String {
        let lang = self.view.lang();
        let of = self.explanation;
        let mut out = String::new();
        let name = self
            .indicator
            .map_or("", |indicator| lang.indicator(indicator));
        let stage = of.stage.map_or(String::new(), |stage| {
            lang.bracketed(lang.stage(Some(stage)))
        });
        let whom = match of.code.as_str() {
            "" => of.county.clone(),
            code => format!("{} {code} · {}", of.name, of.county),
        };
        self.line(&mut out, "", &format!("{} {name}{stage}", of.indicator), 0);
        self.line(&mut out, "", &whom, 0);
        let policy = words::policy_line(
            lang,
            lang.policy(policy),
            &of.policy,
            &policy.document.number,
        );
        let day = format!("{} {}", words::AS_OF.say(lang), of.as_of);
        self.line(
            &mut out,
            "",
            &format!("{policy}{}{day}", lang.semicolon()),
            0,
        );
        out.push('\n');
        out
    }

    /// `值：5.82 m²/生 ＝ 3028.80 ÷ 520 — 不达标（≥ 7.5），缺 871.20 m²`
    fn value(&self, out: &mut String) {
        let lang = self.view.lang();
        let of = self.explanation;
        let number =
            |figure: Option<f64>| figure.map_or_else(|| NO_FIGURE.to_owned(), figures::plain);
        let value = self.indicator.map_or_else(
            || number(of.value),
            |indicator| {
                let value = figures::value(indicator, of.value, of.limit);
                self.view.names.amount(&value, &indicator.unit)
            },
        );
        let mut text = format!(
            "{}{}{}",
            words::VALUE.say(lang),
            lang.colon(),
            value.trim_end()
        );
        if of.numerator.is_some() || of.denominator.is_some() {
            let (top, bottom) = (number(of.numerator), number(of.denominator));
            text.push_str(&format!(" = {top} ÷ {bottom}"));
            if of.per != 1.0 {
                text.push_str(&format!(" × {}", figures::plain(of.per)));
            }
        }
        self.line(out, "", &text, 0);
        self.line(out, "", &self.verdict(), 0);
    }

    /// Whether it is a county's figure that the variation between its schools judges.
    fn is_judged_by_variation(&self) -> bool {
        let varied = |indicator: &Indicator| !indicator.variation_limits.is_empty();
        self.explanation.code.is_empty() && self.indicator.is_some_and(varied)
    }

    fn verdict(&self) -> String {
        let lang = self.view.lang();
        let of = self.explanation;
        let verdict = format!(
            "{}{}{}",
            words::VERDICT.say(lang),
            lang.colon(),
            lang.verdict(of.verdict)
        );
        let Some(indicator) = self.indicator else {
            return verdict;
        };
        let limit = of.limit.map_or(String::new(), |limit| {
            let asked = if self.is_judged_by_variation() {
                let coefficient = words::COEFFICIENT.say(lang);
                format!("{coefficient} ≤ {}", figures::fixed(limit, 2))
            } else {
                let sign = indicator.bound.sign();
                format!("{sign} {}", figures::plain(limit))
            };
            lang.bracketed(&asked)
        });
        let gap = of
            .gap
            .filter(|gap| *gap != 0.0)
            .map_or(String::new(), |gap| {
                let amount = figures::gap(indicator, gap.abs(), self.view.names);
                let is_minimum = indicator.bound.larger_is_stricter();
                let short = words::short_of(lang, "", &amount, is_minimum);
                format!("{}{}", lang.semicolon(), short)
            });
        format!("{verdict}{limit}{gap}")
    }

    fn side(&self, out: &mut String, side: &ExplainedSide) {
        let lang = self.view.lang();
        let title = match side.numerator {
            true => said::NUMERATOR.say(lang),
            false => said::DENOMINATOR.say(lang),
        };
        let value = side
            .value
            .map_or_else(|| NO_FIGURE.to_owned(), figures::plain);
        out.push('\n');
        self.line(out, "", &format!("{title}{}{value}", lang.colon()), 0);
        let register = self.view.names.register(&side.register);
        let formula = format!("{register} · {}", side.expression);
        self.line(out, "", &formula, 2);
        for row in &side.cells {
            self.row(out, side, row);
        }
        if side.rows > side.cells.len() {
            let rest = said::rows_more(lang, side.rows, side.cells.len());
            self.line(out, "", &rest, 2);
        }
    }

    fn row(&self, out: &mut String, side: &ExplainedSide, row: &ExplainedRow) {
        let (lang, names) = (self.view.lang(), self.view.names);
        self.line(out, "- ", &row.label, 2);
        for cell in &row.cells {
            let value = match cell.value.as_str() {
                "" => said::BLANK.say(lang).to_owned(),
                value => names.amount(value, &cell.unit),
            };
            let place = cell
                .place
                .as_ref()
                .map_or(String::new(), |place| format!("  ← {place}"));
            let column = names.column(&side.register, &cell.column);
            let text = format!("{column}{}{value}{place}", lang.colon());
            self.line(out, "", &text, 6);
        }
    }

    /// How the school's common resources were split, as a sum that can be done again by hand.
    fn split(&self, out: &mut String, split: &ExplainedSplit) {
        let lang = self.view.lang();
        out.push('\n');
        let stages: Vec<String> = split
            .stages
            .iter()
            .map(|(stage, pupils, weight)| {
                let name = lang.stage(Some(*stage));
                format!(
                    "{name} {} × {}",
                    figures::plain(*pupils),
                    figures::plain(*weight)
                )
            })
            .collect();
        let whole = figures::plain(split.whole);
        let part = figures::fixed(split.whole * split.share, 4);
        let share = figures::fixed(split.share, 6);
        self.line(out, "", &said::split(lang, &stages.join(lang.comma())), 0);
        self.line(out, "", &said::split_sum(lang, &whole, &share, &part), 2);
    }

    fn standards(&self, out: &mut String) {
        let lang = self.view.lang();
        if self.explanation.standards.is_empty() {
            return;
        }
        out.push('\n');
        self.line(
            out,
            "",
            &format!("{}{}", words::STANDARD.say(lang), lang.colon()),
            0,
        );
        let of_stage = self.explanation.standards.iter();
        for standard in of_stage.filter(|standard| standard.is_of(self.explanation.stage)) {
            let stage = lang.stage(standard.stage);
            let value = figures::plain(standard.value);
            let mut text = format!(
                "{} {stage} {} {value}{}{}",
                lang.layer(standard.layer),
                standard.bound,
                lang.semicolon(),
                standard.source
            );
            if !standard.case.is_empty() {
                text.push_str(&lang.bracketed(self.view.names.case(&standard.case)));
            }
            if let Some(until) = standard.until {
                text.push_str(&lang.bracketed(&words::until(lang, &until.to_string())));
            }
            if standard.judges {
                text.push_str(&format!(" ← {}", words::JUDGES.say(lang)));
            }
            self.line(out, "- ", &text.replace("  ", " "), 2);
        }
    }

    fn variation(&self, out: &mut String) {
        let lang = self.view.lang();
        let Some((variation, share)) = &self.explanation.variation else {
            return;
        };
        let share = (!self.explanation.code.is_empty()).then(|| figures::percent(*share));
        let decimals = self.indicator.map_or(4, |indicator| indicator.decimals);
        let limit = variation.limit.map_or(String::new(), |limit| {
            lang.bracketed(&format!("≤ {}", figures::fixed(limit, 2)))
        });
        let text = said::variation(
            lang,
            &figures::coefficient(variation.coefficient, variation.limit),
            &limit,
            &figures::fixed(variation.mean, decimals),
            share.as_deref(),
        );
        out.push('\n');
        self.line(out, "", &text, 0);
    }

    fn alternatives(&self, out: &mut String) {
        let lang = self.view.lang();
        for other in &self.explanation.alternatives {
            let value = match (self.indicator, other.value) {
                (Some(indicator), value) => {
                    figures::value(indicator, value, self.explanation.limit)
                }
                (None, Some(value)) => figures::plain(value),
                (None, None) => NO_FIGURE.to_owned(),
            };
            let text = format!(
                "{}{}{} {value}{}{}",
                words::ALTERNATIVES.say(lang),
                lang.colon(),
                other.formula,
                lang.semicolon(),
                lang.verdict(other.verdict)
            );
            self.line(out, "", &text, 0);
        }
    }
}
