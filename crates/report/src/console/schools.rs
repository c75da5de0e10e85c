//! The schools that fail, with what they are short of in natural units.

use junheng_model::Verdict;

use super::{LONGEST_LIST, View, heading, push_more};
use crate::standing::Standing;
use crate::text_table::paragraph;
use crate::words;

pub(super) fn failing(out: &mut String, standing: &Standing<'_>, view: View) {
    let units = standing.units_with(Verdict::NotMet);
    if units.is_empty() {
        return;
    }
    let lang = view.lang();
    let title = format!("{} {}", words::FAILING_SCHOOLS.say(lang), units.len());
    heading(out, &title, view);
    for &unit in units.iter().take(LONGEST_LIST) {
        let name = standing.unit_name(unit);
        let code = standing.findings.schools.units.code.get(unit);
        let line = format!("{name} {code}{}{}", lang.semicolon(), standing.met_of(unit));
        out.push_str(&paragraph("- ", &line, view.width, 2));
        let shortfalls = standing.shortfalls_text(unit);
        if !shortfalls.is_empty() {
            out.push_str(&paragraph("", &shortfalls, view.width, 6));
        }
    }
    push_more(out, units.len().saturating_sub(LONGEST_LIST), view);
}
