//! Notes in cells: their texts in one part, their boxes in another.

use std::collections::BTreeSet;

use junheng_model::CellAddress;
use quick_xml::events::Event;

use super::package::{Package, SheetPart};
use super::xml::{XmlFault, appended, attribute, children, escaped, pieces, prefix};
use crate::ReportError;

/// A note at a cell.
pub(super) struct Note<'a> {
    pub cell: CellAddress,
    pub text: &'a str,
}

const AUTHOR: &str = "Junheng";
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
const NAMESPACES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" \
     xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
     xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";
/// The kind of shape that notes are, under a name of our own.
const SHAPE: &str = "_junheng_note";

/// Adds notes to a sheet, beside those that it has. Returns the relation to the drawing when the sheet
/// does not name one yet.
pub(super) fn add(
    package: &mut Package<'_>,
    sheet: &SheetPart,
    notes: &[Note<'_>],
) -> Result<Option<String>, ReportError> {
    let relations = package.relations(&sheet.path)?;
    let part_of = |kind: &str| {
        relations
            .iter()
            .find(|relation| relation.kind == kind)
            .map(|relation| relation.target.clone())
    };
    let boxed = match part_of("comments") {
        Some(part) => {
            let text = package.text(&part)?;
            let (text, boxed) = joined(&text, notes).map_err(|error| error.of(&part))?;
            package.set(&part, text);
            boxed
        }
        None => {
            let part = package.free_name("xl/markedComments", "xml");
            package.set(&part, fresh_comments(notes));
            package.declare(&part, COMMENTS)?;
            package.relate(&sheet.path, "comments", &part)?;
            notes.iter().map(|note| note.cell).collect()
        }
    };
    match part_of("vmlDrawing") {
        Some(part) => {
            let text = package.text(&part)?;
            // Excel itself has written drawings that are not well-formed, so this one is not parsed.
            let end = text.rfind("</").ok_or_else(|| ReportError::DamagedPart {
                part: part.clone(),
                reason: "it has no end".to_owned(),
            })?;
            let joined = format!("{}{}{}", &text[..end], shapes(&boxed), &text[end..]);
            package.set(&part, joined);
            Ok(None)
        }
        None => {
            let part = package.free_name("xl/drawings/markedNotes", "vml");
            package.set(&part, format!("<xml {NAMESPACES}>{}</xml>", shapes(&boxed)));
            package.declare(&part, DRAWING)?;
            Ok(Some(package.relate(&sheet.path, "vmlDrawing", &part)?))
        }
    }
}

fn fresh_comments(notes: &[Note<'_>]) -> String {
    let list: String = notes.iter().map(|note| comment(note, 0, "")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <authors><author>{AUTHOR}</author></authors><commentList>{list}</commentList></comments>"
    )
}

fn comment(note: &Note<'_>, author: usize, prefix: &str) -> String {
    format!(
        "<{prefix}comment ref=\"{}\" authorId=\"{author}\"><{prefix}text>{}</{prefix}text></{prefix}comment>",
        note.cell,
        run(note.text, prefix)
    )
}

fn run(text: &str, prefix: &str) -> String {
    format!(
        "<{prefix}r><{prefix}rPr><{prefix}sz val=\"9\"/><{prefix}rFont val=\"宋体\"/></{prefix}rPr>\
         <{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}r>",
        escaped(text)
    )
}

/// The sheet's own comments with ours: below the user's where a cell has one already. Returns the cells
/// that need a box.
fn joined(text: &str, notes: &[Note<'_>]) -> Result<(String, Vec<CellAddress>), XmlFault> {
    let author = children(text, "authors")?.len();
    let mut out = String::with_capacity(text.len() + 1024);
    let mut had: BTreeSet<String> = BTreeSet::new();
    let mut open: Option<String> = None;
    for piece in pieces(text)? {
        match &piece.event {
            Event::Start(tag) if tag.local_name().as_ref() == "comment" => {
                open = attribute(tag, "ref");
            }
            Event::End(tag) if tag.local_name().as_ref() == "text" => {
                let note = notes
                    .iter()
                    .find(|note| open.as_deref() == Some(note.cell.to_string().as_str()));
                if let Some(note) = note {
                    let ours = format!("\n{}", note.text);
                    out.push_str(&run(&ours, prefix(tag.name().as_ref())));
                    had.extend(open.take());
                }
            }
            _ => {}
        }
        out.push_str(piece.raw);
    }
    let fresh: Vec<&Note<'_>> = notes
        .iter()
        .filter(|note| !had.contains(&note.cell.to_string()))
        .collect();
    let out = appended(&out, "authors", 0, |prefix| {
        format!("<{prefix}author>{AUTHOR}</{prefix}author>")
    })?;
    let out = appended(&out, "commentList", 0, |prefix| {
        fresh
            .iter()
            .map(|note| comment(note, author, prefix))
            .collect()
    })?;
    Ok((out, fresh.iter().map(|note| note.cell).collect()))
}

/// Hidden boxes beside their cells; Excel shows them when the pointer rests there.
fn shapes(cells: &[CellAddress]) -> String {
    let mut shapes = format!(
        "<v:shapetype {NAMESPACES} id=\"{SHAPE}\" coordsize=\"21600,21600\" o:spt=\"202\" \
         path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>\
         <v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>"
    );
    for (number, cell) in (60_001_usize..).zip(cells) {
        let (row, column) = (cell.row, cell.column);
        shapes.push_str(&format!(
            "<v:shape {NAMESPACES} id=\"_x0000_s{number}\" type=\"#{SHAPE}\" \
             style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:240pt;height:110pt;z-index:{number};visibility:hidden\" \
             fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>\
             <v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
             <v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
             <x:Anchor>{}, 15, {row}, 2, {}, 15, {}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
             <x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
            column + 1,
            column + 5,
            row + 7
        ));
    }
    shapes
}
