//! What is required, and when?
//!
//! The texts under `rulebook/` become registers, policies and kinds of matters here, checked: every name
//! is known, every expression reads, for every stage, day and case exactly one threshold applies, and every
//! matter can come to an end. What is wrong in a
//! file is reported with file, line and column, all of it at once. Nothing here reads a file: callers
//! hand in the texts.

mod book;
mod calendar;
mod case;
mod codes;
mod example;
mod expression;
mod heading;
mod load;
mod matter;
mod mistake;
mod parameter;
mod policy;
mod proof;
mod register;
mod scope;
mod source;
mod written;

pub use book::Rulebook;
pub use calendar::{Calendar, CalendarYear, Holiday, NotCovered};
pub use case::Case;
pub use codes::{Code, CodeList, Unit};
pub use example::{Example, ExampleRow, ExampleTable};
pub use expression::{Expression, Reference, is_aggregate, sql};
pub use heading::{HeadingIndex, HeadingMatch, plain_text};
pub use load::Loaded;
pub use matter::{
    Anchor, Asked, Condition, Counting, Course, Deadline, Decided, Due, Escalation, Field,
    FieldKind, FieldValue, Filling, Held, Lamp, MatterKind, Move, Mover, Notice, Opening, Reach,
    Reason, Reminder, Standing, State, Subject, When,
};
pub use mistake::TextDiagnostic;
pub use parameter::{Applying, applying, strictest};
pub use policy::{
    Band, Bound, Document, Every, Exclusion, Figure, Formula, Indicator, JudgedBy, Layer,
    MeasureExpression, NoRows, Parameter, Policy, Requirement, Rule, RuleKind, Score, Scoring,
    ScoringStyle, Share, Split, Strictness, Supplement, Survey,
};
pub use register::{
    Check, CheckColumn, Column, ColumnKind, HandedInBy, Period, Presence, Privacy, Register,
};
pub use source::{Source, SourceStatus, TextPlace};
