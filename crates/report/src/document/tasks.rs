//! What is to be mended, as the findings name it: schools first, then the spread between them, then
//! other indicators, then the data that is missing.

use junheng_model::Verdict;

use super::paper::Paper;
use super::parts::not_met_sentence;
use crate::standing::Standing;
use crate::words::documents;

/// Schools that are named in the text; the annex lists all.
const NAMED: usize = 10;

pub(super) fn tasks(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang;
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
    let lang = standing.lang;
    standing
        .units_with(Verdict::NotMet)
        .into_iter()
        .take(NAMED)
        .map(|unit| {
            let name = standing.unit_name(unit);
            format!("{name}{}{}", lang.colon(), standing.shortfalls_text(unit))
        })
        .collect()
}

fn spreads(standing: &Standing<'_>) -> Vec<String> {
    let lang = standing.lang;
    standing
        .variations()
        .into_iter()
        .filter(|(_, variation)| standing.variation_verdict(variation) == Some(Verdict::NotMet))
        .map(|(finding, variation)| {
            let name = standing.labelled(&finding.id, finding.stage);
            let spread = standing.spread_text(finding, &variation);
            format!("{name}{}{spread}", lang.colon())
        })
        .collect()
}

fn indicators(standing: &Standing<'_>) -> Vec<String> {
    let stop = standing.lang.full_stop();
    standing
        .county
        .indicators
        .iter()
        .filter(|finding| !standing.is_varied(finding) && finding.verdict == Verdict::NotMet)
        .map(|finding| {
            let sentence = not_met_sentence(standing, finding);
            sentence.trim_end_matches(stop).to_owned()
        })
        .collect()
}

fn data(standing: &Standing<'_>) -> Vec<String> {
    standing
        .missing_groups()
        .iter()
        .map(|group| standing.missing_text(group, NAMED))
        .collect()
}
