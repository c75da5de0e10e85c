//! The words and sentences of the self-assessment.

use jiff::civil::Date;
use junheng_model::Verdict;
use junheng_rulebook::{Bound, Document};

use super::Word;
use crate::Lang;
use crate::standing::Tally;

words! {
    ANNEX = "附件", "Annex ";
    ANNEX_BREAKING = "不符合标准的对象清单", "What breaks a limit";
    ANNEX_EXCLUDED = "不纳入评估的学校清单", "Schools that are not judged";
    ANNEX_INDENT = "　　　", "       ";
    ANNEX_SHORTFALLS = "学校缺口清单", "What schools are short of";
    ANNEX_SOURCES = "标准与依据", "Standards and their sources";
    BASICS = "基本情况", "What was judged";
    CONCLUSION = "总体结论", "Conclusion";
    FAILING_COUNT = "不达标校数", "failing";
    FIGURE = "图", "Figure ";
    GAP_TOTAL = "缺口合计", "short by in all";
    GAP_OR_EXCESS = "缺口或超出", "short or too many";
    MAIN_GAPS = "主要缺口", "Main shortfalls";
    MEND_DATA = "补报数据", "Hand in what is missing";
    MEND_INDICATORS = "整改未达标指标", "Mend the indicators that are not met";
    MEND_SCHOOLS = "补齐学校缺口", "Close the gaps of schools";
    MEND_SPREAD = "缩小校际差异", "Narrow the variation between schools";
    NONE_JUDGED = "没有纳入评估的学校。", "No school is judged.";
    NOTHING_OPEN = "各项指标数据齐全，没有无法判定的事项。", "All data is there; nothing is undetermined.";
    NOTHING_TO_MEND = "本次自评未发现不达标事项。", "Nothing was found that is not met.";
    OPEN = "无法判定的事项", "What cannot be judged";
    RULES_TABLE = "判定规则及结果", "Rules and results";
    SCHOOLS_STAND = "学校达标情况", "How the schools stand";
    MEANS = "各项指标均值", "Means of the indicators";
    SEAL = "（单位盖章）", "(seal)";
    SEAL_DATE = "　　　　年　　月　　日", "date: ____________";
    SHARE_MET = "达标学校比例", "Share of schools that meet each indicator";
    SPREAD = "校际差异系数", "Variation between schools";
    TABLE = "表", "Table ";
    TASKS = "存在问题与整改方向", "Problems, and what to mend";
}

/// `2024年12月31日`
pub(crate) fn day(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::English => date.to_string(),
    }
}

/// Letters of 2号 in one line of the title.
const LONGEST_TITLE: usize = 20;

/// The lines of the title.
pub(crate) fn title(lang: Lang, county: &str, policy: &str) -> Vec<String> {
    match lang {
        Lang::Chinese => {
            let policy = super::policy_of(county, policy);
            // A line of the title holds some twenty letters; a longer one is broken where its sense is.
            let (name, remark) = match policy.split_once('（') {
                Some((name, remark)) if policy.chars().count() > LONGEST_TITLE => {
                    (name.to_owned(), Some(format!("（{remark}")))
                }
                _ => (policy, None),
            };
            let lines = std::iter::once(name).chain(remark);
            lines.chain(["自评报告".to_owned()]).collect()
        }
        Lang::English => vec![format!("{county}: self-assessment"), policy.to_owned()],
    }
}

pub(crate) fn as_of(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Chinese => format!("（判定日：{}）", day(lang, date)),
        Lang::English => format!("(as of {date})"),
    }
}

/// Whom the report judges, by which document, as of which day.
pub(crate) fn basics(
    lang: Lang,
    document: &Document,
    date: Date,
    county: &str,
    units: &str,
    excluded: usize,
) -> String {
    let (issuer, title, number) = (&document.issuer, &document.title, &document.number);
    let excluded = match (excluded, lang) {
        (0, _) => String::new(),
        (count, Lang::Chinese) => format!("按规定不纳入评估的学校{count}所。"),
        (count, Lang::English) => format!(" Not judged by the rules of the policy: {count}."),
    };
    match lang {
        Lang::Chinese => format!(
            "根据{issuer}《{title}》（{number}），以{}为判定日，对{county}义务教育学校进行自评。{units}{excluded}本报告的数据均由填报数据直接计算得出，达标与否按未舍入的数值比较；缺少数据的指标列为无法判定，不按0计，也不视为达标。",
            day(lang, date)
        ),
        Lang::English => format!(
            "By {title} ({number}, {issuer}), the schools of {county} are judged as of {date}. {units}{excluded} All figures follow from the data that was handed in; verdicts compare exact figures; what is missing is undetermined, never zero and never a pass."
        ),
    }
}

/// `按学段计，小学7个，学生5010人；`
pub(crate) fn stage_size(lang: Lang, stage: &str, units: usize, pupils: &str) -> String {
    match lang {
        Lang::Chinese => format!("{stage}校段{units}个，学生{pupils}人"),
        Lang::English => format!("{stage} {units}, with {pupils} pupils"),
    }
}

pub(crate) fn judged_units(lang: Lang, schools: usize, sizes: &str) -> String {
    match lang {
        Lang::Chinese => format!("纳入评估的学校{schools}所，按学段计：{sizes}。"),
        Lang::English => format!("Schools that are judged: {schools}; by stage: {sizes}."),
    }
}

/// What is said of each verdict that occurs: `达标3条，不达标4条`.
fn counted(lang: Lang, tally: Tally, say: impl Fn(Verdict, usize) -> String) -> String {
    let counts = [
        (Verdict::Met, tally.met),
        (Verdict::NotMet, tally.not_met),
        (Verdict::Undetermined, tally.undetermined),
    ];
    let said: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| say(verdict, count))
        .collect();
    said.join(lang.of("，", ", "))
}

/// The verdict, and how many rules are met.
pub(crate) fn verdict(lang: Lang, county: &str, verdict: &str, rules: Tally) -> String {
    let all = rules.all();
    let counted = counted(lang, rules, |verdict, count| match lang {
        Lang::Chinese => format!("{}{count}条", verdict.name()),
        Lang::English => format!("{} {count}", verdict.english()),
    });
    match (lang, rules.met == all) {
        (Lang::Chinese, true) => {
            format!("{county}自评结论为：{verdict}。判定规则共{all}条，全部达标，结果见表1。")
        }
        (Lang::Chinese, false) => {
            format!("{county}自评结论为：{verdict}。判定规则共{all}条，其中{counted}，结果见表1。")
        }
        (Lang::English, true) => {
            format!("The verdict on {county} is: {verdict}. All {all} rules are met (Table 1).")
        }
        (Lang::English, false) => {
            format!("The verdict on {county} is: {verdict}. Of {all} rules: {counted} (Table 1).")
        }
    }
}

/// How the schools of one stage stand.
pub(crate) fn stage_stands(lang: Lang, stage: &str, tally: Tally) -> String {
    let all = tally.all();
    let counted = counted(lang, tally, |verdict, count| match lang {
        Lang::Chinese => format!("{}{count}个", verdict.name()),
        Lang::English => format!("{} {count}", verdict.english()),
    });
    match (lang, tally.met == all) {
        (Lang::Chinese, true) => format!("{stage}{all}个校段全部达标"),
        (Lang::Chinese, false) => format!("{stage}{all}个校段中，{counted}"),
        (Lang::English, true) => format!("{stage}: all {all} schools meet the rule"),
        (Lang::English, false) => format!("{stage}: of {all} schools {counted}"),
    }
}

/// How many variations are within their limits; `judged` when they have limits of their own.
pub(crate) fn variations_stand(lang: Lang, tally: Tally, judged: bool) -> String {
    let all = tally.all();
    let counted = counted(lang, tally, |verdict, count| match (lang, verdict) {
        (Lang::Chinese, Verdict::Met) => format!("{count}项不高于限值"),
        (Lang::Chinese, Verdict::NotMet) => format!("{count}项高于限值"),
        (Lang::Chinese, Verdict::Undetermined) => format!("{count}项因数据缺失无法判定"),
        (Lang::English, Verdict::Met) => format!("{count} within their limits"),
        (Lang::English, Verdict::NotMet) => format!("{count} beyond them"),
        (Lang::English, Verdict::Undetermined) => format!("{count} undetermined"),
    });
    let stands = match (lang, judged, tally.met == all) {
        (Lang::Chinese, false, _) => format!("差异系数共{all}项，逐项不设限值。"),
        (Lang::Chinese, true, true) => format!("差异系数共{all}项，全部不高于限值。"),
        (Lang::Chinese, true, false) => format!("差异系数共{all}项，其中{counted}。"),
        (Lang::English, false, _) => format!("The {all} variations have no limits one by one."),
        (Lang::English, true, true) => format!("All {all} variations are within their limits."),
        (Lang::English, true, false) => format!("Of {all} variations: {counted}."),
    };
    let about = lang.of(
        "差异系数以各校学生数加权计算，数值越小，校际差异越小。",
        " They are weighted by pupils; the smaller, the more alike the schools are.",
    );
    format!("{stands}{about}")
}

/// One variation beside its limit.
pub(crate) fn spread(
    lang: Lang,
    name: &str,
    coefficient: &str,
    limit: Option<&str>,
    is_within: bool,
) -> String {
    let beside = match (lang, limit, is_within) {
        (_, None, _) => String::new(),
        (Lang::Chinese, Some(limit), true) => format!("，不高于{limit}的限值"),
        (Lang::Chinese, Some(limit), false) => format!("，高于{limit}的限值"),
        (Lang::English, Some(limit), true) => format!(", within its limit of {limit}"),
        (Lang::English, Some(limit), false) => format!(", beyond its limit of {limit}"),
    };
    match lang {
        Lang::Chinese => format!("{name}差异系数为{coefficient}{beside}"),
        Lang::English => format!("{name}: {coefficient}{beside}"),
    }
}

/// What other formulas would have said of a variation.
pub(crate) fn would_turn(lang: Lang, formulas: &str, verdict: &str) -> String {
    match lang {
        Lang::Chinese => format!("；按其他公式会判为{verdict}（{formulas}）"),
        Lang::English => format!("; by other formulas it would be {verdict} ({formulas})"),
    }
}

/// How the indicators of a group stand; an indicator that judges stages apart counts for each.
pub(crate) fn group_stands(lang: Lang, indicators: usize, tally: Tally) -> String {
    let all = tally.all();
    let counted = counted(lang, tally, |verdict, count| match lang {
        Lang::Chinese => format!("{}{count}项", verdict.name()),
        Lang::English => format!("{} {count}", verdict.english()),
    });
    let by_stage = match (lang, indicators == all) {
        (_, true) => String::new(),
        (Lang::Chinese, false) => format!("，按学段计{all}项"),
        (Lang::English, false) => format!(", {all} by stage"),
    };
    if all == 1 {
        let verdict = match (tally.met, tally.not_met) {
            (1, _) => Verdict::Met,
            (_, 1) => Verdict::NotMet,
            _ => Verdict::Undetermined,
        };
        return match lang {
            Lang::Chinese => format!("本部分共1项指标，{}。", verdict.name()),
            Lang::English => format!("One indicator: {}.", verdict.english()),
        };
    }
    match (lang, tally.met == all) {
        (Lang::Chinese, true) => format!("本部分共{indicators}项指标{by_stage}，全部达标。"),
        (Lang::Chinese, false) => format!("本部分共{indicators}项指标{by_stage}，{counted}。"),
        (Lang::English, true) => format!("Indicators: {indicators}{by_stage}; all are met."),
        (Lang::English, false) => format!("Indicators: {indicators}{by_stage}; {counted}."),
    }
}

/// Where a list stands: `见附件2`.
fn in_annex(lang: Lang, annex: Option<usize>) -> String {
    annex.map_or(String::new(), |annex| match lang {
        Lang::Chinese => format!("见附件{annex}"),
        Lang::English => format!("see Annex {annex}"),
    })
}

pub(crate) fn gaps_total(lang: Lang, list: &str, annex: Option<usize>) -> String {
    let annex = in_annex(lang, annex);
    match lang {
        Lang::Chinese => format!("未达到标准的学校合计：{list}。各校明细{annex}。"),
        Lang::English => format!("In all: {list}. School by school: {annex}."),
    }
}

/// That no school is known to be short of anything, though some may be open.
pub(crate) fn no_gaps(lang: Lang, is_open: bool) -> &'static str {
    match is_open {
        true => lang.of(
            "已有数据的各项资源指标均达到标准；缺数据的见“无法判定的事项”。",
            "All figures that are known meet their standards; for the others see what cannot be judged.",
        ),
        false => lang.of(
            "各校各项资源指标均达到标准。",
            "Every school meets every standard.",
        ),
    }
}

/// The schools that are not named one by one.
pub(crate) fn other_schools(lang: Lang, count: usize, annex: Option<usize>) -> String {
    let annex = in_annex(lang, annex);
    match lang {
        Lang::Chinese => format!("其余{count}个校段{annex}"),
        Lang::English => format!("{count} more: {annex}"),
    }
}

/// A value that is the county's own.
pub(crate) fn is_value(lang: Lang, value: &str) -> String {
    match lang {
        Lang::Chinese => format!("为{value}"),
        Lang::English => value.to_owned(),
    }
}

/// What an indicator falls short of.
pub(crate) fn not_met(lang: Lang, subject: &str, value: &str, bound: Bound, limit: &str) -> String {
    let against = match (lang, bound) {
        (Lang::Chinese, Bound::AtLeast) => format!("低于{limit}的标准"),
        (Lang::Chinese, Bound::Above) => format!("未高于{limit}的标准"),
        (Lang::Chinese, Bound::AtMost) => format!("高于{limit}的标准"),
        (Lang::Chinese, Bound::Below) => format!("未低于{limit}的标准"),
        (Lang::English, Bound::AtLeast) => format!("less than {limit}"),
        (Lang::English, Bound::Above) => format!("not more than {limit}"),
        (Lang::English, Bound::AtMost) => format!("more than {limit}"),
        (Lang::English, Bound::Below) => format!("not less than {limit}"),
    };
    match lang {
        Lang::Chinese => format!("{subject}{value}，{against}"),
        Lang::English => format!("{subject}: {value}, {against}"),
    }
}

pub(crate) fn not_met_plain(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Chinese => format!("{name}不达标"),
        Lang::English => format!("{name} is not met"),
    }
}

/// `15所学校`, or so many rows of a register: `36个班级`.
pub(crate) fn units(lang: Lang, count: usize, rows_of: Option<&str>) -> String {
    match (lang, rows_of) {
        (Lang::Chinese, None) => format!("{count}所学校"),
        (Lang::Chinese, Some(register)) => format!("{count}个{register}"),
        (Lang::English, None) => format!("schools: {count}"),
        (Lang::English, Some(register)) => format!("{register}: {count}"),
    }
}

pub(crate) fn broken_by(lang: Lang, units: &str, list: &str) -> String {
    match lang {
        Lang::Chinese => format!("，涉及{units}：{list}"),
        Lang::English => format!("; {units} ({list})"),
    }
}

/// `音乐教室（G3.1）：15所学校共缺17间，名单见附件3`
pub(crate) fn to_mend(
    lang: Lang,
    subject: &str,
    units: &str,
    short: &str,
    annex: Option<usize>,
) -> String {
    let annex = in_annex(lang, annex);
    match lang {
        Lang::Chinese => format!("{subject}：{units}共{short}，名单{annex}"),
        Lang::English => format!("{subject}: {units}, {short} in all, {annex}"),
    }
}

pub(crate) fn mend_rows(lang: Lang, register: &str, rows: usize) -> String {
    match lang {
        Lang::Chinese => format!("改正台账“{register}”中有填报错误的{rows}行"),
        Lang::English => format!("mend the rows of {register} that have errors: {rows}"),
    }
}

pub(crate) fn hand_in(lang: Lang, register: &str) -> String {
    match lang {
        Lang::Chinese => format!("报送台账“{register}”"),
        Lang::English => format!("hand in {register}"),
    }
}

/// A column to fill in; at how many schools, where it is missing at schools.
pub(crate) fn complete(lang: Lang, register: &str, column: &str, schools: usize) -> String {
    let what = super::column_of(lang, register, column);
    match (lang, schools) {
        (Lang::Chinese, 0) => format!("补报{what}"),
        (Lang::Chinese, schools) => format!("补报{what}，涉及{schools}所学校"),
        (Lang::English, 0) => format!("fill in {what}"),
        (Lang::English, schools) => format!("fill in {what}; schools: {schools}"),
    }
}
