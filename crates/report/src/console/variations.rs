//! The variations between schools: which are beyond their limit, which depend on the formula, and
//! which schools to mend first.

use junheng_model::{IndicatorFinding, Variation, Verdict};

use super::{View, heading};
use crate::standing::Standing;
use crate::text_table::paragraph;
use crate::words;

/// What another formula would have said, and whom to mend first.
pub(super) fn remarks(out: &mut String, standing: &Standing<'_>, view: View) {
    let mut lines = String::new();
    for (finding, variation) in &standing.variations() {
        remark(&mut lines, standing, finding, variation, view);
    }
    if !lines.is_empty() {
        heading(out, words::VARIATIONS.say(view.lang()), view);
        out.push_str(&lines);
    }
}

fn remark(
    out: &mut String,
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    variation: &Variation,
    view: View,
) {
    let label = standing.labelled(&finding.id, finding.stage);
    for flip in standing.flips(variation) {
        let text = format!("{label}{}{flip}", view.lang().colon());
        out.push_str(&paragraph("! ", &text, view.width, 2));
    }
    if standing.variation_verdict(variation) == Some(Verdict::NotMet) {
        let text = format!("{label} {}", standing.spread_text(finding, variation));
        out.push_str(&paragraph("> ", &text, view.width, 2));
    }
}
