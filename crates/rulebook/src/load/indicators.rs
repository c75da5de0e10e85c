//! `[[indicator]]`: what all kinds have in common, and their limits.

use std::collections::BTreeMap;

use junheng_model::{Quantity, Stage};

use super::cases::{self, BOUNDS, Conditions};
use super::desk::PolicyDesk;
use super::figures;
use super::overlay::{self, Item, Link};
use super::{scoring, source};
use crate::expression::SCHOOL;
use crate::mistake::TextDiagnostic;
use crate::proof::{self, Question};
use crate::scope::Scope;
use crate::{Bound, Case, Figure, Indicator, JudgedBy};

/// The indicators of a policy.
pub(crate) struct Indicators {
    pub read: Vec<Indicator>,
    /// The ids of all, those that could not be read included.
    pub declared: Vec<String>,
}

/// The indicators of a chain of policies, their limits proved.
pub(crate) fn read(chain: &[Link<'_>], policy: &PolicyDesk<'_>) -> Indicators {
    let items = overlay::items(
        chain,
        "indicator",
        "id",
        ("指标", "indicator"),
        policy.mistakes(),
    );
    let read = items
        .iter()
        .filter_map(|item| {
            let indicator = indicator(item, policy);
            item.merged.finish(policy.mistakes());
            indicator
        })
        .collect();
    check_parts(&items, policy);
    Indicators {
        read,
        declared: items.into_iter().map(|item| item.name).collect(),
    }
}

fn indicator(item: &Item<'_>, policy: &PolicyDesk<'_>) -> Option<Indicator> {
    let mistakes = policy.mistakes();
    let table = &item.merged;
    for key in [
        "id",
        "limit",
        "variation_at_most",
        "source",
        "parts",
        "part_of",
    ] {
        table.get(key);
    }
    let name = table.text("name", mistakes);
    let en = table.text("en", mistakes);
    let group = table.text("group", mistakes);
    let source = source::required(item.parts.first()?.table, mistakes);
    let figure = figures::read(item, policy);
    let bound = bound(item, policy);
    let unit = |key| {
        let named = table.optional_written(key, mistakes);
        named.map_or(String::new(), |named| policy.desk.unit(named))
    };
    let (unit, gap_unit) = (unit("unit"), unit("gap_unit"));
    let per = table.optional_quantity("per", mistakes);
    if per.is_some_and(|per| per <= Quantity::ZERO)
        && let Some(node) = table.get("per")
    {
        node.unfit("大于0的数", "a number above zero", mistakes);
    }
    let scoring = scoring::read(table, mistakes);
    let short = table.optional_text("short", mistakes);
    let whole_gap = table.yes_no_or("whole_gap", false, mistakes);
    let decimals = table.optional_whole("decimals", mistakes);
    let part_of = table.optional_text("part_of", mistakes);
    let (limits, complete) = limits(item, figure.as_ref(), policy);
    let variation_limits = variation_limits(item, figure.as_ref(), policy);
    let figure = figure?;
    let indicator = Indicator {
        id: item.name.clone(),
        short: short.or_else(|| name.clone()).unwrap_or_default(),
        name: name.unwrap_or_default(),
        en: en.unwrap_or_default(),
        group: group.unwrap_or_default(),
        part_of,
        figure,
        per: per.unwrap_or(Quantity::ONE),
        unit,
        gap_unit,
        whole_gap,
        decimals: decimals.unwrap_or(2),
        bound,
        limits,
        variation_limits,
        scoring,
        source,
        place: item.place.clone(),
    };
    if complete {
        prove(&indicator, policy);
    }
    Some(indicator)
}

/// On which side of its limit an indicator is met, which all layers must agree on.
fn bound(item: &Item<'_>, policy: &PolicyDesk<'_>) -> Bound {
    let mistakes = policy.mistakes();
    let mut found: Option<Bound> = item.merged.optional_word("bound", &BOUNDS, mistakes);
    for part in &item.parts {
        for (key, bound) in BOUNDS {
            item.merged.get(key);
            let Some(node) = part.table.get(key) else {
                continue;
            };
            if found.is_some_and(|found| found != bound) {
                mistakes.push(
                    TextDiagnostic::new(
                        &node.place,
                        "two-bounds",
                        "一个指标只能有一种界限",
                        "an indicator has one kind of bound",
                    )
                    .expected(
                        "at_least、at_most、above、below 之一，各层一致",
                        "one of at_least, at_most, above, below, the same in all layers",
                    ),
                );
            }
            found = found.or(Some(bound));
        }
    }
    if found.is_none() && item.merged.has("limit") {
        mistakes.push(TextDiagnostic::new(
            &item.place,
            "no-bound",
            "有 limit 而没有 at_least 等普通值的指标要写 bound = \"at_least\" 等",
            "an indicator with `limit` and no ordinary value needs `bound = \"at_least\"` or the like",
        ));
    }
    found.unwrap_or(Bound::AtLeast)
}

/// All limits of all layers, and whether everything that was stated could be read.
fn limits(item: &Item<'_>, figure: Option<&Figure>, policy: &PolicyDesk<'_>) -> (Vec<Case>, bool) {
    let mistakes = policy.mistakes();
    let scope = figure.and_then(|figure| unit_scope(figure, policy));
    let conditions = Conditions {
        scope,
        codes: policy.desk.codes,
    };
    let mut limits = Vec::new();
    let mut complete = true;
    for part in &item.parts {
        let entries = part.table.tables("limit", mistakes);
        let plain: Vec<_> = BOUNDS
            .iter()
            .filter_map(|(key, _)| part.table.get(key))
            .collect();
        if entries.is_empty() && plain.is_empty() {
            continue;
        }
        // Entries may each state a source of their own; a plain bound has the indicator's.
        let mut source = source::optional(part.table, mistakes);
        for node in plain {
            let source = source.get_or_insert_with(|| source::required(part.table, mistakes));
            let read = cases::plain(node, part, source, mistakes);
            complete &= !read.is_empty();
            limits.extend(read);
        }
        // What the conditions of an unread figure may speak of is not known.
        for entry in entries.into_iter().filter(|_| figure.is_some()) {
            let read = cases::entry(entry, "value", part, &conditions, source.as_ref(), mistakes);
            complete &= read.is_some();
            limits.extend(read);
        }
    }
    (limits, complete)
}

fn variation_limits(
    item: &Item<'_>,
    figure: Option<&Figure>,
    policy: &PolicyDesk<'_>,
) -> Vec<Case> {
    let mut limits = Vec::new();
    for part in &item.parts {
        let Some(node) = part.table.get("variation_at_most") else {
            continue;
        };
        let between_schools = matches!(
            figure,
            None | Some(Figure::Ratio {
                by: JudgedBy::SchoolStage | JudgedBy::School,
                ..
            })
        );
        if !between_schools {
            policy.mistakes().push(TextDiagnostic::new(
                &node.place,
                "no-variation",
                "只有按学段或学校的 ratio 指标才有差异系数",
                "only a ratio by 学段 or 学校 has a variation",
            ));
        }
        let source = source::required(part.table, policy.mistakes());
        limits.extend(cases::plain(node, part, &source, policy.mistakes()));
    }
    limits
}

/// The names that conditions of an indicator's limits may use; `None` when it has a county's value.
pub(super) fn unit_scope<'p>(figure: &Figure, policy: &'p PolicyDesk<'_>) -> Option<&'p Scope> {
    let from = match figure {
        Figure::Ratio { by, .. } => match by {
            JudgedBy::SchoolStage => policy.desk.stage_view()?,
            JudgedBy::School => SCHOOL,
            JudgedBy::County => return None,
        },
        Figure::Every(every) => &every.from,
        Figure::Share(_)
        | Figure::Total { .. }
        | Figure::Score(_)
        | Figure::Survey(_)
        | Figure::All { .. } => return None,
    };
    policy.scopes.get(from)
}

fn prove(indicator: &Indicator, policy: &PolicyDesk<'_>) {
    let scope = unit_scope(&indicator.figure, policy);
    let stages = stages_asked(indicator, policy);
    let asked = match &indicator.figure {
        Figure::Ratio { of, .. } => of.as_ref(),
        Figure::Every(every) => every.of.as_ref(),
        _ => None,
    };
    let limits = [
        (&indicator.limits, "的界限", "the limits of"),
        (
            &indicator.variation_limits,
            "的差异系数界限",
            "the variation limits of",
        ),
    ];
    for (cases, zh, en) in limits {
        if cases.is_empty() {
            continue;
        }
        let question = Question {
            subject: (
                format!("指标 {} {}{zh}", indicator.id, indicator.name),
                format!("{en} indicator {}", indicator.id),
            ),
            cases,
            stages: &stages,
            // A variation is the whole county's: what is asked of a unit does not matter.
            asked: asked.filter(|_| scope.is_some()),
            scope,
            over: cases::period(policy),
            place: &indicator.place,
        };
        proof::prove(&question, policy.mistakes());
    }
}

/// The stages for which a limit must exist.
fn stages_asked(indicator: &Indicator, policy: &PolicyDesk<'_>) -> Vec<Option<Stage>> {
    let cases = || indicator.limits.iter().chain(&indicator.variation_limits);
    let by_stage = cases().any(|case| case.stage.is_some());
    let every_stage = match &indicator.figure {
        Figure::Ratio { by, .. } => *by == JudgedBy::SchoolStage,
        Figure::Every(every) => {
            let has_stage =
                every.stage.is_some() || policy.desk.stage_view() == Some(every.from.as_str());
            if by_stage && !has_stage {
                policy.mistakes().push(
                    TextDiagnostic::new(
                        &indicator.place,
                        "no-stage",
                        "界限因学段而异，却不知一行属于哪个学段",
                        "limits differ by stage, but a row's stage is not known",
                    )
                    .mend(
                        "补上 stage = \"…\"，即写学段的列",
                        "add `stage = \"…\"`, the column that holds it",
                    ),
                );
            }
            has_stage
        }
        _ => false,
    };
    if every_stage {
        return Stage::COMPULSORY.map(Some).to_vec();
    }
    if !by_stage {
        return vec![None];
    }
    // A county's figure is asked for the stages that have a limit, and for no other.
    Stage::ALL
        .into_iter()
        .filter(|stage| cases().any(|case| case.stage.is_none_or(|of| of == *stage)))
        .filter(|stage| cases().any(|case| case.stage == Some(*stage)))
        .map(Some)
        .collect()
}

/// Whether parts and wholes name each other.
fn check_parts(items: &[Item<'_>], policy: &PolicyDesk<'_>) {
    let mistakes = policy.mistakes();
    let by_id: BTreeMap<&str, &Item<'_>> = items
        .iter()
        .map(|item| (item.name.as_str(), item))
        .collect();
    for item in items {
        for part in item.merged.texts("parts", mistakes) {
            match by_id.get(part.text.as_str()) {
                None => {
                    policy
                        .desk
                        .unknown(part, "指标", "indicator", by_id.keys().copied());
                }
                Some(found) => {
                    let whole = found.merged.optional_text("part_of", mistakes);
                    if whole.as_deref() != Some(item.name.as_str()) {
                        mistakes.push(
                            TextDiagnostic::new(
                                &part.place(0),
                                "part-of",
                                format!("指标 {} 没有写明是 {} 的一部分", part.text, item.name),
                                format!(
                                    "indicator {} does not say that it is part of {}",
                                    part.text, item.name
                                ),
                            )
                            .mend(
                                format!("在 {} 中写 part_of = \"{}\"", part.text, item.name),
                                format!("write part_of = \"{}\" in {}", item.name, part.text),
                            ),
                        );
                    }
                }
            }
        }
        check_whole(item, &by_id, policy);
    }
}

fn check_whole(item: &Item<'_>, by_id: &BTreeMap<&str, &Item<'_>>, policy: &PolicyDesk<'_>) {
    let mistakes = policy.mistakes();
    let Some(whole) = item.merged.optional_written("part_of", mistakes) else {
        return;
    };
    let Some(found) = by_id.get(whole.text.as_str()) else {
        policy
            .desk
            .unknown(whole, "指标", "indicator", by_id.keys().copied());
        return;
    };
    let parts = found.merged.texts("parts", mistakes);
    if !parts.iter().any(|part| part.text == item.name) {
        mistakes.push(
            TextDiagnostic::new(
                &whole.place(0),
                "part-of",
                format!("指标 {} 的 parts 中没有 {}", whole.text, item.name),
                format!(
                    "`parts` of indicator {} does not name {}",
                    whole.text, item.name
                ),
            )
            .mend(
                format!("在 {} 的 parts 中补上 \"{}\"", whole.text, item.name),
                format!("add \"{}\" to the parts of {}", item.name, whole.text),
            ),
        );
    }
}
