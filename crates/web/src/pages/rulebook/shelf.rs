//! Which page of the rulebook is meant, for the page itself, its tables as a workbook and the API alike.

use junheng_app::{App, Failure};

use super::article::Article;
use super::{index, matters, policies, registers, search, sources};
use crate::lang::Lang;
use crate::links::escaped;

/// A page of the rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    /// Everything that there is.
    First,
    /// What a search finds.
    Found(String),
    Policy(String),
    Register(String),
    Codes(String),
    Matter(String),
    Calendar,
    /// Where everything comes from.
    Sources,
    /// A worked example, by its number from one.
    Example(String),
}

impl Shelf {
    /// The first page, or what a search finds when something is looked for.
    pub fn searched(words: &str) -> Self {
        match words.trim() {
            "" => Self::First,
            words => Self::Found(words.to_owned()),
        }
    }

    /// The page of an address as [`Shelf::parts`] spells it.
    pub fn read(of: &str, name: &str) -> Option<Self> {
        let name = name.to_owned();
        Some(match of {
            "" => Self::searched(&name),
            "policies" => Self::Policy(name),
            "registers" => Self::Register(name),
            "codes" => Self::Codes(name),
            "matters" => Self::Matter(name),
            "calendar" => Self::Calendar,
            "sources" => Self::Sources,
            "examples" => Self::Example(name),
            _ => return None,
        })
    }

    /// The shelf and what stands on it, as they are spelled in addresses.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::First => ("", ""),
            Self::Found(words) => ("", words),
            Self::Policy(id) => ("policies", id),
            Self::Register(name) => ("registers", name),
            Self::Codes(name) => ("codes", name),
            Self::Matter(name) => ("matters", name),
            Self::Calendar => ("calendar", ""),
            Self::Sources => ("sources", ""),
            Self::Example(number) => ("examples", number),
        }
    }

    /// Where its tables are had as a workbook.
    pub fn workbook(&self) -> String {
        let (of, name) = self.parts();
        format!("/rulebook/tables.xlsx?of={of}&name={}", escaped(name))
    }

    /// The page's content.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when the rulebook has no such thing.
    pub fn article(&self, app: &App, lang: Lang) -> Result<Article, Failure> {
        let rulebook = app.rulebook();
        let found = match self {
            Self::First => Some(index::article(rulebook, lang)),
            Self::Found(words) => Some(search::found(rulebook, words, lang)),
            Self::Policy(id) => rulebook
                .policy(id)
                .map(|policy| policies::article(policy, rulebook, app.today(), lang)),
            Self::Register(name) => rulebook
                .register(name)
                .map(|register| registers::article(register, rulebook, lang)),
            Self::Codes(name) => rulebook
                .code_list(name)
                .map(|list| registers::code_article(list, lang)),
            Self::Matter(name) => rulebook
                .matter(name)
                .map(|kind| matters::article(kind, lang)),
            Self::Calendar => Some(matters::calendar_article(&rulebook.calendar, lang)),
            Self::Sources => Some(sources::article(rulebook, lang)),
            Self::Example(number) => number
                .parse::<usize>()
                .ok()
                .and_then(|number| rulebook.examples.get(number.checked_sub(1)?))
                .map(|example| policies::example_article(example, rulebook, lang)),
        };
        found.ok_or(Failure::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    #[test]
    fn an_address_leads_to_the_page_that_spelled_it() {
        let name = || "学校".to_owned();
        for shelf in [
            Shelf::First,
            Shelf::Found(name()),
            Shelf::Policy(name()),
            Shelf::Register(name()),
            Shelf::Codes(name()),
            Shelf::Matter(name()),
            Shelf::Calendar,
            Shelf::Sources,
            Shelf::Example("3".to_owned()),
        ] {
            let (of, name) = shelf.parts();
            assert_eq!(Shelf::read(of, name), Some(shelf));
        }
        assert_eq!(Shelf::read("drawers", "x"), None);
        assert_eq!(Shelf::searched("  "), Shelf::First);
    }
}
