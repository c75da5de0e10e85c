//! The paragraphs that explain a report or a template to its reader.

use junheng_rulebook::Policy;

use super::headings::{MISSING_NOTE, VARIATION_FORMULA};
use crate::Lang;

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
