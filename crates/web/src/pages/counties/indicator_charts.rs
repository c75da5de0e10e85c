//! The charts of one indicator: schools in order, how they are spread, where they stand, how it went.

use std::collections::HashMap;

use junheng_app::SchoolPlace;
use junheng_model::{IndicatorFinding, Stage, Verdict};
use junheng_report::figures;
use junheng_report::standing::Standing;
use junheng_rulebook::Indicator;

use super::course::Course;
use crate::components::{
    Chart, Distribution, DistributionBin, MapSchool, Ranking, RankingBar, SchoolMap, TrendChart,
    TrendLine, VariationShare, VariationShares,
};
use crate::lang::Lang;

/// A picture of more schools than these is no longer read, and takes long to fetch.
const MOST_BARS: usize = 120;
const MOST_PLACES: usize = 400;
/// How many schools are named as those that a variation comes from.
const MOST_SHARES: usize = 11;
/// How many bins show the spread of a few dozen schools well.
const BINS: usize = 10;

/// One school's figure, as the charts and the table show it.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolFigure {
    pub unit: usize,
    pub code: String,
    pub name: String,
    pub value: Option<f64>,
    pub verdict: Verdict,
    pub href: String,
    /// Part of the county's variation, 0 to 1.
    pub share: Option<f64>,
}

/// What the charts of an indicator are drawn from.
pub struct Subject<'a> {
    pub standing: &'a Standing<'a>,
    pub indicator: &'a Indicator,
    pub finding: &'a IndicatorFinding,
    pub schools: &'a [SchoolFigure],
    pub lang: Lang,
}

impl Subject<'_> {
    fn name(&self) -> String {
        self.standing.short(self.indicator).to_owned()
    }

    fn unit(&self) -> String {
        let names = self.standing.names;
        names.unit(&self.indicator.unit).to_owned()
    }

    fn decimals(&self) -> usize {
        self.indicator.decimals as usize
    }

    fn not_met(&self) -> usize {
        let schools = self.schools.iter();
        schools
            .filter(|school| school.verdict == Verdict::NotMet)
            .count()
    }

    /// Schools in order of value, the lowest first; those without a value last.
    pub fn ranking(&self) -> Chart {
        let all = self.schools.len();
        let bar = |school: &SchoolFigure| RankingBar {
            name: school.name.clone(),
            value: school.value,
            verdict: school.verdict,
            href: school.href.clone(),
        };
        let not_met = self.not_met();
        let title = match self.lang {
            Lang::Zh => format!("各校{}：{all} 所中 {not_met} 所未达标", self.name()),
            Lang::En => format!("{}: {not_met} of {all} schools below", self.name()),
        };
        let mut chart = Chart::ranking(
            "ranking",
            &title,
            Ranking {
                name: self.name(),
                unit: self.unit(),
                decimals: self.decimals(),
                threshold: self.standing.threshold(self.finding),
                bars: self.schools.iter().take(MOST_BARS).map(bar).collect(),
            },
            self.lang,
        );
        if all > MOST_BARS {
            chart.note = match self.lang {
                Lang::Zh => format!("图上是最低的 {MOST_BARS} 所，其余见下表。"),
                Lang::En => format!("The lowest {MOST_BARS} are drawn; the table has the rest."),
            };
        }
        chart
    }

    /// How many schools lie where; nothing when all have the same value.
    pub fn distribution(&self) -> Option<Chart> {
        let values = self.schools.iter().filter_map(|school| school.value);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low >= high {
            return None;
        }
        let edges = edges(low, high, self.standing.threshold(self.finding));
        let count = |verdict, from: f64, to: f64, is_last: bool| {
            let within = |school: &&SchoolFigure| {
                let inside = |value: f64| value >= from && (value < to || is_last);
                school.verdict == verdict && school.value.is_some_and(inside)
            };
            u32::try_from(self.schools.iter().filter(within).count()).unwrap_or(u32::MAX)
        };
        let last = edges.len() - 2;
        let bin = |(index, edge): (usize, &[f64])| DistributionBin {
            from: edge[0],
            to: edge[1],
            met: count(Verdict::Met, edge[0], edge[1], index == last),
            not_met: count(Verdict::NotMet, edge[0], edge[1], index == last),
        };
        let bins = edges.windows(2).enumerate().map(bin).collect();
        let title = self.lang.say("学校的分布", "How the schools are spread");
        Some(Chart::distribution(
            "distribution",
            title,
            Distribution {
                name: self.name(),
                unit: self.unit(),
                decimals: self.decimals(),
                threshold: self.standing.threshold(self.finding),
                bins,
            },
            self.lang,
        ))
    }

    /// Each school's part in the variation; nothing where there is none.
    pub fn shares(&self) -> Option<Chart> {
        let variation = self.finding.variation?;
        let of_schools = self.standing.spread(self.finding, &variation);
        if of_schools.is_empty() {
            return None;
        }
        let by_unit: HashMap<usize, &SchoolFigure> = self
            .schools
            .iter()
            .map(|school| (school.unit, school))
            .collect();
        let named = of_schools.iter().take(MOST_SHARES);
        let mut shares: Vec<VariationShare> = named
            .filter_map(|spread| {
                let school = by_unit.get(&spread.unit)?;
                Some(VariationShare {
                    name: school.name.clone(),
                    share: spread.share,
                    href: school.href.clone(),
                    is_below: Some(spread.below),
                })
            })
            .collect();
        let rest = of_schools.len().saturating_sub(MOST_SHARES);
        if rest > 0 {
            let sum = of_schools[MOST_SHARES..].iter().map(|of| of.share).sum();
            let label = match self.lang {
                Lang::Zh => format!("其余 {rest} 所"),
                Lang::En => format!("{rest} others"),
            };
            shares.push(VariationShare {
                name: label,
                share: sum,
                href: String::new(),
                is_below: None,
            });
        }
        let title = self.lang.say(
            "差异来自哪些学校，先补哪些",
            "Where the variation comes from, and whom to mend first",
        );
        let name = self.name();
        let shares = VariationShares { name, shares };
        Some(Chart::shares("shares", title, shares, self.lang))
    }

    /// Schools where they stand, by state; nothing when none said where it stands.
    pub fn map(&self, places: &HashMap<String, SchoolPlace>) -> Option<Chart> {
        let placed = self
            .schools
            .iter()
            .filter(|school| places.contains_key(&school.code));
        if placed.count() == 0 {
            return None;
        }
        let school = |school: &SchoolFigure| {
            let place = places.get(&school.code);
            let value = self.lang.figure(&school.value, self.decimals());
            MapSchool {
                name: school.name.clone(),
                longitude: place.map(|place| place.longitude),
                latitude: place.map(|place| place.latitude),
                verdict: school.verdict,
                value: self.standing.names.amount(&value, &self.indicator.unit),
                href: school.href.clone(),
            }
        };
        let map = SchoolMap {
            all_named: false,
            name: self.name(),
            schools: self.schools.iter().take(MOST_PLACES).map(school).collect(),
        };
        let title = self.lang.say("学校分布图", "Where the schools stand");
        Some(Chart::map("map", title, map, self.lang))
    }

    /// How the county's value went, stage by stage; nothing for a single year.
    pub fn trend(&self, course: &Course, stages: &[(Option<Stage>, Option<f64>)]) -> Option<Chart> {
        let lines = stages.iter().map(|(stage, threshold)| TrendLine {
            name: match stage {
                Some(stage) => self.lang.of_report().stage(Some(*stage)).to_owned(),
                None => self.name(),
            },
            threshold: *threshold,
            values: course.values(&self.indicator.id, *stage),
        });
        let lines: Vec<TrendLine> = lines.collect();
        let known = |line: &TrendLine| line.values.iter().flatten().count() > 1;
        if !lines.iter().any(known) {
            return None;
        }
        Some(Chart::trend(
            "trend",
            self.lang.say("历年变化", "Over the years"),
            TrendChart {
                unit: self.unit(),
                decimals: self.decimals(),
                periods: course.periods(),
                lines,
            },
            self.lang,
        ))
    }
}

/// Edges of equal bins from `low` to `high` on round numbers, with the threshold among them.
fn edges(low: f64, high: f64, threshold: Option<f64>) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "ten bins")]
    let rough = (high - low) / BINS as f64;
    let magnitude = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * magnitude)
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    // Counted from the threshold, no bin holds schools on both sides of it.
    let anchor = threshold.unwrap_or(0.0);
    let mut edge = anchor + ((low - anchor) / step).floor() * step;
    let mut edges = vec![edge];
    while edge <= high {
        edge += step;
        edges.push(edge);
    }
    edges
}

/// A school's figure in words: `4.21 m²/生`.
pub fn value_text(indicator: &Indicator, value: Option<f64>, limit: Option<f64>) -> String {
    figures::value(indicator, value, limit)
}

#[cfg(test)]
mod tests {
    use super::edges;

    #[test]
    fn no_bin_holds_schools_on_both_sides_of_the_threshold() {
        for (low, high, threshold) in [(3.6, 7.1, 4.5), (0.2, 0.9, 0.5), (1500.0, 9000.0, 2000.0)] {
            let edges = edges(low, high, Some(threshold));
            assert!(
                edges[0] <= low && *edges.last().unwrap_or(&0.0) > high,
                "{edges:?}"
            );
            let on_edge = edges.iter().any(|edge| (edge - threshold).abs() < 1e-6);
            assert!(on_edge, "{threshold} is no edge of {edges:?}");
            assert!((5..=14).contains(&edges.len()), "{edges:?}");
        }
    }
}
