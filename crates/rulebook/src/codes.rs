//! Code lists and units.

use junheng_model::{Quantity, Stage};

use crate::Source;

/// An official list of codes (`codes/<name>.toml`).
#[derive(Debug, Clone, PartialEq)]
pub struct CodeList {
    pub name: String,
    pub en: String,
    pub source: Source,
    pub codes: Vec<Code>,
}

/// One code with its official name.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    pub code: String,
    pub name: String,
    pub en: String,
    pub aliases: Vec<String>,
    /// For types of school: the stages that the type may have.
    pub stages: Vec<Stage>,
}

impl CodeList {
    /// The code that a user's text means: the code itself, its name or an alias.
    pub fn find(&self, text: &str) -> Option<&Code> {
        self.codes.iter().find(|code| {
            code.code == text || code.name == text || code.aliases.iter().any(|alias| alias == text)
        })
    }
}

/// A unit in which users may state quantities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub name: String,
    pub en: String,
    pub aliases: Vec<String>,
    /// The unit that quantities are stored in, and how many of it this unit is.
    pub base: String,
    pub factor: Quantity,
}
