//! The package: parts, their relations and content types.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::xml::{appended, attribute, escaped, pieces};
use crate::ReportError;

/// A part that would unpack to more is not looked into.
const LARGEST_PART: u64 = 1 << 29;
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook's package, with the parts that were changed or added.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    changed: BTreeMap<String, String>,
    workbook: String,
}

/// A sheet of the workbook.
#[derive(Debug, Clone)]
pub(super) struct SheetPart {
    pub name: String,
    pub path: String,
}

/// One relation of a part.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub id: String,
    /// The last word of its type: `worksheet`, `comments`.
    pub kind: String,
    /// The part that it leads to.
    pub target: String,
}

impl<'a> Package<'a> {
    pub fn open(original: &'a [u8]) -> Result<Self, ReportError> {
        let refused = |reason: String| ReportError::NotAWorkbook { reason };
        let mut archive =
            ZipArchive::new(Cursor::new(original)).map_err(|error| refused(error.to_string()))?;
        let mut names = Vec::new();
        for index in 0..archive.len() {
            let part = archive
                .by_index_raw(index)
                .map_err(|error| refused(error.to_string()))?;
            let name = part.name().map_err(|error| refused(error.to_string()))?;
            names.push(name.into_owned());
        }
        let mut package = Self {
            archive,
            names,
            changed: BTreeMap::new(),
            workbook: String::new(),
        };
        let root = package.relations("")?;
        let main = root
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .filter(|relation| package.has(&relation.target));
        match main {
            Some(relation) if relation.target.ends_with(".xml") => {
                package.workbook = relation.target;
                Ok(package)
            }
            _ => Err(refused("there is no workbook in it".to_owned())),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.changed.contains_key(name) || self.names.iter().any(|of| of == name)
    }

    /// The text of a part.
    pub fn text(&mut self, name: &str) -> Result<String, ReportError> {
        if let Some(changed) = self.changed.get(name) {
            return Ok(changed.clone());
        }
        let damaged = |reason: String| ReportError::DamagedPart {
            part: name.to_owned(),
            reason,
        };
        let index = self.names.iter().position(|of| of == name);
        let index = index.ok_or_else(|| damaged("it is missing".to_owned()))?;
        let part = self
            .archive
            .by_index(index)
            .map_err(|error| damaged(error.to_string()))?;
        let mut text = String::new();
        part.take(LARGEST_PART)
            .read_to_string(&mut text)
            .map_err(|error| damaged(error.to_string()))?;
        if text.len() as u64 >= LARGEST_PART {
            return Err(damaged("it is too large".to_owned()));
        }
        let without_mark = text.strip_prefix('\u{FEFF}').map(str::to_owned);
        Ok(without_mark.unwrap_or(text))
    }

    pub fn set(&mut self, name: &str, text: String) {
        self.changed.insert(name.to_owned(), text);
    }

    pub fn workbook(&self) -> &str {
        &self.workbook
    }

    /// A name like `xl/worksheets/marked1.xml` that no part has.
    pub fn free_name(&self, stem: &str, extension: &str) -> String {
        (1_usize..)
            .map(|number| format!("{stem}{number}.{extension}"))
            .find(|name| !self.has(name))
            .unwrap_or_default()
    }

    /// The sheets in the order of their tabs.
    pub fn sheets(&mut self) -> Result<Vec<SheetPart>, ReportError> {
        let workbook = self.workbook.clone();
        let text = self.text(&workbook)?;
        let relations = self.relations(&workbook)?;
        let mut sheets = Vec::new();
        for piece in pieces(&text).map_err(|error| error.of(&workbook))? {
            let (Event::Start(tag) | Event::Empty(tag)) = &piece.event else {
                continue;
            };
            if tag.local_name().as_ref() != "sheet" {
                continue;
            }
            let name = attribute(tag, "name");
            let id = attribute(tag, "id");
            let relation = relations
                .iter()
                .find(|of| of.kind == "worksheet" && id.as_ref() == Some(&of.id));
            if let (Some(name), Some(relation)) = (name, relation) {
                sheets.push(SheetPart {
                    name,
                    path: relation.target.clone(),
                });
            }
        }
        Ok(sheets)
    }

    /// The relations of a part; none when it has none.
    pub fn relations(&mut self, part: &str) -> Result<Vec<Relation>, ReportError> {
        let path = relations_path(part);
        if !self.has(&path) {
            return Ok(Vec::new());
        }
        let text = self.text(&path)?;
        let mut relations = Vec::new();
        for piece in pieces(&text).map_err(|error| error.of(&path))? {
            let (Event::Start(tag) | Event::Empty(tag)) = &piece.event else {
                continue;
            };
            let named = (
                attribute(tag, "Id"),
                attribute(tag, "Type"),
                attribute(tag, "Target"),
            );
            if let (Some(id), Some(kind), Some(target)) = named {
                relations.push(Relation {
                    id,
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolved(part, &target),
                });
            }
        }
        Ok(relations)
    }

    /// Adds a relation from a part to another and returns its id.
    pub fn relate(&mut self, part: &str, kind: &str, target: &str) -> Result<String, ReportError> {
        let path = relations_path(part);
        let taken = self.relations(part)?;
        let id = (1_usize..)
            .map(|number| format!("rIdMarked{number}"))
            .find(|id| taken.iter().all(|relation| relation.id != *id))
            .unwrap_or_default();
        let text = if self.has(&path) {
            self.text(&path)?
        } else {
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
             xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>"
                .to_owned()
        };
        let target = escaped(target);
        let related = appended(&text, "Relationships", 0, |prefix| {
            format!(
                "<{prefix}Relationship Id=\"{id}\" Type=\"{TRANSITIONAL}/{kind}\" Target=\"/{target}\"/>"
            )
        });
        let related = related.map_err(|error| error.of(&path))?;
        self.set(&path, related);
        Ok(id)
    }

    /// Says what a new part holds.
    pub fn declare(&mut self, part: &str, content_type: &str) -> Result<(), ReportError> {
        const TYPES: &str = "[Content_Types].xml";
        let text = self.text(TYPES)?;
        let declared = appended(&text, "Types", 0, |prefix| {
            format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{content_type}\"/>")
        });
        let declared = declared.map_err(|error| error.of(TYPES))?;
        self.set(TYPES, declared);
        Ok(())
    }

    fn styles_path(&mut self) -> Result<String, ReportError> {
        let workbook = self.workbook.clone();
        let relations = self.relations(&workbook)?;
        let styles = relations
            .into_iter()
            .find(|relation| relation.kind == "styles");
        styles
            .map(|relation| relation.target)
            .ok_or_else(|| ReportError::DamagedPart {
                part: workbook,
                reason: "it has no styles".to_owned(),
            })
    }

    pub fn styles(&mut self) -> Result<String, ReportError> {
        let path = self.styles_path()?;
        self.text(&path)
    }

    pub fn set_styles(&mut self, text: String) -> Result<(), ReportError> {
        let path = self.styles_path()?;
        self.set(&path, text);
        Ok(())
    }

    /// Parts that were not changed are copied as they are packed.
    pub fn into_bytes(mut self) -> Result<Vec<u8>, ReportError> {
        let failed = |error: zip::result::ZipError| ReportError::NotAWorkbook {
            reason: error.to_string(),
        };
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (index, name) in self.names.iter().enumerate() {
            if !self.changed.contains_key(name) {
                let part = self.archive.by_index_raw(index).map_err(failed)?;
                out.raw_copy_file(part).map_err(failed)?;
            }
        }
        for (name, text) in &self.changed {
            out.start_file(name.as_str(), SimpleFileOptions::default())
                .map_err(failed)?;
            out.write_all(text.as_bytes())
                .map_err(|error| failed(error.into()))?;
        }
        Ok(out.finish().map_err(failed)?.into_inner())
    }
}

/// `xl/_rels/workbook.xml.rels` of `xl/workbook.xml`.
fn relations_path(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The part that a relation's target means, seen from the part that has the relation.
fn resolved(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut folders: Vec<&str> = part.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                folders.pop();
            }
            "." | "" => {}
            step => folders.push(step),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_part_that_names_them() {
        assert_eq!(
            resolved("xl/workbook.xml", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolved("xl/worksheets/sheet1.xml", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(
            resolved("xl/workbook.xml", "/xl/styles.xml"),
            "xl/styles.xml"
        );
        assert_eq!(relations_path(""), "_rels/.rels");
    }
}
