//! The empty workbook that schools and departments fill in.
//!
//! One sheet a register. The first row holds the headings as declared, so that what is filled in reads
//! back without a second look; the second row is an example whose first cell begins with [`EXAMPLE`],
//! which readers skip.

mod columns;

use std::collections::BTreeMap;

use junheng_model::{CellValue, own_sheet};
use junheng_rulebook::{Period, Register, Rulebook};
use rust_xlsxwriter::{Color, Workbook, Worksheet};

use crate::workbook::{Content, Head, Ink, Sheet, Styles};
use crate::{Lang, printing, words};
use crate::{ReportError, undated};

/// What the first cell of an example row begins with.
pub const EXAMPLE: &str = "示例";
/// The sheet that explains the others.
pub const GUIDE_SHEET: &str = own_sheet::GUIDE;
/// The hidden sheet with the code lists.
pub const CODE_SHEET: &str = own_sheet::CODES;

/// The first row to fill in; above it stand the headings and the example.
const FIRST_ROW: u32 = 2;
const LANG: Lang = Lang::Chinese;

/// What is known of a register's rows before anybody fills it in: for each row, values in the order of the columns.
pub type KnownRows = Vec<Vec<Option<CellValue>>>;

/// The empty workbook of all registers: headings with units, notes in their cells, drop-down lists,
/// limits on what may be entered, an example row, and a first sheet that explains.
///
/// # Errors
/// When the Excel writer refuses something, for instance a register's name that no sheet may have.
pub fn workbook(rulebook: &Rulebook) -> Result<Vec<u8>, ReportError> {
    prefilled(rulebook, &BTreeMap::new())
}

/// The same workbook with what is known already, by register: below the example stands a row for each known one.
/// Only texts, codes, years, dates and yes or no may be known: figures are stated in their headings' units.
///
/// # Errors
/// As [`workbook`].
pub fn prefilled(
    rulebook: &Rulebook,
    known: &BTreeMap<String, KnownRows>,
) -> Result<Vec<u8>, ReportError> {
    let mut workbook = undated::workbook();
    let mut styles = Styles::new();
    guide(&mut workbook, &mut styles, rulebook)?;
    for register in in_order(rulebook) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&register.name)?;
        fill(sheet, &mut styles, register, rulebook)?;
        let rows = known.get(&register.name).map_or(&[][..], Vec::as_slice);
        for (row, values) in (FIRST_ROW..).zip(rows) {
            let columns = (0_u16..).zip(&register.columns).zip(values);
            for ((position, column), value) in columns {
                let Some(value) = value else { continue };
                columns::known(sheet, (row, position), (column, value), rulebook)?;
            }
        }
    }
    codes(&mut workbook, &mut styles, rulebook)?;
    Ok(workbook.save_to_buffer()?)
}

/// The register of schools, on which all others rest, and then the others.
fn in_order(rulebook: &Rulebook) -> Vec<&Register> {
    let mut registers: Vec<&Register> = rulebook.registers.iter().collect();
    registers.sort_by_key(|register| register.stage_view.is_none());
    registers
}

fn guide(
    workbook: &mut Workbook,
    styles: &mut Styles,
    rulebook: &Rulebook,
) -> Result<(), ReportError> {
    let heads = [
        Head::new(words::REGISTER.say(LANG), 14.0),
        Head::new("内容", 60.0),
        Head::new("填报单位", 18.0),
        Head::new("审核单位", 22.0),
        Head::new("时点", 10.0),
        Head::new("必填与应填的列", 60.0),
    ];
    let widths: Vec<f64> = heads.iter().map(|head| head.width).collect();
    let mut sheet = Sheet::new(workbook, styles, GUIDE_SHEET, &widths, LANG)?;
    sheet.line(words::GUIDE_TITLE.say(LANG), Ink::Title)?;
    for paragraph in words::GUIDE {
        sheet.line(paragraph, Ink::Prose)?;
    }
    sheet.row += 1;
    sheet.heads(&heads)?;
    for register in in_order(rulebook) {
        let needed = columns::needed(register).join("、");
        let texts = [
            register.name.as_str(),
            &register.about,
            &register.filled_by,
            &register.reviewed_by,
            period(register.period),
            &needed,
        ];
        sheet.texts(&texts, Ink::Wrapped)?;
        sheet.fit(&[(&register.about, 1..2), (&needed, 5..6)])?;
        sheet.row += 1;
    }
    Ok(())
}

fn period(period: Period) -> &'static str {
    match period {
        Period::SchoolYear => "学年",
        Period::Month => "月",
        Period::Event => "逐次",
        Period::Standing => "随时",
    }
}

fn fill(
    sheet: &mut Worksheet,
    styles: &mut Styles,
    register: &Register,
    rulebook: &Rulebook,
) -> Result<(), ReportError> {
    let widths = columns::widths(register);
    for (position, column) in (0_u16..).zip(&register.columns) {
        let ink = columns::heading_ink(column);
        let format = styles.of(ink, Content::Text);
        sheet.write_string_with_format(0, position, &column.heading, format)?;
        sheet.insert_note(0, position, &columns::note(column, rulebook))?;
        sheet.set_column_width(position, widths[usize::from(position)])?;
        if columns::is_text(column) {
            sheet.set_column_format(position, styles.of(Ink::Entry, Content::Text))?;
        }
        columns::example(sheet, styles, column, position, rulebook)?;
        if let Some(rule) = columns::validation(column, register, rulebook)? {
            sheet.add_data_validation(FIRST_ROW, position, columns::LAST_ROW, position, &rule)?;
        }
    }
    sheet.set_row_height(0, 45)?;
    let names = 2.min(register.columns.len() as u16);
    sheet.set_freeze_panes(1, names)?;
    printing::set_up(sheet, &widths, 0, names)?;
    sheet.set_footer(words::PAGE_FOOTER.say(LANG));
    sheet.set_tab_color(Color::RGB(0x004F_81BD));
    Ok(())
}

/// All code lists, a column each, for the drop-down lists.
fn codes(
    workbook: &mut Workbook,
    styles: &mut Styles,
    rulebook: &Rulebook,
) -> Result<(), ReportError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(CODE_SHEET)?;
    for (position, list) in (0_u16..).zip(&rulebook.codes) {
        let format = styles.of(Ink::Head, Content::Text);
        sheet.write_string_with_format(0, position, &list.name, format)?;
        for (row, code) in (1_u32..).zip(&list.codes) {
            sheet.write_string(row, position, &code.name)?;
        }
    }
    sheet.set_hidden(true);
    Ok(())
}
