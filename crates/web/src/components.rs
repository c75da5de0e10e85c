//! What the components of `templates/components/` are handed. A page fills these and calls the macro of
//! the same name; how they look is decided there and in `assets/junheng.css`.

use junheng_model::{Diagnostic, Severity, Verdict};

use crate::lang::Lang;
use crate::words::Words;

mod charts;
mod figures;
mod forms;
mod history;
mod tables;

pub use charts::{
    Chart, Distribution, DistributionBin, MapSchool, Ranking, RankingBar, SchoolMap, TrendChart,
    TrendLine, VariationShare, VariationShares,
};
pub use figures::{KeyFigure, Meter, MeterPart, Sparkline, Tile};
pub use forms::{Field, FieldInput, FieldKind, Form, UploadForm, chosen_in};
pub use history::{Calculation, CalculationRow, HistoryEntry, JobProgress, JobState, Remark};
pub use tables::{
    Column, EmptyTable, GridCell, GridColumn, GridKind, GridRow, ListPage, Pager, Sorted, TableHead,
};

/// What every page has around its content: `layout.html` reads it as `page`.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub lang: Lang,
    /// The rulebook's names, in the page's language.
    pub words: Words,
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

/// A page among others of the same thing.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    pub link: Link,
    pub current: bool,
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

/// The verdict that an address asks for by its class; nothing for what is none.
pub fn verdict_of(class: &str) -> Option<Verdict> {
    [Verdict::Met, Verdict::NotMet, Verdict::Undetermined]
        .into_iter()
        .find(|verdict| verdict_class(verdict) == class)
}

pub const fn severity_class(severity: &Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
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
