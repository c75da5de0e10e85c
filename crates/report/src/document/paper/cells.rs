//! The cells of tables.

use docx_rs::{AlignmentType, Paragraph, Shading, TableCell, VAlignType, WidthType};
use junheng_model::Verdict;

use super::letters::{FANG, HEI, run};
use crate::Lang;

/// The style of the paragraphs in rows that Word repeats on each page.
pub(in crate::document) const HEAD_STYLE: &str = "TableHead";
/// 五号, in half points.
const CELL: usize = 21;

/// What a table's cell says, and how it is aligned and shaded.
#[derive(Debug, Clone, Default)]
pub(in crate::document) struct Entry {
    pub text: String,
    pub verdict: Option<Verdict>,
}

impl<T: Into<String>> From<T> for Entry {
    fn from(text: T) -> Self {
        Entry {
            text: text.into(),
            verdict: None,
        }
    }
}

impl Entry {
    pub fn verdict(verdict: Verdict, lang: Lang) -> Self {
        Entry {
            text: lang.verdict(verdict).to_owned(),
            verdict: Some(verdict),
        }
    }
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Side {
    Left,
    Centre,
    Right,
}

pub(super) fn head_cell(text: &str, width: usize) -> TableCell {
    let paragraph = Paragraph::new()
        .style(HEAD_STYLE)
        .add_run(run(text, HEI, CELL))
        .align(AlignmentType::Center);
    TableCell::new()
        .add_paragraph(paragraph)
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center)
        .shading(shade("E7ECF4"))
}

pub(super) fn cell(entry: &Entry, side: Side, width: usize) -> TableCell {
    let align = match side {
        Side::Left => AlignmentType::Left,
        Side::Centre => AlignmentType::Center,
        Side::Right => AlignmentType::Right,
    };
    let paragraph = Paragraph::new()
        .add_run(run(&entry.text, FANG, CELL))
        .align(align);
    let cell = TableCell::new()
        .add_paragraph(paragraph)
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center);
    match entry.verdict {
        Some(Verdict::NotMet) => cell.shading(shade("F4CCCC")),
        Some(Verdict::Undetermined) => cell.shading(shade("D9D9D9")),
        Some(Verdict::Met) | None => cell,
    }
}

fn shade(fill: &str) -> Shading {
    Shading::new()
        .shd_type(docx_rs::ShdType::Clear)
        .color("auto")
        .fill(fill)
}
