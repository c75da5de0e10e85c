//! What the Word writer leaves out: charts, heading rows that come again on each page, and what to use
//! instead of fonts that a machine does not have.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::chart::{Chart, escaped};
use super::marks::{HEAD_STYLE, chart_marker};
use crate::ReportError;

/// English Metric Units: the text is 156 mm wide, charts are 75 mm high.
const CHART_WIDTH: u32 = 5_600_000;
const CHART_HEIGHT: u32 = 2_700_000;

/// Each font with the one that Word takes in its place.
const FONTS: [(&str, &str); 5] = [
    ("方正小标宋简体", "宋体"),
    ("仿宋_GB2312", "仿宋"),
    ("楷体_GB2312", "楷体"),
    ("黑体", "SimHei"),
    ("宋体", "SimSun"),
];

/// The package with its charts in place.
pub(super) fn finished(bytes: &[u8], charts: &[Chart]) -> Result<Vec<u8>, ReportError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(failed)?;
        let name = part.name().map_err(failed)?.into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).map_err(failed)?;
        let content = match name.as_str() {
            "word/document.xml" => in_text(content, |text| document(text, charts))?,
            "word/_rels/document.xml.rels" => {
                in_text(content, |text| relations(text, charts.len()))?
            }
            "[Content_Types].xml" => in_text(content, |text| content_types(text, charts.len()))?,
            "word/fontTable.xml" => font_table().into_bytes(),
            _ => content,
        };
        add(&mut out, &name, &content)?;
    }
    for (number, chart) in (1..).zip(charts) {
        add(
            &mut out,
            &format!("word/charts/chart{number}.xml"),
            chart.xml().as_bytes(),
        )?;
        let relations = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
             <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/package\" \
             Target=\"../embeddings/chart{number}.xlsx\"/></Relationships>"
        );
        add(
            &mut out,
            &format!("word/charts/_rels/chart{number}.xml.rels"),
            relations.as_bytes(),
        )?;
        add(
            &mut out,
            &format!("word/embeddings/chart{number}.xlsx"),
            &chart.workbook()?,
        )?;
    }
    Ok(out.finish().map_err(failed)?.into_inner())
}

fn add(
    out: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    content: &[u8],
) -> Result<(), ReportError> {
    out.start_file(name, SimpleFileOptions::default())
        .map_err(failed)?;
    out.write_all(content).map_err(failed)
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> ReportError {
    ReportError::Document(Box::new(error))
}

fn in_text(content: Vec<u8>, change: impl FnOnce(&str) -> String) -> Result<Vec<u8>, ReportError> {
    let text = String::from_utf8(content).map_err(failed)?;
    Ok(change(&text).into_bytes())
}

/// Puts the charts at their marks, marks heading rows as such and gives every section the page numbers.
fn document(text: &str, charts: &[Chart]) -> String {
    let mut text = numbered(text);
    for (number, chart) in (1..).zip(charts) {
        let marker = chart_marker(number);
        let Some(at) = text.find(&marker) else {
            continue;
        };
        let from = text[..at].rfind("<w:t").unwrap_or(at);
        let to = text[at..]
            .find("</w:t>")
            .map_or(at + marker.len(), |end| at + end + "</w:t>".len());
        text.replace_range(from..to, &drawing(number, &chart.title));
    }
    let head = format!("<w:pStyle w:val=\"{HEAD_STYLE}\"");
    let rows: Vec<String> = text
        .split("<w:tr>")
        .map(|row| {
            let first_row = row.split("</w:tr>").next().unwrap_or_default();
            if first_row.contains(&head) {
                row.replacen("<w:cantSplit />", "<w:cantSplit /><w:tblHeader />", 1)
            } else {
                row.to_owned()
            }
        })
        .collect();
    rows.join("<w:tr>")
}

/// The writer numbers the pages of the last section only, and behind the size of the page, where they do not belong.
fn numbered(text: &str) -> String {
    const REFERENCE: &str = "<w:footerReference ";
    const SECTION: &str = "<w:sectPr>";
    let mut references = String::new();
    let mut without = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, reference)) = rest.split_once(REFERENCE) {
        let (attributes, after) = reference.split_once("/>").unwrap_or((reference, ""));
        without.push_str(before);
        references.push_str(&format!("{REFERENCE}{attributes}/>"));
        rest = after;
    }
    without.push_str(rest);
    without.replace(SECTION, &format!("{SECTION}{references}"))
}

fn drawing(number: usize, title: &str) -> String {
    let id = 1000 + number;
    let title = escaped(title);
    format!(
        "<w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{CHART_WIDTH}\" cy=\"{CHART_HEIGHT}\"/>\
         <wp:docPr id=\"{id}\" name=\"chart{number}\" descr=\"{title}\"/><wp:cNvGraphicFramePr/>\
         <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
         <c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"rIdChart{number}\"/>\
         </a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
}

fn relations(text: &str, charts: usize) -> String {
    let added: String = (1..=charts)
        .map(|number| {
            format!(
                "<Relationship Id=\"rIdChart{number}\" \
                 Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart\" \
                 Target=\"charts/chart{number}.xml\"/>"
            )
        })
        .collect();
    text.replacen("</Relationships>", &format!("{added}</Relationships>"), 1)
}

fn content_types(text: &str, charts: usize) -> String {
    let mut added: String = (1..=charts)
        .map(|number| {
            format!(
                "<Override PartName=\"/word/charts/chart{number}.xml\" \
                 ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>"
            )
        })
        .collect();
    if charts > 0 {
        added.push_str(
            "<Default Extension=\"xlsx\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>",
        );
    }
    text.replacen("</Types>", &format!("{added}</Types>"), 1)
}

/// Fonts by name, with what stands in for each where it is not installed.
fn font_table() -> String {
    let fonts: String = FONTS
        .iter()
        .map(|(name, instead)| {
            format!(
                "<w:font w:name=\"{}\"><w:altName w:val=\"{}\"/><w:charset w:val=\"86\"/></w:font>",
                escaped(name),
                escaped(instead)
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         {fonts}<w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/></w:font></w:fonts>"
    )
}
