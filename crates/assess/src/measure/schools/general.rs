//! The columns of the scan that say what a school is.

use junheng_model::Stage;
use junheng_rulebook::{ColumnKind, Policy, Register};

use super::{CODE, ENROLMENT};
use crate::engine::{SCHOOLS, Session};
use crate::measure::select::Select;
use crate::snapshot::ROW;
use crate::sql::{literal, quoted};

const NAME: &str = "学校名称";

/// Where the general columns of the scan stand in its result.
pub(crate) struct General {
    pub code: usize,
    pub name: usize,
    pub county: usize,
    pub row: usize,
    pub may_have_senior: Option<usize>,
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
            may_have_senior: may_have_senior(session, register, &own)
                .map(|holds| select.add(holds)),
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
                "({} = 0) IS NOT TRUE AND ({})",
                own(&enrolment.name),
                stated.join(" OR ")
            )
        }
        None => "false".to_owned(),
    }
}

/// Whether a row's school is of a type that may have a senior stage, so that its enrolment must be known; nothing
/// when no column says so.
fn may_have_senior(
    session: &Session<'_>,
    register: &Register,
    own: &dyn Fn(&str) -> String,
) -> Option<String> {
    register.columns.iter().find_map(|column| {
        let ColumnKind::Code(list) = &column.kind else {
            return None;
        };
        let codes = &session.rulebook.code_list(list)?.codes;
        let senior = codes
            .iter()
            .filter(|code| code.stages.contains(&Stage::Senior));
        let senior: Vec<String> = senior.map(|code| literal(&code.code)).collect();
        let said = (!senior.is_empty()).then(|| senior.join(", "))?;
        Some(format!("{} IN ({said})", own(&column.name)))
    })
}
