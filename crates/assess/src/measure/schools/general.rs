//! The columns of the scan that say what a school is.

use junheng_model::Stage;
use junheng_rulebook::{Policy, Register};

use crate::known_names::{CODE, ENROLMENT, ROW, SCHOOLS};
use crate::measure::select::Select;
use crate::session::Session;
use crate::sql::quoted;

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
            let owed = session.stage_owed(register, stage, &own);
            present.push((
                stage,
                select.add(stage_present(register, stage, &own, &owed)),
            ));
        }
        Self {
            code: select.add(own(CODE)),
            name: select.add(own(NAME)),
            county: select.add(own(county)),
            row: select.add(own(ROW)),
            may_have_senior: session
                .of_type_with(register, Stage::Senior, &own)
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

/// A school has a stage when anything is stated of it; with an enrolment of nought it has none. A school of which
/// no enrolment is stated has the stages of its type: it must not drop out of the county unseen.
fn stage_present(
    register: &Register,
    stage: Stage,
    own: &dyn Fn(&str) -> String,
    owed: &str,
) -> String {
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
                "({} = 0) IS NOT TRUE AND ({} OR {owed})",
                own(&enrolment.name),
                stated.join(" OR ")
            )
        }
        None => "false".to_owned(),
    }
}
