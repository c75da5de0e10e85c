//! Two judgements of a county side by side: by two policies, of two versions, before and after a what-if.

use axum::Json;
use axum::extract::Path;
use junheng_app::Failure;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Figures, code};
use crate::api::answers::Failures;
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::pages::counties::compare::Other;
use crate::pages::counties::difference::{Difference, DifferenceRow};
use crate::pages::counties::overview::{standing_after, standing_of};
use crate::pages::counties::selection::CountyAddresses;
use crate::pages::counties::what_if::read_changes;
use crate::request::Reader;

/// Two judgements side by side: what differs.
#[derive(Serialize, ToSchema)]
pub struct SideBySide {
    left: &'static str,
    right: &'static str,
    rules: Vec<Differs>,
    indicators: Vec<Differs>,
    schools: Vec<Differs>,
    /// How many indicators both say the same of.
    alike: usize,
}

#[derive(Serialize, ToSchema)]
pub struct Differs {
    name: String,
    left: String,
    right: String,
    left_verdict: Option<&'static str>,
    right_verdict: Option<&'static str>,
}

impl From<Difference> for SideBySide {
    fn from(difference: Difference) -> Self {
        let row = |row: DifferenceRow| Differs {
            name: row.name,
            left: row.left,
            right: row.right,
            left_verdict: row.verdicts.0.map(code),
            right_verdict: row.verdicts.1.map(code),
        };
        Self {
            left: code(difference.verdicts.0),
            right: code(difference.verdicts.1),
            rules: difference.rules.into_iter().map(row).collect(),
            indicators: difference.indicators.into_iter().map(row).collect(),
            schools: difference.schools.into_iter().map(row).collect(),
            alike: difference.alike,
        }
    }
}

/// Figures, and what is supposed of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Supposing {
    period: Option<String>,
    version: Option<String>,
    policy: Option<String>,
    day: Option<String>,
    /// `school code:column:value,…`; a blank value supposes that the figure was not handed in.
    changes: String,
}

/// What if a school's figures were others? Nothing is saved.
#[utoipa::path(get, path = "/counties/{county}/what-if", tag = "reading", params(("county" = i64, Path), Supposing), responses((status = 200, body = SideBySide), Failures))]
pub async fn what_if(
    reader: Reader,
    Path(county): Path<i64>,
    Asks(supposing): Asks<Supposing>,
) -> Result<Json<SideBySide>, PageFailure> {
    let changes = read_changes(&supposing.changes).ok_or_else(|| {
        Failure::field(
            "changes",
            "应写成 学校标识码:列名:数值，多处改动用英文逗号隔开。",
            "Expected school code:column:value, with commas between several.",
        )
    })?;
    let figures = Figures {
        period: supposing.period,
        version: supposing.version,
        policy: supposing.policy,
        day: supposing.day,
        stage: None,
    };
    let selection = figures.selection();
    let lang = reader.lang();
    let supposed = reader
        .app
        .what_if(&reader.actor, &selection.asked(county)?, &changes)
        .await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let before = standing_of(&supposed.before, lang).ok_or(Failure::NotFound)?;
    let after = standing_after(&supposed, lang).ok_or(Failure::NotFound)?;
    Ok(Json(
        Difference::of(&before, &after, &addresses, lang).into(),
    ))
}

/// Figures twice.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Twice {
    period: Option<String>,
    version: Option<String>,
    policy: Option<String>,
    day: Option<String>,
    /// As `period`, of the right side; what is left out is as on the left.
    other_period: String,
    other_version: String,
    other_policy: String,
    other_day: String,
}

/// The same county by two policies, as of two days, or two versions or periods of it, side by side.
#[utoipa::path(get, path = "/counties/{county}/compare", tag = "reading", params(("county" = i64, Path), Twice), responses((status = 200, body = SideBySide), Failures))]
pub async fn compare(
    reader: Reader,
    Path(county): Path<i64>,
    Asks(twice): Asks<Twice>,
) -> Result<Json<SideBySide>, PageFailure> {
    let figures = Figures {
        period: twice.period,
        version: twice.version,
        policy: twice.policy,
        day: twice.day,
        stage: None,
    };
    let selection = figures.selection();
    let other = Other {
        other_period: twice.other_period,
        other_version: twice.other_version,
        other_policy: twice.other_policy,
        other_day: twice.other_day,
    };
    let second = other.selection(&selection);
    let lang = reader.lang();
    let left = reader.judged(county, &selection).await?;
    let right = reader.judged(county, &second).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let left = standing_of(&left, lang).ok_or(Failure::NotFound)?;
    let right = standing_of(&right, lang).ok_or(Failure::NotFound)?;
    Ok(Json(Difference::of(&left, &right, &addresses, lang).into()))
}
