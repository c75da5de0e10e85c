//! Figures of a county that does not exist.

use junheng_model::Verdict;

use crate::components::{
    Calculation, CalculationRow, Chart, Distribution, DistributionBin, KeyFigure, MapSchool, Meter,
    MeterPart, Ranking, RankingBar, SchoolMap, Sparkline, Tile, TrendChart, TrendLine,
    VariationShare, VariationShares,
};
use crate::lang::Lang;

pub fn key_figures() -> Vec<KeyFigure> {
    let figure = |label: &str, value: &str, unit: &str, note: &str, icon, verdict| KeyFigure {
        label: label.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        note: note.to_owned(),
        href: "/style-guide".to_owned(),
        icon,
        verdict,
    };
    vec![
        figure(
            "达标指标",
            "27",
            "/ 32 项",
            "比上年多 4 项",
            "checklist",
            None,
        ),
        figure(
            "达标学校",
            "44",
            "/ 48 所",
            "3 所不达标，1 所缺数据",
            "school",
            None,
        ),
        figure(
            "最大差异系数",
            "0.531",
            "",
            "小学 · 生均图书，上限 0.50",
            "scale",
            Some(Verdict::NotMet),
        ),
        figure(
            "填报进度",
            "46",
            "/ 48 所",
            "1 所从未打开，1 所未填完",
            "edit",
            None,
        ),
    ]
}

pub fn meter() -> Meter {
    let part = |label: &str, count, tone| MeterPart {
        label: label.to_owned(),
        count,
        tone,
        href: "/style-guide".to_owned(),
    };
    Meter {
        title: "填报进度".to_owned(),
        parts: vec![
            part("已冻结", 6, "frozen"),
            part("已审核", 25, "done"),
            part("已提交", 9, "waiting"),
            part("已退回", 3, "returned"),
            part("草稿", 4, "quiet"),
            part("从未打开", 1, "unopened"),
        ],
    }
}

type TileText = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Verdict,
    &'static str,
);

const TILES: [TileText; 8] = [
    (
        "R1",
        "每百名学生拥有高于规定学历教师数",
        "5.62",
        "人",
        "≥ 4.2",
        Verdict::Met,
        "",
    ),
    (
        "R2",
        "每百名学生拥有县级以上骨干教师数",
        "0.94",
        "人",
        "≥ 1",
        Verdict::NotMet,
        "3 所不达标",
    ),
    (
        "R3",
        "每百名学生拥有体育、艺术专任教师数",
        "0.97",
        "人",
        "≥ 0.9",
        Verdict::Met,
        "仅高出 0.07",
    ),
    (
        "R4",
        "生均教学及辅助用房面积",
        "4.87",
        "m²",
        "≥ 4.5",
        Verdict::Met,
        "",
    ),
    (
        "R5",
        "生均体育运动场馆面积",
        "7.91",
        "m²",
        "≥ 7.5",
        Verdict::Met,
        "",
    ),
    (
        "R6",
        "生均教学仪器设备值",
        "—",
        "元",
        "≥ 2000",
        Verdict::Undetermined,
        "1 所缺数据",
    ),
    (
        "V4",
        "小学生均教学用房面积差异系数",
        "0.531",
        "",
        "≤ 0.50",
        Verdict::NotMet,
        "超出 0.031",
    ),
    (
        "G7",
        "义务教育学校班额",
        "45",
        "人/班",
        "≤ 45",
        Verdict::Met,
        "正好在上限",
    ),
];

pub fn tiles() -> Vec<Tile> {
    let courses = [
        [Some(4.4), Some(5.1), Some(5.62)],
        [Some(0.7), None, Some(0.94)],
        [Some(1.0), Some(0.95), Some(0.97)],
    ];
    let tile = |(index, text): (usize, TileText)| {
        let (id, name, value, unit, threshold, verdict, note) = text;
        let bound = threshold
            .split(' ')
            .next_back()
            .and_then(|number| number.parse().ok());
        Tile {
            id: id.to_owned(),
            name: name.to_owned(),
            href: "/style-guide".to_owned(),
            value: value.to_owned(),
            unit: unit.to_owned(),
            threshold: threshold.to_owned(),
            source: "县域优质均衡督导评估办法 第六条".to_owned(),
            verdict,
            note: note.to_owned(),
            trend: Sparkline {
                values: courses
                    .get(index)
                    .map(|course| course.to_vec())
                    .unwrap_or_default(),
                bound,
                says: "近三年走势".to_owned(),
            },
        }
    };
    TILES.into_iter().enumerate().map(tile).collect()
}

/// 48 names and figures that look like a county's.
pub fn county() -> Vec<(String, f64, Verdict)> {
    let places = [
        "向阳", "河西", "北关", "柳林", "石桥", "青山", "新华", "东风", "清泉", "高庄", "大屯",
        "白塔",
    ];
    let kinds = ["中心小学", "小学", "实验小学", "第二小学"];
    let names = kinds
        .iter()
        .flat_map(|kind| places.map(|place| format!("{place}{kind}")));
    let school = |(index, name): (u32, String)| {
        let value = 3.6 + f64::from(index * 37 % 48) * 0.072;
        let verdict = if value < 4.5 {
            Verdict::NotMet
        } else {
            Verdict::Met
        };
        (name, value, verdict)
    };
    (0..).zip(names).map(school).collect()
}

pub fn charts(lang: Lang) -> Vec<Chart> {
    vec![
        Chart::ranking(
            "ranking",
            "各小学生均教学及辅助用房面积：13 所低于标准",
            ranking(),
            lang,
        ),
        Chart::distribution(
            "distribution",
            "48 所小学的分布：12 所在标准以下",
            distribution(),
            lang,
        ),
        Chart::trend("trend", "五年来小学、初中都在提高", trend(), lang),
        Chart::map("map", "学校分布：不达标的集中在县东", map(), lang),
        Chart::shares("shares", "先补这几所：3 所学校占差异的七成", shares(), lang),
    ]
}

pub fn ranking() -> Ranking {
    let mut schools = county();
    schools.sort_by(|left, right| left.1.total_cmp(&right.1));
    let mut bars: Vec<RankingBar> = schools
        .into_iter()
        .map(|(name, value, verdict)| RankingBar {
            name,
            value: Some(value),
            verdict,
            href: "/style-guide".to_owned(),
        })
        .collect();
    bars.push(RankingBar {
        name: "寄宿制小学".to_owned(),
        value: None,
        verdict: Verdict::Undetermined,
        href: String::new(),
    });
    Ranking {
        name: "生均面积".to_owned(),
        unit: "m²".to_owned(),
        decimals: 2,
        threshold: Some(4.5),
        bars,
    }
}

pub fn distribution() -> Distribution {
    let bins = [
        (3.5, 0, 5),
        (4.0, 0, 7),
        (4.5, 7, 0),
        (5.0, 8, 0),
        (5.5, 7, 0),
        (6.0, 7, 0),
        (6.5, 6, 0),
        (7.0, 1, 0),
    ];
    let bins = bins.map(|(from, met, not_met)| DistributionBin {
        from,
        to: from + 0.5,
        met,
        not_met,
    });
    Distribution {
        name: "生均面积".to_owned(),
        unit: "m²".to_owned(),
        decimals: 1,
        threshold: Some(4.5),
        bins: bins.into(),
    }
}

pub fn trend() -> TrendChart {
    let line = |name: &str, threshold, values: [Option<f64>; 5]| TrendLine {
        name: name.to_owned(),
        threshold: Some(threshold),
        values: values.into(),
    };
    TrendChart {
        unit: "m²".to_owned(),
        decimals: 2,
        periods: [
            "2019-2020",
            "2020-2021",
            "2021-2022",
            "2022-2023",
            "2023-2024",
        ]
        .map(str::to_owned)
        .into(),
        lines: vec![
            line(
                "小学",
                4.5,
                [Some(3.92), Some(4.11), None, Some(4.66), Some(4.87)],
            ),
            line(
                "初中",
                5.8,
                [Some(5.20), Some(5.34), Some(5.61), Some(5.80), Some(6.02)],
            ),
        ],
    }
}

pub fn map() -> SchoolMap {
    let schools = (0..)
        .zip(county())
        .map(|(index, (name, value, verdict)): (u32, _)| {
            let placed = index % 9 != 4;
            let part = |step: u32| f64::from(index * step % 48) / 48.0;
            MapSchool {
                name,
                longitude: placed.then(|| 114.2 + 0.6 * part(11)),
                latitude: placed.then(|| 37.9 + 0.4 * part(29)),
                verdict: [verdict, Verdict::Undetermined][usize::from(index % 17 == 3)],
                value: format!("{value:.2} m²"),
                href: "/style-guide".to_owned(),
            }
        });
    SchoolMap {
        all_named: false,
        name: "生均面积".to_owned(),
        schools: schools.collect(),
    }
}

pub fn shares() -> VariationShares {
    let share = |(name, share): (&str, f64)| VariationShare {
        name: name.to_owned(),
        share,
        href: "/style-guide".to_owned(),
        is_below: (!name.starts_with("其余")).then_some(share < 0.3),
    };
    let shares = [
        ("向阳中心小学", 0.38),
        ("河西小学", 0.33),
        ("柳林小学", 0.08),
        ("石桥实验小学", 0.06),
        ("其余 41 所", 0.15),
    ];
    VariationShares {
        name: "差异".to_owned(),
        shares: shares.map(share).into(),
    }
}

pub fn calculation() -> Calculation {
    let row = |what: &str, numerator: &str, denominator: &str, cell: &str| CalculationRow {
        what: what.to_owned(),
        numerator: numerator.to_owned(),
        denominator: denominator.to_owned(),
        cell: cell.to_owned(),
        file: "青禾县2024年填报.xlsx".to_owned(),
        href: "/style-guide".to_owned(),
    };
    Calculation {
        name: "生均教学及辅助用房面积".to_owned(),
        unit_name: "柳林九年一贯制学校 · 小学部".to_owned(),
        value: "4.21".to_owned(),
        unit: "m²/生".to_owned(),
        verdict: Verdict::NotMet,
        numerator_words: "教学及辅助用房面积".to_owned(),
        numerator: "1263.16".to_owned(),
        denominator_words: "在校生数".to_owned(),
        denominator: "300".to_owned(),
        threshold: "≥ 4.5 m²/生".to_owned(),
        source: "县域优质均衡督导评估办法 第六条".to_owned(),
        source_href: "/style-guide".to_owned(),
        gap: "还差 86.84 m²".to_owned(),
        remarks: vec![
            "全校 2652.63 m² 按小学、初中学生数 1 : 1.1 折算分摊，小学部得 47.6%。".to_owned(),
        ],
        rows: vec![
            row("教学及辅助用房面积", "1263.16", "", "学校校舍!F17"),
            row("小学在校生数", "", "300", "学校基本情况!H17"),
        ],
    }
}
