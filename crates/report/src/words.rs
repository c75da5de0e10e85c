//! The words of every report, once, in Chinese and English.

use crate::Lang;

/// A word or heading in both languages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word(&'static str, &'static str);

impl Word {
    pub(crate) fn say(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Chinese => self.0,
            Lang::English => self.1,
        }
    }
}

macro_rules! words {
    ($($name:ident = $chinese:literal, $english:literal;)*) => {
        $(pub(crate) const $name: Word = Word($chinese, $english);)*
    };
}

words! {
    ACTUAL = "实际数", "actual";
    AS_OF = "判定日", "as of";
    CANNOT_BE_JUDGED = "无法判定的内容", "What cannot be judged";
    CASE = "情形", "case";
    CODE = "学校标识码", "school code";
    COEFFICIENT = "差异系数", "variation";
    CONCLUSION = "结论", "Verdict";
    COUNTIES = "各县（区）", "Counties";
    COUNTY = "区县", "county";
    CURRENT_VALUE = "现值", "value";
    DEVIATION = "标准差S", "deviation S";
    EXCLUDED = "不纳入评估的学校", "Schools that are not judged";
    FAILING_SCHOOLS = "不达标的学校及缺口", "Failing schools and what they are short of";
    GAP = "缺口", "gap";
    GAP_AMOUNT = "缺口数", "short by";
    ID = "编号", "id";
    INDICATOR = "指标", "indicator";
    INDICATORS = "各项指标", "Indicators";
    JUDGED_BY_LAYERS = "分层标准", "Layered standards";
    LAYER = "层级", "layer";
    LIMIT = "限值", "limit";
    MEAN = "均值", "mean";
    MEND_FIRST = "先补", "mend first";
    MET = "达标数", "met";
    MET_COUNT = "达标项数", "met";
    MISSING_COLUMN = "缺少的数据", "missing";
    MISSING_WHERE = "缺在何处", "where";
    REASON = "原因", "reason";
    REASONS = "判定依据", "Reasons";
    ABOVE_MEAN = "高于均值", "above the mean";
    SPREAD_FROM = "差异主要来自", "comes from";
    SCHOOL_STANDARD = "学校标准", "school standard";
    READ = "读到", "read";
    EXPECTED = "应为", "expected";
    MEND = "改法", "mend";
    RULE = "规则", "rule";
    REGISTER = "台账", "register";
    REQUIRED = "应有数", "required";
    ROWS = "行数", "rows";
    SCHOOL = "学校", "school";
    SCHOOLS_MET = "达标校数", "schools met";
    SCORE = "得分", "points";
    SOURCE = "依据", "source";
    STAGE = "学段", "stage";
    STANDARD = "标准", "standard";
    UNIT = "单位", "unit";
    UNITS_MET = "达标校段", "met";
    UNITS_NOT_MET = "不达标校段", "not met";
    UNITS_OPEN = "无法判定校段", "undetermined";
    UNTIL = "截止", "until";
    VALUE = "值", "value";
    VARIATIONS = "校际差异系数", "Variation between schools";
    VERDICT = "判定", "verdict";
    VIOLATIONS = "不符合标准的对象", "What breaks a limit";
    WHOLE_COUNTY = "全县", "the county";
    JUDGES = "以此判定", "judges";
    ALTERNATIVES = "并列公式（仅供对照）", "Other official formulas (for comparison)";
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

/// `缺口 3 人` for a minimum, `超出 12 人` for a maximum.
pub(crate) fn short_of(lang: Lang, what: &str, amount: &str, is_minimum: bool) -> String {
    match (lang, is_minimum) {
        (Lang::Chinese, true) => format!("{what}缺 {amount}"),
        (Lang::Chinese, false) => format!("{what}超 {amount}"),
        (Lang::English, true) => format!("{what}: {amount} short"),
        (Lang::English, false) => format!("{what}: {amount} too many"),
    }
}

/// How the units of a county stand.
pub(crate) fn tally(lang: Lang, met: usize, not_met: usize, undetermined: usize) -> String {
    let all = met + not_met + undetermined;
    match lang {
        Lang::Chinese => format!(
            "共判定 {all} 个校段（学校按学段计）：达标 {met}，不达标 {not_met}，无法判定 {undetermined}"
        ),
        Lang::English => format!(
            "{all} schools by stage: {met} met, {not_met} not met, {undetermined} undetermined"
        ),
    }
}

/// `达到 12（共 14），应达 14`
pub(crate) fn reached(lang: Lang, value: &str, of: Option<&str>, limit: Option<&str>) -> String {
    let of = of.map_or(String::new(), |of| match lang {
        Lang::Chinese => format!("（共 {of}）"),
        Lang::English => format!(" of {of}"),
    });
    let limit = limit.map_or(String::new(), |limit| match lang {
        Lang::Chinese => format!("，应为 {limit}"),
        Lang::English => format!(", {limit} asked"),
    });
    match lang {
        Lang::Chinese => format!("现为 {value}{of}{limit}"),
        Lang::English => format!("{value}{of}{limit}"),
    }
}

/// What the other formulas of the coefficient would have said.
pub(crate) fn flip(lang: Lang, formula: Formula, coefficient: &str, verdict: &str) -> String {
    let name = match formula {
        Formula::Unweighted => lang.of("不加权公式", "the unweighted formula"),
        Formula::Sample => lang.of("样本公式(n−1)", "the sample formula (n−1)"),
    };
    match lang {
        Lang::Chinese => format!("{name}得 {coefficient}，会判为{verdict}"),
        Lang::English => format!("{name} gives {coefficient} and would say {verdict}"),
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
        Lang::English => format!("missing at {count} schools"),
    }
}

pub(crate) fn rows_missing(lang: Lang, rows: usize) -> String {
    match lang {
        Lang::Chinese => format!("{rows} 行未填报"),
        Lang::English => format!("missing in {rows} rows"),
    }
}

pub(crate) fn register_missing(lang: Lang, register: &str) -> String {
    match lang {
        Lang::Chinese => format!("台账“{register}”未报送"),
        Lang::English => format!("the register {register} was not handed in"),
    }
}

/// The indicators that a missing column leaves open.
pub(crate) fn leaves_open(lang: Lang, indicators: &str) -> String {
    match lang {
        Lang::Chinese => format!("致 {indicators} 无法判定"),
        Lang::English => format!("leaves {indicators} undetermined"),
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

/// How many indicators a school meets.
pub(crate) fn met_of(lang: Lang, met: usize, of: usize) -> String {
    match lang {
        Lang::Chinese => format!("{of} 项达标 {met} 项"),
        Lang::English => format!("{met} of {of} indicators met"),
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

/// How many units break an indicator that every unit must meet.
pub(crate) fn breaking_count(lang: Lang, count: &str) -> String {
    match lang {
        Lang::Chinese => format!("{count} 个不符"),
        Lang::English => format!("{count} break it"),
    }
}
