//! The lists behind the text: schools, units that break a limit, excluded schools, sources.

use junheng_model::Verdict;

use super::paper::{Column, Entry, Paper, Side};
use crate::provenance;
use crate::standing::Standing;
use crate::words::{self, documents};

pub(super) fn annexes(paper: &mut Paper, standing: &Standing<'_>) {
    let mut number = 0;
    for annex in [schools, breaking, excluded, sources] {
        if annex(paper, standing, number + 1) {
            number += 1;
        }
    }
}

/// Each of these returns whether it wrote anything.
fn schools(paper: &mut Paper, standing: &Standing<'_>, number: usize) -> bool {
    let lang = standing.lang;
    let units = standing.units_with(Verdict::NotMet);
    if units.is_empty() {
        return false;
    }
    let title = documents::ANNEX_SCHOOLS.say(lang);
    paper.annex(number, title);
    let columns: [Column; 5] = [
        (words::NUMBER.say(lang), 8, Side::Centre),
        (words::SCHOOL.say(lang), 26, Side::Left),
        (words::STAGE.say(lang), 9, Side::Centre),
        (words::MET_COUNT.say(lang), 11, Side::Centre),
        (words::GAP.say(lang), 46, Side::Left),
    ];
    let schools = &standing.findings.schools;
    let rows = (1..)
        .zip(units)
        .map(|(row, unit): (usize, usize)| {
            vec![
                Entry::from(row.to_string()),
                Entry::from(schools.units.name.get(unit)),
                Entry::from(lang.stage(schools.units.stage[unit])),
                Entry::from(format!(
                    "{}/{}",
                    schools.met[unit],
                    schools.indicators.len()
                )),
                Entry::from(standing.shortfalls_text(unit)),
            ]
        })
        .collect();
    paper.bare_table(&columns, rows);
    true
}

fn breaking(paper: &mut Paper, standing: &Standing<'_>, number: usize) -> bool {
    let lang = standing.lang;
    let broken = standing.broken();
    if broken.is_empty() {
        return false;
    }
    let title = documents::ANNEX_BREAKING.say(lang);
    paper.annex(number, title);
    let columns: [Column; 3] = [
        (words::NUMBER.say(lang), 8, Side::Centre),
        (words::INDICATOR.say(lang), 30, Side::Left),
        (words::CONTENT.say(lang), 62, Side::Left),
    ];
    let rows = broken
        .iter()
        .flat_map(|finding| finding.breaking.iter().map(move |unit| (finding, unit)))
        .zip(1_usize..)
        .map(|((finding, unit), row)| {
            vec![
                Entry::from(row.to_string()),
                Entry::from(standing.labelled(&finding.id, None)),
                Entry::from(standing.breaking_text(finding, &unit)),
            ]
        })
        .collect();
    paper.bare_table(&columns, rows);
    true
}

fn excluded(paper: &mut Paper, standing: &Standing<'_>, number: usize) -> bool {
    let lang = standing.lang;
    if standing.county.excluded.is_empty() {
        return false;
    }
    let title = documents::ANNEX_EXCLUDED.say(lang);
    paper.annex(number, title);
    let columns: [Column; 4] = [
        (words::NUMBER.say(lang), 8, Side::Centre),
        (words::CODE.say(lang), 22, Side::Centre),
        (words::SCHOOL.say(lang), 38, Side::Left),
        (words::REASON.say(lang), 32, Side::Left),
    ];
    let rows = (1_usize..)
        .zip(&standing.county.excluded)
        .map(|(row, school)| {
            vec![
                Entry::from(row.to_string()),
                Entry::from(school.code.as_str()),
                Entry::from(school.name.as_str()),
                Entry::from(school.reason.as_str()),
            ]
        })
        .collect();
    paper.bare_table(&columns, rows);
    true
}

fn sources(paper: &mut Paper, standing: &Standing<'_>, number: usize) -> bool {
    let lang = standing.lang;
    let title = documents::ANNEX_SOURCES.say(lang);
    paper.annex(number, title);
    let columns: [Column; 4] = [
        (words::CONTENT.say(lang), 32, Side::Left),
        (words::STANDARD.say(lang), 26, Side::Left),
        (words::SOURCE.say(lang), 28, Side::Left),
        (words::STATUS.say(lang), 14, Side::Centre),
    ];
    let entries = provenance::of(standing.policy, standing.findings.as_of, lang);
    let rows = entries
        .iter()
        .map(|entry| {
            vec![
                Entry::from(format!("{} {}", entry.id, entry.content).trim()),
                Entry::from(entry.standard.as_str()),
                Entry::from(entry.source.to_string()),
                Entry::from(words::status(entry.source.status).say(lang)),
            ]
        })
        .collect();
    paper.bare_table(&columns, rows);
    true
}
