//! The same figures by two policies, as of two days, or two versions of them, side by side.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use junheng_app::{App, Choices, Judged};
use serde::Deserialize;

use super::difference::Difference;
use super::overview::{basis, crumbs, selectors, standing_of};
use super::selection::{CountyAddresses, Selection};
use crate::components::{Field, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// What stands on the right; what is left out is as on the left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Other {
    pub other_period: String,
    pub other_version: String,
    pub other_policy: String,
    pub other_day: String,
}

impl Other {
    /// What is compared with when nothing was asked for: the year before, or else another policy. The same thing twice
    /// would say nothing.
    #[must_use]
    pub fn or_something_else(self, left: &Judged, periods: &[String]) -> Self {
        if self != Self::default() {
            return self;
        }
        let here = periods.iter().position(|name| *name == left.period.name);
        if let Some(before) = here.and_then(|at| periods.get(at + 1)) {
            return Self {
                other_period: before.clone(),
                ..Self::default()
            };
        }
        let mut policies = left.rulebook().policies.iter();
        let another = policies.find(|policy| policy.id != left.policy().id);
        Self {
            other_policy: another.map_or_else(String::new, |policy| policy.id.clone()),
            ..Self::default()
        }
    }

    /// The right side's choices. A period of its own is judged as of its own day.
    pub fn selection(&self, left: &Selection) -> Selection {
        let or = |own: &String, other: &String| {
            if own.is_empty() {
                other.clone()
            } else {
                own.clone()
            }
        };
        let is_other_period = !self.other_period.is_empty() && self.other_period != left.period;
        Selection {
            period: or(&self.other_period, &left.period),
            version: or(&self.other_version, &left.version),
            policy: or(&self.other_policy, &left.policy),
            day: match is_other_period {
                true => self.other_day.clone(),
                false => or(&self.other_day, &left.day),
            },
        }
    }
}

#[derive(Template)]
#[template(path = "counties/compare.html")]
struct ComparePage {
    page: Page,
    here: String,
    left: Vec<Field>,
    right: Vec<Field>,
    /// The tables as a workbook.
    export: String,
    bases: (String, String),
    /// What the columns of the tables are called.
    names: (String, String),
    difference: Option<Difference>,
}

/// Two judgements side by side.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(other): Query<Other>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let choices = app
        .reading_choices(&actor, county, &selection.period)
        .await?;
    let left = app.judged(&actor, &selection.asked(county)?).await?;
    let other = other.or_something_else(&left, &choices.periods);
    let second = other.selection(&selection);
    let right = app.judged(&actor, &second.asked(county)?).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let difference = match (standing_of(&left, lang), standing_of(&right, lang)) {
        (Some(left), Some(right)) => Some(Difference::of(&left, &right, &addresses, lang)),
        _ => None,
    };
    let mut page = asked.page("对照", "Side by side");
    page.crumbs = crumbs(&choices, &addresses);
    html(&ComparePage {
        page,
        here: format!("/counties/{county}/compare"),
        left: selectors(&choices, &left, &selection, lang),
        right: others(&choices, &right, &second, lang),
        export: selection.href(
            &format!("/counties/{county}/compare.xlsx"),
            &[
                ("other_period", &other.other_period),
                ("other_version", &other.other_version),
                ("other_policy", &other.other_policy),
                ("other_day", &other.other_day),
            ],
        ),
        bases: (label(&left, lang), label(&right, lang)),
        names: names(&left, &right, lang),
        difference,
    })
}

/// The choices of the right side, under names of their own.
fn others(choices: &Choices, judged: &Judged, selection: &Selection, lang: Lang) -> Vec<Field> {
    let mut fields = selectors(choices, judged, selection, lang);
    for field in &mut fields {
        field.name = format!("other_{}", field.name);
    }
    fields
}

/// What tells the two apart: their periods, versions, policies or days.
pub fn names(left: &Judged, right: &Judged, lang: Lang) -> (String, String) {
    let both = |said: &dyn Fn(&Judged) -> String| (said(left), said(right));
    let version = |judged: &Judged| match (&judged.frozen, lang) {
        (Some((number, _)), Lang::Zh) => format!("第 {number} 版"),
        (Some((number, _)), Lang::En) => format!("version {number}"),
        (None, _) => lang.say("正在填报的", "being handed in").to_owned(),
    };
    let ways: [&dyn Fn(&Judged) -> String; 4] = [
        &|judged| judged.period.name.clone(),
        &version,
        &|judged| lang.of_report().policy(judged.policy()).to_owned(),
        &|judged| judged.day.to_string(),
    ];
    let told = ways
        .into_iter()
        .map(both)
        .find(|(left, right)| left != right);
    told.unwrap_or_else(|| both(&|judged| judged.period.name.clone()))
}

fn label(judged: &Judged, lang: Lang) -> String {
    format!("{} · {}", judged.period.name, basis(judged, lang))
}

#[cfg(test)]
mod tests {
    use super::{Other, Selection};

    #[test]
    fn the_right_side_is_like_the_left_where_nothing_else_is_said() {
        let left = Selection {
            period: "2023-2024".to_owned(),
            day: "2024-12-31".to_owned(),
            ..Selection::default()
        };
        let other = Other {
            other_policy: "basic-balance-2012".to_owned(),
            ..Other::default()
        };
        let right = other.selection(&left);
        assert_eq!(
            (right.period.as_str(), right.day.as_str()),
            ("2023-2024", "2024-12-31")
        );
        assert_eq!(right.policy, "basic-balance-2012");
        let earlier = Other {
            other_period: "2022-2023".to_owned(),
            ..Other::default()
        };
        assert_eq!(
            earlier.selection(&left).day,
            "",
            "another year has another day"
        );
    }
}
