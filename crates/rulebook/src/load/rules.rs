//! `[[rule]]`: the county's verdict.

use junheng_model::{Quantity, Stage};

use super::cases::{self, Conditions};
use super::desk::PolicyDesk;
use super::indicators::Indicators;
use super::names::Seen;
use super::overlay::{self, Item, Link};
use super::source;
use super::tree::Table;
use crate::mistake::TextDiagnostic;
use crate::proof::{self, Question};
use crate::{Case, Figure, Indicator, JudgedBy, Rule, RuleKind};

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    EachSchool,
    Variations,
    MeanVariation,
    Indicators,
    WorkScore,
}

/// The rules of a chain of policies.
pub(crate) fn read(
    chain: &[Link<'_>],
    indicators: &Indicators,
    policy: &PolicyDesk<'_>,
) -> Vec<Rule> {
    overlay::items(chain, "rule", "id", ("规则", "rule"), policy.mistakes())
        .into_iter()
        .filter_map(|item| {
            let rule = rule(&item, indicators, policy);
            item.merged.finish(policy.mistakes());
            rule
        })
        .collect()
}

fn rule(item: &Item<'_>, indicators: &Indicators, policy: &PolicyDesk<'_>) -> Option<Rule> {
    let mistakes = policy.mistakes();
    let table = &item.merged;
    table.get("id");
    let name = table.text("name", mistakes);
    let en = table.text("en", mistakes);
    let source = source::required(table, mistakes);
    let kind = table.word(
        "kind",
        &[
            ("each_school", Kind::EachSchool),
            ("variations", Kind::Variations),
            ("mean_variation", Kind::MeanVariation),
            ("indicators", Kind::Indicators),
            ("work_score", Kind::WorkScore),
        ],
        mistakes,
    )?;
    let of = of(table, kind, indicators, policy);
    let kind = match kind {
        Kind::EachSchool => each_school(item, of, policy)?,
        Kind::Variations => RuleKind::Variations { of },
        Kind::Indicators => RuleKind::Indicators { of },
        Kind::MeanVariation => RuleKind::MeanVariation {
            of,
            at_most: bounds(item, "at_most", policy),
        },
        Kind::WorkScore => RuleKind::WorkScore {
            of,
            at_least: bounds(item, "at_least", policy),
        },
    };
    Some(Rule {
        id: item.name.clone(),
        name: name?,
        en: en?,
        kind,
        source,
        place: item.place.clone(),
    })
}

/// The indicators that a rule speaks of, each fit for its kind.
fn of(table: &Table, kind: Kind, indicators: &Indicators, policy: &PolicyDesk<'_>) -> Vec<String> {
    let mistakes = policy.mistakes();
    let stated = table.some_texts("of", mistakes);
    let mut seen = Seen::default();
    for id in &stated {
        seen.is_new(&id.text, &id.place(0), ("指标", "indicator"), mistakes);
        let Some(indicator) = indicators.read.iter().find(|known| known.id == id.text) else {
            // An indicator that is declared and could not be read has told why.
            if !indicators.declared.contains(&id.text) {
                let known = indicators.declared.iter().map(String::as_str);
                policy.desk.unknown(id, "指标", "indicator", known);
            }
            continue;
        };
        if let Some((zh, en)) = misfit(kind, indicator) {
            mistakes.push(TextDiagnostic::new(
                &id.place(0),
                "indicator-misfit",
                format!("指标 {} {zh}", indicator.id),
                format!("indicator {} {en}", indicator.id),
            ));
        }
    }
    stated.into_iter().map(|id| id.text.clone()).collect()
}

/// Why a rule of this kind cannot speak of the indicator.
fn misfit(kind: Kind, indicator: &Indicator) -> Option<(&'static str, &'static str)> {
    let by_school = matches!(
        indicator.figure,
        Figure::Ratio {
            by: JudgedBy::SchoolStage | JudgedBy::School,
            ..
        }
    );
    match kind {
        Kind::EachSchool if !by_school => Some(("不按学段或学校评价", "is not by 学段 or 学校")),
        Kind::EachSchool if indicator.limits.is_empty() => Some(("没有界限", "has no bound")),
        Kind::Variations if indicator.variation_limits.is_empty() => {
            Some(("没有差异系数界限", "has no variation limit"))
        }
        Kind::MeanVariation if !by_school => Some(("没有差异系数", "has no variation")),
        Kind::WorkScore if indicator.scoring.is_none() => Some(("没有计分办法", "has no scoring")),
        _ => None,
    }
}

fn each_school(item: &Item<'_>, of: Vec<String>, policy: &PolicyDesk<'_>) -> Option<RuleKind> {
    let mistakes = policy.mistakes();
    let table = &item.merged;
    let at_least = table.optional_whole("at_least", mistakes);
    if let Some(at_least) = at_least
        && (at_least as usize > of.len() || at_least == 0)
        && let Some(node) = table.get("at_least")
    {
        let most = of.len();
        node.unfit(
            &format!("1至{most}之间的整数"),
            &format!("a whole number from 1 to {most}"),
            mistakes,
        );
    }
    if at_least.is_none() && !table.has("at_least") {
        table.quantity("at_least", mistakes);
    }
    let floor = table.optional_quantity("floor", mistakes);
    if floor.is_some_and(|floor| floor < Quantity::ZERO || floor > Quantity::ONE)
        && let Some(node) = table.get("floor")
    {
        node.unfit("0至1之间的数", "a number from 0 to 1", mistakes);
    }
    let share = shares(item, policy);
    Some(RuleKind::EachSchool {
        of,
        at_least: usize::try_from(at_least?).ok()?,
        floor,
        share,
    })
}

/// The dated shares of schools that must pass.
fn shares(item: &Item<'_>, policy: &PolicyDesk<'_>) -> Vec<Case> {
    let mistakes = policy.mistakes();
    item.merged.get("share");
    let conditions = Conditions {
        scope: None,
        codes: policy.desk.codes,
    };
    let mut shares = Vec::new();
    let mut complete = true;
    for part in &item.parts {
        let entries = part.table.tables("share", mistakes);
        if entries.is_empty() {
            continue;
        }
        let inherited = source::optional(part.table, mistakes);
        for entry in entries {
            let read = cases::entry(
                entry,
                "at_least",
                part,
                &conditions,
                inherited.as_ref(),
                mistakes,
            );
            complete &= read.is_some();
            shares.extend(read);
        }
    }
    if complete {
        prove(item, &shares, policy);
    }
    shares
}

/// The bounds of all layers under a key.
fn bounds(item: &Item<'_>, key: &'static str, policy: &PolicyDesk<'_>) -> Vec<Case> {
    let mistakes = policy.mistakes();
    if !item.merged.has(key) {
        item.merged.quantity(key, mistakes);
    }
    let mut bounds = Vec::new();
    for part in &item.parts {
        let Some(node) = part.table.get(key) else {
            continue;
        };
        let source = source::required(part.table, mistakes);
        bounds.extend(cases::plain(node, part, &source, mistakes));
    }
    prove(item, &bounds, policy);
    bounds
}

fn prove(item: &Item<'_>, cases: &[Case], policy: &PolicyDesk<'_>) {
    if cases.is_empty() {
        return;
    }
    let stages = if cases.iter().any(|case| case.stage.is_some()) {
        Stage::COMPULSORY.map(Some).to_vec()
    } else {
        vec![None]
    };
    proof::prove(
        &Question {
            subject: (
                format!("规则“{}”的界限", item.name),
                format!("the bounds of the rule `{}`", item.name),
            ),
            cases,
            stages: &stages,
            asked: None,
            scope: None,
            over: cases::period(policy),
            place: &item.place,
        },
        policy.mistakes(),
    );
}
