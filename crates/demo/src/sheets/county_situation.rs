//! 县域情况: the one row that only the county knows.

use super::OpenSchool;
use crate::county::{County, LATEST};
use crate::dice::{Dice, Purpose};
use crate::figures::compound;
use crate::profile::Kind;
use crate::sheet::{DemoCell, DemoSheet, Hundredths};

/// Headings and cells as they are gathered.
struct Row(Vec<(&'static str, DemoCell)>);

impl Row {
    fn count(&mut self, heading: &'static str, value: f64) {
        self.0
            .push((heading, DemoCell::from(value.round().max(0.0) as u32)));
    }

    /// A number of two decimals.
    fn measure(&mut self, heading: &'static str, value: f64) {
        self.0
            .push((heading, DemoCell::from(Hundredths::round(value))));
    }

    fn counts<const N: usize>(&mut self, counts: [(&'static str, f64); N]) {
        for (heading, value) in counts {
            self.count(heading, value);
        }
    }
}

pub(super) fn sheet(county: &County, open: &[OpenSchool], year: u32) -> DemoSheet {
    let ago = LATEST - year;
    let mut dice = Dice::new(county.seed, county.schools.len(), Purpose::Turns);
    let mut row = Row(vec![("区县", county.name.as_str().into())]);
    row.counts([("基本均衡认定年份", 2015.0), ("优质均衡申报年份", 2026.0)]);
    money(&mut row, open, ago, &mut dice);
    places(&mut row, open, &mut dice);
    leavers(&mut row, open, &mut dice);
    disabled_children(&mut row, open, &mut dice);
    vetoes(&mut row);
    people(&mut row, open, ago);
    let (headings, cells): (Vec<&str>, Vec<DemoCell>) = row.0.into_iter().unzip();
    let mut sheet = DemoSheet::new("县域情况", &headings);
    sheet.rows.push(cells);
    sheet
}

fn pupils<'a>(open: &'a [OpenSchool], stage: usize) -> impl Iterator<Item = (Kind, f64)> + 'a {
    let pupils = move |school: &OpenSchool| f64::from(school.figures.pupils[stage].unwrap_or(0));
    open.iter()
        .map(move |school| (school.school.kind, pupils(school)))
}

fn total(open: &[OpenSchool], stage: usize) -> f64 {
    pupils(open, stage).map(|(_, pupils)| pupils).sum()
}

/// Standards and mean wages; wages in 万元.
fn money(row: &mut Row, open: &[OpenSchool], ago: u32, dice: &mut Dice) {
    row.measure("小学生均公用经费标准", 720.0);
    row.measure("初中生均公用经费标准", 940.0);
    row.measure("特殊教育学校生均公用经费", 8150.0 * compound(0.97, ago));
    let official = 10.4 * compound(0.96, ago);
    let teacher = official * dice.between(1.0, 1.03);
    let public = open
        .iter()
        .filter(|school| !school.school.kind.is_private());
    let teachers: u32 = public
        .flat_map(|school| school.figures.staff)
        .flatten()
        .map(|staff| staff.teachers)
        .sum();
    let teacher = Hundredths::round(teacher).0 as f64 / 100.0;
    row.measure("教师年平均工资收入(万元)", teacher);
    row.measure("公务员年平均工资收入(万元)", official);
    row.measure("教师工资收入总额(万元)", teacher * f64::from(teachers));
    row.count("教师工资统计人数", f64::from(teachers));
}

/// Who goes to which school.
fn places(row: &mut Row, open: &[OpenSchool], dice: &mut Dice) {
    let public_in_towns = |stage: usize| -> f64 {
        let in_towns = open.iter().filter(|school| {
            let kind = school.school.kind;
            school.school.urban.0.starts_with('1') && !kind.is_private() && kind != Kind::Special
        });
        in_towns
            .map(|school| f64::from(school.figures.pupils[stage].unwrap_or(0)))
            .sum()
    };
    let (primary, junior) = (public_in_towns(0), public_in_towns(1));
    let planned = total(open, 1) / 3.0 * 0.32;
    let migrants = |private: bool| -> f64 {
        let schools = open
            .iter()
            .filter(|school| school.school.kind.is_private() == private);
        schools
            .map(|school| f64::from(school.figures.migrants))
            .sum()
    };
    let (public, bought) = (migrants(false), migrants(true) * 0.6);
    row.counts([
        ("城区镇区公办小学学生数", primary),
        ("城区镇区公办小学片内学生数", primary),
        ("城区镇区公办初中学生数", junior),
        (
            "城区镇区公办初中片内学生数",
            (junior * dice.between(0.955, 0.985)).floor(),
        ),
        ("优质高中招生计划数", planned),
        ("优质高中名额分配数", planned * dice.between(0.51, 0.62)),
        ("上年优质高中招生计划数", planned),
        ("上年优质高中名额分配数", planned * 0.505),
        ("前年优质高中招生计划数", planned),
        ("前年优质高中名额分配数", planned * 0.5),
        (
            "符合条件随迁子女数",
            ((public + bought) * dice.between(1.02, 1.1)).ceil(),
        ),
        ("公办学校就读随迁子女数", public),
        ("政府购买学位就读随迁子女数", bought.floor()),
    ]);
}

/// The pupils who finished the ninth grade this summer.
fn leavers(row: &mut Row, open: &[OpenSchool], dice: &mut Dice) {
    let entered = (total(open, 1) / 3.0).round();
    let (came, left) = ((entered * 0.013).round(), (entered * 0.017).round());
    let died = f64::from(dice.whole(0, 1));
    let lost = (entered * dice.between(0.008, 0.03)).round();
    row.counts([
        ("初中毕业生数", entered + came - left - died - lost),
        ("三年前初一在校生数", entered),
        ("三年前初一招生数", entered),
        ("初中三年转入数", came),
        ("初中三年转出数", left),
        ("初中三年死亡数", died),
    ]);
}

fn disabled_children(row: &mut Row, open: &[OpenSchool], dice: &mut Dice) {
    let special: f64 = [0, 1]
        .into_iter()
        .flat_map(|stage| pupils(open, stage))
        .filter(|(kind, _)| *kind == Kind::Special)
        .map(|(_, pupils)| pupils)
        .sum();
    let all_pupils = total(open, 0) + total(open, 1);
    let beside = (all_pupils * dice.between(0.0022, 0.0034)).ceil();
    let at_home = (beside * 0.3).round();
    let (finished, deferred) = (1.0, f64::from(dice.whole(0, 3)));
    row.counts([
        (
            "适龄残疾儿童少年数",
            special + beside + at_home + finished + deferred,
        ),
        ("特教学校就读数", special),
        ("随班就读数", beside),
        ("送教上门数", at_home),
        ("残疾儿童已毕业数", finished),
        ("残疾儿童缓学数", deferred),
    ]);
}

fn vetoes(row: &mut Row) {
    for heading in [
        "存在以考试方式招生",
        "存在违规择校行为",
        "存在重点学校或重点班",
        "存在有编不补或长期聘用编外教师",
        "存在重大安全责任事故和严重违纪违规事件",
        "存在弄虚作假行为",
        "存在治理校外培训和减负不力",
    ] {
        row.0.push((heading, DemoCell::from("否")));
    }
}

fn people(row: &mut Row, open: &[OpenSchool], ago: u32) {
    let (primary, junior) = (total(open, 0), total(open, 1));
    let residents = (primary + junior) * 8.6;
    row.measure("人口总数(万人)", residents / 10_000.0);
    row.measure("农业人口数(万人)", residents * 0.54 / 10_000.0);
    let granted = (primary * 9.1 + junior * 12.4) * compound(0.95, ago);
    over_four_years(row, granted, ago);
    row.counts([
        ("小学学年初在校生数", primary),
        ("小学学年内辍学数", 0.0),
        ("初中学年初在校生数", junior),
        ("初中学年内辍学数", junior * 0.0004),
        ("小学适龄儿童数", primary),
        ("小学适龄儿童入学数", (primary * 0.9995).floor()),
        ("违规办学行为起数", 0.0),
        ("三类残疾儿童数", (primary * 0.004).ceil()),
        ("三类残疾儿童入学数", (primary * 0.004).ceil()),
        ("体质健康测试人数", primary + junior),
        ("体质健康及格人数", (primary + junior) * 0.931),
    ]);
    row.measure("农村税费改革转移支付(千元)", granted * 0.05);
    row.measure("农村税费改革转移支付用于义务教育(千元)", granted * 0.03);
    row.measure("教育费附加应征额(千元)", granted * 0.08);
    row.measure("教育费附加实征额(千元)", granted * 0.08);
}

/// The headings of a figure of four years, the latest first.
macro_rules! four_years {
    ($figure:literal, $unit:literal) => {
        [
            concat!($figure, "本年", $unit),
            concat!($figure, "上年", $unit),
            concat!($figure, "前年", $unit),
            concat!($figure, "三年前", $unit),
        ]
    };
}

/// What the growth tests compare: four years, the latest first, each smaller than the one after it.
fn over_four_years(row: &mut Row, granted: f64, ago: u32) {
    let year = compound(0.95, ago);
    let grants = four_years!("义务教育财政拨款", "(千元)");
    let revenue = four_years!("地方财政经常性收入", "(千元)");
    let wages = four_years!("教职工年人均工资", "");
    let primary_cost = four_years!("小学生均教育事业费", "");
    let junior_cost = four_years!("初中生均教育事业费", "");
    let primary_running = four_years!("小学生均公用经费支出", "");
    let junior_running = four_years!("初中生均公用经费支出", "");
    for (headings, latest, before) in [
        (grants, granted, 0.94),
        (revenue, granted * 2.6, 0.965),
        (wages, 107_200.0 * year, 0.96),
        (primary_cost, 11_900.0 * year, 0.97),
        (junior_cost, 16_300.0 * year, 0.97),
        (primary_running, 1_460.0 * year, 0.98),
        (junior_running, 1_980.0 * year, 0.98),
    ] {
        for (years, heading) in (0..).zip(headings) {
            row.measure(heading, latest * compound(before, years));
        }
    }
}
