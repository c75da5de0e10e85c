//! What cannot be judged and what is missing where; and the schools that are not judged at all.

use junheng_model::Verdict;

use super::{LONGEST_LIST, View, heading, push_more};
use crate::standing::Standing;
use crate::text_table::paragraph;
use crate::words;

/// Schools named in one line about a blank column.
const NAMED: usize = 8;

pub(super) fn undetermined(out: &mut String, standing: &Standing<'_>, view: View) {
    let units = standing.units_with(Verdict::Undetermined);
    let groups = standing.missing_groups();
    if units.is_empty() && groups.is_empty() {
        return;
    }
    let lang = view.lang();
    heading(out, words::CANNOT_BE_JUDGED.say(lang), view);
    for group in groups.iter().take(LONGEST_LIST) {
        let text = standing.missing_text(group, NAMED);
        out.push_str(&paragraph("- ", &text, view.width, 2));
    }
    push_more(out, groups.len().saturating_sub(LONGEST_LIST), view);
    if !units.is_empty() {
        let names: Vec<String> = units
            .iter()
            .take(LONGEST_LIST)
            .map(|&unit| standing.unit_name(unit))
            .collect();
        let text = words::schools_open(lang, units.len(), &names.join(lang.comma()));
        out.push_str(&paragraph("", &text, view.width, 2));
    }
}

/// Excluded schools, by the reason.
pub(super) fn excluded(out: &mut String, standing: &Standing<'_>, view: View) {
    let groups = standing.excluded_groups();
    if groups.is_empty() {
        return;
    }
    let lang = view.lang();
    heading(out, words::EXCLUDED.say(lang), view);
    for (reason, schools) in groups {
        let names: Vec<&str> = schools
            .iter()
            .take(NAMED)
            .map(|school| school.name.as_str())
            .collect();
        let mut list = names.join(lang.comma());
        if schools.len() > NAMED {
            list.push_str(&words::and_more(lang, schools.len() - NAMED));
        }
        let count = words::items(lang, schools.len());
        let reason = standing.names.exclusion(reason);
        let text = format!("{reason}{}{count}{}{list}", lang.colon(), lang.semicolon());
        out.push_str(&paragraph("- ", &text, view.width, 2));
    }
}
