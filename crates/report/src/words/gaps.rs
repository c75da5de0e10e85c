//! The words for what is missing.

use crate::Lang;

pub(crate) fn register_missing(lang: Lang, register: &str) -> String {
    match lang {
        Lang::Chinese => format!("台账“{register}”未报送"),
        Lang::English => format!("the register {register} was not handed in"),
    }
}

/// Rows with an error in them.
pub(crate) fn rows_unused(lang: Lang, register: &str, rows: usize) -> String {
    match lang {
        Lang::Chinese => {
            format!(
                "台账“{register}”有 {rows} 行填报有错误（没有使用，或数与数矛盾）；改正以前全县不能判为达标"
            )
        }
        Lang::English if rows == 1 => format!(
            "one row of the register {register} has errors and was not used; until it is mended the county cannot be met"
        ),
        Lang::English => format!(
            "{rows} rows of the register {register} have errors (not used, or contradicting themselves); until they are mended the county cannot be met"
        ),
    }
}

/// The indicators that a missing column leaves open.
pub(crate) fn leaves_open(lang: Lang, indicators: &str) -> String {
    match lang {
        Lang::Chinese => format!("致{indicators}无法判定"),
        Lang::English => format!("leaves {indicators} undetermined"),
    }
}
