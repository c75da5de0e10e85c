//! Which register a sheet or a file is named after.

use junheng_rulebook::{Register, plain_text};

use super::Registers;

impl Registers<'_> {
    /// The register that a sheet's name means: its name or an alias, with numbering before it
    /// (表2-1 学校) and 表 or 台账 behind it or not.
    pub fn named(&self, name: &str) -> Option<usize> {
        let plain = plain_text(name);
        let bare = plain
            .trim_start_matches("附件")
            .trim_start_matches("附")
            .trim_start_matches("表")
            .trim_start_matches(|letter: char| {
                letter.is_ascii_digit() || ".-_、:()".contains(letter)
            });
        let short = |text: &'_ str| -> String {
            text.trim_end_matches('表')
                .trim_end_matches("台账")
                .to_owned()
        };
        let names = |register: &Register| -> Vec<String> {
            std::iter::once(&register.name)
                .chain(&register.aliases)
                .map(|name| plain_text(name))
                .collect()
        };
        let find = |wanted: &str| {
            self.rulebook
                .registers
                .iter()
                .position(|register| names(register).iter().any(|own| own == wanted))
        };
        find(&plain)
            .or_else(|| find(bare))
            .or_else(|| find(&short(&plain)))
            .or_else(|| find(&short(bare)))
    }

    /// The register whose name stands somewhere in a file's name; the longest, if several do.
    pub fn named_within(&self, stem: &str) -> Option<usize> {
        let plain = plain_text(stem);
        let registers = self.rulebook.registers.iter().enumerate();
        registers
            .filter(|(_, register)| plain.contains(&plain_text(&register.name)))
            .max_by_key(|(_, register)| register.name.len())
            .map(|(position, _)| position)
    }
}
