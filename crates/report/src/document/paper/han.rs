//! Numbers in Han characters.

/// 一, 十二, 三十: the numbers of headings, up to 99.
pub(in crate::document) fn han_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) if tens < 10 => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::han_number;

    #[test]
    fn headings_count_in_han_numbers() {
        let counted: Vec<String> = [1, 10, 12, 20, 35].map(han_number).to_vec();
        assert_eq!(counted, ["一", "十", "十二", "二十", "三十五"]);
    }
}
