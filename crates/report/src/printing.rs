//! How a plain table goes on paper: large enough to be read, its headings and names on every page.

use rust_xlsxwriter::{Worksheet, XlsxError};

const PAPER_A4: u8 = 9;
const PAPER_A3: u8 = 8;
/// Letters, at a size that can be read, across a page that lies on its side.
const ON_A4: f64 = 200.0;
const ON_A3: f64 = 290.0;

/// Sets the pages of a sheet with columns of these widths, its headings in `heads` and what names a row in the first
/// `names` columns. A table that is too wide for one page goes on over several beside each other.
pub(crate) fn set_up(
    worksheet: &mut Worksheet,
    widths: &[f64],
    heads: u32,
    names: u16,
) -> Result<(), XlsxError> {
    let width: f64 = widths.iter().sum();
    let paper = if width > ON_A4 { PAPER_A3 } else { PAPER_A4 };
    let pages = (width / ON_A3).ceil().max(1.0) as u16;
    worksheet
        .set_paper_size(paper)
        .set_landscape()
        .set_print_fit_to_pages(pages, 0);
    worksheet.set_repeat_rows(heads, heads)?;
    if pages > 1 && names > 0 {
        worksheet.set_repeat_columns(0, names - 1)?;
    }
    Ok(())
}
