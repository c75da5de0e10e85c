//! Fonts, and what is set in them.

use docx_rs::{
    AlignmentType, FieldCharType, Footer, InstrPAGE, InstrText, Paragraph, Run, RunFonts,
};

use crate::document::marks::clean;

pub(super) const XIAOBIAOSONG: &str = "方正小标宋简体";
pub(super) const HEI: &str = "黑体";
pub(super) const KAI: &str = "楷体_GB2312";
pub(super) const FANG: &str = "仿宋_GB2312";
const SONG: &str = "宋体";
/// Digits and Latin letters.
const LATIN: &str = "Times New Roman";
/// 4号, in half points.
const PAGE_NUMBER: usize = 28;

pub(super) fn fonts(east_asian: &str) -> RunFonts {
    RunFonts::new()
        .ascii(LATIN)
        .hi_ansi(LATIN)
        .east_asia(east_asian)
        .cs(LATIN)
}

pub(super) fn run(text: &str, font: &str, size: usize) -> Run {
    Run::new()
        .add_text(clean(text))
        .fonts(fonts(font))
        .size(size)
}

/// `— 1 —` in 宋体 4号, one letter in from the edge.
pub(super) fn page_number(side: AlignmentType) -> Footer {
    let field = Run::new()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false)
        .fonts(fonts(SONG))
        .size(PAGE_NUMBER);
    let paragraph = Paragraph::new()
        .add_run(run("　— ", SONG, PAGE_NUMBER))
        .add_run(field)
        .add_run(run(" —　", SONG, PAGE_NUMBER))
        .align(side);
    Footer::new().add_paragraph(paragraph)
}

/// Without the blanks between Han letters and figures, which consoles need and printed Chinese does not have.
pub(super) fn tight(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_between = |at: usize| {
        let (Some(before), Some(after)) = (at.checked_sub(1), letters.get(at + 1)) else {
            return false;
        };
        let before = letters[before];
        (is_han(before) && after.is_ascii_digit()) || (before.is_ascii_digit() && is_han(*after))
    };
    letters
        .iter()
        .enumerate()
        .filter(|&(at, letter)| *letter != ' ' || !is_between(at))
        .map(|(_, letter)| *letter)
        .collect()
}

/// Han letters and the punctuation that goes with them.
fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::tight;

    #[test]
    fn no_blank_stands_between_han_letters_and_figures() {
        assert_eq!(tight("缺 3 人，R4 用房缺 8.5 m²"), "缺3人，R4用房缺8.5 m²");
        assert_eq!(tight("甲校 三(2)班 X16"), "甲校 三(2)班 X16");
        assert_eq!(tight("3 rooms short"), "3 rooms short");
    }
}
