//! Findings on a console, made for reading: the verdict and why, the indicators, the variations and whom
//! to mend first, the schools that fail and what they are short of, and what cannot be judged.

mod indicators;
mod open_matters;
mod schools;
mod side_by_side;
mod variations;

use junheng_model::{Findings, Verdict};
use junheng_rulebook::Policy;

pub use side_by_side::side_by_side;

use crate::standing::Standing;
use crate::text_table::{Align, Cell, Paint, TextTable, paragraph, width_of};
use crate::{Lang, Names, words};

/// How a console shows things.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// In which language, and what things are called in it.
    pub names: Names<'a>,
    /// Columns of the console; a Han letter takes two.
    pub width: usize,
    /// Whether escape codes for colours may be written.
    pub colour: bool,
}

impl View<'_> {
    pub(crate) fn lang(self) -> Lang {
        self.names.lang
    }

    /// Adds a paragraph behind a mark, wrapped to the console's width.
    pub(crate) fn line(self, out: &mut String, mark: &str, text: &str, indent: usize) {
        out.push_str(&paragraph(mark, text, self.width, indent));
    }

    /// Adds an empty line and a heading.
    pub(crate) fn heading(self, out: &mut String, title: &str) {
        out.push('\n');
        out.push_str(&Paint::Bold.on(&format!("【{title}】"), self.colour));
        out.push('\n');
    }
}

/// Lists on the console end after so many items and say how many follow.
const LONGEST_LIST: usize = 15;
/// With more counties than this only the overview is printed.
const COUNTIES_IN_FULL: usize = 3;
const COUNTIES_LISTED: usize = 40;

/// The findings as a text for the console.
pub fn findings(findings: &Findings, policy: &Policy, view: View) -> String {
    let lang = view.lang();
    let mut out = String::new();
    let title = words::policy_line(
        lang,
        lang.policy(policy),
        &policy.id,
        &policy.document.number,
    );
    out.push_str(&paragraph("", &title, view.width, 0));
    let day = format!(
        "{}{}{}\n",
        words::AS_OF.say(lang),
        lang.colon(),
        findings.as_of
    );
    out.push_str(&day);
    let standings: Vec<Standing<'_>> = Standing::all(findings, policy, view.names).collect();
    if standings.len() > 1 {
        overview(&mut out, &standings, view);
    }
    if standings.len() <= COUNTIES_IN_FULL {
        for standing in &standings {
            county(&mut out, standing, view);
        }
    }
    out
}

fn overview(out: &mut String, standings: &[Standing<'_>], view: View) {
    heading(out, words::COUNTIES.say(view.lang()), view);
    let rows = standings
        .iter()
        .take(COUNTIES_LISTED)
        .map(|standing| {
            let tally = standing.tally();
            vec![
                Cell::from(standing.county.county.as_str()),
                verdict_cell(standing.county.verdict, view.lang()),
                Cell::from(tally.met.to_string()),
                Cell::from(tally.not_met.to_string()),
                Cell::from(tally.undetermined.to_string()),
            ]
        })
        .collect();
    let table = TextTable {
        heads: vec![
            (words::COUNTY.say(view.lang()), Align::Left),
            (words::VERDICT.say(view.lang()), Align::Left),
            (words::UNITS_MET.say(view.lang()), Align::Right),
            (words::UNITS_NOT_MET.say(view.lang()), Align::Right),
            (words::UNITS_OPEN.say(view.lang()), Align::Right),
        ],
        flexible: 0,
        rows,
    };
    out.push_str(&table.render(view.width, 2, view.colour));
    push_more(out, standings.len().saturating_sub(COUNTIES_LISTED), view);
    let counted = |verdict| {
        standings
            .iter()
            .filter(|standing| standing.county.verdict == verdict)
            .count()
    };
    let total = words::county_tally(
        view.lang(),
        counted(Verdict::Met),
        counted(Verdict::NotMet),
        counted(Verdict::Undetermined),
    );
    out.push_str(&paragraph("", &total, view.width, 2));
}

fn county(out: &mut String, standing: &Standing<'_>, view: View) {
    conclusion(out, standing, view);
    indicators::indicators(out, standing, view);
    variations::remarks(out, standing, view);
    schools::failing(out, standing, view);
    indicators::breaking(out, standing, view);
    open_matters::undetermined(out, standing, view);
    open_matters::excluded(out, standing, view);
    indicators::layers(out, standing, view);
    indicators::alternatives(out, standing, view);
}

fn conclusion(out: &mut String, standing: &Standing<'_>, view: View) {
    let lang = view.lang();
    let verdict = standing.county.verdict;
    let county = &standing.county.county;
    let said = paint(verdict).on(lang.verdict(verdict), view.colour);
    let name = Paint::Bold.on(county, view.colour);
    out.push_str(&format!(
        "\n{}\n{name}  {}{}{said}\n",
        "=".repeat(view.width.min(width_of(county) + 30)),
        words::CONCLUSION.say(lang),
        lang.colon(),
    ));
    if standing.judges_schools() {
        let counted = words::tally(lang, standing.tally());
        out.push_str(&paragraph("", &counted, view.width, 2));
    }
    out.push_str(&format!("  {}{}\n", words::REASONS.say(lang), lang.colon()));
    for rule in &standing.county.rules {
        let sentence = standing.rule_sentence(rule);
        out.push_str(&paragraph("- ", &sentence, view.width, 2));
    }
}

fn heading(out: &mut String, title: &str, view: View) {
    out.push('\n');
    out.push_str(&Paint::Bold.on(&format!("【{title}】"), view.colour));
    out.push('\n');
}

fn paint(verdict: Verdict) -> Paint {
    match verdict {
        Verdict::Met => Paint::Good,
        Verdict::NotMet => Paint::Bad,
        Verdict::Undetermined => Paint::Open,
    }
}

fn verdict_cell(verdict: Verdict, lang: Lang) -> Cell {
    Cell {
        text: lang.verdict(verdict).to_owned(),
        paint: paint(verdict),
    }
}

fn push_more(out: &mut String, count: usize, view: View) {
    if count > 0 {
        out.push_str(&paragraph(
            "",
            &words::more(view.lang(), count),
            view.width,
            2,
        ));
    }
}
