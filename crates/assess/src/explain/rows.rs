//! The rows and cells that a figure's two sides were taken from.

use junheng_model::{ExplainedCell, ExplainedRow, ExplainedSide, Stage};
use junheng_rulebook::{ColumnKind, Figure, JudgedBy, Privacy, Reference, Register};

use super::Explainer;
use crate::AssessError;
use crate::check::trimmed;
use crate::known_names::{ROW, SCHOOLS, STAGE};
use crate::measure::grouped::{join, register_of};
use crate::measure::select::{Scanned, Select};
use crate::measure::{Part, Side, parts_of};
use crate::sql::{Names, literal, quoted};

/// How many rows an explanation lists; more are counted.
const ROWS_LISTED: usize = 40;

impl Explainer<'_> {
    /// The rows behind numerator and denominator.
    pub(super) fn sides(
        &self,
        formula: &str,
        code: Option<&str>,
        stage: Option<Stage>,
        county: &str,
    ) -> Result<Vec<ExplainedSide>, AssessError> {
        let parts = parts_of(self.indicator);
        let mut sides = Vec::new();
        for part in parts.iter().filter(|part| part.formula == formula) {
            let joined = join(self.session, self.case.policy, part.from)?;
            let (unit, name) = match code {
                Some(code) => (joined.school.as_ref().unwrap_or(&joined.county), code),
                None => (&joined.county, county),
            };
            let mut scope = format!("{unit} = {}", literal(name));
            if let (JudgedBy::SchoolStage, Some(stage)) = (part.by, stage) {
                let column = format!("{}.{}", quoted(part.from), quoted(STAGE));
                scope += &format!(" AND {column} = {}", literal(stage.name()));
            }
            if !part.all_schools {
                scope += &format!(" AND {}", joined.judged);
            }
            sides.push(self.side(part, &joined.from, &scope, stage)?);
        }
        Ok(sides)
    }

    fn side(
        &self,
        part: &Part<'_>,
        from: &str,
        scope: &str,
        stage: Option<Stage>,
    ) -> Result<ExplainedSide, AssessError> {
        let register = register_of(self.session, part.from)?;
        let names = self
            .session
            .names(self.case.policy, register, part.from, None);
        let of = part
            .of
            .as_ref()
            .map(|of| format!(" AND ({})", names.sql(of)))
            .unwrap_or_default();
        let mut references = part.value.references();
        references.extend(part.of.iter().flat_map(|of| of.references()));
        let (scope, references) = (format!("{scope}{of}"), references.into_iter().collect());
        let (rows, cells) = self.cells(part.from, from, &scope, references, stage)?;
        Ok(ExplainedSide {
            numerator: part.side == Side::Numerator,
            register: register.name.clone(),
            expression: part.value.text.clone(),
            value: None,
            rows,
            cells,
        })
    }

    pub(super) fn row_sides(
        &self,
        register: &str,
        scope: &str,
    ) -> Result<Vec<ExplainedSide>, AssessError> {
        let Figure::Every(every) = &self.indicator.figure else {
            return Ok(Vec::new());
        };
        let joined = join(self.session, self.case.policy, register)?;
        let mut references: Vec<Reference> = every.figure.references().into_iter().collect();
        let named = every
            .row_name
            .iter()
            .chain(&every.stage)
            .map(|name| Reference::Column(name.clone()));
        references.extend(named);
        let declared = register_of(self.session, register)?;
        let names = self
            .session
            .names(self.case.policy, declared, register, None);
        let of = every
            .of
            .as_ref()
            .map(|of| format!(" AND ({})", names.sql(of)))
            .unwrap_or_default();
        let scope = format!("{scope}{of}");
        let (rows, cells) = self.cells(register, &joined.from, &scope, references, None)?;
        Ok(vec![ExplainedSide {
            numerator: true,
            register: register.to_owned(),
            expression: every.figure.text.clone(),
            value: None,
            rows,
            cells,
        }])
    }

    /// Which rows to list before the others, as SQL: of a share, those that stand against it; where every row has to
    /// meet the limit, those that are blank or farthest from meeting it.
    fn first(&self, names: &Names<'_>) -> String {
        let larger_is_better = self.indicator.bound.larger_is_stricter();
        match (&self.indicator.figure, larger_is_better) {
            (Figure::Share(share), true) => {
                format!("({}) IS TRUE, ", names.sql(&share.condition))
            }
            (Figure::Share(share), false) => {
                format!("({}) IS TRUE DESC, ", names.sql(&share.condition))
            }
            (Figure::Every(every), true) => {
                format!("{} ASC NULLS FIRST, ", names.sql(&every.figure))
            }
            (Figure::Every(every), false) => {
                format!("{} DESC NULLS FIRST, ", names.sql(&every.figure))
            }
            _ => String::new(),
        }
    }

    /// The rows in scope, with the cells that an expression reads.
    fn cells(
        &self,
        from: &str,
        joined: &str,
        scope: &str,
        references: Vec<Reference>,
        stage: Option<Stage>,
    ) -> Result<(usize, Vec<ExplainedRow>), AssessError> {
        let register = register_of(self.session, from)?;
        let names = self.session.names(self.case.policy, register, from, None);
        let mut select = Select::default();
        let row = select.add(format!("{}.{}", quoted(from), quoted(ROW)));
        let readable: Vec<&Reference> = references
            .iter()
            .filter(|reference| !matches!(reference, Reference::Parameter(_)))
            .collect();
        let positions: Vec<usize> = readable
            .iter()
            .map(|reference| select.add(format!("CAST({} AS VARCHAR)", names.bind(reference))))
            .collect();
        let keys: Vec<usize> = telling(register)
            .map(|key| select.add(format!("CAST({} AS VARCHAR)", names.bind(&key))))
            .collect();
        let order = self.first(&names);
        let sql = format!(
            "{} FROM {joined} WHERE {scope} ORDER BY {order}1",
            select.sql()
        );
        let scanned = Scanned::new(&select, self.session.query(&sql)?);
        let rows = scanned.row_numbers(row);
        let texts = |positions: &[usize]| {
            let of = positions.iter().map(|&position| scanned.texts(position));
            of.collect::<Result<Vec<_>, _>>()
        };
        let (columns, keys) = (texts(&positions)?, texts(&keys)?);
        let listed = (0..rows.len().min(ROWS_LISTED))
            .map(|at| ExplainedRow {
                label: label(at, keys.iter().filter_map(|key| key[at].as_deref())),
                cells: readable
                    .iter()
                    .zip(&columns)
                    .map(|(reference, texts)| {
                        self.cell(register, reference, rows[at], texts[at].as_deref(), stage)
                    })
                    .collect(),
            })
            .collect();
        Ok((rows.len(), listed))
    }

    fn cell(
        &self,
        register: &Register,
        reference: &Reference,
        row: u32,
        text: Option<&str>,
        stage: Option<Stage>,
    ) -> ExplainedCell {
        let (register, name) = match reference {
            Reference::Column(name) => (Some(register), name.as_str()),
            Reference::SchoolColumn(name) | Reference::Parameter(name) => (
                self.session
                    .rulebook
                    .register(SCHOOLS)
                    .filter(|_| register.name == SCHOOLS),
                name.as_str(),
            ),
        };
        let of_stage = stage.and_then(|stage| register?.stage_column(name, stage));
        let declared = of_stage.or_else(|| register?.column(name));
        let column = declared.map_or(name, |column| &column.name);
        let table = register.and_then(|register| self.session.snapshot.table(&register.name));
        let cell_known = row != u32::MAX && declared.is_some();
        ExplainedCell {
            column: column.to_owned(),
            value: match (text, declared.map(|column| &column.kind)) {
                (Some("true"), Some(ColumnKind::YesNo)) => "是".to_owned(),
                (Some("false"), Some(ColumnKind::YesNo)) => "否".to_owned(),
                (text, _) => text.map_or_else(String::new, |text| trimmed(text).to_owned()),
            },
            unit: declared
                .and_then(|column| column.unit.clone())
                .unwrap_or_default(),
            place: table
                .filter(|rows| cell_known && rows.has_cell(row as usize, column))
                .map(|rows| rows.place(row as usize, column)),
        }
    }
}

/// The columns that tell a register's rows apart, as far as they tell nobody's secrets.
fn telling(register: &Register) -> impl Iterator<Item = Reference> {
    let keys = register.key.iter().filter(|name| {
        let column = register.column(name);
        column.is_some_and(|column| column.privacy == Privacy::Public)
    });
    keys.map(|name| Reference::Column(name.clone()))
}

/// What the row's key says, or its place in the list where that says nothing.
fn label<'k>(at: usize, key: impl Iterator<Item = &'k str>) -> String {
    let said: Vec<&str> = key.collect();
    if said.is_empty() {
        (at + 1).to_string()
    } else {
        said.join(" ")
    }
}
