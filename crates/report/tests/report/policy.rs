//! A policy in the manner of the national one, short enough to read.

use jiff::civil::date;
use junheng_model::{Quantity, Stage};
use junheng_rulebook::{
    Bound, Case, Document, Every, Exclusion, Expression, Figure, Formula, Indicator, JudgedBy,
    Layer, MeasureExpression, NoRows, Parameter, Policy, Rule, RuleKind, Score, Share, Source,
    SourceStatus, Split, Strictness, Survey, TextPlace,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

pub fn quantity(text: &str) -> Quantity {
    text.parse().expect("a quantity")
}

fn place() -> TextPlace {
    TextPlace {
        file: "policies/quality/policy.toml".into(),
        line: 1,
        column: 1,
    }
}

pub fn expression(text: &str) -> Expression {
    let ast = Parser::new(&GenericDialect {})
        .try_with_sql(text)
        .expect("the text has tokens")
        .parse_expr()
        .expect("an expression");
    Expression {
        text: text.to_owned(),
        ast,
        place: place(),
    }
}

pub fn source(article: &str, status: SourceStatus, note: &str) -> Source {
    Source {
        document: "教督〔2017〕6号".to_owned(),
        article: article.to_owned(),
        status,
        note: note.to_owned(),
    }
}

fn secondary(article: &str) -> Source {
    source(article, SourceStatus::Secondary, "")
}

fn case(stage: Option<Stage>, value: &str, layer: Layer) -> Case {
    Case {
        layer,
        stage,
        when: None,
        name: String::new(),
        en: String::new(),
        from: date(2017, 4, 19),
        until: None,
        value: quantity(value),
        source: secondary("第六条"),
        place: place(),
    }
}

fn by_stage(primary: &str, junior: &str) -> Vec<Case> {
    vec![
        case(Some(Stage::Primary), primary, Layer::Nation),
        case(Some(Stage::Junior), junior, Layer::Nation),
    ]
}

fn aggregate(from: &str, value: &str) -> MeasureExpression {
    MeasureExpression {
        from: from.to_owned(),
        value: expression(value),
        no_rows: NoRows::Missing,
    }
}

fn formula(name: &str, numerator: &str, denominator: &str) -> Formula {
    Formula {
        name: name.to_owned(),
        numerator: aggregate("学校学段", numerator),
        denominator: aggregate("学校学段", denominator),
        source: secondary("第六条"),
    }
}

fn indicator(id: &str, name: &str, en: &str, group: &str, figure: Figure) -> Indicator {
    Indicator {
        id: id.to_owned(),
        name: name.to_owned(),
        short: String::new(),
        en: en.to_owned(),
        group: group.to_owned(),
        part_of: None,
        figure,
        per: Quantity::ONE,
        unit: String::new(),
        gap_unit: String::new(),
        whole_gap: false,
        decimals: 2,
        bound: Bound::AtLeast,
        limits: Vec::new(),
        variation_limits: Vec::new(),
        scoring: None,
        source: secondary("第六条"),
        place: place(),
    }
}

/// Name, short name, English, numerator, per, unit, unit of the gap, limits.
type Resource = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    (&'static str, &'static str),
);

const RESOURCES: [Resource; 7] = [
    (
        "每百名学生拥有高于规定学历教师数",
        "高学历教师",
        "Highly educated teachers per 100 students",
        "sum(高于规定学历教师数)",
        "100",
        "人/百生",
        "人",
        ("4.2", "5.3"),
    ),
    (
        "每百名学生拥有县级以上骨干教师数",
        "骨干教师",
        "Backbone teachers per 100 students",
        "sum(县级以上骨干教师数)",
        "100",
        "人/百生",
        "人",
        ("1", "1"),
    ),
    (
        "每百名学生拥有体育、艺术(美术、音乐)专任教师数",
        "体育艺术教师",
        "PE and art teachers per 100 students",
        "sum(体育艺术专任教师数)",
        "100",
        "人/百生",
        "人",
        ("0.9", "0.9"),
    ),
    (
        "生均教学及辅助用房面积",
        "教学及辅助用房",
        "Teaching and auxiliary floor area per student",
        "sum(教学及辅助用房面积 - 室内体育用房面积)",
        "1",
        "m²/生",
        "m²",
        ("4.5", "5.8"),
    ),
    (
        "生均体育运动场馆面积",
        "运动场馆",
        "Sports area per student",
        "sum(运动场地面积 + 室内体育用房面积)",
        "1",
        "m²/生",
        "m²",
        ("7.5", "10.2"),
    ),
    (
        "生均教学仪器设备值",
        "教学仪器设备",
        "Value of teaching equipment per student",
        "sum(教学仪器设备资产值)",
        "1",
        "元/生",
        "元",
        ("2000", "2500"),
    ),
    (
        "每百名学生拥有网络多媒体教室数",
        "网络多媒体教室",
        "Networked multimedia rooms per 100 students",
        "sum(网络多媒体教室数)",
        "100",
        "间/百生",
        "间",
        ("2.3", "2.4"),
    ),
];

fn resources() -> Vec<Indicator> {
    let declared = |(index, resource): (usize, &Resource)| {
        let (name, short, en, numerator, per, unit, gap_unit, limits) = *resource;
        let ratio = Figure::Ratio {
            by: JudgedBy::SchoolStage,
            formulas: vec![formula("", numerator, "sum(在校生数)")],
            chosen: 0,
            supplements: Vec::new(),
            of: None,
            all_schools: false,
        };
        Indicator {
            short: short.to_owned(),
            per: quantity(per),
            unit: unit.to_owned(),
            gap_unit: gap_unit.to_owned(),
            whole_gap: matches!(gap_unit, "人" | "间"),
            limits: by_stage(limits.0, limits.1),
            variation_limits: by_stage("0.5", "0.45"),
            ..indicator(&format!("R{}", index + 1), name, en, "资源配置", ratio)
        }
    };
    RESOURCES.iter().enumerate().map(declared).collect()
}

fn class_size() -> Indicator {
    let every = Figure::Every(Every {
        from: "班级".to_owned(),
        of: None,
        figure: expression("班级人数"),
        row_name: Some("班级名称".to_owned()),
        stage: Some("学段".to_owned()),
        all_schools: false,
    });
    Indicator {
        short: "班级规模".to_owned(),
        unit: "人".to_owned(),
        gap_unit: "人".to_owned(),
        whole_gap: true,
        decimals: 0,
        bound: Bound::AtMost,
        limits: by_stage("45", "50"),
        source: secondary("第七条"),
        ..indicator(
            "G5",
            "小学、初中所有班级学生数分别不超过45人、50人",
            "No class is larger than 45 or 50",
            "政府保障程度",
            every,
        )
    }
}

fn special_funding() -> Indicator {
    let ratio = Figure::Ratio {
        by: JudgedBy::County,
        formulas: vec![formula("", "sum(公用经费)", "sum(在校生数)")],
        chosen: 0,
        supplements: Vec::new(),
        of: None,
        all_schools: true,
    };
    Indicator {
        short: "特教生均公用经费".to_owned(),
        unit: "元/生·年".to_owned(),
        gap_unit: "元".to_owned(),
        limits: vec![
            case(None, "6000", Layer::Nation),
            case(None, "8000", Layer::Province),
        ],
        source: source(
            "第七条",
            SourceStatus::Unconfirmed,
            "按2022年后的标准取值，未见原文",
        ),
        ..indicator(
            "G7",
            "特殊教育学校生均公用经费不低于标准",
            "Funding per pupil of special schools",
            "政府保障程度",
            ratio,
        )
    }
}

fn rotation() -> Indicator {
    let share = Figure::Share(Share {
        from: "轮岗".to_owned(),
        of: Some(expression("符合条件")),
        condition: expression("已轮岗"),
        all_schools: false,
    });
    Indicator {
        short: "教师交流轮岗".to_owned(),
        per: quantity("100"),
        unit: "%".to_owned(),
        gap_unit: "人".to_owned(),
        whole_gap: true,
        limits: vec![case(None, "10", Layer::Nation)],
        ..indicator(
            "G11",
            "教师交流轮岗比例不低于10%",
            "Share of eligible teachers who rotated",
            "政府保障程度",
            share,
        )
    }
}

fn retention() -> Indicator {
    let ratio = Figure::Ratio {
        by: JudgedBy::County,
        formulas: vec![
            formula("要素表", "sum(毕业生数)", "sum(入学学生数)"),
            formula(
                "工作手册",
                "sum(毕业生数 + 转出数)",
                "sum(入学学生数 + 转入数)",
            ),
        ],
        chosen: 0,
        supplements: Vec::new(),
        of: None,
        all_schools: false,
    };
    Indicator {
        short: "三年巩固率".to_owned(),
        per: quantity("100"),
        unit: "%".to_owned(),
        limits: vec![case(None, "95", Layer::Nation)],
        ..indicator(
            "Q1",
            "初中三年巩固率达到95%以上",
            "Three-year retention of junior secondary",
            "教育质量",
            ratio,
        )
    }
}

fn satisfaction() -> Indicator {
    let survey = Figure::Survey(Survey {
        from: "满意度".to_owned(),
        satisfied: expression("sum(满意数)"),
        valid: expression("sum(有效数)"),
        requirements: Vec::new(),
    });
    Indicator {
        short: "社会认可度".to_owned(),
        per: quantity("100"),
        unit: "%".to_owned(),
        limits: vec![case(None, "85", Layer::Nation)],
        ..indicator(
            "S1",
            "社会认可度达到85%以上",
            "Public satisfaction",
            "社会认可度",
            survey,
        )
    }
}

fn veto() -> Indicator {
    let score = Figure::Score(Score {
        item: "V1".to_owned(),
        passes: vec!["合格".to_owned()],
    });
    Indicator {
        short: "考试招生".to_owned(),
        decimals: 0,
        ..indicator(
            "V1",
            "不存在以考试方式招生",
            "No enrolment by examination",
            "一票否决",
            score,
        )
    }
}

fn ids(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn rule(id: &str, name: &str, en: &str, kind: RuleKind) -> Rule {
    Rule {
        id: id.to_owned(),
        name: name.to_owned(),
        en: en.to_owned(),
        kind,
        source: source(
            "第六条",
            SourceStatus::Unconfirmed,
            "85%一条凭记忆，未见原文",
        ),
        place: place(),
    }
}

fn rules() -> Vec<Rule> {
    let resources = ids(&["R1", "R2", "R3", "R4", "R5", "R6", "R7"]);
    let each = RuleKind::EachSchool {
        of: resources.clone(),
        at_least: 6,
        floor: Some(quantity("0.85")),
        share: Vec::new(),
    };
    vec![
        rule(
            "每所学校",
            "每所学校7项资源指标至少6项达标，余项不低于标准的85%",
            "Each school meets 6 of 7, the rest at 85 %",
            each,
        ),
        rule(
            "差异系数",
            "7项资源指标校际差异系数均不高于限值",
            "Each variation is within its limit",
            RuleKind::Variations { of: resources },
        ),
        rule(
            "政府保障",
            "政府保障程度各项指标均达标",
            "Each government indicator is met",
            RuleKind::Indicators {
                of: ids(&["G5", "G7", "G11"]),
            },
        ),
        rule(
            "教育质量",
            "教育质量与社会认可度均达标",
            "Quality and satisfaction are met",
            RuleKind::Indicators {
                of: ids(&["Q1", "S1"]),
            },
        ),
        rule(
            "一票否决",
            "不存在一票否决情形",
            "No veto applies",
            RuleKind::Indicators { of: ids(&["V1"]) },
        ),
    ]
}

pub fn policy() -> Policy {
    let mut indicators = resources();
    indicators.extend([
        class_size(),
        special_funding(),
        rotation(),
        retention(),
        satisfaction(),
        veto(),
    ]);
    Policy {
        id: "quality-balance-2017".to_owned(),
        name: "县域义务教育优质均衡发展督导评估".to_owned(),
        en: "Supervision of high-quality balanced compulsory education".to_owned(),
        about: "县域内义务教育学校资源配置、政府保障、教育质量与社会认可的督导评估。".to_owned(),
        document: Document {
            number: "教督〔2017〕6号".to_owned(),
            title: "县域义务教育优质均衡发展督导评估办法".to_owned(),
            issuer: "教育部".to_owned(),
            issued: date(2017, 4, 19),
        },
        layer: Layer::Nation,
        from: date(2017, 4, 19),
        until: None,
        extends: None,
        exclusions: vec![Exclusion {
            name: "50人以下教学点".to_owned(),
            en: "teaching point with fewer than 50 pupils".to_owned(),
            when: expression("办学类型 = '218' AND 在校生数 < 50"),
            source: source("第四条", SourceStatus::Confirmed, ""),
        }],
        split: Some(Split {
            weights: vec![
                (Stage::Primary, Quantity::ONE),
                (Stage::Junior, quantity("1.1")),
                (Stage::Senior, quantity("1.32")),
            ],
            columns: ids(&["教学及辅助用房面积", "室内体育用房面积", "运动场地面积"]),
            source: secondary("附件"),
        }),
        parameters: vec![Parameter {
            name: "音乐教室面积下限".to_owned(),
            en: "least area of a music room".to_owned(),
            unit: "m²".to_owned(),
            stricter: Strictness::Higher,
            values: vec![
                case(None, "96", Layer::Nation),
                Case {
                    when: Some(expression("规划建成年份 <= 2016")),
                    name: "2016年及以前规划建成".to_owned(),
                    until: Some(date(2027, 4, 18)),
                    ..case(None, "73", Layer::Nation)
                },
            ],
            place: place(),
        }],
        groups: [
            ("资源配置", "Resources"),
            ("政府保障程度", "Government"),
            ("教育质量", "Quality"),
            ("社会认可度", "Satisfaction"),
            ("一票否决", "Vetoes"),
        ]
        .map(|(name, en)| (name.to_owned(), en.to_owned()))
        .into(),
        indicators,
        rules: rules(),
        place: place(),
    }
}
