//! What the components of `templates/components/` are handed. A page fills these and calls the macro of
//! the same name; how they look is decided there and in `assets/junheng.css`.

use junheng_model::{Diagnostic, Severity, Verdict};

use crate::lang::Lang;

mod charts;
mod forms;
mod history;
mod tables;

pub use charts::{
    Chart, Distribution, DistributionBin, MapSchool, Ranking, RankingBar, SchoolMap, TrendChart,
    TrendLine, VariationShares,
};
pub use forms::{Field, FieldInput, FieldKind, Form, UploadForm};
pub use history::{Calculation, CalculationRow, HistoryEntry, JobProgress, JobState, Remark};
pub use tables::{
    Column, EmptyTable, GridCell, GridColumn, GridKind, GridRow, Pager, Sorted, TableHead,
};

/// What every page has around its content: `layout.html` reads it as `page`.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub lang: Lang,
    pub title: String,
    /// One sentence under the title; empty for none.
    pub lead: String,
    /// Path and query of this page, so that switches lead back to it.
    pub address: String,
    /// From the top down, this page not included.
    pub crumbs: Vec<Link>,
    pub navigation: Vec<NavigationItem>,
    /// Nobody on the sign-in page.
    pub person: Option<SignedIn>,
    /// Which period and county the page is about, where it is about one.
    pub scope: Option<Scope>,
    pub flashes: Vec<Flash>,
}

/// A label that leads somewhere.
#[derive(Debug, Clone, Default)]
pub struct Link {
    pub label: String,
    pub href: String,
}

impl Link {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// A place of the side navigation. The first four stand in the bar at the bottom of a phone.
#[derive(Debug, Clone)]
pub struct NavigationItem {
    pub link: Link,
    /// A name of `crates/web/icons.txt`.
    pub icon: &'static str,
    pub current: bool,
    /// What waits there for this person; nought shows nothing.
    pub waiting: u64,
}

/// The person whose session it is.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    pub name: String,
    /// For instance 填报员 · 向阳小学.
    pub role: String,
    /// Reminders that were not read.
    pub unread: u64,
}

/// The period and county selector: a GET form back to `action`.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub action: String,
    pub periods: Vec<Choice>,
    /// Empty when the person knows one county only.
    pub counties: Vec<Choice>,
}

/// One of several.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            chosen,
        }
    }
}

/// How a message is meant. Never told by colour alone: each has its icon and its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Done,
    Notice,
    Warning,
    Refused,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Done => "done",
            Tone::Notice => "notice",
            Tone::Warning => "warning",
            Tone::Refused => "refused",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Tone::Done => "circle-check",
            Tone::Notice => "info-circle",
            Tone::Warning => "alert-triangle",
            Tone::Refused => "alert-circle",
        }
    }

    pub const fn word(self, lang: &Lang) -> &'static str {
        match self {
            Tone::Done => lang.say("完成", "Done"),
            Tone::Notice => lang.say("提示", "Note"),
            Tone::Warning => lang.say("注意", "Attention"),
            Tone::Refused => lang.say("未能办理", "Not done"),
        }
    }
}

/// A message on top of a page.
#[derive(Debug, Clone)]
pub struct Flash {
    pub tone: Tone,
    pub text: String,
    /// More, one line each: the reasons of a refusal.
    pub lines: Vec<String>,
}

/// A lamp of a duty: 红灯, 黄灯, 绿灯, or not yet lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lamp {
    Green,
    Yellow,
    Red,
    Unlit,
}

impl Lamp {
    pub const fn class(self) -> &'static str {
        match self {
            Lamp::Green => "green",
            Lamp::Yellow => "yellow",
            Lamp::Red => "red",
            Lamp::Unlit => "unlit",
        }
    }
}

/// The class and icon suffix of a verdict: `met`, `not-met`, `undetermined`.
pub const fn verdict_class(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not-met",
        Verdict::Undetermined => "undetermined",
    }
}

pub const fn severity_class(severity: &Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    }
}

/// An indicator on the wall of the county page, or on a school's.
#[derive(Debug, Clone)]
pub struct Tile {
    /// The policy's id: `R4`.
    pub id: String,
    pub name: String,
    pub href: String,
    /// As printed, without the unit; [`crate::lang::NOTHING`] when missing.
    pub value: String,
    pub unit: String,
    /// Operator and bound: `≥ 4.5`; empty when the indicator has no single one.
    pub threshold: String,
    /// The article that asks.
    pub source: String,
    pub verdict: Verdict,
    /// What to know at a glance: `3 所学校未达标`; may be empty.
    pub note: String,
    pub trend: Sparkline,
}

/// A figure on top of a page, with what it is about.
#[derive(Debug, Clone, Default)]
pub struct KeyFigure {
    pub label: String,
    pub value: String,
    pub unit: String,
    pub note: String,
    /// Empty for a figure that leads nowhere.
    pub href: String,
    /// A name of `crates/web/icons.txt`; empty for none.
    pub icon: &'static str,
    pub verdict: Option<Verdict>,
}

/// A line without axes, drawn here: it needs no script.
#[derive(Debug, Clone, Default)]
pub struct Sparkline {
    /// From the oldest on; a gap where a year is missing.
    pub values: Vec<Option<f64>>,
    pub bound: Option<f64>,
    /// What a screen reader says: `2021 年 3.9，2022 年 4.2，2023 年 4.6`.
    pub says: String,
}

impl Sparkline {
    /// Width and height of the drawing in its own units; CSS decides how large it stands.
    pub const WIDTH: f64 = 96.0;
    pub const HEIGHT: f64 = 28.0;
    const MARGIN: f64 = 3.0;

    /// One value shows no course.
    pub fn is_drawn(&self) -> bool {
        self.values.iter().flatten().count() > 1
    }

    fn span(&self) -> (f64, f64) {
        let all = self.values.iter().flatten().chain(&self.bound);
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
            (low.min(value), high.max(value))
        })
    }

    fn height_of(&self, value: f64) -> f64 {
        let (low, high) = self.span();
        let part = if high > low {
            (value - low) / (high - low)
        } else {
            0.5
        };
        Self::HEIGHT - Self::MARGIN - part * (Self::HEIGHT - 2.0 * Self::MARGIN)
    }

    fn points(&self) -> impl Iterator<Item = Option<(f64, f64)>> {
        let steps = self.values.len().saturating_sub(1).max(1);
        self.values.iter().enumerate().map(move |(index, value)| {
            #[expect(clippy::cast_precision_loss, reason = "a handful of years")]
            let part = index as f64 / steps as f64;
            let across = Self::MARGIN + part * (Self::WIDTH - 2.0 * Self::MARGIN);
            value.map(|value| (across, self.height_of(value)))
        })
    }

    /// The `d` of an SVG path; lifted over years that are missing.
    pub fn path(&self) -> String {
        let mut down = false;
        let mut path = String::new();
        for point in self.points() {
            if let Some((x, y)) = point {
                // h0 makes a dot, so that a year between two missing ones is seen.
                let (lifted, dot) = if down { ("L", "") } else { ("M", "h0") };
                path += &format!("{lifted}{x:.1} {y:.1}{dot}");
            }
            down = point.is_some();
        }
        path
    }

    /// Where the newest known value stands.
    pub fn end(&self) -> Option<(String, String)> {
        let (x, y) = self.points().flatten().last()?;
        Some((format!("{x:.1}"), format!("{y:.1}")))
    }

    /// The height of the threshold's line.
    pub fn bound_line(&self) -> Option<String> {
        self.bound
            .map(|bound| format!("{:.1}", self.height_of(bound)))
    }
}

/// A problem of a hand-in: where, what was read, what was expected, how to mend it.
#[derive(Debug, Clone)]
pub struct Problem {
    pub severity: Severity,
    /// `学校信息`; empty for what concerns the whole file.
    pub sheet: String,
    /// `F17`; empty for what concerns the whole sheet.
    pub cell: String,
    pub read: String,
    pub expected: String,
    pub mend: String,
    pub rule: String,
    /// Where the cell stands on screen; empty when it stands nowhere.
    pub href: String,
}

impl Problem {
    /// What intake said, in the reader's language.
    pub fn of(diagnostic: &Diagnostic, lang: Lang) -> Self {
        let place = &diagnostic.place;
        Self {
            severity: diagnostic.severity,
            sheet: place.sheet.as_deref().unwrap_or_default().to_owned(),
            cell: place.cell.map(|cell| cell.to_string()).unwrap_or_default(),
            read: diagnostic.read.clone(),
            expected: lang.of(&diagnostic.expected).to_owned(),
            mend: lang.of(&diagnostic.mend).to_owned(),
            rule: diagnostic.rule.clone(),
            href: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sparkline;

    #[test]
    fn a_missing_year_is_a_gap_and_not_a_dip() {
        let line = Sparkline {
            values: vec![Some(3.0), None, Some(4.0), Some(5.0)],
            bound: Some(4.0),
            says: String::new(),
        };
        assert_eq!(line.path(), "M3.0 25.0h0M63.0 14.0h0L93.0 3.0");
        assert_eq!(line.bound_line().as_deref(), Some("14.0"));
        assert_eq!(line.end(), Some(("93.0".to_owned(), "3.0".to_owned())));
    }

    #[test]
    fn an_even_course_stands_in_the_middle() {
        let line = Sparkline {
            values: vec![Some(2.0), Some(2.0)],
            ..Sparkline::default()
        };
        assert_eq!(line.path(), "M3.0 14.0h0L93.0 14.0");
    }
}
