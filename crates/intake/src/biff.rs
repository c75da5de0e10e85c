//! Old binary workbooks (.xls): is it safe to hand one to the reader?
//!
//! The reader lays every sheet out as a full rectangle before it gives a single cell away, and
//! makes room for whatever size a sheet announces. A few bytes can so ask for terabytes, and a
//! failed allocation ends the process. So the records are walked first.

use std::io::{Cursor, Read};

use crate::complaint::{Complaint, refuse};
use crate::laid_out::{fits, room_for};
use crate::wording;

/// How many cells all rectangles may have together.
const AREA_AT_MOST: u64 = 17_000_000;
/// The format's own limits.
const ROWS_AT_MOST: u32 = 65_536;
const COLUMNS_AT_MOST: u32 = 256;
/// How many records are walked; sheets may point to the same ones again and again.
const RECORDS_AT_MOST: usize = 40_000_000;

/// Checks a file of the OLE kind.
///
/// # Errors
/// The complaint: password, no workbook, damaged, too large.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Box<Complaint>> {
    if contains_name(bytes, "EncryptedPackage") {
        return refuse(wording::password_protected());
    }
    let damaged = |error: std::io::Error| Box::new(wording::damaged(&error.to_string()));
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let name = ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"]
        .into_iter()
        .find(|name| file.is_stream(name));
    let Some(name) = name else {
        let read = if file.is_stream("/WordDocument") {
            "Word 文档"
        } else {
            "OLE"
        };
        return refuse(wording::unknown_format(read));
    };
    let mut stream = Vec::new();
    file.open_stream(name)
        .and_then(|mut part| part.read_to_end(&mut stream))
        .map_err(damaged)?;
    check_records(&stream)
}

fn contains_name(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const FILE_PASS: u16 = 0x002F;

/// Records of cells with content, which all begin with row and column.
const CELLS: [u16; 8] = [
    0x0006, MULTIPLE, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E,
];
/// Several numbers of one row; the last of their columns stands at the end.
const MULTIPLE: u16 = 0x00BD;

fn check_records(stream: &[u8]) -> Result<(), Box<Complaint>> {
    let mut sheets = Vec::new();
    let mut walked = 0;
    for (kind, data) in records(stream, 0) {
        walked += 1;
        match kind {
            FILE_PASS => return refuse(wording::password_protected()),
            BOUND_SHEET if data.len() >= 4 => sheets.push(u32_at(data, 0) as usize),
            EOF => break,
            _ => {}
        }
    }
    let (mut area, mut cells) = (0, 0);
    for start in sheets {
        area += sheet_area(stream, start, &mut walked, &mut cells)?;
        fits(area, AREA_AT_MOST)?;
        if walked > RECORDS_AT_MOST {
            return too_large();
        }
    }
    fits(area, room_for(cells))
}

fn too_large<T>() -> Result<T, Box<Complaint>> {
    refuse(wording::too_many_places(AREA_AT_MOST))
}

/// The places of the smallest rectangle that holds all of a sheet's cells, which are counted.
fn sheet_area(
    stream: &[u8],
    start: usize,
    walked: &mut usize,
    cells: &mut u64,
) -> Result<u64, Box<Complaint>> {
    let mut bounds: Option<(u32, u32, u32, u32)> = None;
    let mut depth = 0;
    for (kind, data) in records(stream, start) {
        *walked += 1;
        if *walked > RECORDS_AT_MOST {
            return too_large();
        }
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            DIMENSIONS => check_dimensions(data)?,
            _ if CELLS.contains(&kind) && data.len() >= 4 => {
                let (row, column) = (u32::from(u16_at(data, 0)), u32::from(u16_at(data, 2)));
                let last = match kind {
                    MULTIPLE => u32::from(u16_at(data, data.len() - 2)).max(column),
                    _ => column,
                };
                if last >= COLUMNS_AT_MOST {
                    return too_large();
                }
                *cells += u64::from(last - column + 1);
                bounds = Some(bounds.map_or(
                    (row, row, column, last),
                    |(top, bottom, left, right)| {
                        (
                            top.min(row),
                            bottom.max(row),
                            left.min(column),
                            right.max(last),
                        )
                    },
                ));
            }
            _ => {}
        }
    }
    Ok(bounds.map_or(0, |(top, bottom, left, right)| {
        u64::from(bottom - top + 1) * u64::from(right - left + 1)
    }))
}

/// The announced size, from which the reader makes room. Records of other lengths it refuses.
fn check_dimensions(data: &[u8]) -> Result<(), Box<Complaint>> {
    let short = |at| u32::from(u16_at(data, at));
    let (rows, columns) = match data.len() {
        10 => ([short(0), short(2)], [short(4), short(6)]),
        14 | 16 => ([u32_at(data, 0), u32_at(data, 4)], [short(8), short(10)]),
        _ => return Ok(()),
    };
    let is_within = rows.iter().all(|row| *row <= ROWS_AT_MOST)
        && columns.iter().all(|column| *column <= COLUMNS_AT_MOST);
    if is_within { Ok(()) } else { too_large() }
}

/// The records from a place in the stream on: kind and data. What is cut off ends them.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let head = rest.get(..4)?;
        let (kind, length) = (u16_at(head, 0), usize::from(u16_at(head, 2)));
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, data))
    })
}

fn u16_at(data: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([data[at], data[at + 1]])
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([data[at], data[at + 1], data[at + 2], data[at + 3]])
}
