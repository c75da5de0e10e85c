//! May this move be made? Pure: who asks and what holds is handed in.

use std::collections::BTreeMap;

use junheng_model::{Role, Wording};

use super::{Condition, Field, FieldValue, MatterKind, Move, Mover, Reach};

/// Where a role was granted, seen from the organisation whose matter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// On the organisation itself.
    Own,
    /// On an organisation above it.
    Above,
}

/// A role that the asking person holds over the matter's organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub role: Role,
    pub at: Standing,
}

/// A move that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub state: &'a str,
    /// The name of the move.
    pub step: &'a str,
    /// Only grants that reach the matter's organisation.
    pub held: &'a [Held],
    /// What was typed, by field.
    pub fields: &'a BTreeMap<String, String>,
    /// What was found out about the conditions of the move: why each does not hold, nothing when it holds. One
    /// that is absent counts as not holding.
    pub conditions: &'a BTreeMap<Condition, Vec<Wording>>,
}

/// A move that may be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided<'k> {
    pub step: &'k Move,
    /// The state into which it leads.
    pub to: &'k str,
    pub fields: BTreeMap<String, FieldValue>,
}

/// Why a move may not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The field that is to be filled in otherwise.
    pub field: Option<String>,
    pub said: Wording,
}

impl Reason {
    fn general(said: Wording) -> Self {
        Self { field: None, said }
    }
}

impl MatterKind {
    /// Whether a move may be made.
    ///
    /// # Errors
    /// Every reason why not.
    pub fn decide(&self, asked: &Asked<'_>) -> Result<Decided<'_>, Vec<Reason>> {
        let Some(step) = self.move_from(asked.state, asked.step) else {
            return Err(vec![Reason::general(self.no_such_move(asked))]);
        };
        let mut reasons = Vec::new();
        if !fits(&step.by, asked.held) {
            reasons.push(Reason::general(not_entitled(
                &step.name, &step.en, &step.by,
            )));
        }
        for condition in &step.needs {
            match asked.conditions.get(condition) {
                Some(against) => reasons.extend(against.iter().cloned().map(Reason::general)),
                None => reasons.push(Reason::general(not_established(*condition))),
            }
        }
        let fields = read_fields(&step.fields, asked.fields, &mut reasons);
        if reasons.is_empty() {
            Ok(Decided {
                step,
                to: &step.to,
                fields,
            })
        } else {
            Err(reasons)
        }
    }

    /// Whether somebody may open a matter of this kind, and what they said with it.
    ///
    /// # Errors
    /// Every reason why not.
    pub fn decide_opening(
        &self,
        held: &[Held],
        typed: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, FieldValue>, Vec<Reason>> {
        let mut reasons = Vec::new();
        if self.opening.by.is_empty() {
            reasons.push(Reason::general(Wording::new(
                format!("“{}”随周期开启，不由人另开", self.name),
                format!("`{}` is opened with the period, by nobody", self.en),
            )));
        } else if !fits(&self.opening.by, held) {
            let said = not_entitled(
                &format!("开启{}", self.name),
                &format!("open a {}", self.en),
                &self.opening.by,
            );
            reasons.push(Reason::general(said));
        }
        let fields = read_fields(&self.opening.fields, typed, &mut reasons);
        if reasons.is_empty() {
            Ok(fields)
        } else {
            Err(reasons)
        }
    }

    fn no_such_move(&self, asked: &Asked<'_>) -> Wording {
        let can = self.moves_from(asked.state);
        let (zh, en): (Vec<&str>, Vec<&str>) = can
            .map(|step| (step.name.as_str(), step.en.as_str()))
            .unzip();
        let (state, state_en) = self
            .state(asked.state)
            .map_or((asked.state, asked.state), |state| (&state.name, &state.en));
        let known = self.moves.iter().find(|step| step.name == asked.step);
        let step_en = known.map_or(asked.step, |step| &step.en);
        if zh.is_empty() {
            return Wording::new(
                format!("“{state}”的{}不能再“{}”", self.name, asked.step),
                format!(
                    "a {} that is {state_en} cannot be moved by `{step_en}`",
                    self.en
                ),
            );
        }
        Wording::new(
            format!(
                "“{state}”的{}不能“{}”，只能：{}",
                self.name,
                asked.step,
                zh.join("、")
            ),
            format!(
                "a {} that is {state_en} cannot be moved by `{step_en}`, only by: {}",
                self.en,
                en.join(", ")
            ),
        )
    }
}

impl Mover {
    /// Whether a role held there is meant.
    pub fn admits(&self, held: Held) -> bool {
        self.at.admits(held.at) && self.roles.contains(&held.role)
    }

    /// `填报员、校长（本单位）`
    pub fn wording(&self) -> Wording {
        let (zh, en): (Vec<&str>, Vec<&str>) = self
            .roles
            .iter()
            .map(|role| (role.name(), role.english()))
            .unzip();
        let (at_zh, at_en) = match self.at {
            Reach::Own => ("本单位", "of the organisation itself"),
            Reach::Above => ("上级", "of one above"),
            Reach::Either => ("本单位或上级", "of the organisation or one above"),
        };
        Wording::new(
            format!("{}（{at_zh}）", zh.join("、")),
            format!("{} ({at_en})", en.join(", ")),
        )
    }
}

fn fits(movers: &[Mover], held: &[Held]) -> bool {
    movers
        .iter()
        .any(|mover| held.iter().any(|held| mover.admits(*held)))
}

fn not_entitled(what: &str, what_en: &str, movers: &[Mover]) -> Wording {
    let (zh, en): (Vec<String>, Vec<String>) = movers
        .iter()
        .map(Mover::wording)
        .map(|said| (said.zh, said.en))
        .unzip();
    Wording::new(
        format!("“{what}”只能由以下人员办理：{}", zh.join("，")),
        format!("to {what_en} is for: {}", en.join("; ")),
    )
}

fn not_established(condition: Condition) -> Wording {
    let asked = condition.wording();
    Wording::new(
        format!("尚未查明：{}", asked.zh),
        format!("not established: {}", asked.en),
    )
}

/// Reads the declared fields out of what was typed; what was typed beside them is refused too.
fn read_fields(
    declared: &[Field],
    typed: &BTreeMap<String, String>,
    reasons: &mut Vec<Reason>,
) -> BTreeMap<String, FieldValue> {
    let mut read = BTreeMap::new();
    for field in declared {
        let text = typed.get(&field.name).map_or("", String::as_str);
        match field.read(text) {
            Ok(value) => read.extend(value.map(|value| (field.name.clone(), value))),
            Err(said) => reasons.push(Reason {
                field: Some(field.name.clone()),
                said,
            }),
        }
    }
    for name in typed.keys() {
        if !declared.iter().any(|field| field.name == *name) {
            reasons.push(Reason {
                field: Some(name.clone()),
                said: Wording::new(
                    format!("此处没有“{name}”一项"),
                    format!("there is no field `{name}` here"),
                ),
            });
        }
    }
    read
}
