//! The whole rulebook, read and checked.

use crate::{
    Calendar, Code, CodeList, Column, ColumnKind, Example, MatterKind, Policy, Register, Unit,
};

/// Everything under `rulebook/`. It can only come out of checked files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rulebook {
    pub units: Vec<Unit>,
    pub codes: Vec<CodeList>,
    pub registers: Vec<Register>,
    /// Policies that extend others hold what they take over.
    pub policies: Vec<Policy>,
    pub matters: Vec<MatterKind>,
    /// The working days of all years whose notices are known.
    pub calendar: Calendar,
    /// The worked examples; a rulebook that was not checked has none.
    pub examples: Vec<Example>,
}

impl Rulebook {
    pub fn code_list(&self, name: &str) -> Option<&CodeList> {
        self.codes.iter().find(|list| list.name == name)
    }

    /// The code that a cell of the column means; nothing for other columns, and for what is no code of the list.
    pub fn code(&self, column: &Column, text: &str) -> Option<&Code> {
        match &column.kind {
            ColumnKind::Code(list) => self.code_list(list)?.find(text),
            _ => None,
        }
    }

    pub fn register(&self, name: &str) -> Option<&Register> {
        self.registers.iter().find(|register| register.name == name)
    }

    /// The unit of this name.
    pub fn unit(&self, name: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.name == name)
    }

    pub fn matter(&self, name: &str) -> Option<&MatterKind> {
        self.matters.iter().find(|kind| kind.name == name)
    }

    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id == id)
    }
}
