//! The stages of schooling.

use std::fmt;
use std::str::FromStr;

/// A stage of schooling (学段). Compulsory education is primary and junior secondary; the senior
/// stage is known because a school that has one shares its buildings with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 小学
    Primary,
    /// 初中
    Junior,
    /// 高中
    Senior,
}

/// A text that names no stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownStage(pub String);

impl Stage {
    /// All stages, lowest first.
    pub const ALL: [Stage; 3] = [Stage::Primary, Stage::Junior, Stage::Senior];
    /// The stages of compulsory education (义务教育), which policies judge.
    pub const COMPULSORY: [Stage; 2] = [Stage::Primary, Stage::Junior];

    /// The official Chinese name.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Primary => "小学",
            Stage::Junior => "初中",
            Stage::Senior => "高中",
        }
    }

    /// The English name.
    pub const fn english(self) -> &'static str {
        match self {
            Stage::Primary => "primary",
            Stage::Junior => "junior secondary",
            Stage::Senior => "senior secondary",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    /// Reads the official Chinese name.
    fn from_str(text: &str) -> Result<Self, UnknownStage> {
        Stage::ALL
            .into_iter()
            .find(|stage| stage.name() == text)
            .ok_or_else(|| UnknownStage(text.to_owned()))
    }
}

impl serde::Serialize for Stage {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
