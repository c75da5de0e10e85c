//! The words of every report, once, in Chinese and English.

use junheng_rulebook::{Policy, SourceStatus};

use crate::Lang;

pub(crate) mod comparisons;
pub(crate) mod documents;
pub(crate) mod explanations;
mod gaps;
pub(crate) mod policies;

pub(crate) use gaps::{leaves_open, register_missing, rows_unused};

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
    REASON = "原因", "reason";
    REASONS = "判定依据", "Reasons";
    AGAINST = "不达标与无法判定的指标", "what stands against it";
    CELL = "单元格", "cell";
    CONTENT = "内容", "content";
    FILE = "文件", "file";
    GUIDE_TITLE = "填报说明", "How to fill this in";
    LEGEND_MISSED = "深色：不达标", "dark: below the standard";
    LEGEND_NEAR = "浅色：未达标，但不低于规则允许的下限", "light: below the standard, above the floor of the rule";
    LEGEND_OPEN = "斜线：缺数据，无法判定", "hatched: data is missing";
    MISSING = "缺", "missing";
    MISSING_NOTE = "缺数据的指标一律判为“无法判定”，不按0计，也不算达标。", "What is missing is undetermined: never zero, and never a pass.";
    MISSING_SHEET = "缺失数据", "missing data";
    MISSING_TITLE = "缺失数据与不纳入评估的学校", "Missing data, and schools that are not judged";
    NOTE = "备注", "note";
    NOTE_SHEET = "说明", "notes";
    NO_COUNTY = "没有可评估的区县。", "There is no county to judge.";
    NUMBER = "序号", "no.";
    OTHER_FORMULAS = "其他公式（不作判定）", "other formulas (do not judge)";
    OVERVIEW = "总览", "overview";
    PAGE_FOOTER = "&C第 &P 页 共 &N 页", "&Cpage &P of &N";
    PLACE = "位置", "place";
    PROBLEM_SHEET = "校验问题", "problems";
    PROBLEM_TITLE = "数据校验问题清单", "Problems in the data";
    PUPILS = "学生数", "pupils";
    REACHED = "现状与要求", "reached and asked";
    RULE_NAME = "规则", "rule";
    SAMPLE = "样本公式(n−1)", "sample (n−1)";
    SCHOOLS = "学校", "schools";
    SCHOOLS_TITLE = "学校资源配置指标一览", "Schools and their indicators";
    SCHOOL_COUNT = "校数", "schools";
    SEVERITY = "程度", "severity";
    SHARES = "差异来源与先补学校", "where it comes from, whom to mend first";
    SHEET = "工作表", "sheet";
    SHORTFALL_NOTE = "缺口数＝应有数－实际数；人数和间数向上取整。", "Short by = required − actual; teachers and rooms are rounded up.";
    SHORTFALL_SHEET = "缺口清单", "shortfalls";
    SHORTFALL_TITLE = "指标缺口清单", "Shortfalls by indicator and school";
    SHORT_OF = "缺口", "short of";
    STATUS = "依据状态", "status";
    UNWEIGHTED = "不加权", "unweighted";
    VARIATION_FORMULA = "差异系数＝标准差S÷均值；S＝√(Σ(学生数占比×(学校值－均值)²))，均值＝资源总量÷学生总数；按未舍入的数比较。", "Coefficient = S ÷ mean; S = √(Σ share of pupils × (value − mean)²), mean = all resources ÷ all pupils; compared before rounding.";
    VARIATION_SHEET = "差异系数", "variations";
    WHOLE_REGISTER = "（整个台账未报送）", "(the whole register)";
    UNUSED_ROWS = "（有错误而没有使用的行）", "(rows with errors, not used)";
    WOULD_FLIP = "判定会相反", "the verdict would turn";
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
    SIDE_BY_SIDE = "对照", "Side by side";
    VIOLATIONS = "不符合标准的对象", "What breaks a limit";
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
        Lang::Chinese => format!("{county}{policy}测算结果"),
        Lang::English => format!("{county}: {policy}"),
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

/// The paragraphs above the table of sources.
pub(crate) fn notes(lang: Lang, policy: &Policy, day: &str) -> Vec<String> {
    let document = &policy.document;
    let (number, title, issuer) = (&document.number, &document.title, &document.issuer);
    let (about, issued) = (&policy.about, document.issued);
    match lang {
        Lang::Chinese => vec![
            format!("一、依据：{issuer}《{title}》（{number}，{issued}）。{about}"),
            format!("二、判定日：{day}。各项标准取当日有效的数值；同一指标有国家、省、县多层标准的，以最严的判定。"),
            format!("三、差异系数：{}", VARIATION_FORMULA.0),
            format!("四、{}", MISSING_NOTE.0),
            "五、达标与否一律按未舍入的精确数比较；表中数字仅为显示而舍入。".to_owned(),
            "六、依据状态：“已核原文”为读到正式文本；“公开材料”为仅见于公开材料；“未证实”为未见于任何可读文本，所用数值是列明的假设，请在使用前核对。".to_owned(),
        ],
        Lang::English => vec![
            format!("1. Basis: {title} ({number}, {issuer}, {issued}). {about}"),
            format!("2. As of {day}: the standards in force on that day; of several layers the strictest judges."),
            format!("3. Variation: {}", VARIATION_FORMULA.1),
            format!("4. {}", MISSING_NOTE.1),
            "5. Verdicts compare exact figures; what is printed is rounded for reading only.".to_owned(),
            "6. Status: confirmed = read in an official text; public sources = seen there only; unconfirmed = in no readable text, a stated assumption to be checked before use.".to_owned(),
        ],
    }
}

/// The paragraphs of the template's first sheet.
pub(crate) const GUIDE: [&str; 7] = [
    "一、每张工作表是一个台账，表名和列标题请勿改动；可以增加列，增加的列不参与计算。",
    "二、标题底色：橙色为必填，蓝色为应填（空白视为缺数据，相应指标无法判定），灰色为选填。标题单元格的批注写明口径、单位和例子。",
    "三、第二行是示例，首格以“示例”开头，读取时自动跳过，可以保留也可以删除。",
    "四、数字只填数，不带单位，不写“约”；没有数据请留空，不要填0、“无”或“—”。",
    "五、学校标识码等编码按文本填写，保留开头的0。带下拉箭头的列选名称，也可填代码。",
    "六、没有的学段整列留空；一贯制学校和完全中学只填一行，各学段人数分列。",
    "七、填好后即可用于评估；有问题的单元格会逐一列出，并可生成标注副本。",
];
