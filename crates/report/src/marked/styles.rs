//! Formats of marked cells: what the cell had, on another ground.

use std::collections::BTreeMap;

use junheng_model::Severity;
use quick_xml::events::Event;

use super::xml::{XmlFault, appended, children, pieces, prefix, with_attributes};
use crate::ReportError;

/// The ground of each severity, as ARGB, in the order of [`GROUNDS`].
const GROUNDS: [(Severity, &str); 3] = [
    (Severity::Error, "FFFF9999"),
    (Severity::Warning, "FFFFEB9C"),
    (Severity::Notice, "FFBDD7EE"),
];
const PART: &str = "xl/styles.xml";

/// The workbook's formats and the ones that marks add.
pub(super) struct MarkedStyles {
    text: String,
    /// Each format as it stands.
    formats: Vec<String>,
    fills: usize,
    fonts: usize,
    added: Vec<String>,
    known: BTreeMap<(usize, Severity), usize>,
}

impl MarkedStyles {
    pub fn read(text: &str) -> Result<Self, ReportError> {
        let of = |element| children(text, element).map_err(|error| error.of(PART));
        Ok(Self {
            formats: of("cellXfs")?,
            fills: of("fills")?.len(),
            fonts: of("fonts")?.len(),
            text: text.to_owned(),
            added: Vec::new(),
            known: BTreeMap::new(),
        })
    }

    /// The format of a marked cell that had the format `base`.
    pub fn marked(&mut self, base: usize, severity: Severity) -> Result<usize, XmlFault> {
        if let Some(known) = self.known.get(&(base, severity)) {
            return Ok(*known);
        }
        let ground = GROUNDS.iter().position(|(of, _)| *of == severity);
        let fill = (self.fills + ground.unwrap_or(0)).to_string();
        let format = self.changed(base, &[("fillId", &fill), ("applyFill", "1")])?;
        let index = self.add(format);
        self.known.insert((base, severity), index);
        Ok(index)
    }

    /// The formats of the list: text, heading, link.
    pub fn list_formats(&mut self) -> Result<(usize, usize, usize), XmlFault> {
        let wrapped = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">\
                       <alignment vertical=\"top\" wrapText=\"1\"/></xf>";
        let bold = self.fonts.to_string();
        let link = (self.fonts + 1).to_string();
        let prefix = self.prefix()?;
        let styled = |font: &str| {
            let text = wrapped.replacen(
                "fontId=\"0\"",
                &format!("fontId=\"{font}\" applyFont=\"1\""),
                1,
            );
            prefixed(&text, &prefix)
        };
        let plain = styled("0");
        let (bold, link) = (styled(&bold), styled(&link));
        Ok((self.add(plain), self.add(bold), self.add(link)))
    }

    fn add(&mut self, format: String) -> usize {
        self.added.push(format);
        self.formats.len() + self.added.len() - 1
    }

    /// A format with other attributes; what stands within it is kept.
    fn changed(&self, base: usize, set: &[(&str, &str)]) -> Result<String, XmlFault> {
        let plain = format!(
            "<{}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>",
            self.prefix()?
        );
        let text = self
            .formats
            .get(base)
            .or(self.formats.first())
            .unwrap_or(&plain);
        let mut out = String::new();
        for (position, piece) in pieces(text)?.iter().enumerate() {
            match &piece.event {
                Event::Start(tag) if position == 0 => {
                    out.push_str(&with_attributes(tag, set, false));
                }
                Event::Empty(tag) if position == 0 => {
                    out.push_str(&with_attributes(tag, set, true));
                }
                _ => out.push_str(piece.raw),
            }
        }
        Ok(out)
    }

    /// The prefix of the part's element names.
    fn prefix(&self) -> Result<String, XmlFault> {
        for piece in pieces(&self.text)? {
            if let Event::Start(tag) = &piece.event {
                return Ok(prefix(tag.name().as_ref()).to_owned());
            }
        }
        Ok(String::new())
    }

    /// The part with all that was added.
    pub fn written(self) -> Result<String, ReportError> {
        let grounds = |prefix: &str| -> String {
            GROUNDS
                .iter()
                .map(|(_, colour)| {
                    prefixed(
                        &format!(
                            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{colour}\"/>\
                             <bgColor indexed=\"64\"/></patternFill></fill>"
                        ),
                        prefix,
                    )
                })
                .collect()
        };
        let fonts = |prefix: &str| {
            prefixed(
                "<font><b/><sz val=\"11\"/><name val=\"宋体\"/></font>\
                 <font><u/><sz val=\"11\"/><color rgb=\"FF0563C1\"/><name val=\"宋体\"/></font>",
                prefix,
            )
        };
        let added = self.added.concat();
        let patch = || -> Result<String, XmlFault> {
            let text = appended(&self.text, "fonts", 2, fonts)?;
            let text = appended(&text, "fills", GROUNDS.len(), grounds)?;
            appended(&text, "cellXfs", self.added.len(), |_| added)
        };
        patch().map_err(|error| error.of(PART))
    }
}

/// Puts a prefix before the names of all elements of our own making.
pub(super) fn prefixed(text: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return text.to_owned();
    }
    text.replace('<', &format!("<{prefix}"))
        .replace(&format!("<{prefix}/"), &format!("</{prefix}"))
}
