//! What stands in the way of a hand-in: checks that fail, and rows of a file that could not be kept.

use junheng_app::checked::{FailedCheck, GRANTED};
use junheng_app::handing_in::{Failing, HandIn};
use junheng_model::Severity;

use super::super::not_done::NotDone;
use crate::components::Problem;
use crate::lang::Lang;

/// A row of the uploaded file that could not be kept.
pub struct UnmendedRow {
    pub id: i64,
    pub place: String,
    pub key: String,
    pub problems: Vec<Problem>,
}

/// A check that fails on a row.
pub struct CheckLine {
    pub number: usize,
    pub check: String,
    pub row_key: String,
    pub href: String,
    pub read: String,
    /// What is checked, in words.
    pub title: String,
    /// The same with its formula.
    pub formula: String,
    pub mend: String,
    pub place: String,
    /// What the organisation said, or has just typed.
    pub explanation: String,
    pub error: String,
    /// What became of the exemption; empty when none was asked for.
    pub exemption: String,
    pub exemption_tone: &'static str,
    /// Where an exemption is asked for; empty when it cannot be.
    pub ask: String,
}

pub(super) fn check_line(
    number: usize,
    failing: &Failing,
    hand_in: &HandIn,
    may_change: bool,
    shown: &NotDone,
    lang: Lang,
) -> CheckLine {
    let failed = &failing.failed;
    let typed = shown
        .words
        .iter()
        .position(|word| word.check == failed.check && word.row == failed.row_key);
    let error = typed.and_then(|at| {
        let field = format!("text[{at}]");
        shown.fields.iter().find(|error| error.field == field)
    });
    let (exemption, exemption_tone) = exemption(failing, lang);
    let is_open = failing
        .exemption
        .as_ref()
        .is_some_and(|asked| asked.decision.is_none());
    CheckLine {
        number,
        check: failed.check.clone(),
        row_key: failed.row_key.clone(),
        href: failing
            .row_id
            .map_or_else(String::new, |row| format!("#row-{row}")),
        read: failed.found.read.clone(),
        title: title(failed, lang).to_owned(),
        formula: lang.of(&failed.found.expected).to_owned(),
        mend: lang.of(&failed.found.mend).to_owned(),
        place: failed.found.place.to_string(),
        explanation: typed.map_or_else(
            || failing.explanation.clone().unwrap_or_default(),
            |at| shown.words[at].text.clone(),
        ),
        error: error.map_or_else(String::new, |error| lang.of(&error.message).to_owned()),
        exemption,
        exemption_tone,
        ask: if may_change && !is_open && !failing.is_exempt && failed.severity == Severity::Error {
            format!("/hand-ins/{}/exemption?number={number}", hand_in.status.id)
        } else {
            String::new()
        },
    }
}

/// A check's name says what it asks for; its formula is for those who want to know.
pub(in crate::pages::hand_ins) fn title(failed: &FailedCheck, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &failed.check,
        Lang::En => &failed.check_en,
    }
}

fn exemption(failing: &Failing, lang: Lang) -> (String, &'static str) {
    let Some(asked) = &failing.exemption else {
        return (String::new(), "quiet");
    };
    match asked.decision.as_deref() {
        None => (
            lang.say("豁免待审批", "exemption asked for").to_owned(),
            "waiting",
        ),
        Some(GRANTED) => match (asked.expires_on, failing.is_exempt, lang) {
            (None, _, _) => (lang.say("已豁免", "exempt").to_owned(), "done"),
            (Some(last), true, Lang::Zh) => (format!("已豁免，至{last}"), "done"),
            (Some(last), true, Lang::En) => (format!("exempt until {last}"), "done"),
            (Some(last), false, Lang::Zh) => (format!("豁免到{last}已过期"), "returned"),
            (Some(last), false, Lang::En) => (format!("the exemption ended on {last}"), "returned"),
        },
        Some(_) => (
            lang.say("豁免未获批准", "exemption declined").to_owned(),
            "returned",
        ),
    }
}

pub(super) fn of_problem(problem: &junheng_app::handing_in::Problem, lang: Lang) -> Problem {
    Problem {
        severity: problem.severity,
        sheet: problem
            .place
            .sheet
            .as_deref()
            .unwrap_or_default()
            .to_owned(),
        cell: problem
            .place
            .cell
            .map(|cell| cell.to_string())
            .unwrap_or_default(),
        read: problem.read.clone(),
        expected: lang.of(&problem.expected).to_owned(),
        mend: lang.of(&problem.mend).to_owned(),
        rule: problem.rule.clone(),
        href: String::new(),
    }
}

pub(super) fn unmended(hand_in: &HandIn, lang: Lang) -> Vec<UnmendedRow> {
    let rows = hand_in.unmended.iter();
    rows.map(|row| UnmendedRow {
        id: row.id,
        place: match (&row.place.sheet, row.place.cell) {
            (Some(sheet), Some(cell)) => match lang {
                Lang::Zh => format!("{sheet} 第{}行", cell.row + 1),
                Lang::En => format!("{sheet}, row {}", cell.row + 1),
            },
            _ => row.place.to_string(),
        },
        key: row.key.clone(),
        problems: row
            .problems
            .iter()
            .map(|problem| of_problem(problem, lang))
            .collect(),
    })
    .collect()
}
