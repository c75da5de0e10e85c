//! The words of explanations.

use super::Word;
use crate::Lang;

pub(crate) const NUMERATOR: Word = Word("分子", "numerator");
pub(crate) const DENOMINATOR: Word = Word("分母", "denominator");
pub(crate) const BLANK: Word = Word("（空白，未填报）", "(blank)");

pub(crate) fn rows_more(lang: Lang, rows: usize, shown: usize) -> String {
    match lang {
        Lang::Chinese => format!("共 {rows} 行，上面列出 {shown} 行"),
        Lang::English => format!("{shown} of {rows} rows are shown"),
    }
}

/// The weighted pupils by which a school's resources are split.
pub(crate) fn split(lang: Lang, stages: &str) -> String {
    match lang {
        Lang::Chinese => format!("全校共有的资源按折算学生数在学段间拆分：{stages}"),
        Lang::English => {
            format!("What the school has in common is split by weighted pupils: {stages}")
        }
    }
}

pub(crate) fn split_sum(lang: Lang, whole: &str, share: &str, part: &str) -> String {
    match lang {
        Lang::Chinese => format!("全校 {whole} × 本学段份额 {share} = {part}"),
        Lang::English => format!("whole school {whole} × this stage's share {share} = {part}"),
    }
}

pub(crate) fn variation(
    lang: Lang,
    coefficient: &str,
    limit: &str,
    mean: &str,
    share: Option<&str>,
) -> String {
    let share = share.map_or(String::new(), |share| match lang {
        Lang::Chinese => format!("；本校占差异的 {share}"),
        Lang::English => format!("; this school makes {share} of it"),
    });
    match lang {
        Lang::Chinese => format!("该指标全县差异系数 {coefficient}{limit}，均值 {mean}{share}"),
        Lang::English => {
            format!("The county's variation is {coefficient}{limit} around a mean of {mean}{share}")
        }
    }
}
