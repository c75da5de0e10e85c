//! What the county's page shows, read off its findings.

use junheng_model::{IndicatorFinding, RuleFinding, Stage, Variation, Verdict};
use junheng_report::figures;
use junheng_report::standing::{MissingGroup, Standing, Tally};

use super::course::Course;
use super::selection::CountyAddresses;
use super::tiles::{self, TileGroup};
use crate::components::{KeyFigure, Link};
use crate::lang::Lang;
use crate::words::Words;

/// How many schools with a missing figure are named in a line.
const NAMED: usize = 4;

/// A county at a glance and in detail.
#[derive(Debug, Clone)]
pub struct CountyView {
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub words: String,
    pub key_figures: Vec<KeyFigure>,
    pub rules: Vec<RuleRow>,
    pub groups: Vec<TileGroup>,
    pub variations: Vec<VariationRow>,
    /// What the schools are short of in all: `小学体艺教师缺 31 人`.
    pub totals: Vec<String>,
    /// What was not handed in, one sentence for each column.
    pub missing: Vec<String>,
    /// Schools that the policy leaves out: name and reason.
    pub excluded: Vec<(String, String)>,
}

/// One rule of the verdict.
#[derive(Debug, Clone)]
pub struct RuleRow {
    pub name: String,
    pub verdict: Verdict,
    /// `14 项中 13 项达标，应全部达标`; empty for a rule without figures.
    pub figures: String,
    /// The indicators that stand against it.
    pub failing: Vec<Link>,
    /// The indicators that leave it open.
    pub open: Vec<Link>,
}

/// One indicator's variation between the schools of a stage.
#[derive(Debug, Clone)]
pub struct VariationRow {
    pub label: String,
    pub href: String,
    pub coefficient: String,
    pub limit: String,
    pub verdict: Option<Verdict>,
    /// Where it comes from and whom to mend first.
    pub spread: String,
    /// What other formulas would have said; empty where they agree.
    pub flips: String,
}

impl CountyView {
    pub fn of(
        standing: &Standing<'_>,
        period: &str,
        course: &Course,
        addresses: &CountyAddresses<'_>,
        words: &Words,
        lang: Lang,
    ) -> Self {
        let groups = tiles::groups(standing, addresses, course, lang);
        let missing = standing.missing_groups();
        let named = |group: MissingGroup<'_>| {
            let group = MissingGroup {
                column: words.column(group.register, group.column),
                register: words.register(group.register),
                ..group
            };
            standing.missing_text(&group, NAMED)
        };
        let missing: Vec<String> = missing.into_iter().map(named).collect();
        Self {
            verdict: standing.county.verdict,
            words: self::words(standing, period, lang),
            key_figures: key_figures(standing, &groups, missing.len(), addresses, lang),
            rules: rules(standing, addresses),
            variations: variations(standing, addresses, lang),
            totals: standing
                .gap_totals()
                .iter()
                .map(|total| standing.gap_total_text(total))
                .collect(),
            missing,
            excluded: standing
                .county
                .excluded
                .iter()
                .map(|school| {
                    let reason = standing.names.exclusion(&school.reason);
                    (school.name.clone(), reason.to_owned())
                })
                .collect(),
            groups,
        }
    }
}

/// `广和县2023-2024：不达标。7 条规则中 2 条达标，5 条不达标。`
pub fn words(standing: &Standing<'_>, period: &str, lang: Lang) -> String {
    let county = &standing.county.county;
    let verdict = lang.verdict(&standing.county.verdict);
    let rules = Tally::of(standing.county.rules.iter().map(|rule| rule.verdict));
    let (all, met, not_met, open) = (rules.all(), rules.met, rules.not_met, rules.undetermined);
    match lang {
        Lang::Zh => {
            let open = said_if(open, |open| format!("，{open} 条无法判定"));
            format!(
                "{county}{period}学年{verdict}：{all} 条规则中 {met} 条达标，{not_met} 条不达标{open}。"
            )
        }
        Lang::En => {
            let open = said_if(open, |open| format!(", {open} undetermined"));
            format!(
                "{county}, {period}: {verdict}. Of {all} rules {met} are met, {not_met} not met{open}."
            )
        }
    }
}

fn said_if(count: usize, say: impl Fn(usize) -> String) -> String {
    if count == 0 {
        String::new()
    } else {
        say(count)
    }
}

fn key_figures(
    standing: &Standing<'_>,
    groups: &[TileGroup],
    missing: usize,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Vec<KeyFigure> {
    let tiles = Tally::of(
        groups
            .iter()
            .flat_map(|group| &group.tiles)
            .map(|tile| tile.verdict),
    );
    let units = standing.tally();
    vec![
        KeyFigure {
            label: lang.say("达标指标", "Indicators met").to_owned(),
            value: tiles.met.to_string(),
            unit: of_all(tiles.all(), lang.say("项", ""), lang),
            note: tally_note(tiles, lang),
            href: "#wall".to_owned(),
            icon: "checklist",
            verdict: None,
        },
        KeyFigure {
            label: lang
                .say("达标学校（按学段）", "Schools by stage that pass")
                .to_owned(),
            value: units.met.to_string(),
            unit: of_all(units.all(), lang.say("个", ""), lang),
            note: tally_note(units, lang),
            href: addresses.page("/schools"),
            icon: "school",
            verdict: None,
        },
        greatest_variation(standing, addresses, lang),
        KeyFigure {
            label: lang.say("缺失数据", "Missing data").to_owned(),
            value: missing.to_string(),
            unit: lang.say("处", "").to_owned(),
            note: match missing {
                0 => lang.say("数据齐全", "Nothing is missing"),
                _ => lang.say("补齐后才能判定", "To be handed in before all can be judged"),
            }
            .to_owned(),
            href: "#missing".to_owned(),
            icon: "alert-circle",
            verdict: None,
        },
    ]
}

fn of_all(all: usize, unit: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("/ {all} {unit}"),
        Lang::En => format!("of {all}"),
    }
}

fn tally_note(tally: Tally, lang: Lang) -> String {
    let (not_met, open) = (tally.not_met, tally.undetermined);
    match lang {
        Lang::Zh => format!(
            "{not_met} 不达标{}",
            said_if(open, |open| format!("，{open} 无法判定"))
        ),
        Lang::En => format!(
            "{not_met} not met{}",
            said_if(open, |open| format!(", {open} undetermined"))
        ),
    }
}

/// How near a variation comes to its limit: 1 is at it.
fn part_of_limit(variation: &Variation) -> f64 {
    variation
        .limit
        .map_or(0.0, |limit| variation.coefficient / limit)
}

/// The variation that comes nearest to its limit, or is furthest beyond it.
fn greatest_variation(
    standing: &Standing<'_>,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> KeyFigure {
    let label = lang.say("最大差异系数", "Greatest variation").to_owned();
    let greatest = standing
        .variations()
        .into_iter()
        .max_by(|(_, left), (_, right)| part_of_limit(left).total_cmp(&part_of_limit(right)));
    let Some((finding, variation)) = greatest else {
        return KeyFigure {
            label,
            value: crate::lang::NOTHING.to_owned(),
            icon: "scale",
            ..KeyFigure::default()
        };
    };
    let limit = variation.limit.map(figures::plain).unwrap_or_default();
    let name = standing.labelled(&finding.id, finding.stage);
    KeyFigure {
        label,
        value: figures::coefficient(variation.coefficient, variation.limit),
        unit: String::new(),
        note: match lang {
            Lang::Zh => format!("{name}，上限 {limit}"),
            Lang::En => format!("{name}, at most {limit}"),
        },
        href: addresses.indicator(&finding.id, finding.stage),
        icon: "scale",
        verdict: standing.variation_verdict(&variation),
    }
}

fn rules(standing: &Standing<'_>, addresses: &CountyAddresses<'_>) -> Vec<RuleRow> {
    let links = |indicators: &[(String, Option<Stage>)]| {
        let link = |(id, stage): &(String, Option<Stage>)| {
            Link::new(
                standing.labelled(id, *stage),
                addresses.indicator(id, *stage),
            )
        };
        indicators.iter().map(link).collect()
    };
    let row = |rule: &RuleFinding| RuleRow {
        name: standing.rule_name(rule),
        verdict: rule.verdict,
        figures: standing.rule_figures(rule).unwrap_or_default(),
        failing: links(&rule.failing),
        open: links(&rule.undetermined),
    };
    standing.county.rules.iter().map(row).collect()
}

/// The variations, those nearest to their limits first.
pub fn variations(
    standing: &Standing<'_>,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Vec<VariationRow> {
    let row = |(finding, variation): (&IndicatorFinding, Variation)| VariationRow {
        label: standing.labelled(&finding.id, finding.stage),
        href: addresses.indicator(&finding.id, finding.stage),
        coefficient: figures::coefficient(variation.coefficient, variation.limit),
        limit: variation.limit.map_or(String::new(), |limit| {
            format!("≤ {}", figures::fixed(limit, 2))
        }),
        verdict: standing.variation_verdict(&variation),
        spread: standing.spread_text(finding, &variation),
        flips: standing
            .flips(&variation)
            .join(lang.of_report().semicolon()),
    };
    let mut all = standing.variations();
    all.sort_by(|(_, left), (_, right)| part_of_limit(right).total_cmp(&part_of_limit(left)));
    all.into_iter().map(row).collect()
}
