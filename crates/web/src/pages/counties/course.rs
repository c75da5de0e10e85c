//! How an indicator went over the years.

use junheng_model::{Findings, IndicatorFinding, Stage};
use junheng_report::figures;

use crate::components::Sparkline;
use crate::lang::{Lang, NOTHING};

/// What one policy says of a county in several periods, the oldest first.
#[derive(Debug, Clone, Default)]
pub struct Course {
    years: Vec<Year>,
}

#[derive(Debug, Clone)]
struct Year {
    period: String,
    values: Vec<YearValue>,
}

#[derive(Debug, Clone)]
struct YearValue {
    id: String,
    stage: Option<Stage>,
    value: Option<f64>,
}

impl YearValue {
    fn of(finding: &IndicatorFinding) -> Self {
        Self {
            id: finding.id.clone(),
            stage: finding.stage,
            value: finding.value,
        }
    }
}

impl Course {
    /// Each period with what was found of the county in it.
    pub fn of<'f>(years: impl IntoIterator<Item = (String, &'f Findings)>) -> Self {
        let year = |(period, findings): (String, &Findings)| Year {
            period,
            values: findings
                .counties
                .first()
                .map(|county| county.indicators.iter().map(YearValue::of).collect())
                .unwrap_or_default(),
        };
        Self {
            years: years.into_iter().map(year).collect(),
        }
    }

    pub fn periods(&self) -> Vec<String> {
        self.years.iter().map(|year| year.period.clone()).collect()
    }

    /// The county's value in each period.
    pub fn values(&self, id: &str, stage: Option<Stage>) -> Vec<Option<f64>> {
        let of = |year: &Year| {
            let mut values = year.values.iter();
            let found = values.find(|value| value.id == id && value.stage == stage);
            found.and_then(|found| found.value)
        };
        self.years.iter().map(of).collect()
    }

    /// The values as a small line, with what a screen reader says of it.
    pub fn sparkline(
        &self,
        id: &str,
        stage: Option<Stage>,
        bound: Option<f64>,
        lang: Lang,
    ) -> Sparkline {
        let values = self.values(id, stage);
        let said: Vec<String> = self
            .years
            .iter()
            .zip(&values)
            .map(|(year, value)| {
                let value =
                    value.map_or_else(|| NOTHING.to_owned(), |value| figures::fixed(value, 2));
                format!("{} {value}", year.period)
            })
            .collect();
        let stage_name = lang.of_report().stage(stage);
        let listed = said.join(lang.of_report().comma());
        Sparkline {
            values,
            bound,
            says: format!("{stage_name} {listed}").trim().to_owned(),
        }
    }
}
