//! The sheet of paper: A4 with the margins of GB/T 9704, upright or turned on its side.

use docx_rs::{Docx, PageMargin, PageOrientationType, PageSize, SectionProperty};

/// Millimetres in twentieths of a point.
const fn twips(millimetres: i32) -> i32 {
    millimetres * 1440 * 10 / 254
}

const SHORT: u32 = 11906;
const LONG: u32 = 16838;
const TOP: i32 = twips(37);
const BOTTOM: i32 = twips(35);
const LEFT: i32 = twips(28);
const RIGHT: i32 = twips(26);

/// How the sheet lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Orientation {
    Upright,
    /// For wide tables: turned, its margins with it, so that bound sheets are read from the right.
    Turned,
}

impl Orientation {
    /// Width of the text: 156 mm, or 225 mm.
    pub const fn text_width(self) -> usize {
        match self {
            Orientation::Upright => twips(156) as usize,
            Orientation::Turned => twips(225) as usize,
        }
    }

    fn margins(self) -> PageMargin {
        let (top, right, bottom, left) = match self {
            Orientation::Upright => (TOP, RIGHT, BOTTOM, LEFT),
            Orientation::Turned => (LEFT, BOTTOM, RIGHT, TOP),
        };
        let footer = match self {
            Orientation::Upright => twips(25),
            Orientation::Turned => twips(16),
        };
        PageMargin::new()
            .top(top)
            .bottom(bottom)
            .left(left)
            .right(right)
            .header(twips(15))
            .footer(footer)
    }

    const fn size(self) -> (u32, u32) {
        match self {
            Orientation::Upright => (SHORT, LONG),
            Orientation::Turned => (LONG, SHORT),
        }
    }

    const fn word(self) -> PageOrientationType {
        match self {
            Orientation::Upright => PageOrientationType::Portrait,
            Orientation::Turned => PageOrientationType::Landscape,
        }
    }

    /// The end of a section of such sheets.
    pub(super) fn section(self) -> SectionProperty {
        let (width, height) = self.size();
        let size = PageSize::new().size(width, height).orient(self.word());
        SectionProperty::new()
            .page_size(size)
            .page_margin(self.margins())
    }

    /// The document, whose last section is of such sheets.
    pub(super) fn of(self, docx: Docx) -> Docx {
        let (width, height) = self.size();
        docx.page_size(width, height)
            .page_orient(self.word())
            .page_margin(self.margins())
    }
}
