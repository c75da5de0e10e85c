//! Lists of indicators' ids, in little room.

use crate::Lang;

/// `R1至R7`, `G5、G7、G11`: ids that follow one another are named by the first and the last.
pub(crate) fn ranges(ids: &[String], lang: Lang) -> String {
    let mut ranges: Vec<(&str, &str)> = Vec::new();
    for id in ids {
        match ranges.last_mut() {
            Some((_, last)) if follows(last, id) => *last = id,
            _ => ranges.push((id, id)),
        }
    }
    let said: Vec<String> = ranges
        .into_iter()
        .map(|(first, last)| match (first == last, lang) {
            (true, _) => first.to_owned(),
            (false, Lang::Chinese) => format!("{first}至{last}"),
            (false, Lang::English) => format!("{first}–{last}"),
        })
        .collect();
    said.join(lang.comma())
}

fn follows(before: &str, id: &str) -> bool {
    let (letters, number) = parts(id);
    let (letters_before, number_before) = parts(before);
    letters == letters_before && number.is_some() && number == number_before.map(|of| of + 1)
}

fn parts(id: &str) -> (&str, Option<u32>) {
    let letters = id.trim_end_matches(|letter: char| letter.is_ascii_digit());
    (letters, id[letters.len()..].parse().ok())
}

#[cfg(test)]
mod tests {
    use super::ranges;
    use crate::Lang;

    #[test]
    fn ids_that_follow_one_another_are_one_range() {
        let ids = ["R1", "R2", "R3", "G5", "G7", "Q9.1", "Q9.2"].map(str::to_owned);
        assert_eq!(ranges(&ids, Lang::Chinese), "R1至R3、G5、G7、Q9.1至Q9.2");
        assert_eq!(ranges(&ids[..1], Lang::English), "R1");
        assert_eq!(ranges(&ids[..3], Lang::English), "R1–R3");
    }
}
