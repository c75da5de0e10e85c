//! What is missing, by column.

use junheng_model::{MissingFigure, Stage};

use crate::Lang;

/// A column that is blank, with all schools where it is.
#[derive(Debug)]
pub struct MissingGroup<'a> {
    pub register: &'a str,
    /// Empty when the whole register is missing.
    pub column: &'a str,
    pub indicators: Vec<(&'a str, Option<Stage>)>,
    /// Each school once, by code.
    pub schools: Vec<&'a MissingFigure>,
    pub rows: usize,
}

impl<'a> MissingGroup<'a> {
    pub(super) fn add(&mut self, figure: &'a MissingFigure) {
        let indicator = (figure.indicator.as_str(), figure.stage);
        if !figure.indicator.is_empty() && !self.indicators.contains(&indicator) {
            self.indicators.push(indicator);
        }
        if !figure.code.is_empty() && !self.schools.iter().any(|seen| seen.code == figure.code) {
            self.rows += figure.rows;
            self.schools.push(figure);
        } else if figure.code.is_empty() {
            self.rows = self.rows.max(figure.rows);
        }
    }

    /// Whether it is rows that were handed in and not used for an error in them, so that the county as a
    /// whole is open.
    pub fn is_of_unused_rows(&self) -> bool {
        self.indicators.is_empty()
    }

    /// The ids of the indicators that this leaves open, each once.
    pub fn indicator_ids(&self) -> Vec<&'a str> {
        let mut ids: Vec<&str> = Vec::new();
        for (id, _) in &self.indicators {
            if !ids.contains(id) {
                ids.push(id);
            }
        }
        ids
    }

    /// `R5、R7`
    pub fn indicator_list(&self, lang: Lang) -> String {
        self.indicator_ids().join(lang.comma())
    }
}
