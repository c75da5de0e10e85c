//! The wall: one tile for each indicator, its stages together.

use junheng_model::{IndicatorFinding, Stage, Verdict};
use junheng_report::figures;
use junheng_report::standing::Standing;
use junheng_rulebook::{Figure, Indicator};

use super::course::Course;
use super::selection::CountyAddresses;
use crate::components::{Link, Sparkline, Tab, Tile};
use crate::lang::{Lang, NOTHING};

/// Tiles under the heading of their group.
#[derive(Debug, Clone)]
pub struct TileGroup {
    pub name: String,
    /// `7 项达标 5 项`
    pub tally: String,
    pub tiles: Vec<Tile>,
}

/// The tiles of a county, group by group in the policy's order. Parts of indicators stand on the pages of the
/// indicators that they are parts of.
pub fn groups(
    standing: &Standing<'_>,
    addresses: &CountyAddresses<'_>,
    course: &Course,
    lang: Lang,
) -> Vec<TileGroup> {
    let mut groups: Vec<TileGroup> = Vec::new();
    for indicator in top_level(standing) {
        let findings = findings_of(standing, &indicator.id);
        if findings.is_empty() {
            continue;
        }
        let tile = tile(standing, indicator, &findings, addresses, course, lang);
        match groups
            .iter_mut()
            .find(|group| group.name == lang.of_report().group(standing.policy, &indicator.group))
        {
            Some(group) => group.tiles.push(tile),
            None => groups.push(TileGroup {
                name: lang
                    .of_report()
                    .group(standing.policy, &indicator.group)
                    .to_owned(),
                tally: String::new(),
                tiles: vec![tile],
            }),
        }
    }
    for group in &mut groups {
        group.tally = tally(&group.tiles, lang);
    }
    groups
}

/// How many tiles have this verdict.
pub fn count(groups: &[TileGroup], verdict: Verdict) -> usize {
    let tiles = groups.iter().flat_map(|group| &group.tiles);
    tiles.filter(|tile| tile.verdict == verdict).count()
}

/// The tiles with this verdict, of all groups.
pub fn only(groups: &[TileGroup], verdict: Verdict) -> Vec<Tile> {
    let tiles = groups.iter().flat_map(|group| &group.tiles);
    tiles
        .filter(|tile| tile.verdict == verdict)
        .cloned()
        .collect()
}

/// The groups with the tiles of this verdict alone; all of them for none.
pub fn narrowed(groups: Vec<TileGroup>, only: Option<Verdict>) -> Vec<TileGroup> {
    let Some(only) = only else {
        return groups;
    };
    let narrowed = groups.into_iter().map(|mut group| {
        group.tiles.retain(|tile| tile.verdict == only);
        group
    });
    narrowed.filter(|group| !group.tiles.is_empty()).collect()
}

/// What the wall can be narrowed to, each with how many tiles there are.
pub fn tabs(
    groups: &[TileGroup],
    addresses: &CountyAddresses<'_>,
    chosen: Option<Verdict>,
    lang: Lang,
) -> Vec<Tab> {
    let all: usize = groups.iter().map(|group| group.tiles.len()).sum();
    let of = |verdict: Verdict| {
        (
            Some(verdict),
            lang.verdict(&verdict),
            count(groups, verdict),
        )
    };
    let tabs = [
        (None, lang.say("全部", "All"), all),
        of(Verdict::NotMet),
        of(Verdict::Undetermined),
        of(Verdict::Met),
    ];
    tabs.into_iter()
        .filter(|(verdict, _, count)| *count > 0 || *verdict == chosen)
        .map(|(verdict, label, count)| Tab {
            link: Link::new(format!("{label} {count}"), addresses.wall(verdict)),
            current: verdict == chosen,
        })
        .collect()
}

/// The indicators that are no part of another.
pub fn top_level<'a>(standing: &Standing<'a>) -> impl Iterator<Item = &'a Indicator> {
    let indicators = standing.policy.indicators.iter();
    indicators.filter(|indicator| indicator.part_of.is_none())
}

/// What is said of an indicator, stage by stage.
pub fn findings_of<'a>(standing: &Standing<'a>, id: &str) -> Vec<&'a IndicatorFinding> {
    let findings = standing.county.indicators.iter();
    findings.filter(|finding| finding.id == id).collect()
}

/// One verdict over all stages.
pub fn verdict_over(findings: &[&IndicatorFinding]) -> Verdict {
    let verdicts = findings.iter().map(|finding| finding.verdict);
    verdicts.fold(Verdict::Met, Verdict::and)
}

fn tally(tiles: &[Tile], lang: Lang) -> String {
    let count = |verdict| tiles.iter().filter(|tile| tile.verdict == verdict).count();
    let (met, open) = (count(Verdict::Met), count(Verdict::Undetermined));
    let all = tiles.len();
    match (lang, open) {
        (Lang::Zh, 0) => format!("{all} 项中 {met} 项达标"),
        (Lang::Zh, open) => format!("{all} 项中 {met} 项达标，{open} 项无法判定"),
        (Lang::En, 0) => format!("{met} of {all} met"),
        (Lang::En, open) => format!("{met} of {all} met, {open} undetermined"),
    }
}

fn tile(
    standing: &Standing<'_>,
    indicator: &Indicator,
    findings: &[&IndicatorFinding],
    addresses: &CountyAddresses<'_>,
    course: &Course,
    lang: Lang,
) -> Tile {
    let worst = worst(findings);
    let (value, unit) = value(standing, indicator, findings, lang);
    Tile {
        id: indicator.id.clone(),
        name: lang.say(&indicator.name, english(indicator)).to_owned(),
        href: addresses.indicator(&indicator.id, worst.stage),
        value,
        unit,
        threshold: threshold(standing, indicator, findings, lang),
        source: indicator.source.to_string(),
        verdict: verdict_over(findings),
        note: note(standing, findings, lang),
        trend: match is_said_in_a_word(indicator, worst) {
            true => Sparkline::default(),
            false => course.sparkline(&indicator.id, worst.stage, bound(standing, worst), lang),
        },
    }
}

/// Whether an expert only says whether it is met: there is no figure whose course could be drawn.
fn is_said_in_a_word(indicator: &Indicator, finding: &IndicatorFinding) -> bool {
    matches!(indicator.figure, Figure::Score(_)) && finding.limit.is_none()
}

/// English names may be left out of a rulebook.
fn english(indicator: &Indicator) -> &str {
    if indicator.en.is_empty() {
        &indicator.name
    } else {
        &indicator.en
    }
}

/// The finding whose verdict decides; the first where several do.
fn worst<'a>(findings: &[&'a IndicatorFinding]) -> &'a IndicatorFinding {
    let verdict = verdict_over(findings);
    findings
        .iter()
        .find(|finding| finding.verdict == verdict)
        .unwrap_or(&findings[0])
}

/// The line that a course over years is drawn against.
fn bound(standing: &Standing<'_>, finding: &IndicatorFinding) -> Option<f64> {
    standing.threshold(finding)
}

/// Values of all stages with one unit; parts that are met, for an indicator made of parts.
fn value(
    standing: &Standing<'_>,
    indicator: &Indicator,
    findings: &[&IndicatorFinding],
    lang: Lang,
) -> (String, String) {
    match &indicator.figure {
        Figure::All { .. } => {
            let finding = findings[0];
            let unit = lang.say("个分项达标", "parts met");
            (
                format!("{} / {}", finding.units_met, finding.units),
                unit.to_owned(),
            )
        }
        _ if is_said_in_a_word(indicator, findings[0]) => {
            (lang.verdict(&findings[0].verdict).to_owned(), String::new())
        }
        _ => {
            let values: Vec<String> = findings
                .iter()
                .map(|finding| standing.value_text(finding))
                .collect();
            let unit = if values.iter().all(|value| value == NOTHING) {
                String::new()
            } else {
                standing.names.unit(&indicator.unit).to_owned()
            };
            (values.join(" / "), unit)
        }
    }
}

/// `≥ 4.5`, or by stage: `小学 ≥ 4.2，初中 ≥ 5.3`.
fn threshold(
    standing: &Standing<'_>,
    indicator: &Indicator,
    findings: &[&IndicatorFinding],
    lang: Lang,
) -> String {
    let sign = indicator.bound.sign();
    let limits: Vec<(Option<Stage>, String)> = findings
        .iter()
        .filter_map(|finding| {
            let limit = standing.threshold(finding)?;
            Some((finding.stage, figures::plain(limit)))
        })
        .collect();
    match limits.as_slice() {
        [] => String::new(),
        [(_, first), rest @ ..] if rest.iter().all(|(_, limit)| limit == first) => {
            format!("{sign} {first}")
        }
        several => {
            let values: Vec<&str> = several.iter().map(|(_, limit)| limit.as_str()).collect();
            let stages: Vec<&str> = several
                .iter()
                .map(|(stage, _)| lang.of_report().stage(*stage))
                .collect();
            let brackets = lang.of_report().bracketed(&stages.join(" / "));
            format!("{sign} {}{brackets}", values.join(" / "))
        }
    }
}

/// What to know at a glance: how alike the schools are, or how many units break the limit.
fn note(standing: &Standing<'_>, findings: &[&IndicatorFinding], lang: Lang) -> String {
    let varied: Vec<String> = findings
        .iter()
        .filter_map(|finding| finding.variation)
        .map(|variation| figures::coefficient(variation.coefficient, variation.limit))
        .collect();
    if !varied.is_empty() {
        let coefficients = varied.join(" / ");
        return match lang {
            Lang::Zh => format!("差异系数 {coefficients}"),
            Lang::En => format!("variation {coefficients}"),
        };
    }
    let is_of_each = |finding: &&&IndicatorFinding| standing.is_of_each_unit(finding);
    let each: Vec<&&IndicatorFinding> = findings.iter().filter(is_of_each).collect();
    let units: usize = each.iter().map(|finding| finding.units).sum();
    let met: usize = each.iter().map(|finding| finding.units_met).sum();
    if units == 0 || met == units {
        return String::new();
    }
    match lang {
        Lang::Zh => format!("{units} 个中 {met} 个达标"),
        Lang::En => format!("{met} of {units} meet it"),
    }
}
