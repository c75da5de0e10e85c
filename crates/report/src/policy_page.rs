//! A policy as a page that reads beside the official text.

use jiff::civil::Date;
use junheng_rulebook::{
    Case, Figure, Formula, Indicator, Parameter, Policy, Rule, Rulebook, Source,
};

use crate::console::View;
use crate::provenance::{case_text, rule_text};
use crate::words::{self, policies as said};

/// The page of a policy: document, scope, split, indicators by group with every standard that applies on
/// `as_of`, parameters, rules; each with its source and how well that is established. Standards that
/// begin later or have ended are shown as such.
pub fn text(policy: &Policy, rulebook: &Rulebook, as_of: Date, view: View<'_>) -> String {
    let page = Page { as_of, view };
    let mut out = String::new();
    page.document(&mut out, policy, rulebook);
    page.scope(&mut out, policy);
    page.indicators(&mut out, policy);
    page.parameters(&mut out, &policy.parameters);
    page.rules(&mut out, policy);
    out
}

struct Page<'a> {
    as_of: Date,
    view: View<'a>,
}

impl Page<'_> {
    fn document(&self, out: &mut String, policy: &Policy, rulebook: &Rulebook) {
        let lang = self.view.lang();
        let document = &policy.document;
        let title = words::policy_line(lang, lang.policy(policy), &policy.id, &document.number);
        self.view.line(out, "", &title, 0);
        let issued = format!(
            "{}《{}》{}{} {}",
            document.issuer,
            document.title,
            document.number,
            lang.semicolon(),
            document.issued
        );
        self.view.line(out, "", &issued, 0);
        let term = said::term(
            lang,
            lang.layer(policy.layer.id()),
            &policy.from.to_string(),
            policy.until.map(|until| until.to_string()).as_deref(),
        );
        self.view.line(out, "", &term, 0);
        if let Some(base) = &policy.extends {
            let name = rulebook
                .policy(base)
                .map_or(base.as_str(), |base| lang.policy(base));
            self.view.line(out, "", &said::extends(lang, name, base), 0);
        }
        let day = format!("{}{}{}", words::AS_OF.say(lang), lang.colon(), self.as_of);
        self.view.line(out, "", &day, 0);
        if !policy.about.is_empty() {
            self.view.line(out, "", &policy.about, 0);
        }
    }

    fn scope(&self, out: &mut String, policy: &Policy) {
        let lang = self.view.lang();
        if !policy.exclusions.is_empty() {
            self.view.heading(out, words::EXCLUDED.say(lang));
        }
        for exclusion in &policy.exclusions {
            let name = lang.of(&exclusion.name, &exclusion.en);
            let text = format!("{name}{}{}", lang.colon(), exclusion.when.text);
            self.view.line(out, "- ", &text, 2);
            self.source(out, &exclusion.source, 6);
        }
        if let Some(split) = &policy.split {
            self.view.heading(out, said::SPLIT.say(lang));
            let weights: Vec<String> = split
                .weights
                .iter()
                .map(|(stage, weight)| format!("{} {weight}", lang.stage(Some(*stage))))
                .collect();
            self.view
                .line(out, "- ", &weights.join(lang.of("：", " : ")), 2);
            self.view
                .line(out, "", &split.columns.join(lang.comma()), 4);
            self.source(out, &split.source, 6);
        }
    }

    fn indicators(&self, out: &mut String, policy: &Policy) {
        let mut group = None;
        for indicator in &policy.indicators {
            if group != Some(&indicator.group) {
                self.view.heading(
                    out,
                    match indicator.group.as_str() {
                        "" => words::INDICATORS.say(self.view.lang()),
                        name => self.view.lang().group(policy, name),
                    },
                );
                group = Some(&indicator.group);
            }
            self.indicator(out, indicator);
        }
    }

    fn indicator(&self, out: &mut String, indicator: &Indicator) {
        let lang = self.view.lang();
        let part = indicator
            .part_of
            .as_ref()
            .map_or(String::new(), |of| lang.bracketed(&said::part_of(lang, of)));
        let title = format!("{} {}{part}", indicator.id, lang.indicator(indicator));
        self.view.line(out, "", &title, 2);
        for line in formula(indicator, lang) {
            self.view.line(out, "", &line, 6);
        }
        let sign = indicator.bound.sign();
        self.cases(
            out,
            &indicator.limits,
            words::STANDARD.say(lang),
            sign,
            &indicator.unit,
        );
        let limits = &indicator.variation_limits;
        self.cases(out, limits, words::COEFFICIENT.say(lang), "≤", "");
        if indicator.limits.is_empty() && limits.is_empty() {
            self.source(out, &indicator.source, 6);
        }
    }

    /// All values of a standard; those of one source share its line.
    fn cases(&self, out: &mut String, cases: &[Case], title: &str, sign: &str, unit: &str) {
        let lang = self.view.lang();
        for (position, case) in cases.iter().enumerate() {
            let layer = lang.layer(case.layer.id());
            let mut text = format!("{title} {}", case_text(case, sign, unit, self.view.names));
            if let Some(condition) = &case.when {
                text.push_str(&lang.bracketed(&condition.text));
            }
            if !case.is_in_force(self.as_of) {
                let from = case.from.to_string();
                text.push_str(&lang.bracketed(&said::not_in_force(lang, &from)));
            }
            self.view.line(out, "- ", &format!("{layer} {text}"), 6);
            let next = cases.get(position + 1);
            if next.is_none_or(|next| next.source != case.source) {
                self.source(out, &case.source, 8);
            }
        }
    }

    fn parameters(&self, out: &mut String, parameters: &[Parameter]) {
        let lang = self.view.lang();
        if parameters.is_empty() {
            return;
        }
        self.view.heading(out, said::PARAMETERS.say(lang));
        for parameter in parameters {
            self.view
                .line(out, "", lang.of(&parameter.name, &parameter.en), 2);
            self.cases(out, &parameter.values, "", "=", &parameter.unit);
        }
    }

    fn rules(&self, out: &mut String, policy: &Policy) {
        let lang = self.view.lang();
        self.view.heading(out, said::RULES.say(lang));
        for rule in &policy.rules {
            let title = format!("{}{}{}", rule.id, lang.colon(), lang.rule(rule));
            self.view.line(out, "- ", &title, 2);
            self.view.line(out, "", &rule_text(&rule.kind, lang), 6);
            self.source(out, &rule.source, 6);
        }
    }

    /// `依据：教督〔2017〕6号 第六条（公开材料）备注`
    fn source(&self, out: &mut String, source: &Source, indent: usize) {
        let lang = self.view.lang();
        let status = words::status(source.status).say(lang);
        let mut text = format!(
            "{}{}{source}{}",
            words::SOURCE.say(lang),
            lang.colon(),
            lang.bracketed(status)
        );
        if !source.note.is_empty() {
            text.push_str(&format!(" {}", source.note));
        }
        self.view.line(out, "", &text, indent);
    }
}

/// How an indicator is measured, as it is declared; one line for each official formula.
pub fn formula(indicator: &Indicator, lang: crate::Lang) -> Vec<String> {
    lines(&indicator.figure, &indicator.per.to_string(), lang)
}

/// When a rule is met, in a sentence.
pub fn rule(rule: &Rule, lang: crate::Lang) -> String {
    rule_text(&rule.kind, lang)
}

fn lines(figure: &Figure, per: &str, lang: crate::Lang) -> Vec<String> {
    match figure {
        Figure::Ratio {
            formulas, chosen, ..
        } => formulas
            .iter()
            .enumerate()
            .map(|(position, formula)| {
                ratio(
                    formula,
                    per,
                    position == *chosen && formulas.len() > 1,
                    lang,
                )
            })
            .collect(),
        Figure::Share(share) => {
            let of = share.of.as_ref().map_or("", |of| of.text.as_str());
            vec![said::share(lang, &share.from, &share.condition.text, of)]
        }
        Figure::Every(every) => {
            let of = every.of.as_ref().map_or("", |of| of.text.as_str());
            vec![said::every(lang, &every.from, &every.figure.text, of)]
        }
        Figure::Total { value } => vec![format!("{} · {}", value.from, value.value.text)],
        Figure::Score(score) => vec![said::score(lang, &score.item)],
        Figure::Survey(survey) => vec![format!(
            "{} · {} ÷ {}",
            survey.from, survey.satisfied.text, survey.valid.text
        )],
        Figure::All { parts } => vec![said::all(lang, &parts.join(lang.comma()))],
    }
}

fn ratio(formula: &Formula, per: &str, is_chosen: bool, lang: crate::Lang) -> String {
    let (top, bottom) = (&formula.numerator, &formula.denominator);
    let name = match formula.name.as_str() {
        "" => String::new(),
        name => format!("{name}{}", lang.colon()),
    };
    let registers = match top.from == bottom.from {
        true => top.from.clone(),
        false => format!("{} / {}", top.from, bottom.from),
    };
    let per = match per {
        "1" => String::new(),
        per => format!(" × {per}"),
    };
    let chosen = match is_chosen {
        true => lang.bracketed(words::JUDGES.say(lang)),
        false => String::new(),
    };
    format!(
        "{name}{registers} · {} ÷ {}{per}{chosen}",
        top.value.text, bottom.value.text
    )
}
