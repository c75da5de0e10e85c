//! The words of every report, once, in Chinese and English.

use junheng_model::Verdict;
use junheng_rulebook::SourceStatus;

use crate::Lang;
use crate::standing::Tally;

/// Names words: `NAME = "中文", "English";` each.
macro_rules! words {
    ($($name:ident = $chinese:literal, $english:literal;)*) => {
        $(pub(crate) const $name: Word = Word($chinese, $english);)*
    };
}

pub(crate) mod comparisons;
pub(crate) mod documents;
pub(crate) mod explanations;
mod gaps;
mod headings;
mod notes;
pub(crate) mod policies;
pub(crate) mod rules;

pub(crate) use gaps::{leaves_open, register_missing, rows_unused};
pub(crate) use headings::*;
pub(crate) use notes::{GUIDE, notes};

/// A word or heading in both languages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word(pub(crate) &'static str, pub(crate) &'static str);

impl Word {
    pub(crate) fn say(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Chinese => self.0,
            Lang::English => self.1,
        }
    }
}

/// A title in brackets of its policy.
pub(crate) fn policy_line(lang: Lang, name: &str, id: &str, number: &str) -> String {
    match lang {
        Lang::Chinese => format!("{name}（{number}，{id}）"),
        Lang::English => format!("{name} ({number}, {id})"),
    }
}

/// How many of a long list are not shown.
pub(crate) fn more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Chinese => format!("……另有 {count} 项，见 --report 生成的报告"),
        Lang::English => format!("… and {count} more: see --report"),
    }
}

/// The schools that are left out of an inline list.
pub(crate) fn and_more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Chinese => format!("等，另有 {count} 个"),
        Lang::English => format!(" and {count} more"),
    }
}

/// `体艺教师缺 3 人` for a minimum, `班额超 12 人` for a maximum; without a name, only how much.
pub(crate) fn short_of(lang: Lang, what: &str, amount: &str, is_minimum: bool) -> String {
    let between = if what.is_empty() { "" } else { ": " };
    match (lang, is_minimum) {
        (Lang::Chinese, true) => format!("{what}缺 {amount}"),
        (Lang::Chinese, false) => format!("{what}超 {amount}"),
        (Lang::English, true) => format!("{what}{between}{amount} short"),
        (Lang::English, false) => format!("{what}{between}{amount} too many"),
    }
}

/// How the units of a county stand; what there is none of is not counted.
pub(crate) fn tally(lang: Lang, tally: Tally) -> String {
    let all = tally.all();
    let counts = [
        (Verdict::Met, tally.met),
        (Verdict::NotMet, tally.not_met),
        (Verdict::Undetermined, tally.undetermined),
    ];
    let counted: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| match lang {
            Lang::Chinese => format!("{} {count}", verdict.name()),
            Lang::English => format!("{count} {}", verdict.english()),
        })
        .collect();
    let counted = counted.join(lang.of("，", ", "));
    match (lang, tally.met == all) {
        (Lang::Chinese, true) => format!("共判定 {all} 个校段（学校按学段计），全部达标"),
        (Lang::Chinese, false) => format!("共判定 {all} 个校段（学校按学段计）：{counted}"),
        (Lang::English, true) => format!("{all} schools by stage: all met"),
        (Lang::English, false) => format!("{all} schools by stage: {counted}"),
    }
}

/// What the other formulas of the coefficient would have said.
pub(crate) fn flip(lang: Lang, formula_gives: &str, verdict: &str) -> String {
    match lang {
        Lang::Chinese => format!("{formula_gives}，会判为{verdict}"),
        Lang::English => format!("{formula_gives} and would say {verdict}"),
    }
}

pub(crate) fn formula_gives(lang: Lang, formula: Formula, coefficient: &str) -> String {
    let name = match formula {
        Formula::Unweighted => lang.of("不加权公式", "the unweighted formula"),
        Formula::Sample => lang.of("样本公式(n−1)", "the sample formula (n−1)"),
    };
    match lang {
        Lang::Chinese => format!("{name}得 {coefficient}"),
        Lang::English => format!("{name} gives {coefficient}"),
    }
}

/// A column of a register, where both are named: `台账“学校”的“运动场地面积”`.
pub(crate) fn column_of(lang: Lang, register: &str, column: &str) -> String {
    match lang {
        Lang::Chinese => format!("台账“{register}”的“{column}”"),
        Lang::English => format!("{column} ({register})"),
    }
}

/// How many parts of an indicator are met.
pub(crate) fn parts_met(lang: Lang, met: usize, parts: usize) -> String {
    match lang {
        Lang::Chinese => format!("{parts}项中{met}项"),
        Lang::English => format!("{met} of {parts}"),
    }
}

/// A formula of variation that does not judge.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Formula {
    Unweighted,
    Sample,
}

/// `学校·运动场地面积：3 处缺`
pub(crate) fn missing_at(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Chinese => format!("{count} 所学校未填报"),
        Lang::English if count == 1 => "missing at 1 school".to_owned(),
        Lang::English => format!("missing at {count} schools"),
    }
}

pub(crate) fn rows_missing(lang: Lang, rows: usize) -> String {
    match lang {
        Lang::Chinese => format!("{rows} 行未填报"),
        Lang::English if rows == 1 => "missing in 1 row".to_owned(),
        Lang::English => format!("missing in {rows} rows"),
    }
}

/// What stands against a rule.
pub(crate) fn against_rule(lang: Lang, failing: &str) -> String {
    match lang {
        Lang::Chinese => format!("不达标的有：{failing}"),
        Lang::English => format!("not met: {failing}"),
    }
}

/// What leaves a rule open.
pub(crate) fn open_in_rule(lang: Lang, undetermined: &str) -> String {
    match lang {
        Lang::Chinese => format!("无法判定的有：{undetermined}"),
        Lang::English => format!("undetermined: {undetermined}"),
    }
}

/// How the counties stand.
pub(crate) fn county_tally(lang: Lang, met: usize, not_met: usize, undetermined: usize) -> String {
    let all = met + not_met + undetermined;
    match lang {
        Lang::Chinese => {
            format!("共 {all} 个县（区）：达标 {met}，不达标 {not_met}，无法判定 {undetermined}")
        }
        Lang::English => {
            format!("{all} counties: {met} met, {not_met} not met, {undetermined} undetermined")
        }
    }
}

/// `12 个`
pub(crate) fn items(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Chinese => format!("{count} 个"),
        Lang::English => count.to_string(),
    }
}

/// The schools that cannot be judged.
pub(crate) fn schools_open(lang: Lang, count: usize, names: &str) -> String {
    match lang {
        Lang::Chinese => format!("因此无法判定的校段 {count} 个：{names}"),
        Lang::English => format!("{count} schools by stage cannot be judged: {names}"),
    }
}

/// How many indicators a school meets, and how many of the rest are undetermined.
pub(crate) fn met_of(lang: Lang, met: usize, of: usize, open: usize) -> String {
    match (lang, open) {
        (Lang::Chinese, 0) => format!("{of} 项达标 {met} 项"),
        (Lang::Chinese, open) => format!("{of} 项达标 {met} 项，无法判定 {open} 项"),
        (Lang::English, 0) => format!("{met} of {of} indicators met"),
        (Lang::English, open) => format!("{met} of {of} indicators met, {open} undetermined"),
    }
}

/// Diagnostics that are not shown.
pub(crate) fn problems_more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Chinese => format!("……另有 {count} 个同类问题，见 --marked 生成的标注副本"),
        Lang::English => format!("… and {count} more: see the copy that --marked writes"),
    }
}

/// The counts below a list of diagnostics.
pub(crate) fn problem_tally(lang: Lang, errors: usize, warnings: usize, notices: usize) -> String {
    match lang {
        Lang::Chinese => format!("合计：错误 {errors} 个，警告 {warnings} 个，提示 {notices} 个"),
        Lang::English => {
            format!("in all: {errors} errors, {warnings} warnings, {notices} notices")
        }
    }
}

/// The worst unit's value, where every unit must meet the limit.
pub(crate) fn worst(lang: Lang, value: &str, is_minimum: bool) -> String {
    let word = match is_minimum {
        true => lang.of("最低", "lowest"),
        false => lang.of("最高", "highest"),
    };
    format!("{word} {value}")
}

/// How well a source is established.
pub(crate) fn status(status: SourceStatus) -> Word {
    match status {
        SourceStatus::Confirmed => Word("已核原文", "confirmed"),
        SourceStatus::Secondary => Word("公开材料", "public sources"),
        SourceStatus::Unconfirmed => Word("未证实", "unconfirmed"),
    }
}

pub(crate) fn until(lang: Lang, day: &str) -> String {
    match lang {
        Lang::Chinese => format!("至 {day}"),
        Lang::English => format!("until {day}"),
    }
}

/// What the rule on each school asks.
pub(crate) fn each_school(
    lang: Lang,
    of: usize,
    at_least: usize,
    floor: Option<&str>,
    shares: &[String],
) -> String {
    let mut text = match lang {
        Lang::Chinese => format!("{of} 项中至少 {at_least} 项达标"),
        Lang::English => format!("at least {at_least} of {of}"),
    };
    if let Some(floor) = floor {
        text.push_str(&match lang {
            Lang::Chinese => format!("，余项不低于标准的 {floor}"),
            Lang::English => format!(", the rest at {floor} of their standards"),
        });
    }
    if !shares.is_empty() {
        let shares = shares.join(lang.semicolon());
        text.push_str(&match lang {
            Lang::Chinese => format!("；达标学校比例 {shares}"),
            Lang::English => format!("; share of schools {shares}"),
        });
    }
    text
}

/// `依据：教督〔2017〕6号《…》　判定日：2024-12-31`
pub(crate) fn basis_line(lang: Lang, number: &str, title: &str, day: &str) -> String {
    match lang {
        Lang::Chinese => format!("依据：{number}《{title}》　　判定日：{day}"),
        Lang::English => format!("By {number} ({title}), as of {day}"),
    }
}

pub(crate) fn result_title(lang: Lang, county: &str, policy: &str) -> String {
    match lang {
        Lang::Chinese => format!("{}测算结果", policy_of(county, policy)),
        Lang::English => format!("{county}: {policy}"),
    }
}

/// A policy in front of which its county is named, once.
pub(crate) fn policy_of(county: &str, policy: &str) -> String {
    match policy.starts_with(county) {
        true => policy.to_owned(),
        false => format!("{county}{policy}"),
    }
}

pub(crate) fn results_title(lang: Lang, counties: usize, policy: &str) -> String {
    match lang {
        Lang::Chinese => format!("{policy}测算结果（{counties} 个县、区）"),
        Lang::English => format!("{policy}: {counties} counties"),
    }
}

pub(crate) fn conclusion(lang: Lang, county: &str, verdict: &str) -> String {
    match lang {
        Lang::Chinese => format!("{county}：{verdict}。"),
        Lang::English => format!("{county}: {verdict}. "),
    }
}

/// `小学标准`
pub(crate) fn standards_of(lang: Lang, stage: &str) -> String {
    match lang {
        Lang::Chinese => format!("{stage}标准"),
        Lang::English => format!("standards, {stage}"),
    }
}
