//! The cells of tables.

use docx_rs::{AlignmentType, Paragraph, Shading, ShdType, TableCell, VAlignType, WidthType};
use junheng_model::Verdict;

use super::letters::{FANG, HEI, run};
use crate::Lang;
use crate::document::marks::HEAD_STYLE;
use crate::standing::CellState;

/// How large the letters of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    Ordinary,
    Small,
}

impl Letters {
    /// 五号 or 小五, in half points.
    const fn size(self) -> usize {
        match self {
            Letters::Ordinary => 21,
            Letters::Small => 18,
        }
    }
}

/// What a table's cell says, and how it is shaded.
#[derive(Debug, Clone, Default)]
pub(in crate::document) struct Entry {
    pub text: String,
    pub shade: Option<Shade>,
}

/// What a shade says, in colour and in a print without colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Shade {
    Missed,
    /// Missed, but not below the floor that the rule allows.
    Near,
    Open,
}

impl<T: Into<String>> From<T> for Entry {
    fn from(text: T) -> Self {
        Entry {
            text: text.into(),
            shade: None,
        }
    }
}

impl Entry {
    pub fn verdict(verdict: Verdict, lang: Lang) -> Self {
        Entry {
            text: lang.verdict(verdict).to_owned(),
            shade: match verdict {
                Verdict::Met => None,
                Verdict::NotMet => Some(Shade::Missed),
                Verdict::Undetermined => Some(Shade::Open),
            },
        }
    }

    /// The figure of a school, shaded by how it stands.
    pub fn figure(text: String, state: CellState) -> Self {
        let shade = match state {
            CellState::Met | CellState::NotAsked => None,
            CellState::AboveFloor => Some(Shade::Near),
            CellState::Missed => Some(Shade::Missed),
            CellState::Undetermined => Some(Shade::Open),
        };
        Self { text, shade }
    }
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Side {
    Left,
    Centre,
    Right,
}

pub(super) fn head_cell(text: &str, width: usize, letters: Letters) -> TableCell {
    let paragraph = Paragraph::new()
        .style(HEAD_STYLE)
        .add_run(run(text, HEI, letters.size()))
        .align(AlignmentType::Center);
    TableCell::new()
        .add_paragraph(paragraph)
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center)
        .shading(plain_shade("E7ECF4"))
}

pub(super) fn cell(entry: &Entry, side: Side, width: usize, letters: Letters) -> TableCell {
    let align = match side {
        Side::Left => AlignmentType::Left,
        Side::Centre => AlignmentType::Center,
        Side::Right => AlignmentType::Right,
    };
    let paragraph = Paragraph::new()
        .add_run(run(&entry.text, FANG, letters.size()))
        .align(align);
    let cell = TableCell::new()
        .add_paragraph(paragraph)
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center);
    match entry.shade {
        Some(Shade::Missed) => cell.shading(plain_shade("F4B6B6")),
        Some(Shade::Near) => cell.shading(plain_shade("FFEB9C")),
        Some(Shade::Open) => cell.shading(hatched()),
        None => cell,
    }
}

fn plain_shade(fill: &str) -> Shading {
    Shading::new()
        .shd_type(ShdType::Clear)
        .color("auto")
        .fill(fill)
}

fn hatched() -> Shading {
    Shading::new()
        .shd_type(ShdType::ThinDiagStripe)
        .color("BFBFBF")
        .fill("FFFFFF")
}
