//! Figures at a glance: tiles, key figures, small courses, a whole in its parts.

use junheng_model::Verdict;

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

/// A whole in its parts, as one bar with a legend: how far the hand-ins are, how many cells were typed.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    pub title: String,
    pub parts: Vec<MeterPart>,
}

#[derive(Debug, Clone, Default)]
pub struct MeterPart {
    pub label: String,
    pub count: u64,
    /// As of a state: `unopened`, `quiet`, `waiting`, `returned`, `done`, `frozen`.
    pub tone: &'static str,
    /// Where these are listed; empty for nowhere.
    pub href: String,
}

impl Meter {
    pub fn total(&self) -> u64 {
        self.parts.iter().map(|part| part.count).sum()
    }

    /// Where each part begins and how wide it is, in hundredths of the bar.
    pub fn spans(&self) -> Vec<(&MeterPart, String, String)> {
        #[expect(clippy::cast_precision_loss, reason = "counts of cells and schools")]
        let part_of = |count: u64| count as f64 * 100.0 / self.total().max(1) as f64;
        let mut before = 0;
        let span = |part: &MeterPart| {
            let start = part_of(before);
            before += part.count;
            (format!("{start:.2}"), format!("{:.2}", part_of(part.count)))
        };
        let spans: Vec<_> = self.parts.iter().map(span).collect();
        let both = self.parts.iter().zip(spans);
        both.map(|(part, (start, width))| (part, start, width))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Meter, MeterPart, Sparkline};

    #[test]
    fn the_parts_of_a_meter_fill_it() {
        let part = |count| MeterPart {
            count,
            ..MeterPart::default()
        };
        let meter = Meter {
            title: String::new(),
            parts: vec![part(12), part(0), part(36)],
        };
        let spans: Vec<_> = meter.spans();
        let spans: Vec<_> = spans
            .iter()
            .map(|(_, start, width)| (start.as_str(), width.as_str()))
            .collect();
        assert_eq!(
            spans,
            [("0.00", "25.00"), ("25.00", "0.00"), ("25.00", "75.00")]
        );
        assert_eq!(Meter::default().spans().len(), 0);
    }

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
