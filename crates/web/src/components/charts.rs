//! What the charts are drawn of. Each chart has the same figures as a table below it, for those who see no
//! picture; both are made here from one thing, so that they cannot differ.
//!
//! `assets/charts.js` reads the JSON; a field that is added here is used there.

use junheng_model::Verdict;
use serde::Serialize;

use crate::lang::Lang;

/// Schools in order of value, with the threshold as a line.
#[derive(Debug, Clone, Serialize)]
pub struct Ranking {
    /// What is measured: `生均教学及辅助用房面积`.
    pub name: String,
    pub unit: String,
    pub decimals: usize,
    /// The line, where all bars share one.
    pub threshold: Option<f64>,
    /// In the order in which they are drawn.
    pub bars: Vec<RankingBar>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RankingBar {
    pub name: String,
    pub value: Option<f64>,
    pub verdict: Verdict,
    /// Where a click leads; empty for nowhere.
    pub href: String,
}

/// How many schools lie where.
#[derive(Debug, Clone, Serialize)]
pub struct Distribution {
    pub name: String,
    pub unit: String,
    pub decimals: usize,
    pub threshold: Option<f64>,
    /// Side by side, from low to high.
    pub bins: Vec<DistributionBin>,
}

/// The schools at `from` or above and below `to`.
#[derive(Debug, Clone, Serialize)]
pub struct DistributionBin {
    pub from: f64,
    pub to: f64,
    pub met: u32,
    pub not_met: u32,
}

/// Values over years.
#[derive(Debug, Clone, Serialize)]
pub struct TrendChart {
    pub unit: String,
    pub decimals: usize,
    /// The years, from the oldest on.
    pub periods: Vec<String>,
    pub lines: Vec<TrendLine>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TrendLine {
    /// The stage, the school or the county.
    pub name: String,
    /// What is required of this line; stages have bounds of their own.
    pub threshold: Option<f64>,
    /// One for each period; a gap where it is missing.
    pub values: Vec<Option<f64>>,
}

/// Schools by longitude and latitude, without a base map.
#[derive(Debug, Clone, Serialize)]
pub struct SchoolMap {
    pub name: String,
    /// Whether every symbol has its name beside it, and not only those that are not met.
    pub all_named: bool,
    pub schools: Vec<MapSchool>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MapSchool {
    pub name: String,
    /// Degrees east and north; a school without them is counted below the map.
    pub longitude: Option<f64>,
    pub latitude: Option<f64>,
    pub verdict: Verdict,
    /// As printed, with its unit.
    pub value: String,
    pub href: String,
}

/// Each school's part in the variation: whom to mend first.
#[derive(Debug, Clone, Serialize)]
pub struct VariationShares {
    pub name: String,
    /// Greatest first.
    pub shares: Vec<VariationShare>,
}

#[derive(Debug, Clone, Serialize)]
pub struct VariationShare {
    pub name: String,
    /// Part of one.
    pub share: f64,
    /// Where a click leads; empty for nowhere.
    pub href: String,
    /// Whether the school lies below the mean, so that mending it lowers the variation; nothing for several schools
    /// together.
    pub is_below: Option<bool>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Data {
    Ranking(Ranking),
    Distribution(Distribution),
    Trend(TrendChart),
    Map(SchoolMap),
    Shares(VariationShares),
}

/// The words that a chart writes, in the reader's language.
#[derive(Debug, Clone, Serialize)]
struct Words {
    met: &'static str,
    not_met: &'static str,
    undetermined: &'static str,
    threshold: &'static str,
    missing: &'static str,
    schools: &'static str,
    share: &'static str,
    cumulative: &'static str,
    below: &'static str,
    above: &'static str,
    no_places: &'static str,
}

/// A chart on a page.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Distinct on the page.
    pub id: String,
    pub kind: &'static str,
    /// Over the picture; says what is to be seen.
    pub title: String,
    /// Safe inside `<script type="application/json">`.
    pub json: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Under the picture, for what it leaves out; empty for nothing.
    pub note: String,
}

impl Chart {
    pub fn ranking(id: &str, title: &str, ranking: Ranking, lang: Lang) -> Self {
        let heads = [
            lang.say("学校", "School").to_owned(),
            with_unit(&ranking.name, &ranking.unit),
            verdict_head(lang),
        ];
        let bars = ranking.bars.iter();
        let rows = bars.map(|bar| {
            let value = lang.figure(&bar.value, ranking.decimals);
            vec![
                bar.name.clone(),
                value,
                lang.verdict(&bar.verdict).to_owned(),
            ]
        });
        let rows = rows.collect();
        Self::new(id, title, Data::Ranking(ranking), lang).table(heads.into(), rows)
    }

    pub fn distribution(id: &str, title: &str, distribution: Distribution, lang: Lang) -> Self {
        let words = words(lang);
        let heads = [
            with_unit(&distribution.name, &distribution.unit),
            words.met.to_owned(),
            words.not_met.to_owned(),
        ];
        let bins = distribution.bins.iter();
        let rows = bins.map(|bin| {
            let number = |value: f64| lang.number(value, distribution.decimals);
            let range = format!("{}–{}", number(bin.from), number(bin.to));
            vec![range, bin.met.to_string(), bin.not_met.to_string()]
        });
        let rows = rows.collect();
        Self::new(id, title, Data::Distribution(distribution), lang).table(heads.into(), rows)
    }

    pub fn trend(id: &str, title: &str, trend: TrendChart, lang: Lang) -> Self {
        let names = trend
            .lines
            .iter()
            .map(|line| with_unit(&line.name, &trend.unit));
        let heads = [lang.say("年度", "Year").to_owned()]
            .into_iter()
            .chain(names)
            .collect();
        let periods = trend.periods.iter().enumerate();
        let rows = periods.map(|(index, period)| {
            let values = trend.lines.iter().map(|line| {
                lang.figure(&line.values.get(index).copied().flatten(), trend.decimals)
            });
            [period.clone()].into_iter().chain(values).collect()
        });
        let rows = rows.collect();
        Self::new(id, title, Data::Trend(trend), lang).table(heads, rows)
    }

    /// Schools on a map.
    pub fn map(id: &str, title: &str, map: SchoolMap, lang: Lang) -> Self {
        let unplaced = |count| match lang {
            Lang::Zh => format!("另有 {count} 所学校没有经纬度，未在图上显示。"),
            Lang::En => format!("{count} more schools have no coordinates and are not shown."),
        };
        let what = lang.say("学校", "School");
        Self::symbols(id, title, map, (what, unplaced), lang)
    }

    /// Counties on a map, each in the middle of its schools.
    pub fn county_map(id: &str, title: &str, map: SchoolMap, lang: Lang) -> Self {
        let unplaced = |count| match lang {
            Lang::Zh => {
                format!("另有 {count} 个县的学校没有填报经纬度，或者还没有冻结，未在图上显示。")
            }
            Lang::En => format!(
                "{count} more counties are not shown: their schools have no coordinates, or nothing is frozen yet."
            ),
        };
        let what = lang.say("县（市、区）", "County");
        Self::symbols(id, title, map, (what, unplaced), lang)
    }

    fn symbols(
        id: &str,
        title: &str,
        map: SchoolMap,
        (what, note): (&str, impl Fn(usize) -> String),
        lang: Lang,
    ) -> Self {
        let heads = [what.to_owned(), map.name.clone(), verdict_head(lang)];
        let rows = map.schools.iter().map(|school| {
            vec![
                school.name.clone(),
                school.value.clone(),
                lang.verdict(&school.verdict).to_owned(),
            ]
        });
        let rows = rows.collect();
        let unplaced = map
            .schools
            .iter()
            .filter(|school| school.longitude.is_none() || school.latitude.is_none());
        let note = match unplaced.count() {
            0 => String::new(),
            count => note(count),
        };
        Self {
            note,
            ..Self::new(id, title, Data::Map(map), lang).table(heads.into(), rows)
        }
    }

    pub fn shares(id: &str, title: &str, shares: VariationShares, lang: Lang) -> Self {
        let words = words(lang);
        let heads = [
            lang.say("学校", "School"),
            words.share,
            words.cumulative,
            lang.say("与均值相比", "Beside the mean"),
        ]
        .map(str::to_owned);
        let mut sum = 0.0;
        let rows = shares.shares.iter().map(|of| {
            sum += of.share;
            let beside = of.is_below.map_or(
                "",
                |is_below| {
                    if is_below { words.below } else { words.above }
                },
            );
            vec![
                of.name.clone(),
                lang.percent(of.share, 1),
                lang.percent(sum, 1),
                beside.to_owned(),
            ]
        });
        let rows = rows.collect();
        Self::new(id, title, Data::Shares(shares), lang).table(heads.into(), rows)
    }

    fn new(id: &str, title: &str, data: Data, lang: Lang) -> Self {
        #[derive(Serialize)]
        struct Whole<'d> {
            words: Words,
            #[serde(flatten)]
            data: &'d Data,
        }
        let whole = Whole {
            words: words(lang),
            data: &data,
        };
        let json = serde_json::to_string(&whole).expect("numbers, texts and lists are always JSON");
        Self {
            id: id.to_owned(),
            kind: data.kind(),
            title: title.to_owned(),
            json: inside_script(&json),
            heads: Vec::new(),
            rows: Vec::new(),
            note: String::new(),
        }
    }

    fn table(self, heads: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        Self {
            heads,
            rows,
            ..self
        }
    }
}

impl Data {
    const fn kind(&self) -> &'static str {
        match self {
            Data::Ranking(_) => "ranking",
            Data::Distribution(_) => "distribution",
            Data::Trend(_) => "trend",
            Data::Map(_) => "map",
            Data::Shares(_) => "shares",
        }
    }
}

fn words(lang: Lang) -> Words {
    Words {
        met: lang.verdict(&Verdict::Met),
        not_met: lang.verdict(&Verdict::NotMet),
        undetermined: lang.verdict(&Verdict::Undetermined),
        threshold: lang.say("标准", "Required"),
        missing: lang.say("缺数据", "missing"),
        schools: lang.say("所", " schools"),
        share: lang.say("占差异的比重", "Share of the variation"),
        cumulative: lang.say("累计", "Cumulative"),
        below: lang.say("低于均值，先补", "below the mean: mend first"),
        above: lang.say("高于均值", "above the mean"),
        no_places: lang.say(
            "没有学校填报经纬度，暂时画不出分布图。",
            "No school has coordinates yet, so there is no map.",
        ),
    }
}

fn verdict_head(lang: Lang) -> String {
    lang.say("判定", "Verdict").to_owned()
}

fn with_unit(name: &str, unit: &str) -> String {
    if unit.is_empty() {
        name.to_owned()
    } else {
        format!("{name}（{unit}）")
    }
}

/// JSON that no browser can take for the end of the script or for markup.
fn inside_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use junheng_model::Verdict;

    use super::{Chart, MapSchool, Ranking, RankingBar, SchoolMap};
    use crate::lang::{Lang, NOTHING};

    fn bar(name: &str, value: Option<f64>, verdict: Verdict) -> RankingBar {
        RankingBar {
            name: name.to_owned(),
            value,
            verdict,
            href: String::new(),
        }
    }

    #[test]
    fn the_table_says_what_the_picture_shows() {
        let ranking = Ranking {
            name: "生均面积".to_owned(),
            unit: "m²".to_owned(),
            decimals: 2,
            threshold: Some(4.5),
            bars: vec![
                bar("向阳小学", Some(5.0), Verdict::Met),
                bar("河西小学", None, Verdict::Undetermined),
            ],
        };
        let chart = Chart::ranking("r", "排名", ranking, Lang::Zh);
        assert_eq!(chart.heads, ["学校", "生均面积（m²）", "判定"]);
        assert_eq!(
            chart.rows,
            [
                ["向阳小学", "5.00", "达标"],
                ["河西小学", NOTHING, "无法判定"]
            ]
        );
        assert!(
            chart.json.contains("\"kind\":\"ranking\""),
            "{}",
            chart.json
        );
    }

    #[test]
    fn a_name_cannot_end_the_script() {
        let school = MapSchool {
            name: "</script><b>".to_owned(),
            longitude: None,
            latitude: None,
            verdict: Verdict::Met,
            value: String::new(),
            href: String::new(),
        };
        let map = SchoolMap {
            name: "面积".to_owned(),
            all_named: false,
            schools: vec![school],
        };
        let chart = Chart::map("m", "分布", map, Lang::Zh);
        assert!(!chart.json.contains('<'), "{}", chart.json);
        assert_eq!(chart.note, "另有 1 所学校没有经纬度，未在图上显示。");
    }
}
