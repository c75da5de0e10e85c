//! 督导评分: what the inspectors concluded from papers and visits.

use super::OpenSchool;
use crate::county::County;
use crate::dice::{Dice, Purpose};
use crate::sheet::{DemoCell, DemoSheet};

const HEADINGS: [&str; 8] = [
    "区县",
    "指标编号",
    "评估对象",
    "评估要点",
    "满分",
    "得分",
    "结论",
    "依据材料",
];
/// What is judged for the county as a whole: number, point, evidence.
const OF_THE_COUNTY: [(&str, &str, &str); 17] = [
    ("G1", "布局规划", "广和县中小学布局专项规划"),
    (
        "G2",
        "四个统一",
        "城乡义务教育学校建设、编制、经费、装备标准文件汇编",
    ),
    (
        "G10",
        "统筹编制和岗位",
        "县域内教职工编制和岗位统筹调配文件",
    ),
    ("G15", "留守儿童关爱体系", "农村留守儿童关爱服务工作台账"),
    (
        "Q3",
        "学校章程与信息化管理",
        "各校章程核准文件与信息化应用记录",
    ),
    ("Q5", "信息技术与设施设备使用", "设备使用登记与课堂抽查记录"),
    ("Q7", "课程开设与教学秩序", "各校课程表与综合实践活动记录"),
    ("Q8", "课业负担", "作业公示与睡眠时间抽查记录"),
    ("Q6", "德育与校园文化", "学校德育工作和校园文化建设评估表"),
    ("G8", "绩效工资总量核定", "义务教育学校绩效工资总量核定文件"),
    ("G14", "名额向农村初中倾斜", "优质普通高中招生名额分配办法"),
    (
        "P2",
        "基本均衡认定后的年度监测",
        "省级义务教育均衡发展年度监测报告",
    ),
    ("W1", "随迁子女规划和经费", "随迁子女就学保障文件"),
    ("W2", "留守儿童关爱体系", "农村留守儿童关爱服务工作台账"),
    ("W5", "责任、监督和问责", "县政府与各部门、乡镇责任书"),
    ("W7", "标准化建设和薄弱校改造", "学校标准化建设项目清单"),
    ("W14", "课程开设", "各校课程表"),
];

pub(super) fn sheet(county: &County, open: &[OpenSchool], year: u32) -> DemoSheet {
    let mut sheet = DemoSheet::new("督导评分", &HEADINGS);
    let mut dice = Dice::new(county.seed, year as usize + open.len(), Purpose::Money);
    for (number, point, evidence) in OF_THE_COUNTY {
        let score = dice.whole(82, 98);
        sheet
            .rows
            .push(row(county, [number, "全县", point], score, evidence));
    }
    sheet
}

fn row(
    county: &County,
    [number, of, point]: [&str; 3],
    score: u32,
    evidence: &str,
) -> Vec<DemoCell> {
    vec![
        county.name.as_str().into(),
        number.into(),
        of.into(),
        point.into(),
        100.into(),
        score.into(),
        if score >= 90 { "优秀" } else { "良好" }.into(),
        evidence.into(),
    ]
}
