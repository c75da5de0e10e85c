//! Words of judgements that stand side by side.

use crate::Lang;

/// What one of several judgements alone has.
pub(crate) fn only_in(lang: Lang, judgement: &str, things: &str) -> String {
    match lang {
        Lang::Chinese => format!("仅 {judgement} 有：{things}"),
        Lang::English => format!("only in {judgement}: {things}"),
    }
}

/// What several judgements say alike.
pub(crate) fn same_findings(lang: Lang, rules: usize, indicators: usize) -> String {
    match lang {
        Lang::Chinese => format!("其余相同：规则 {rules} 条，指标（按学段计）{indicators} 项"),
        Lang::English => {
            format!("the same otherwise: {rules} rules, {indicators} indicators by stage")
        }
    }
}

/// The counties of which several judgements say the same.
pub(crate) fn same_counties(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Chinese => format!("结论相同的县（区）：{count} 个"),
        Lang::English => format!("counties with the same verdict: {count}"),
    }
}
