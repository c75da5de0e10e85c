//! What is missing, by column.

use junheng_model::{MissingFigure, Stage};

use super::Standing;
use crate::{Lang, words};

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

impl Standing<'_> {
    /// `学校·运动场地面积：3 所学校未填报（甲校、乙校、丙校），致 R5 无法判定`
    pub fn missing_text(&self, group: &MissingGroup<'_>, named: usize) -> String {
        let lang = self.lang();
        let register = self.names.register(group.register);
        if group.is_of_unused_rows() {
            return words::rows_unused(lang, register, group.rows);
        }
        let open = words::leaves_open(lang, &group.indicator_list(lang));
        if group.column.is_empty() && group.schools.is_empty() {
            let absent = words::register_missing(lang, register);
            return format!("{absent}{}{open}", lang.semicolon());
        }
        let what = match group.column {
            "" => register.to_owned(),
            column => {
                let column = self.names.column(group.register, column);
                words::column_of(lang, register, column)
            }
        };
        let said = if group.schools.is_empty() {
            words::rows_missing(lang, group.rows)
        } else {
            let count = words::missing_at(lang, group.schools.len());
            format!(
                "{count}{}",
                lang.bracketed(&self.missing_schools(group, named))
            )
        };
        format!("{what}{}{said}{}{open}", lang.colon(), lang.semicolon())
    }

    /// The schools of a group by name, the first with the cell where it is known.
    fn missing_schools(&self, group: &MissingGroup<'_>, named: usize) -> String {
        let names: Vec<String> = group
            .schools
            .iter()
            .take(named)
            .map(
                |figure| match figure.place.as_ref().and_then(|place| place.cell) {
                    Some(cell) => format!("{} {cell}", figure.name),
                    None => figure.name.clone(),
                },
            )
            .collect();
        let mut list = names.join(self.lang().comma());
        if group.schools.len() > named {
            list.push_str(&words::and_more(self.lang(), group.schools.len() - named));
        }
        list
    }
}
