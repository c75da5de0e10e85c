//! `policies/<id>/policy.toml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use junheng_model::Quantity;

use super::desk::{Desk, PolicyDesk};
use super::overlay::{self, Link};
use super::tree::{self, Table};
use super::{indicators, parameters, rules, source};
use crate::expression::{Expected, SCHOOL};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::{SourceText, WrittenText};
use crate::{ColumnKind, Document, Exclusion, Layer, Policy, Split, TextPlace};

/// The first words of a policy. Without a day and a layer nothing of it can be checked; the rest may
/// be missing, which is reported.
struct Head {
    id: String,
    name: String,
    en: String,
    about: String,
    document: Document,
    layer: Layer,
    from: Date,
    until: Option<Date>,
    extends: Option<WrittenText>,
    place: TextPlace,
}

pub(crate) fn read_all(files: &BTreeMap<String, Arc<SourceText>>, desk: &Desk<'_>) -> Vec<Policy> {
    let trees: BTreeMap<&str, Table> = files
        .iter()
        .map(|(folder, file)| (folder.as_str(), tree::parse(file, desk.mistakes)))
        .collect();
    let heads: BTreeMap<&str, Head> = trees
        .iter()
        .filter_map(|(folder, file)| Some((*folder, head(folder, file, desk.mistakes)?)))
        .collect();
    let policies = heads
        .keys()
        .filter_map(|folder| {
            let chain = chain(folder, &heads, &trees, desk.mistakes)?;
            Some(policy(&heads[folder], &chain, desk))
        })
        .collect();
    for file in trees.values() {
        for key in [
            "exclude",
            "split",
            "groups",
            "parameter",
            "indicator",
            "rule",
        ] {
            file.get(key);
        }
        file.finish(desk.mistakes);
    }
    policies
}

fn head(folder: &str, file: &Table, mistakes: &Mistakes) -> Option<Head> {
    let id = file.written("id", mistakes);
    if let Some(id) = id
        && id.text != folder
    {
        mistakes.push(
            TextDiagnostic::new(
                &id.place(0),
                "id-and-folder",
                format!("编号“{}”与文件夹名“{folder}”不同", id.text),
                format!("the id `{}` is not the folder's name `{folder}`", id.text),
            )
            .mend(
                format!("写 id = \"{folder}\""),
                format!("write id = \"{folder}\""),
            ),
        );
    }
    let name = file.text("name", mistakes);
    let en = file.text("en", mistakes);
    let about = file.text_or_empty("about", mistakes);
    let layer = file.word(
        "layer",
        &[
            (Layer::Nation.id(), Layer::Nation),
            (Layer::Province.id(), Layer::Province),
            (Layer::County.id(), Layer::County),
        ],
        mistakes,
    );
    let from = file.date("from", mistakes);
    let until = file.optional_date("until", mistakes);
    overlay::check_period(from, until, &file.place, mistakes);
    let extends = file.optional_written("extends", mistakes).cloned();
    let document = file
        .table("document", mistakes)
        .and_then(|table| document(table, mistakes));
    Some(Head {
        id: folder.to_owned(),
        name: name.unwrap_or_default(),
        en: en.unwrap_or_default(),
        about,
        document: document.unwrap_or_else(no_document),
        layer: layer?,
        from: from?,
        until,
        extends,
        place: file.place.clone(),
    })
}

fn document(table: &Table, mistakes: &Mistakes) -> Option<Document> {
    let number = table.text("number", mistakes);
    let title = table.text("title", mistakes);
    let issuer = table.text("issuer", mistakes);
    let issued = table.date("issued", mistakes);
    table.finish(mistakes);
    Some(Document {
        number: number?,
        title: title?,
        issuer: issuer?,
        issued: issued?,
    })
}

/// What stands for a document that could not be read: what depends on the policy is still checked.
fn no_document() -> Document {
    Document {
        number: String::new(),
        title: String::new(),
        issuer: String::new(),
        issued: Date::ZERO,
    }
}

/// The policy and all that it extends, the outermost base first. `None` when a base is unknown or
/// broken, or when policies extend each other in a circle.
fn chain<'a>(
    folder: &str,
    heads: &BTreeMap<&str, Head>,
    trees: &'a BTreeMap<&str, Table>,
    mistakes: &Mistakes,
) -> Option<Vec<Link<'a>>> {
    let mut folders = vec![folder.to_owned()];
    let mut current = heads.get(folder)?;
    while let Some(extends) = &current.extends {
        if folders.contains(&extends.text) {
            let circle = folders.join(" → ");
            mistakes.push(TextDiagnostic::new(
                &extends.place(0),
                "extends-itself",
                format!("政策互相扩展，绕了一圈：{circle}"),
                format!("policies extend each other in a circle: {circle}"),
            ));
            return None;
        }
        current = base(current, extends, heads, trees, mistakes)?;
        folders.push(extends.text.clone());
    }
    let links = folders.iter().rev().filter_map(|folder| {
        let head = heads.get(folder.as_str())?;
        Some(Link {
            table: trees.get(folder.as_str())?,
            layer: head.layer,
            from: head.from,
            until: head.until,
        })
    });
    Some(links.collect())
}

/// The policy that another one extends.
fn base<'h>(
    upper: &Head,
    extends: &WrittenText,
    heads: &'h BTreeMap<&str, Head>,
    trees: &BTreeMap<&str, Table>,
    mistakes: &Mistakes,
) -> Option<&'h Head> {
    if !trees.contains_key(extends.text.as_str()) {
        mistakes.push(
            TextDiagnostic::new(
                &extends.place(0),
                "unknown-name",
                format!("没有编号为“{}”的政策", extends.text),
                format!("there is no policy `{}`", extends.text),
            )
            .known(&extends.text, trees.keys().copied()),
        );
        return None;
    }
    // A base whose own head is broken has told so already.
    let base = heads.get(extends.text.as_str())?;
    if base.layer > upper.layer {
        let (upper, base) = (upper.layer, base.layer);
        mistakes.push(TextDiagnostic::new(
            &extends.place(0),
            "extends-lower-layer",
            format!("{}级政策不能扩展{}级政策", upper.name(), base.name()),
            format!(
                "a policy of layer {} cannot extend one of layer {}",
                upper.id(),
                base.id()
            ),
        ));
    }
    Some(base)
}

fn policy(head: &Head, chain: &[Link<'_>], desk: &Desk<'_>) -> Policy {
    let parameters = parameters::read(chain, head.from, head.until, desk);
    let split = split(chain, desk);
    let policy_desk = PolicyDesk {
        desk,
        scopes: desk.scopes_with(&parameters::asks(&parameters)),
        split: split
            .iter()
            .flat_map(|split| split.columns.clone())
            .collect(),
        from: head.from,
        until: head.until,
    };
    let exclusions = exclusions(chain, &policy_desk);
    let indicators = indicators::read(chain, &policy_desk);
    let rules = rules::read(chain, &indicators, &policy_desk);
    Policy {
        id: head.id.clone(),
        name: head.name.clone(),
        en: head.en.clone(),
        about: head.about.clone(),
        document: head.document.clone(),
        layer: head.layer,
        from: head.from,
        until: head.until,
        extends: head.extends.as_ref().map(|extends| extends.text.clone()),
        exclusions,
        split,
        parameters,
        indicators: indicators.read,
        groups: groups(chain, desk.mistakes),
        rules,
        place: head.place.clone(),
    }
}

/// English names of groups, those of the last policy in the chain first.
fn groups(chain: &[Link<'_>], mistakes: &Mistakes) -> BTreeMap<String, String> {
    let mut groups = BTreeMap::new();
    for link in chain {
        let Some(table) = link.table.optional_table("groups", mistakes) else {
            continue;
        };
        for (name, entry) in &table.entries {
            if let Some(en) = entry.node.text(mistakes) {
                groups.insert(name.clone(), en.text.clone());
            }
        }
    }
    groups
}

fn exclusions(chain: &[Link<'_>], policy: &PolicyDesk<'_>) -> Vec<Exclusion> {
    let mistakes = policy.mistakes();
    overlay::items(
        chain,
        "exclude",
        "name",
        ("除外条件", "exclusion"),
        mistakes,
    )
    .into_iter()
    .filter_map(|item| {
        let when = item
            .merged
            .written("when", mistakes)
            .and_then(|written| policy.expression(written, SCHOOL, Expected::Condition));
        let source = source::required(&item.merged, mistakes);
        item.merged.get("name");
        let en = item.merged.text_or_empty("en", mistakes);
        item.merged.finish(mistakes);
        Some(Exclusion {
            name: item.name,
            en,
            when: when?,
            source,
        })
    })
    .collect()
}

/// The split of the last policy in the chain that states one.
fn split(chain: &[Link<'_>], desk: &Desk<'_>) -> Option<Split> {
    let mistakes = desk.mistakes;
    let table = chain
        .iter()
        .rev()
        .find_map(|link| link.table.optional_table("split", mistakes))?;
    let mut weights = Vec::new();
    if let Some(stages) = table.table("weights", mistakes) {
        for (name, entry) in &stages.entries {
            let stage = super::cases::stage_key(name, &entry.key, mistakes);
            let weight = entry.node.quantity(mistakes).filter(|weight| {
                let positive = *weight > Quantity::ZERO;
                if !positive {
                    entry
                        .node
                        .unfit("大于0的数", "a number above zero", mistakes);
                }
                positive
            });
            weights.extend(stage.zip(weight));
        }
        weights.sort_unstable_by_key(|(stage, _)| *stage);
    }
    let columns = table
        .texts("columns", mistakes)
        .into_iter()
        .filter(|column| shared_column(column, desk))
        .map(|column| column.text.clone())
        .collect();
    let source = source::required(table, mistakes);
    table.finish(mistakes);
    Some(Split {
        weights,
        columns,
        source,
    })
}

/// Whether a column is a figure of the whole school, which stages can share.
fn shared_column(name: &WrittenText, desk: &Desk<'_>) -> bool {
    let Some(schools) = desk.schools() else {
        return false;
    };
    let Some(column) = schools.column(&name.text) else {
        let known = schools.columns.iter().map(|column| column.name.as_str());
        desk.unknown(name, "列（在“学校”中）", "column", known);
        return false;
    };
    let shared =
        column.of.is_none() && matches!(column.kind, ColumnKind::Count | ColumnKind::Quantity);
    if !shared {
        desk.mistakes.push(TextDiagnostic::new(
            &name.place(0),
            "not-shared",
            format!("“{}”不是全校合用的数，不能拆分", name.text),
            format!(
                "`{}` is no figure of the whole school and cannot be split",
                name.text
            ),
        ));
    }
    shared
}
