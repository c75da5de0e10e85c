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

impl Code {
    /// Everything that it is called: its name, its aliases, its name in English.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let others = self.aliases.iter().chain(std::iter::once(&self.en));
        std::iter::once(&self.name)
            .chain(others)
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }
}

impl CodeList {
    /// The code that a user's text means: the code itself, its name in either language or an alias.
    pub fn find(&self, text: &str) -> Option<&Code> {
        self.codes
            .iter()
            .find(|code| code.code == text || code.names().any(|name| name == text))
    }
}

/// A unit in which users may state quantities, or in which an indicator's value is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub name: String,
    /// Of several: `rooms`.
    pub en: String,
    /// Of one, where English says it otherwise: `room`.
    pub en_one: String,
    pub aliases: Vec<String>,
    /// The unit that quantities are stored in, and how many of it this unit is.
    pub base: String,
    pub factor: Quantity,
    /// So many of the base unit, and more, are said in this unit in Chinese: 242.66 万元.
    pub said_from: Option<Quantity>,
}
