//! One snapshot judged several times, as of several days or by several policies: what differs stands beside
//! each other, what is the same is only counted.

use junheng_model::{Findings, IndicatorFinding, RuleFinding, Stage, Verdict};
use junheng_rulebook::Policy;

use super::{COUNTIES_IN_FULL, COUNTIES_LISTED, View, heading, paint, push_more, verdict_cell};
use crate::figures::{self, NO_FIGURE};
use crate::standing::Standing;
use crate::text_table::{Align, Cell, TextTable, paragraph};
use crate::words::{self, comparisons};

/// How the findings of several judgements of one snapshot differ, county by county: a column for each
/// policy and day. Rules and indicators that say the same everywhere are counted in one line, those that
/// only one policy has are named in one.
pub fn side_by_side(judged: &[(&Findings, &Policy)], view: View<'_>) -> String {
    let mut out = String::new();
    heading(&mut out, words::SIDE_BY_SIDE.say(view.lang()), view);
    let counties = counties(judged);
    if counties.len() > COUNTIES_IN_FULL {
        verdicts(&mut out, judged, &counties, view);
    } else {
        for county in counties {
            Beside::of(judged, county, view).push(&mut out);
        }
    }
    out
}

/// The counties of all judgements, each once.
fn counties<'a>(judged: &[(&'a Findings, &Policy)]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for county in judged.iter().flat_map(|(findings, _)| &findings.counties) {
        if !names.contains(&county.county.as_str()) {
            names.push(&county.county);
        }
    }
    names
}

/// What a column is called: the policy and the day.
fn column_names(judged: &[(&Findings, &Policy)]) -> Vec<String> {
    judged
        .iter()
        .map(|(findings, policy)| format!("{} {}", policy.id, findings.as_of))
        .collect()
}

/// The verdicts of many counties, those that differ in full.
fn verdicts(out: &mut String, judged: &[(&Findings, &Policy)], counties: &[&str], view: View<'_>) {
    let names = column_names(judged);
    let mut rows = Vec::new();
    for county in counties {
        let beside = Beside::of(judged, county, view);
        let verdicts: Vec<Option<Verdict>> = beside.verdicts().collect();
        if verdicts.iter().any(|verdict| *verdict != verdicts[0]) {
            rows.push(beside.verdict_row(county));
        }
    }
    let differing = rows.len();
    rows.truncate(COUNTIES_LISTED);
    if !rows.is_empty() {
        let table = table(words::COUNTY.say(view.lang()), &names, rows);
        out.push_str(&table.render(view.width, 2, view.colour));
    }
    push_more(out, differing.saturating_sub(COUNTIES_LISTED), view);
    let same = comparisons::same_counties(view.lang(), counties.len() - differing);
    out.push_str(&paragraph("", &same, view.width, 2));
}

fn table<'h>(first: &'h str, names: &'h [String], rows: Vec<Vec<Cell>>) -> TextTable<'h> {
    let columns = names.iter().map(|name| (name.as_str(), Align::Left));
    TextTable {
        heads: std::iter::once((first, Align::Left))
            .chain(columns)
            .collect(),
        flexible: 0,
        rows,
    }
}

/// One county as the judgements see it; `None` where one does not have it.
struct Beside<'a> {
    names: Vec<String>,
    standings: Vec<Option<Standing<'a>>>,
    view: View<'a>,
}

/// A line of the comparison: what each judgement says of one thing.
struct Compared {
    id: String,
    label: String,
    cells: Vec<Option<Cell>>,
}

/// The lines that differ, the count of those that do not, and for each judgement what it alone has.
struct Sorted {
    differing: Vec<Compared>,
    same: usize,
    alone: Vec<Vec<String>>,
}

impl<'a> Beside<'a> {
    fn of(judged: &[(&'a Findings, &'a Policy)], county: &str, view: View<'a>) -> Self {
        let standings = judged
            .iter()
            .map(|(findings, policy)| {
                Standing::all(findings, policy, view.names)
                    .find(|standing| standing.county.county == county)
            })
            .collect();
        Self {
            names: column_names(judged),
            standings,
            view,
        }
    }

    fn verdicts(&self) -> impl Iterator<Item = Option<Verdict>> + '_ {
        let verdict = |standing: &Standing<'_>| standing.county.verdict;
        self.standings
            .iter()
            .map(move |standing| standing.as_ref().map(verdict))
    }

    fn verdict_row(&self, label: &str) -> Vec<Cell> {
        let said = |verdict: Option<Verdict>| {
            verdict.map_or_else(
                || Cell::from(NO_FIGURE),
                |verdict| verdict_cell(verdict, self.view.lang()),
            )
        };
        std::iter::once(Cell::from(label))
            .chain(self.verdicts().map(said))
            .collect()
    }

    fn push(&self, out: &mut String) {
        let lang = self.view.lang();
        let county = self.standings.iter().flatten().next();
        let county = county.map_or("", |standing| &standing.county.county);
        let rules = self.sorted(self.rules());
        let indicators = self.sorted(self.indicators());
        let mut rows = vec![self.verdict_row(words::CONCLUSION.say(lang))];
        for compared in rules.differing.into_iter().chain(indicators.differing) {
            let cells = compared.cells.into_iter();
            let cells = cells.map(|cell| cell.unwrap_or_else(|| Cell::from(NO_FIGURE)));
            rows.push(
                std::iter::once(Cell::from(compared.label))
                    .chain(cells)
                    .collect(),
            );
        }
        let table = table(county, &self.names, rows);
        out.push_str(&table.render(self.view.width, 2, self.view.colour));
        for (index, name) in self.names.iter().enumerate() {
            let alone: Vec<&str> = rules.alone[index]
                .iter()
                .chain(&indicators.alone[index])
                .map(String::as_str)
                .collect();
            if !alone.is_empty() {
                let said = comparisons::only_in(lang, name, &alone.join(lang.comma()));
                out.push_str(&paragraph("- ", &said, self.view.width, 2));
            }
        }
        let same = comparisons::same_findings(lang, rules.same, indicators.same);
        out.push_str(&paragraph("", &same, self.view.width, 2));
    }

    fn sorted(&self, compared: Vec<Compared>) -> Sorted {
        let mut sorted = Sorted {
            differing: Vec::new(),
            same: 0,
            alone: vec![Vec::new(); self.names.len()],
        };
        for line in compared {
            let with: Vec<usize> = (0..line.cells.len())
                .filter(|&index| line.cells[index].is_some())
                .collect();
            let text = |cell: &Option<Cell>| cell.as_ref().map(|cell| cell.text.clone());
            match with.as_slice() {
                &[only] if !sorted.alone[only].contains(&line.id) => {
                    sorted.alone[only].push(line.id);
                }
                [_] => {}
                _ if line
                    .cells
                    .iter()
                    .all(|cell| text(cell) == text(&line.cells[0])) =>
                {
                    sorted.same += 1;
                }
                _ => sorted.differing.push(line),
            }
        }
        sorted
    }

    fn rules(&self) -> Vec<Compared> {
        self.matched(
            |standing| &standing.county.rules,
            |rule| (rule.rule.as_str(), rule.stage),
            |standing, rule| (standing.rule_name(rule), standing.rule_name(rule)),
            rule_cell,
        )
    }

    fn indicators(&self) -> Vec<Compared> {
        self.matched(
            |standing| &standing.county.indicators,
            |finding| (finding.id.as_str(), finding.stage),
            |standing, finding| {
                let label = standing.labelled(&finding.id, finding.stage);
                (finding.id.clone(), label)
            },
            indicator_cell,
        )
    }

    /// Things of one kind, each key once in the order of the first judgement that has it.
    fn matched<T: 'a>(
        &self,
        of: impl Fn(&Standing<'a>) -> &'a [T],
        key: impl Fn(&'a T) -> (&'a str, Option<Stage>),
        named: impl Fn(&Standing<'a>, &T) -> (String, String),
        cell: impl Fn(&Standing<'a>, &T) -> Cell,
    ) -> Vec<Compared> {
        let mut seen: Vec<(&str, Option<Stage>)> = Vec::new();
        let mut lines = Vec::new();
        for standing in self.standings.iter().flatten() {
            for thing in of(standing) {
                if seen.contains(&key(thing)) {
                    continue;
                }
                seen.push(key(thing));
                let said = |other: &Option<Standing<'a>>| {
                    let other = other.as_ref()?;
                    let same = of(other).iter().find(|other| key(other) == key(thing))?;
                    Some(cell(other, same))
                };
                let (id, label) = named(standing, thing);
                lines.push(Compared {
                    id,
                    label,
                    cells: self.standings.iter().map(said).collect(),
                });
            }
        }
        lines
    }
}

/// `不达标 33/46（≥ 46）`
fn rule_cell(standing: &Standing<'_>, rule: &RuleFinding) -> Cell {
    let lang = standing.lang();
    let mut text = lang.verdict(rule.verdict).to_owned();
    if let Some(said) = standing.rule_figures(rule) {
        text.push_str(&lang.bracketed(&said));
    }
    Cell {
        text,
        paint: paint(rule.verdict),
    }
}

/// `不达标 0.5030（≤ 0.45；3/4 ≥ 5.8 m²/生）` for one with a variation, else `不达标 94.9（≥ 95%）`.
fn indicator_cell(standing: &Standing<'_>, finding: &IndicatorFinding) -> Cell {
    let lang = standing.lang();
    let units = match finding.units {
        0 | 1 => String::new(),
        units => format!("{}/{units} ", finding.units_met),
    };
    let asked = format!("{units}{}", standing.asked(finding));
    let mut text = lang.verdict(finding.verdict).to_owned();
    let mut remarks = Vec::new();
    if let Some(variation) = finding.variation {
        let coefficient = figures::coefficient(variation.coefficient, variation.limit);
        text.push_str(&format!(" {coefficient}"));
        remarks.extend(
            variation
                .limit
                .map(|limit| format!("≤ {}", figures::fixed(limit, 2))),
        );
    } else if finding.value.is_some() {
        text.push_str(&format!(" {}", standing.value_text(finding)));
    }
    remarks.extend(Some(asked).filter(|asked| !asked.trim().is_empty()));
    if !remarks.is_empty() {
        text.push_str(&lang.bracketed(remarks.join(lang.semicolon()).trim()));
    }
    Cell {
        text,
        paint: paint(finding.verdict),
    }
}
