//! XML as pieces of its own text, so that what is not changed stays as it was, to the letter.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::ReportError;

/// Why a part could not be patched.
#[derive(Debug)]
pub(super) struct XmlFault(pub String);

impl XmlFault {
    pub fn of(self, part: &str) -> ReportError {
        ReportError::DamagedPart {
            part: part.to_owned(),
            reason: self.0,
        }
    }
}

/// An event with the text that it was read from.
pub(super) struct Piece<'a> {
    pub raw: &'a str,
    pub event: Event<'a>,
}

/// The pieces of a text, which joined are the text.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, XmlFault> {
    let mut reader = Reader::from_str(text);
    let mut pieces = Vec::new();
    let mut from = 0;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| XmlFault(error.to_string()))?;
        let to = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        if matches!(event, Event::Eof) {
            return Ok(pieces);
        }
        let raw = text
            .get(from..to)
            .ok_or_else(|| XmlFault("not in UTF-8".to_owned()))?;
        pieces.push(Piece { raw, event });
        from = to;
    }
}

/// The value of the attribute with this local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            Some(value.ok()?.into_owned())
        })
}

/// A tag with some of its attributes set to other values; the others stay as they are.
pub(super) fn with_attributes(
    tag: &BytesStart<'_>,
    set: &[(&str, &str)],
    is_empty: bool,
) -> String {
    let mut text = format!("<{}", tag.name().as_ref());
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key.as_ref();
        if set.iter().any(|(name, _)| *name == key) {
            continue;
        }
        let value = attribute.value.replace('"', "&quot;");
        text.push_str(&format!(" {key}=\"{value}\""));
    }
    for (name, value) in set {
        text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    text.push_str(if is_empty { "/>" } else { ">" });
    text
}

/// The prefix of a tag's name with its colon: `x:` of `x:row`.
pub(super) fn prefix(name: &str) -> &str {
    name.find(':').map_or("", |colon| &name[..=colon])
}

/// Puts `children` at the end of the first element with this local name. `children` is made from the
/// prefix of the element's own name and from how many children it has. A `count` attribute is kept right.
pub(super) fn appended(
    text: &str,
    element: &str,
    added: usize,
    children: impl FnOnce(&str) -> String,
) -> Result<String, XmlFault> {
    let mut out = String::with_capacity(text.len() + 1024);
    let mut children = Some(children);
    let mut depth = 0_usize;
    let mut inside: Option<usize> = None;
    for piece in pieces(text)? {
        match &piece.event {
            Event::Start(tag) => {
                depth += 1;
                let is_it = tag.local_name().as_ref() == element;
                if is_it && inside.is_none() && children.is_some() {
                    inside = Some(depth);
                    out.push_str(&counted(tag, added, false));
                    continue;
                }
            }
            Event::Empty(tag) if tag.local_name().as_ref() == element => {
                if let Some(children) = children.take() {
                    let name = tag.name();
                    out.push_str(&counted(tag, added, false));
                    out.push_str(&children(prefix(name.as_ref())));
                    out.push_str(&format!("</{}>", name.as_ref()));
                    continue;
                }
            }
            Event::End(tag) => {
                if inside == Some(depth)
                    && let Some(children) = children.take()
                {
                    out.push_str(&children(prefix(tag.name().as_ref())));
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        out.push_str(piece.raw);
    }
    match children {
        None => Ok(out),
        Some(_) => Err(XmlFault(format!("there is no element {element}"))),
    }
}

fn counted(tag: &BytesStart<'_>, added: usize, is_empty: bool) -> String {
    let count = attribute(tag, "count").and_then(|count| count.parse::<usize>().ok());
    match count {
        Some(count) => with_attributes(tag, &[("count", &(count + added).to_string())], is_empty),
        None => with_attributes(tag, &[], is_empty),
    }
}

/// How many children the first element with this local name has, each as its own text.
pub(super) fn children(text: &str, element: &str) -> Result<Vec<String>, XmlFault> {
    let mut children = Vec::new();
    let mut depth = 0_usize;
    let mut inside: Option<usize> = None;
    for piece in pieces(text)? {
        match &piece.event {
            Event::Start(tag) => {
                depth += 1;
                match inside {
                    None if tag.local_name().as_ref() == element => {
                        inside = Some(depth);
                        continue;
                    }
                    Some(at) if depth == at + 1 => children.push(String::new()),
                    _ => {}
                }
            }
            Event::Empty(_) if inside == Some(depth) => children.push(String::new()),
            Event::End(_) => {
                if inside == Some(depth) {
                    return Ok(children);
                }
                depth = depth.saturating_sub(1);
                push_raw(&mut children, inside, &piece);
                continue;
            }
            _ => {}
        }
        push_raw(&mut children, inside, &piece);
    }
    Ok(children)
}

fn push_raw(children: &mut [String], inside: Option<usize>, piece: &Piece<'_>) {
    if let (Some(_), Some(child)) = (inside, children.last_mut()) {
        child.push_str(piece.raw);
    }
}

/// Text as it may stand in XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            '\u{FFFE}' | '\u{FFFF}' => {}
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_leaves_the_rest_as_it_was() {
        let text = "<x:a  y='1'><x:fills count=\"1\"><x:fill/></x:fills><!-- b --></x:a>";
        let patched = appended(text, "fills", 1, |prefix| format!("<{prefix}fill/>"));
        assert_eq!(
            patched.expect("there are fills"),
            "<x:a  y='1'><x:fills count=\"2\"><x:fill/><x:fill/></x:fills><!-- b --></x:a>"
        );
        assert!(appended(text, "fonts", 1, |_| String::new()).is_err());
    }

    #[test]
    fn children_are_cut_out_whole() {
        let text = "<s><xfs count=\"2\"><xf a=\"1\"/><xf><al b=\"2\"/></xf></xfs><xf/></s>";
        assert_eq!(
            children(text, "xfs").expect("well-formed"),
            ["<xf a=\"1\"/>", "<xf><al b=\"2\"/></xf>"]
        );
    }
}
