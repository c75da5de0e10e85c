//! The figures on top of an indicator's page.

use junheng_model::IndicatorFinding;
use junheng_report::figures;
use junheng_report::standing::Standing;
use junheng_rulebook::{Figure, Indicator};

use super::selection::CountyAddresses;
use crate::components::KeyFigure;
use crate::lang::Lang;

/// The county's value, how alike its schools are, and how many of them meet it.
pub fn key_figures(
    standing: &Standing<'_>,
    indicator: &Indicator,
    finding: &IndicatorFinding,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Vec<KeyFigure> {
    let is_varied = finding.variation.is_some();
    // An indicator that is met when its parts are has no figure of its own.
    let is_whole = matches!(indicator.figure, Figure::All { .. });
    let own = (!is_whole).then(|| KeyFigure {
        label: if is_varied {
            lang.say("全县均值", "County mean")
        } else {
            lang.say("现值", "Value")
        }
        .to_owned(),
        value: standing.value_text(finding),
        unit: standing.names.unit(&indicator.unit).to_owned(),
        note: standing.asked(finding),
        href: addresses.explanation(&finding.id, finding.stage),
        icon: "chart-bar",
        verdict: (!is_varied).then_some(finding.verdict),
    });
    let mut found = Vec::from_iter(own);
    if let Some(variation) = finding.variation {
        let limit = variation.limit.map_or(String::new(), |limit| {
            format!("≤ {}", figures::fixed(limit, 2))
        });
        found.push(KeyFigure {
            label: lang.say("差异系数", "Variation").to_owned(),
            value: figures::coefficient(variation.coefficient, variation.limit),
            note: limit,
            icon: "scale",
            verdict: standing.variation_verdict(&variation),
            ..KeyFigure::default()
        });
    }
    if finding.units > 1 {
        let open = finding.units_undetermined;
        let short = finding.units - finding.units_met - open;
        found.push(KeyFigure {
            label: match is_whole {
                true => lang.say("达标分项", "Parts met"),
                false => lang.say("达标数", "Meet it"),
            }
            .to_owned(),
            value: finding.units_met.to_string(),
            unit: format!("/ {}", finding.units),
            note: short_and_open(short, open, lang),
            icon: "school",
            ..KeyFigure::default()
        });
    }
    found
}

/// `9 个不达标，2 个无法判定`; what there is none of is not said.
fn short_and_open(short: usize, open: usize, lang: Lang) -> String {
    let counts = [
        (short, "个不达标", "do not"),
        (open, "个无法判定", "undetermined"),
    ];
    let said: Vec<String> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, zh, en)| format!("{count} {}", lang.say(zh, en)))
        .collect();
    match said.as_slice() {
        [] => lang.say("全部达标", "all of them").to_owned(),
        said => said.join(lang.of_report().comma()),
    }
}
