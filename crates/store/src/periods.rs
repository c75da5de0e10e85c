//! Periods of handing in: a school year, a month.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::statement::{
    Columns as _, Conditions, Listed, Page, Value, ids_of, stored, subtree, values, within,
};
use crate::{Reading, StoreError, Writing};

/// A period that a county, or whoever opened it, hands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub id: i64,
    /// Who opened it; everybody below hands in.
    pub organisation_id: i64,
    /// `2025-2026学年`.
    pub name: String,
    /// `school_year`, `month` …: the registers' kind of period.
    pub kind: String,
    pub starts_on: Date,
    /// When everything is to be handed in.
    pub due_on: Date,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

stored!(Period {
    id,
    organisation_id,
    name,
    kind,
    starts_on,
    due_on,
    opened_at,
    closed_at,
});

/// A period to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPeriod {
    pub organisation_id: i64,
    pub name: String,
    pub kind: String,
    pub starts_on: Date,
    pub due_on: Date,
}

/// Which periods are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeriodFilter {
    /// Opened by an organisation in the subtree of this path.
    pub path: Option<String>,
    /// Opened by the organisation of this path or one above it: those that it hands in for.
    pub reaching: Option<String>,
    pub kind: Option<String>,
    pub open_only: bool,
}

impl Reading {
    /// # Errors
    /// When the database fails.
    pub async fn period(&mut self, id: i64) -> Result<Option<Period>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        let found = self.of_table("period", by_id, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// Periods, latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn periods(
        &mut self,
        filter: &PeriodFilter,
        page: Page,
    ) -> Result<Listed<Period>, StoreError> {
        let mut conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_on_path("o.id", filter.reaching.as_deref())
            .and_some("p.kind = ?", filter.kind.as_deref());
        if filter.open_only {
            conditions = conditions.and("p.closed_at IS NULL", Vec::new());
        }
        let from = "period p JOIN organisation o ON o.id = p.organisation_id";
        let order = "p.starts_on DESC, p.id DESC";
        self.listed(&Period::of("p"), from, conditions, order, page)
            .await
    }

    /// The periods for which somebody in the subtree of any of these paths hands in, latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn periods_reaching_any(
        &mut self,
        paths: &[String],
    ) -> Result<Vec<Period>, StoreError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        // Opened below such a path, or on it, or above it.
        let above: Vec<i64> = paths.iter().flat_map(|path| ids_of(path)).collect();
        let either = vec![format!("({})", within("o.path")); paths.len()].join(" OR ");
        let marks = vec!["?"; above.len()].join(", ");
        let mut values: Vec<Value> = paths.iter().flat_map(|path| subtree(path)).collect();
        values.extend(above.into_iter().map(Value::from));
        let either = format!("({either} OR o.id IN ({marks}))");
        let (condition, values) = Conditions::default().and(&either, values).into_parts();
        let columns = Period::of("p");
        let text = format!(
            "SELECT {columns} FROM period p JOIN organisation o ON o.id = p.organisation_id{condition} \
             ORDER BY p.starts_on DESC, p.id DESC"
        );
        self.rows(text, values).await
    }

    /// The period before this one, of the same organisation and kind: last year's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn period_before(&mut self, period: &Period) -> Result<Option<Period>, StoreError> {
        let before = "t.organisation_id = ? AND t.kind = ? AND t.starts_on < ?";
        let values = values![period.organisation_id, &period.kind, period.starts_on];
        let conditions = Conditions::default().and(before, values);
        let found = self
            .of_table("period", conditions, "t.starts_on DESC, t.id DESC LIMIT 1")
            .await?;
        Ok(found.into_iter().next())
    }
}

impl Writing {
    /// Opens a period.
    ///
    /// # Errors
    /// When the organisation has one of this kind and name, or the database fails.
    pub async fn add_period(&mut self, new: &NewPeriod) -> Result<Period, StoreError> {
        let made = Period {
            id: self.id(),
            organisation_id: new.organisation_id,
            name: new.name.clone(),
            kind: new.kind.clone(),
            starts_on: new.starts_on,
            due_on: new.due_on,
            opened_at: self.clerk().at,
            closed_at: None,
        };
        let row = vec![
            ("id", made.id.into()),
            ("organisation_id", made.organisation_id.into()),
            ("name", (&made.name).into()),
            ("kind", (&made.kind).into()),
            ("starts_on", made.starts_on.into()),
            ("due_on", made.due_on.into()),
            ("opened_at", made.opened_at.into()),
            ("closed_at", made.closed_at.into()),
        ];
        self.insert("period", row).await?;
        Ok(made)
    }

    /// Moves the day on which a period is due, and with it that of its hand-ins that are still open.
    ///
    /// # Errors
    /// When there is no such period, or the database fails.
    pub async fn move_period(&mut self, id: i64, due_on: Date) -> Result<(), StoreError> {
        let text = "UPDATE period SET due_on = $1 WHERE id = $2";
        self.change("period", id, text, values![due_on, id]).await?;
        let matters = "UPDATE matter SET due_on = $1 WHERE closed_at IS NULL AND id IN \
             (SELECT matter_id FROM submission WHERE period_id = $2)";
        self.run(matters, values![due_on, id]).await?;
        Ok(())
    }

    /// Closes a period (an instant) or opens it again (`None`).
    ///
    /// # Errors
    /// When there is no such period, or the database fails.
    pub async fn set_period_closed(
        &mut self,
        id: i64,
        closed_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let text = "UPDATE period SET closed_at = $1 WHERE id = $2";
        self.change("period", id, text, values![closed_at, id])
            .await
    }
}
