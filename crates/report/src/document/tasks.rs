//! What is to be mended, as the findings name it: schools first, then the spread between them, then
//! other indicators, then the data that is missing.

use junheng_model::Verdict;

use super::annexes::Annex;
use super::paper::Paper;
use super::sentences;
use crate::standing::{MissingGroup, Standing};
use crate::words::documents;

/// Schools that are named in the text; the annex lists all.
const NAMED: usize = 10;

pub(super) fn tasks(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    paper.part(documents::TASKS.say(lang));
    let named = [
        (documents::MEND_SCHOOLS, schools(standing)),
        (documents::MEND_SPREAD, spreads(standing)),
        (documents::MEND_INDICATORS, indicators(standing)),
        (documents::MEND_DATA, data(standing)),
    ];
    if named.iter().all(|(_, items)| items.is_empty()) {
        paper.body(documents::NOTHING_TO_MEND.say(lang));
    }
    for (title, items) in named {
        if items.is_empty() {
            continue;
        }
        paper.section(title.say(lang));
        for item in items {
            paper.item(&format!("{item}{}", lang.full_stop()));
        }
    }
}

fn schools(standing: &Standing<'_>) -> Vec<String> {
    let lang = standing.lang();
    let failing = standing.units_with(Verdict::NotMet);
    let mut items: Vec<String> = failing
        .iter()
        .take(NAMED)
        .map(|&unit| {
            let name = standing.unit_name(unit);
            format!("{name}{}{}", lang.colon(), standing.shortfalls_text(unit))
        })
        .collect();
    if let Some(rest) = failing.len().checked_sub(NAMED).filter(|rest| *rest > 0) {
        let annex = Annex::Shortfalls.number(standing);
        items.push(documents::other_schools(lang, rest, annex));
    }
    items
}

fn spreads(standing: &Standing<'_>) -> Vec<String> {
    let lang = standing.lang();
    standing
        .variations()
        .into_iter()
        .filter(|(_, variation)| standing.variation_verdict(variation) == Some(Verdict::NotMet))
        .map(|(finding, variation)| {
            let name = standing.subject(&finding.id, finding.stage);
            let spread = standing.spread_text(finding, &variation);
            format!("{name}{}{spread}", lang.colon())
        })
        .collect()
}

fn indicators(standing: &Standing<'_>) -> Vec<String> {
    standing
        .county
        .indicators
        .iter()
        .filter(|finding| !standing.is_varied(finding) && finding.verdict == Verdict::NotMet)
        .filter(|finding| !standing.is_made_of_parts(finding))
        .map(|finding| sentences::to_mend(standing, finding))
        .collect()
}

fn data(standing: &Standing<'_>) -> Vec<String> {
    let (lang, names) = (standing.lang(), standing.names);
    let said = |group: &MissingGroup<'_>| {
        let register = names.register(group.register);
        match (group.is_of_unused_rows(), group.column) {
            (true, _) => documents::mend_rows(lang, register, group.rows),
            (false, "") => documents::hand_in(lang, register),
            (false, column) => {
                let column = names.column(group.register, column);
                documents::complete(lang, register, column, group.schools.len())
            }
        }
    };
    standing.missing_groups().iter().map(said).collect()
}
