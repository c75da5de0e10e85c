//! Names that sound true and belong to nobody.

const TOWNSHIPS: [&str; 30] = [
    "石桥",
    "柳河",
    "龙泉",
    "白杨",
    "东岭",
    "双塔",
    "青山",
    "南坪",
    "马家集",
    "红旗",
    "平安",
    "大湾",
    "沙河",
    "新民",
    "太和",
    "永丰",
    "梨园",
    "黄泥",
    "松林",
    "北关",
    "牛角",
    "清水",
    "三岔",
    "月亮",
    "古城",
    "仙桃",
    "凤鸣",
    "铁炉",
    "长岭",
    "泉沟",
];
const TOWNSHIP_MARKS: [&str; 6] = ["", "上", "下", "新", "东", "西"];
const VILLAGE_HEADS: [&str; 24] = [
    "王家", "李家", "张家", "赵家", "陈家", "杨家", "柳树", "枣林", "桃园", "榆树", "大石", "小河",
    "白云", "黑虎", "金鸡", "竹林", "槐树", "罗家", "谢家", "高家", "石门", "水磨", "官庄", "双井",
];
const VILLAGE_TAILS: [&str; 10] = ["湾", "沟", "坪", "岭", "庄", "店", "口", "桥", "堡", "塘"];
const SURNAMES: [&str; 28] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于",
];
const GIVEN_FIRST: [&str; 24] = [
    "文", "志", "晓", "建", "丽", "秀", "海", "国", "明", "玉", "春", "永", "小", "雪", "佳", "思",
    "嘉", "红", "金", "德", "兰", "永", "立", "雅",
];
const GIVEN_LAST: [&str; 24] = [
    "华", "军", "芳", "敏", "涛", "燕", "平", "霞", "强", "玲", "杰", "娟", "勇", "梅", "琴", "宁",
    "萍", "波", "辉", "洁", "斌", "云", "峰", "琳",
];
const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// The township of this number, `石桥镇`; every third is a 乡.
pub(crate) fn township(number: usize) -> String {
    let round = number / TOWNSHIPS.len();
    let mark = TOWNSHIP_MARKS[round % TOWNSHIP_MARKS.len()];
    let rank = if number % 3 == 2 { "乡" } else { "镇" };
    format!("{mark}{}{rank}", TOWNSHIPS[number % TOWNSHIPS.len()])
}

/// The village of this number, `柳树湾`.
pub(crate) fn village(number: usize) -> String {
    let head = VILLAGE_HEADS[number % VILLAGE_HEADS.len()];
    let tail = VILLAGE_TAILS
        [(number % VILLAGE_HEADS.len() + number / VILLAGE_HEADS.len()) % VILLAGE_TAILS.len()];
    format!("{head}{tail}")
}

/// A person's name from three throws.
pub(crate) fn person(throws: [u32; 3]) -> String {
    let part = |list: &[&str], throw: u32| list[throw as usize % list.len()].to_owned();
    let first = part(&GIVEN_FIRST, throws[1]);
    let last = part(&GIVEN_LAST, throws[2]);
    let given = if throws[1].is_multiple_of(5) {
        last
    } else {
        first + &last
    };
    part(&SURNAMES, throws[0]) + &given
}

/// A whole number below a thousand in Chinese numerals; larger ones stay in digits.
pub(crate) fn numeral(number: usize) -> String {
    match number {
        0..10 => DIGITS[number].to_owned(),
        10..20 => format!("十{}", unless_zero(number - 10)),
        20..100 => format!("{}十{}", DIGITS[number / 10], unless_zero(number % 10)),
        100..1000 => {
            let rest = match number % 100 {
                0 => String::new(),
                rest @ 1..10 => format!("零{}", DIGITS[rest]),
                rest => format!("{}十{}", DIGITS[rest / 10], unless_zero(rest % 10)),
            };
            format!("{}百{rest}", DIGITS[number / 100])
        }
        _ => number.to_string(),
    }
}

fn unless_zero(digit: usize) -> &'static str {
    if digit == 0 { "" } else { DIGITS[digit] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_read_as_spoken() {
        for (number, spoken) in [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (40, "四十"),
            (73, "七十三"),
        ] {
            assert_eq!(numeral(number), spoken);
        }
        for (number, spoken) in [
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
            (321, "三百二十一"),
        ] {
            assert_eq!(numeral(number), spoken);
        }
    }

    #[test]
    fn two_hundred_villages_have_two_hundred_names() {
        let names: std::collections::BTreeSet<String> = (0..200).map(village).collect();
        assert_eq!(names.len(), 200);
    }
}
