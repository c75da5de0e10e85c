//! Kinds of matters (事项): anything that somebody must do by a day, with its states, moves and deadlines.

use std::sync::Arc;

use junheng_model::{Role, Wording};

use crate::{Source, TextPlace};

mod condition;
mod course;
mod decide;
mod field;

pub use condition::Condition;
pub use course::{Course, Due, Filling, Notice};
pub use decide::{Asked, Decided, Held, Reason, Standing};
pub use field::{Field, FieldKind, FieldValue};

/// A declared kind of matter (`matters/<name>.toml`). What comes out of the loader is sound: every state
/// can be reached, every state that does not end the matter has a way to an end, and a state and the name
/// of a move tell where it leads.
#[derive(Debug, Clone, PartialEq)]
pub struct MatterKind {
    pub name: String,
    pub en: String,
    pub about: String,
    pub subject: Subject,
    pub source: Source,
    pub opening: Opening,
    /// The state in which a matter begins.
    pub initial: String,
    pub states: Vec<State>,
    pub moves: Vec<Move>,
    pub deadlines: Vec<Deadline>,
    /// The declaration as it is written. A running matter keeps the one it began with.
    pub text: Arc<str>,
    pub place: TextPlace,
}

impl MatterKind {
    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The moves that lead out of a state, in the order of the file.
    pub fn moves_from(&self, state: &str) -> impl Iterator<Item = &Move> {
        self.moves
            .iter()
            .filter(move |step| step.from.iter().any(|from| from == state))
    }

    /// The move of this name out of a state; there is never more than one.
    pub fn move_from(&self, state: &str, name: &str) -> Option<&Move> {
        self.moves_from(state).find(|step| step.name == name)
    }

    /// Whether going from one state to another hands the subject over: out of its keeper's hands. Who did so
    /// last is the submitter that [`Condition::ReviewerIsNotSubmitter`] speaks of.
    pub fn hands_over(&self, from: &str, to: &str) -> bool {
        let editable = |name| self.state(name).is_some_and(|state| state.editable);
        editable(from) && !editable(to)
    }

    /// The deadline that runs in a state; there is never more than one.
    pub fn deadline_in(&self, state: &str) -> Option<&Deadline> {
        self.deadlines
            .iter()
            .find(|deadline| deadline.states.iter().any(|running| running == state))
    }
}

/// What a matter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The rows of one register for one period. Such matters are opened with the period, by nobody.
    Submission,
    /// What its opening fields say: somebody opens it.
    Itself,
}

impl Subject {
    pub const fn code(self) -> &'static str {
        match self {
            Subject::Submission => "submission",
            Subject::Itself => "itself",
        }
    }
}

/// Who opens a matter, and what they must say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opening {
    /// Empty when the program opens it.
    pub by: Vec<Mover>,
    pub fields: Vec<Field>,
}

/// A state that a matter can be in.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub name: String,
    pub en: String,
    pub about: String,
    /// Whether the matter's subject may be changed.
    pub editable: bool,
    /// Whether the matter is closed. A closed one may still have a move that opens it again.
    pub ends: bool,
    pub lamp: Lamp,
    pub place: TextPlace,
}

/// The colour by which a state is known at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lamp {
    Grey,
    Blue,
    Green,
    Yellow,
    Orange,
    Red,
}

impl Lamp {
    pub const ALL: [Lamp; 6] = [
        Lamp::Grey,
        Lamp::Blue,
        Lamp::Green,
        Lamp::Yellow,
        Lamp::Orange,
        Lamp::Red,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Lamp::Grey => "grey",
            Lamp::Blue => "blue",
            Lamp::Green => "green",
            Lamp::Yellow => "yellow",
            Lamp::Orange => "orange",
            Lamp::Red => "red",
        }
    }
}

/// A way from one state into another.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    pub name: String,
    pub en: String,
    pub about: String,
    pub from: Vec<String>,
    pub to: String,
    /// Whoever fits one of these may make it.
    pub by: Vec<Mover>,
    pub fields: Vec<Field>,
    /// What must hold before it.
    pub needs: Vec<Condition>,
}

/// Who may do something to a matter, or is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover {
    pub roles: Vec<Role>,
    pub at: Reach,
}

/// Where a role must have been granted, seen from the organisation whose matter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On the organisation itself.
    Own,
    /// On one above it.
    Above,
    Either,
}

impl Reach {
    pub const fn code(self) -> &'static str {
        match self {
            Reach::Own => "own",
            Reach::Above => "above",
            Reach::Either => "either",
        }
    }

    /// Whether a role granted there is meant.
    pub const fn admits(self, at: Standing) -> bool {
        match self {
            Reach::Own => matches!(at, Standing::Own),
            Reach::Above => matches!(at, Standing::Above),
            Reach::Either => true,
        }
    }
}

/// By when a matter must have left some states.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    pub name: String,
    pub en: String,
    /// The states in which it runs.
    pub states: Vec<String>,
    pub after: Anchor,
    pub days: u32,
    pub count: Counting,
    /// Whether a last day that is a day of rest gives way to the next working day.
    pub gives_way: bool,
    pub reminders: Vec<Reminder>,
    /// In order of days.
    pub escalations: Vec<Escalation>,
    pub place: TextPlace,
}

/// The day from which a deadline counts; the day itself is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The day by which the period's figures are due.
    PeriodDue,
    /// The day on which the matter was opened.
    Opened,
    /// The day on which the matter last came into the state.
    Entered(String),
    /// The day that was last given in this field.
    Field(String),
}

/// Which days count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    Calendar,
    /// Working days (工作日) of the [`Calendar`](crate::Calendar).
    Working,
}

impl Counting {
    pub const fn code(self) -> &'static str {
        match self {
            Counting::Calendar => "calendar",
            Counting::Working => "working",
        }
    }
}

/// Words to somebody around a deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Reminder {
    pub when: When,
    pub count: Counting,
    pub to: Vec<Mover>,
    /// With blanks such as `{organisation}`; see [`Filling`].
    pub text: Wording,
}

/// How far from the deadline's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// So many days before it; nought is the day itself.
    Before(u32),
    /// So many days after it, at least one.
    After(u32),
}

/// One step of what follows when a deadline has passed: 催办, 通报, 约谈, 问责.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    pub label: String,
    pub en: String,
    /// Working days after the deadline's day.
    pub after: u32,
    pub lamp: Lamp,
    pub to: Vec<Mover>,
    /// With blanks; see [`Filling`].
    pub text: Wording,
}
