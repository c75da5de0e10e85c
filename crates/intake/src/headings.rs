//! Finding the headings of a sheet: below title rows, over one to four rows, in any order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use junheng_model::Quantity;
use junheng_rulebook::{HeadingIndex, HeadingMatch, Presence, plain_text};

use crate::cell::{Cell, Value};

/// How many rows with content are searched for headings.
pub(crate) const SEARCHED: usize = 24;
/// Over how many rows headings may be spread.
const DEEPEST: usize = 4;
/// How many columns are looked at.
pub(crate) const WIDEST: usize = 1_000;

/// The first rows of a sheet, kept until the headings are found.
pub(crate) type Head = [(u32, Vec<Cell<'static>>)];

/// Where the headings of a register stand in a sheet, and what they mean.
#[derive(Debug, Clone)]
pub(crate) struct HeadingBlock {
    /// How many of the head's rows stand above the data, headings included.
    pub rows: usize,
    /// Matched columns by position in the sheet; more than one for a declared column are kept.
    pub matched: Vec<MatchedHeading>,
    /// Headings that mean no declared column: position and text.
    pub unknown: Vec<(u32, String)>,
    /// Units that stand above the headings: 单位：万元.
    pub title_units: Vec<String>,
}

/// A heading of the sheet that means a declared column.
#[derive(Debug, Clone)]
pub(crate) struct MatchedHeading {
    pub position: u32,
    /// As the user wrote it; the levels of a heading over several rows joined.
    pub text: String,
    pub found: HeadingMatch,
}

impl MatchedHeading {
    /// Takes its unit from a row of units below the headings, unless it states one itself.
    fn count_in(&mut self, units: &BTreeMap<u32, String>, index: &HeadingIndex<'_>) {
        let Some(unit) = units.get(&self.position) else {
            return;
        };
        let is_counted = index.register().columns[self.found.column].unit.is_some();
        if self.found.unit_stated || !is_counted {
            return;
        }
        self.found.unit_stated = true;
        match index.factor(unit, self.found.column) {
            Some(factor) => self.found.factor = factor,
            None => self.found.unfit_unit = Some(unit.clone()),
        }
    }
}

impl HeadingBlock {
    /// How many declared columns are there.
    pub fn distinct(&self) -> usize {
        let mut columns: Vec<usize> = self
            .matched
            .iter()
            .map(|heading| heading.found.column)
            .collect();
        columns.sort_unstable();
        columns.dedup();
        columns.len()
    }

    /// Whether the headings are this register's beyond doubt, for a sheet that is not named so:
    /// all required columns and half of the others that must be there.
    pub fn is_certain(&self, index: &HeadingIndex<'_>) -> bool {
        let found = |column: usize| {
            self.matched
                .iter()
                .any(|heading| heading.found.column == column)
        };
        let columns = || index.register().columns.iter().enumerate();
        let all_required = columns()
            .filter(|(_, column)| column.presence == Presence::Required)
            .all(|(position, _)| found(position));
        let expected: Vec<usize> = columns()
            .filter(|(_, column)| column.presence != Presence::Optional)
            .map(|(position, _)| position)
            .collect();
        let present = expected.iter().filter(|position| found(**position)).count();
        all_required && present >= 2 && 2 * present >= expected.len()
    }

    /// The factor for a heading that states no unit, where a title row states one that fits.
    pub fn title_factor(
        &self,
        index: &HeadingIndex<'_>,
        column: usize,
    ) -> Option<(&str, Quantity)> {
        index.register().columns[column].unit.as_ref()?;
        self.title_units.iter().find_map(|unit| {
            let factor = index.factor(unit, column)?;
            Some((unit.as_str(), factor))
        })
    }
}

/// The best block of headings of this register in the head of a sheet: the one that means most
/// declared columns, of those the one over fewest rows, of those the first.
pub(crate) fn find_headings(head: &Head, index: &HeadingIndex<'_>) -> Option<HeadingBlock> {
    let texts: Vec<BTreeMap<u32, &str>> =
        head.iter().map(|(_, cells)| heading_texts(cells)).collect();
    let mut cache = HashMap::new();
    let mut best: Option<(usize, usize, usize)> = None;
    for depth in 1..=DEEPEST {
        for start in 0..texts.len().saturating_sub(depth - 1) {
            let rows = &texts[start..start + depth];
            let most = best.map_or(0, |(count, _, _)| count);
            // Rows of data have few texts: no more columns can be meant than there are texts over each other.
            if positions(rows).len() <= most {
                continue;
            }
            let (matched, _) = read_block(rows, index, &mut cache);
            let mut columns: Vec<usize> =
                matched.iter().map(|heading| heading.found.column).collect();
            columns.sort_unstable();
            columns.dedup();
            if columns.len() > most {
                best = Some((columns.len(), start, depth));
            }
        }
    }
    let (_, start, depth) = best?;
    let mut rows = start + depth;
    let (mut matched, unknown) = read_block(&texts[start..rows], index, &mut cache);
    if let Some(units) = head.get(rows).and_then(|(_, cells)| unit_row(cells, index)) {
        matched
            .iter_mut()
            .for_each(|heading| heading.count_in(&units, index));
        rows += 1;
    }
    Some(HeadingBlock {
        rows,
        matched,
        unknown,
        title_units: title_units(&head[..start], index),
    })
}

/// The columns of the sheet in which these rows have texts.
fn positions(rows: &[BTreeMap<u32, &str>]) -> BTreeSet<u32> {
    rows.iter().flat_map(|row| row.keys().copied()).collect()
}

fn heading_texts<'h>(cells: &'h [Cell<'static>]) -> BTreeMap<u32, &'h str> {
    cells
        .iter()
        .take(WIDEST)
        .filter_map(|cell| Some((cell.column, cell.value.text()?)))
        .collect()
}

type Cache = HashMap<String, Option<HeadingMatch>>;

/// Reads some rows as headings: the matched columns and the texts that mean none, by position.
fn read_block(
    rows: &[BTreeMap<u32, &str>],
    index: &HeadingIndex<'_>,
    cache: &mut Cache,
) -> (Vec<MatchedHeading>, Vec<(u32, String)>) {
    let levels = spread_groups(rows);
    let mut matched = Vec::new();
    let mut unknown = Vec::new();
    for position in positions(&levels) {
        let chain: Vec<&str> = levels
            .iter()
            .filter_map(|level| level.get(&position).copied())
            .collect();
        match match_chain(&chain, index, cache) {
            Some(found) => matched.push(MatchedHeading {
                position,
                text: chain.join("/"),
                found,
            }),
            None => unknown.push((position, chain.join("/"))),
        }
    }
    (keep_most_specific(matched, &mut unknown), unknown)
}

/// Lets a text over a merged cell reach over the columns of its group: to the right until the next
/// text of its row, where a lower row has texts. Only what has a text below it is a group; files
/// without merged cells (.csv, .ods) are laid out the same way.
fn spread_groups<'h>(rows: &[BTreeMap<u32, &'h str>]) -> Vec<BTreeMap<u32, &'h str>> {
    let mut levels = Vec::with_capacity(rows.len());
    for (level, row) in rows.iter().enumerate() {
        let below: BTreeSet<u32> = rows[level + 1..]
            .iter()
            .flat_map(|row| row.keys().copied())
            .collect();
        let mut spread = row.clone();
        for position in below.iter().filter(|position| !row.contains_key(position)) {
            if let Some((group, text)) = row.range(..position).next_back()
                && below.contains(group)
            {
                spread.insert(*position, text);
            }
        }
        levels.push(spread);
    }
    levels
}

/// Looks up a heading over several rows: all levels joined first, since 小学/在校生数 says more than
/// 在校生数, then fewer of them, then the levels the other way round.
fn match_chain(
    chain: &[&str],
    index: &HeadingIndex<'_>,
    cache: &mut Cache,
) -> Option<HeadingMatch> {
    let chain = without_total_level(chain);
    let mut look_up = |text: String| {
        cache
            .entry(text)
            .or_insert_with_key(|text| index.find(text))
            .clone()
    };
    let last = chain.len().checked_sub(1)?;
    for start in 0..=last {
        if let Some(found) = look_up(chain[start..].concat()) {
            return Some(found);
        }
        let mut reversed: Vec<&str> = chain[start..].to_vec();
        reversed.reverse();
        if start < last
            && let Some(found) = look_up(reversed.concat())
        {
            return Some(found);
        }
    }
    // 小学/专任教师/其中:高于规定学历: the middle level may add nothing.
    (chain.len() > 2)
        .then(|| look_up([chain[0], chain[last]].concat()))
        .flatten()
}

/// 在校生数/合计 is 在校生数.
fn without_total_level<'c, 't>(chain: &'c [&'t str]) -> &'c [&'t str] {
    match chain.split_last() {
        Some((last, rest))
            if !rest.is_empty()
                && matches!(
                    plain_text(last).as_str(),
                    "计" | "合计" | "小计" | "总计" | "总数"
                ) =>
        {
            rest
        }
        _ => chain,
    }
}

/// Of two columns that seem to mean one declared column, one may do so only by its last level:
/// 初中/在校生数 beside 在校生数. Equal claims stay, for the user to decide.
fn keep_most_specific(
    matched: Vec<MatchedHeading>,
    unknown: &mut Vec<(u32, String)>,
) -> Vec<MatchedHeading> {
    let levels = |heading: &MatchedHeading| heading.text.matches('/').count();
    let fewest: HashMap<usize, usize> =
        matched.iter().fold(HashMap::new(), |mut fewest, heading| {
            let own = levels(heading);
            fewest
                .entry(heading.found.column)
                .and_modify(|least: &mut usize| *least = own.min(*least))
                .or_insert(own);
            fewest
        });
    let (kept, dropped): (Vec<_>, Vec<_>) = matched
        .into_iter()
        .partition(|heading| levels(heading) == fewest[&heading.found.column]);
    unknown.extend(
        dropped
            .into_iter()
            .map(|heading| (heading.position, heading.text)),
    );
    kept
}

/// The units of a row that holds nothing else, below the headings: 人, 人, 平方米, 万元. `None` for any other row.
fn unit_row(cells: &[Cell<'_>], index: &HeadingIndex<'_>) -> Option<BTreeMap<u32, String>> {
    let mut units = BTreeMap::new();
    for cell in cells.iter().take(WIDEST) {
        let plain = plain_text(cell.value.text()?);
        let unit = plain.trim_matches(['(', ')']);
        if matches!(unit, "单位" | "计量单位") {
            continue;
        }
        units.insert(cell.column, index.is_unit(unit).then(|| unit.to_owned())?);
    }
    (units.len() >= 2).then_some(units)
}

/// Units that title rows state, as in 单位：万元 or 计量单位：人、平方米.
fn title_units(titles: &Head, index: &HeadingIndex<'_>) -> Vec<String> {
    titles
        .iter()
        .flat_map(|(_, cells)| cells)
        .filter_map(|cell| cell.value.text())
        .flat_map(|text| {
            let stated = text
                .split_once("单位：")
                .or_else(|| text.split_once("单位:"))
                .map_or("", |(_, stated)| stated);
            stated.split(['、', '，', ',', ';', '；', ' ', '\u{3000}', ')', '）'])
        })
        .map(plain_text)
        .filter(|unit| !unit.is_empty() && index.is_unit(unit))
        .collect()
}

/// Whether a row only numbers the lines or columns of a form: `L1 L2 L3`, `甲 乙 1 2 3`.
pub(crate) fn is_line_numbers(cells: &[Cell<'_>]) -> bool {
    let mut numbered = 0;
    let mut next: Option<i64> = None;
    for cell in cells {
        let number = match &cell.value {
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 10_000.0 => {
                *number as i64
            }
            Value::Text(text) => {
                let plain = plain_text(text);
                if matches!(
                    plain.as_str(),
                    "甲" | "乙" | "丙" | "丁" | "戊" | "己" | "栏次" | "行次" | "序号"
                ) {
                    continue;
                }
                let digits = plain.strip_prefix(['l', 'c']).unwrap_or(&plain);
                match digits.trim_matches(['(', ')']).parse::<i64>() {
                    Ok(number) if number.abs() < 10_000 => number,
                    _ => return false,
                }
            }
            _ => return false,
        };
        if next.is_some_and(|expected| expected != number) {
            return false;
        }
        next = Some(number + 1);
        numbered += 1;
    }
    numbered >= 2
}
