//! How cells look: fonts, shades and number formats, each made once.

use std::collections::HashMap;

use junheng_model::Verdict;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatPattern};

use crate::standing::CellState;

/// What a cell says by its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ink {
    Title,
    Subtitle,
    /// A paragraph across the sheet.
    Prose,
    Section,
    /// The line with room for names below a form.
    SignOff,
    Head,
    /// Headings of columns that must, or need not, be filled in.
    RequiredHead,
    OptionalHead,
    /// Where a user types text.
    Entry,
    Plain,
    /// Names and sentences, which are wrapped.
    Wrapped,
    Centred,
    /// A text in a column of figures.
    Aside,
    Good,
    Bad,
    /// Missed, but above the floor that the rule allows.
    Near,
    Open,
    /// Nothing is asked here.
    Idle,
    /// Filled in as an example.
    Example,
    Error,
    Warning,
    Notice,
}

impl From<Verdict> for Ink {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Ink::Good,
            Verdict::NotMet => Ink::Bad,
            Verdict::Undetermined => Ink::Open,
        }
    }
}

impl From<CellState> for Ink {
    fn from(state: CellState) -> Self {
        match state {
            CellState::Met => Ink::Plain,
            CellState::AboveFloor => Ink::Near,
            CellState::Missed => Ink::Bad,
            CellState::Undetermined => Ink::Open,
            CellState::NotAsked => Ink::Idle,
        }
    }
}

/// What a cell holds, as far as its format goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Content {
    Text,
    /// Text that a spreadsheet could take for a formula when somebody edits it.
    Quoted,
    /// A number with so many places.
    Number(u32),
    /// The number of a row.
    Ordinal,
}

/// All formats in use.
#[derive(Default)]
pub(crate) struct Styles {
    made: HashMap<(Ink, Content), Format>,
}

impl Styles {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn of(&mut self, ink: Ink, content: Content) -> &Format {
        self.made
            .entry((ink, content))
            .or_insert_with(|| filled(framed(ink), ink, content))
    }
}

const BODY: &str = "宋体";
const HEADING: &str = "黑体";

/// Font, alignment and frame.
fn framed(ink: Ink) -> Format {
    let format = Format::new().set_align(FormatAlign::VerticalCenter);
    match ink {
        Ink::Title => format
            .set_font_name("方正小标宋简体")
            .set_font_size(18)
            .set_align(FormatAlign::Center),
        Ink::Subtitle => format
            .set_font_name("楷体_GB2312")
            .set_font_size(11)
            .set_align(FormatAlign::Center),
        Ink::Prose => format
            .set_font_name(BODY)
            .set_font_size(10.5)
            .set_text_wrap(),
        Ink::Section => format.set_font_name(HEADING).set_font_size(12),
        Ink::SignOff => format.set_font_name(BODY).set_font_size(11),
        Ink::Entry => Format::new().set_num_format("@"),
        Ink::Head | Ink::RequiredHead | Ink::OptionalHead => format
            .set_font_name(HEADING)
            .set_font_size(10.5)
            .set_align(FormatAlign::Center)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_background_color(match ink {
                Ink::RequiredHead => 0x00F8_CBAD_u32,
                Ink::OptionalHead => 0x00ED_EDED_u32,
                _ => 0x00D9_E2F3_u32,
            }),
        _ => format
            .set_font_name(BODY)
            .set_font_size(10.5)
            .set_border(FormatBorder::Thin),
    }
}

/// Colours by meaning, and what the content needs.
fn filled(format: Format, ink: Ink, content: Content) -> Format {
    let format = match ink {
        Ink::Wrapped => format.set_text_wrap(),
        Ink::Centred => format.set_align(FormatAlign::Center),
        Ink::Aside => format.set_align(FormatAlign::Right),
        Ink::Good => format
            .set_font_color(0x0000_6100_u32)
            .set_align(FormatAlign::Center),
        Ink::Bad | Ink::Error => format
            .set_background_color(0x00F4_B6B6_u32)
            .set_font_color(0x009C_0006_u32),
        Ink::Near | Ink::Warning => format
            .set_background_color(0x00FF_EB9C_u32)
            .set_font_color(0x007F_6000_u32),
        Ink::Open => format
            .set_pattern(FormatPattern::LightUp)
            .set_background_color(0x00FF_FFFF_u32)
            .set_foreground_color(0x00BF_BFBF_u32)
            .set_font_color(0x0059_5959_u32),
        Ink::Notice => format.set_background_color(0x00DD_EBF7_u32),
        Ink::Idle => format.set_font_color(0x00A6_A6A6_u32),
        Ink::Example => format
            .set_italic()
            .set_font_color(0x0080_8080_u32)
            .set_background_color(0x00F2_F2F2_u32),
        _ => format,
    };
    match content {
        Content::Text if matches!(ink, Ink::Bad | Ink::Near | Ink::Open) => {
            format.set_align(FormatAlign::Center)
        }
        Content::Text => format,
        Content::Ordinal => format.set_align(FormatAlign::Center),
        Content::Quoted => format.set_quote_prefix(),
        Content::Number(places) => format
            .set_num_format(number_format(places))
            .set_align(FormatAlign::Right),
    }
}

/// `#,##0.00`, with as many places as asked for.
fn number_format(places: u32) -> String {
    match places {
        0 => "#,##0".to_owned(),
        places => format!("#,##0.{}", "0".repeat(places as usize)),
    }
}
