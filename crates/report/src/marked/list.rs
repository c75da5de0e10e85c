//! 问题清单: all problems on a sheet of their own, with links to the cells.

use junheng_model::{Diagnostic, Diagnostics, column_letters};
use quick_xml::events::Event;

use super::LIST_SHEET;
use super::package::{Package, SheetPart};
use super::styles::MarkedStyles;
use super::xml::{appended, attribute, escaped, pieces};
use crate::diagnostics::sentences;
use crate::{Lang, ReportError, words};

const WORKSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
/// A longer list would not be read; the console and the report count them all.
const MOST_ROWS: usize = 100_000;
const WIDTHS: [u32; 7] = [8, 14, 9, 22, 40, 48, 28];

pub(super) fn add(
    package: &mut Package<'_>,
    styles: &mut MarkedStyles,
    sheets: &[SheetPart],
    diagnostics: &Diagnostics,
    lang: Lang,
) -> Result<(), ReportError> {
    let workbook = package.workbook().to_owned();
    let text = sheet(styles, sheets, diagnostics, lang).map_err(|error| error.of(LIST_SHEET))?;
    let part = package.free_name("xl/worksheets/markedList", "xml");
    package.set(&part, text);
    package.declare(&part, WORKSHEET)?;
    let relation = package.relate(&workbook, "worksheet", &part)?;
    let text = package.text(&workbook)?;
    let number = last_sheet_number(&text).map_err(|error| error.of(&workbook))? + 1;
    let name = free_sheet_name(sheets);
    let listed = appended(&text, "sheets", 0, |prefix| {
        format!(
            "<{prefix}sheet xmlns:mk=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
             name=\"{name}\" sheetId=\"{number}\" mk:id=\"{relation}\"/>"
        )
    });
    let listed = listed.map_err(|error| error.of(&workbook))?;
    package.set(&workbook, listed);
    Ok(())
}

fn last_sheet_number(workbook: &str) -> Result<u32, super::xml::XmlFault> {
    let mut last = 0;
    for piece in pieces(workbook)? {
        if let Event::Start(tag) | Event::Empty(tag) = &piece.event
            && tag.local_name().as_ref() == "sheet"
        {
            let number = attribute(tag, "sheetId").and_then(|number| number.parse().ok());
            last = last.max(number.unwrap_or(0));
        }
    }
    Ok(last)
}

/// The list's name, numbered when the user hands in a marked copy again.
fn free_sheet_name(sheets: &[SheetPart]) -> String {
    let taken = |name: &String| sheets.iter().any(|sheet| sheet.name == *name);
    std::iter::once(LIST_SHEET.to_owned())
        .chain((2_usize..).map(|number| format!("{LIST_SHEET}{number}")))
        .find(|name| !taken(name))
        .unwrap_or_default()
}

fn sheet(
    styles: &mut MarkedStyles,
    sheets: &[SheetPart],
    diagnostics: &Diagnostics,
    lang: Lang,
) -> Result<String, super::xml::XmlFault> {
    let (plain, bold, link) = styles.list_formats()?;
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|left, right| (right.severity, &left.place).cmp(&(left.severity, &right.place)));
    sorted.truncate(MOST_ROWS);
    let heads = [
        words::SEVERITY,
        words::SHEET,
        words::CELL,
        words::READ,
        words::EXPECTED,
        words::MEND,
        words::RULE,
    ];
    let mut rows = row(1, heads.map(|head| (head.say(lang), bold)));
    let mut links = String::new();
    for (number, diagnostic) in (2_usize..).zip(&sorted) {
        let severity = diagnostic.severity;
        let place = &diagnostic.place;
        let name = place.sheet.as_deref().unwrap_or_default();
        let cell = place.cell.map_or(String::new(), |cell| cell.to_string());
        let said = sentences(diagnostic, lang);
        let is_linked = !cell.is_empty() && sheets.iter().any(|sheet| sheet.name == name);
        if is_linked {
            let target = format!("'{}'!{cell}", name.replace('\'', "''"));
            let target = escaped(&target);
            links.push_str(&format!(
                "<hyperlink ref=\"C{number}\" location=\"{target}\" display=\"{cell}\"/>"
            ));
        }
        let ground = styles.marked(0, severity)?;
        rows.push_str(&row(
            number,
            [
                (lang.of(severity.name(), severity.english()), ground),
                (name, plain),
                (cell.as_str(), if is_linked { link } else { plain }),
                (said[0].1, plain),
                (said[1].1, plain),
                (said[2].1, plain),
                (said[3].1, plain),
            ],
        ));
    }
    Ok(whole(&rows, &links, sorted.len() + 1))
}

fn row(number: usize, cells: [(&str, usize); 7]) -> String {
    let cells: String = (0_u32..)
        .zip(cells)
        .map(|(column, (text, style))| {
            format!(
                "<c r=\"{}{number}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                column_letters(column),
                escaped(text)
            )
        })
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn whole(rows: &str, links: &str, last: usize) -> String {
    let columns: String = (1..)
        .zip(WIDTHS)
        .map(|(number, width)| {
            format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>")
        })
        .collect();
    let links = match links {
        "" => String::new(),
        links => format!("<hyperlinks>{links}</hyperlinks>"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetPr><tabColor rgb=\"FFFF0000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"15\"/><cols>{columns}</cols><sheetData>{rows}</sheetData>\
         <autoFilter ref=\"A1:G{last}\"/>{links}\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>"
    )
}
