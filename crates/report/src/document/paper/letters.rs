//! Fonts, and what is set in them.

use docx_rs::{
    AlignmentType, FieldCharType, Footer, InstrPAGE, InstrText, Paragraph, Run, RunFonts,
};

use crate::document::package;

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
        .add_text(package::clean(text))
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
