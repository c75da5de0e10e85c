//! The columns of the scan that say what a school is.

use junheng_model::Stage;
use junheng_rulebook::{ColumnKind, Policy, Register};

use super::{CODE, ENROLMENT};
use crate::engine::{SCHOOLS, Session};
use crate::measure::select::Select;
use crate::snapshot::ROW;
use crate::sql::quoted;

const NAME: &str = "学校名称";

/// Where the general columns of the scan stand in its result.
pub(crate) struct General {
    pub code: usize,
    pub name: usize,
    pub county: usize,
    pub row: usize,
    pub kind: Option<usize>,
    pub exclusions: Vec<usize>,
    pub enrolments: Vec<(Stage, usize)>,
    pub present: Vec<(Stage, usize)>,
}

impl General {
    /// Asks for the columns.
    pub(super) fn select(
        select: &mut Select,
        session: &Session<'_>,
        policy: &Policy,
        register: &Register,
    ) -> Self {
        let own = |name: &str| format!("{}.{}", quoted(SCHOOLS), quoted(name));
        let names = session.names(policy, register, SCHOOLS, None);
        let county = register.county.as_deref().unwrap_or(CODE);
        let mut enrolments = Vec::new();
        let mut present = Vec::new();
        for stage in Stage::ALL {
            let Some(enrolment) = register.stage_column(ENROLMENT, stage) else {
                continue;
            };
            enrolments.push((stage, select.add(own(&enrolment.name))));
            present.push((stage, select.add(stage_present(register, stage, &own))));
        }
        Self {
            code: select.add(own(CODE)),
            name: select.add(own(NAME)),
            county: select.add(own(county)),
            row: select.add(own(ROW)),
            kind: kind_column(session, register).map(|(column, _)| select.add(own(column))),
            exclusions: policy
                .exclusions
                .iter()
                .map(|exclusion| select.add(names.sql(&exclusion.when)))
                .collect(),
            enrolments,
            present,
        }
    }
}

/// A school has a stage when anything is stated of it; with an enrolment of nought it has none.
fn stage_present(register: &Register, stage: Stage, own: &dyn Fn(&str) -> String) -> String {
    let columns = register
        .columns
        .iter()
        .filter(|column| column.stage == Some(stage));
    let stated: Vec<String> = columns
        .map(|column| format!("{} IS NOT NULL", own(&column.name)))
        .collect();
    match register.stage_column(ENROLMENT, stage) {
        Some(enrolment) => {
            format!(
                "CASE WHEN {} = 0 THEN false ELSE ({}) END",
                own(&enrolment.name),
                stated.join(" OR ")
            )
        }
        None => "false".to_owned(),
    }
}

/// The column that holds a school's type, and for each type whether it may have a senior stage.
fn kind_column<'s>(
    session: &'s Session<'_>,
    register: &'s Register,
) -> Option<(&'s str, Vec<(&'s str, bool)>)> {
    register.columns.iter().find_map(|column| {
        let ColumnKind::Code(list) = &column.kind else {
            return None;
        };
        let list = session.rulebook.code_list(list)?;
        let senior = |code: &'s junheng_rulebook::Code| {
            (code.code.as_str(), code.stages.contains(&Stage::Senior))
        };
        list.codes
            .iter()
            .any(|code| !code.stages.is_empty())
            .then(|| {
                (
                    column.name.as_str(),
                    list.codes.iter().map(senior).collect(),
                )
            })
    })
}

/// The types of school that may have a senior stage.
pub(super) fn senior_kinds(session: &Session<'_>, register: &Register) -> Vec<String> {
    let kinds = kind_column(session, register)
        .map(|(_, kinds)| kinds)
        .unwrap_or_default();
    kinds
        .into_iter()
        .filter(|(_, senior)| *senior)
        .map(|(code, _)| code.to_owned())
        .collect()
}
