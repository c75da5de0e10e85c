//! The self-assessment (自评报告) as a Word document in the layout of official papers.

mod annexes;
mod chart;
mod marks;
mod package;
mod paper;
mod parts;
mod sentences;
mod tasks;

use junheng_model::Findings;
use junheng_rulebook::Policy;

use crate::standing::Standing;
use crate::words::documents as words;
use crate::{Names, ReportError};
use paper::{Orientation, Paper};

/// A document of more counties than this could not be opened by anybody.
const MOST_COUNTIES: usize = 100;

/// The self-assessment of each county of the findings, one after the other, each on pages of its own.
///
/// # Errors
/// When there are more than a hundred counties, or the Word writer fails.
pub fn self_assessment(
    findings: &Findings,
    policy: &Policy,
    names: Names<'_>,
) -> Result<Vec<u8>, ReportError> {
    if findings.counties.len() > MOST_COUNTIES {
        return Err(ReportError::TooManyCounties {
            counties: findings.counties.len(),
            most: MOST_COUNTIES,
        });
    }
    let mut paper = Paper::new(names.lang);
    if findings.counties.is_empty() {
        paper.body(crate::words::NO_COUNTY.say(names.lang));
    }
    for (position, standing) in Standing::all(findings, policy, names).enumerate() {
        if position > 0 {
            paper.new_sheet(Orientation::Upright);
        }
        county(&mut paper, &standing);
    }
    paper.into_bytes()
}

fn county(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let policy = lang.policy(standing.policy);
    paper.begin();
    paper.title(&words::title(lang, &standing.county.county, policy));
    paper.subtitle(&words::as_of(lang, standing.findings.as_of));
    parts::basics(paper, standing);
    parts::conclusion(paper, standing);
    parts::groups(paper, standing);
    parts::open_matters(paper, standing);
    tasks::tasks(paper, standing);
    paper.annex_list(&annexes::titles(standing));
    paper.signature(words::SEAL.say(lang), words::SEAL_DATE.say(lang));
    paper.new_sheet(Orientation::Turned);
    annexes::write(paper, standing);
}
