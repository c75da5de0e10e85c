//! What kind of file was sent, judged by its content, and whether it is safe to open.

use std::io::{Cursor, Read};

use crate::complaint::{Complaint, refuse};
use crate::{biff, ods_area, wording};

/// The formats that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    Text,
}

impl Format {
    /// The extensions under which users know the format, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Format::Xlsb => &["xlsb"],
            Format::Xls => &["xls", "xlt", "et"],
            Format::Ods => &["ods"],
            // A Parquet file comes here as the text table that it amounts to.
            Format::Text => &["csv", "txt", "tsv", "parquet"],
        }
    }
}

/// A file that is safe to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Container {
    pub format: Format,
    pub has_macros: bool,
}

/// How much the parts of a workbook that are read may come to once unpacked. 200,000 rows of 25
/// columns are about 200 MB of XML.
const UNPACKED_AT_MOST: u64 = 1 << 30;
/// How many times its packed size a part may be, once it is large. Sheets pack 5 to 60 times.
const RATIO_AT_MOST: u64 = 250;
const LARGE: u64 = 64 << 20;
const PARTS_AT_MOST: usize = 10_000;
/// How many distinct texts a workbook may announce.
const TEXTS_AT_MOST: u64 = 20_000_000;

/// Recognises a file and makes sure that reading it takes bounded memory and time.
///
/// # Errors
/// The complaint to show, when the file cannot or must not be opened.
pub(crate) fn recognise(bytes: &[u8]) -> Result<Container, Box<Complaint>> {
    let plain = |format| Container {
        format,
        has_macros: false,
    };
    if bytes
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == 0)
    {
        return refuse(wording::empty_file());
    }
    if bytes.starts_with(b"PK") {
        return zipped(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return biff::check(bytes).map(|()| plain(Format::Xls));
    }
    if bytes.starts_with(b"PAR1") {
        return refuse(wording::parquet_elsewhere());
    }
    if let Some(name) = markup(bytes) {
        return refuse(wording::other_table_format(name));
    }
    let signatures: [(&[u8], &str); 6] = [
        (b"%PDF", "PDF"),
        (b"{\\rtf", "RTF"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"Rar!", "RAR"),
        (b"7z\xBC\xAF", "7z"),
    ];
    if let Some((_, name)) = signatures
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
    {
        return refuse(wording::unknown_format(name));
    }
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if bytes.contains(&0) && !is_utf16 {
        return refuse(wording::unknown_format(""));
    }
    Ok(plain(Format::Text))
}

/// Web pages and XML tables that systems export under the name of a workbook.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(512)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with("<?xml") || start.starts_with("<workbook") {
        Some("XML")
    } else if start.starts_with('<')
        && (start.contains("<html")
            || start.contains("<table")
            || start.contains("<!doctype")
            || start.contains("<meta"))
    {
        Some("HTML")
    } else {
        None
    }
}

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

fn zipped(bytes: &[u8]) -> Result<Container, Box<Complaint>> {
    let damaged = |error: zip::result::ZipError| Box::new(wording::damaged(&error.to_string()));
    let mut archive: Archive<'_> = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS_AT_MOST {
        let read = format!("{} 个部件", archive.len());
        return refuse(wording::too_large(
            read,
            &format!(" {PARTS_AT_MOST} 个部件"),
        ));
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.to_lowercase()))
        .collect();
    let has = |name: &str| names.iter().any(|own| own == name);
    let ends = |end: &str| names.iter().any(|own| own.ends_with(end));
    let format = if ends("workbook.bin") {
        Format::Xlsb
    } else if ends("workbook.xml") || has("[content_types].xml") && ends("sheet1.xml") {
        Format::Xlsx
    } else if has("content.xml") && has("mimetype") {
        Format::Ods
    } else {
        let name = if ends("word/document.xml") {
            "Word 文档"
        } else {
            "ZIP"
        };
        return refuse(wording::unknown_format(name));
    };
    let has_macros = ends("vbaproject.bin");
    check_parts(&mut archive)?;
    if format == Format::Ods {
        ods_area::check(&mut archive)?;
    }
    Ok(Container { format, has_macros })
}

/// Adds up what the parts that will be read come to once unpacked. What the archive says of its own sizes holds: a part
/// that goes on beyond its declared size cannot be read to its end, here or by whoever reads the sheets.
fn check_parts(archive: &mut Archive<'_>) -> Result<(), Box<Complaint>> {
    let mut unpacked: u64 = 0;
    for position in 0..archive.len() {
        let mut part = archive.by_index(position).map_err(closed)?;
        let name = part
            .name()
            .map(|name| name.to_lowercase())
            .unwrap_or_default();
        let is_read = [".xml", ".rels", ".bin"]
            .iter()
            .any(|end| name.ends_with(end));
        if !is_read {
            continue;
        }
        let (size, packed) = (part.size(), part.compressed_size());
        unpacked = unpacked.saturating_add(size);
        if unpacked > UNPACKED_AT_MOST || size > LARGE && size / packed.max(1) > RATIO_AT_MOST {
            return Err(bomb(unpacked));
        }
        if name.ends_with("sharedstrings.xml") {
            check_promise(&mut part)?;
        }
    }
    Ok(())
}

/// Why a part of an archive cannot be opened.
fn closed(error: zip::result::ZipError) -> Box<Complaint> {
    use zip::result::ZipError;
    Box::new(match error {
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
            wording::password_protected()
        }
        error => wording::damaged(&error.to_string()),
    })
}

fn bomb(unpacked: u64) -> Box<Complaint> {
    let read = format!("超过 {} MB", unpacked >> 20);
    let limit = format!(" {} MB", UNPACKED_AT_MOST >> 20);
    Box::new(wording::too_large(read, &limit))
}

/// Looks for a promise of impossibly many texts, for which the reader would make room at once.
fn check_promise(part: &mut impl Read) -> Result<(), Box<Complaint>> {
    const PROMISE: &[u8] = b"uniqueCount";
    const OVERLAP: usize = 64;
    let mut buffer = vec![0; 1 << 16];
    let mut kept = 0;
    loop {
        let read = part
            .read(&mut buffer[kept..])
            .map_err(|error| Box::new(wording::damaged(&error.to_string())))?;
        if read == 0 {
            return Ok(());
        }
        let filled = kept + read;
        let window = &buffer[..filled];
        // In UTF-16 the promise would go unseen; no spreadsheet program writes it.
        if window.contains(&0) {
            return refuse(wording::damaged("UTF-16"));
        }
        let promises = window
            .windows(PROMISE.len())
            .enumerate()
            .filter(|(_, bytes)| *bytes == PROMISE)
            .map(|(position, _)| first_number(&window[position + PROMISE.len()..]));
        for promised in promises {
            if promised > TEXTS_AT_MOST {
                return refuse(wording::too_large(
                    format!("{promised} 个文本"),
                    &format!(" {TEXTS_AT_MOST} 个文本"),
                ));
            }
        }
        kept = filled.min(OVERLAP);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

/// The number in `="123"`; zero when there is none.
fn first_number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>')
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0, |number: u64, digit| {
            number
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        })
}
