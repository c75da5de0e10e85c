//! The words and sentences of the self-assessment.

use jiff::civil::Date;
use junheng_rulebook::Document;

use super::Word;
use crate::Lang;
use crate::standing::Tally;

words! {
    ANNEX = "附件", "Annex ";
    ANNEX_BREAKING = "不符合标准的对象清单", "What breaks a limit";
    ANNEX_EXCLUDED = "不纳入评估的学校清单", "Schools that are not judged";
    ANNEX_SCHOOLS = "不达标学校及缺口清单", "Failing schools and what they are short of";
    ANNEX_SOURCES = "标准与依据", "Standards and their sources";
    BASICS = "基本情况", "What was judged";
    CONCLUSION = "总体结论", "Conclusion";
    FAILING_COUNT = "不达标校数", "failing";
    FIGURE = "图", "Figure ";
    GAP_TOTAL = "缺口合计", "short by in all";
    MAIN_GAPS = "主要缺口", "Main shortfalls";
    MEND_DATA = "补报数据", "Hand in what is missing";
    MEND_INDICATORS = "整改未达标指标", "Mend the indicators that are not met";
    MEND_SCHOOLS = "补齐学校缺口", "Close the gaps of schools";
    MEND_SPREAD = "缩小校际差异", "Narrow the variation between schools";
    NOTHING_OPEN = "各项指标数据齐全，没有无法判定的事项。", "All data is there; nothing is undetermined.";
    NOTHING_TO_MEND = "本次自评未发现不达标事项。", "Nothing was found that is not met.";
    OPEN = "无法判定的事项", "What cannot be judged";
    RULES_TABLE = "判定规则及结果", "Rules and results";
    SCHOOLS_STAND = "学校达标情况", "How the schools stand";
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

/// The lines of the title.
pub(crate) fn title(lang: Lang, county: &str, policy: &str) -> Vec<String> {
    match lang {
        Lang::Chinese => vec![format!("{county}{policy}"), "自评报告".to_owned()],
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
    match lang {
        Lang::Chinese => format!(
            "根据{issuer}《{title}》（{number}），以{}为判定日，对{county}义务教育学校进行自评。{units}按规定不纳入评估的学校{excluded}所。本报告的数据均由填报数据直接计算得出，达标与否按未舍入的数值比较；缺少数据的指标列为无法判定，不按0计，也不视为达标。",
            day(lang, date)
        ),
        Lang::English => format!(
            "By {title} ({number}, {issuer}), the schools of {county} are judged as of {date}. {units} {excluded} schools are not judged by the rules of the policy. All figures follow from the data that was handed in; verdicts compare exact figures; what is missing is undetermined, never zero and never a pass."
        ),
    }
}

/// `按学段计，小学7个，学生5010人；`
pub(crate) fn stage_size(lang: Lang, stage: &str, units: usize, pupils: &str) -> String {
    match lang {
        Lang::Chinese => format!("{stage}校段{units}个，学生{pupils}人"),
        Lang::English => format!("{units} {stage} schools with {pupils} pupils"),
    }
}

pub(crate) fn judged_units(lang: Lang, schools: usize, sizes: &str) -> String {
    match lang {
        Lang::Chinese => format!("纳入评估的学校{schools}所，按学段计：{sizes}。"),
        Lang::English => format!("{schools} schools are judged, by stage: {sizes}."),
    }
}

/// The verdict, and how many rules are met.
pub(crate) fn verdict(lang: Lang, county: &str, verdict: &str, rules: Tally) -> String {
    let all = rules.met + rules.not_met + rules.undetermined;
    let (met, not_met, open) = (rules.met, rules.not_met, rules.undetermined);
    match lang {
        Lang::Chinese => format!(
            "{county}自评结论为：{verdict}。判定规则共{all}条，达标{met}条，不达标{not_met}条，无法判定{open}条，结果见下表。"
        ),
        Lang::English => format!(
            "The verdict on {county} is: {verdict}. Of {all} rules {met} are met, {not_met} are not met and {open} are undetermined."
        ),
    }
}

/// How the schools of one stage stand.
pub(crate) fn stage_stands(lang: Lang, stage: &str, tally: Tally) -> String {
    let all = tally.met + tally.not_met + tally.undetermined;
    let (met, not_met, open) = (tally.met, tally.not_met, tally.undetermined);
    match lang {
        Lang::Chinese => {
            format!("{stage}{all}个校段中，达标{met}个，不达标{not_met}个，无法判定{open}个")
        }
        Lang::English => format!(
            "of {all} {stage} schools {met} meet the rule, {not_met} do not, {open} are undetermined"
        ),
    }
}

pub(crate) fn variations_stand(lang: Lang, tally: Tally) -> String {
    let all = tally.met + tally.not_met + tally.undetermined;
    let (met, not_met, open) = (tally.met, tally.not_met, tally.undetermined);
    match lang {
        Lang::Chinese => format!(
            "差异系数共{all}项，达标{met}项，高于限值{not_met}项，因数据缺失无法判定{open}项。差异系数以各校学生数加权计算，数值越小，校际差异越小。"
        ),
        Lang::English => format!(
            "Of {all} variations {met} are within their limits, {not_met} are beyond them and {open} are undetermined. They are weighted by pupils; the smaller, the more alike the schools are."
        ),
    }
}

pub(crate) fn beyond(lang: Lang, name: &str, coefficient: &str, limit: &str) -> String {
    match lang {
        Lang::Chinese => format!("{name}差异系数为{coefficient}，高于{limit}的限值"),
        Lang::English => format!("{name}: {coefficient}, beyond its limit of {limit}"),
    }
}

pub(crate) fn group_stands(lang: Lang, tally: Tally) -> String {
    let all = tally.met + tally.not_met + tally.undetermined;
    let (met, not_met, open) = (tally.met, tally.not_met, tally.undetermined);
    match lang {
        Lang::Chinese => {
            format!("本部分共判定{all}项，达标{met}项，不达标{not_met}项，无法判定{open}项。")
        }
        Lang::English => {
            format!(
                "Of {all} figures {met} are met, {not_met} are not met, {open} are undetermined."
            )
        }
    }
}

pub(crate) fn gaps_total(lang: Lang, list: &str) -> String {
    match lang {
        Lang::Chinese => format!("未达到标准的学校合计：{list}。各校明细见附件。"),
        Lang::English => format!("In all: {list}. The annex lists the schools."),
    }
}

pub(crate) fn no_gaps(lang: Lang) -> &'static str {
    lang.of(
        "各校各项资源指标均达到标准。",
        "Every school meets every standard.",
    )
}

/// The beginning of a paragraph that says what an indicator falls short of.
pub(crate) fn not_met(lang: Lang, name: &str, value: &str, asked: &str) -> String {
    match lang {
        Lang::Chinese => format!("{name}为{value}，未达到{asked}的要求"),
        Lang::English => format!("{name} is {value}, {asked} is asked"),
    }
}

pub(crate) fn not_met_plain(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Chinese => format!("{name}不达标"),
        Lang::English => format!("{name} is not met"),
    }
}

pub(crate) fn broken_by(lang: Lang, count: usize, list: &str) -> String {
    match lang {
        Lang::Chinese => format!("，涉及{count}个：{list}"),
        Lang::English => format!("; {count} break it: {list}"),
    }
}
