//! Moving hand-ins from state to state: each by the declaration that it began with.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use junheng_model::Wording;
use junheng_rulebook::{
    Asked, Condition, Course, FieldValue, Held, MatterKind, Reason, Rulebook, Standing,
};
use junheng_store::{MatterMove, NewMove, Reading, SubmissionStatus, Writing};

use crate::kept::ByDigest;
use crate::{Actor, App, Failure, Fault, FieldError, clock};

/// The kind of matter (事项) that a hand-in is.
pub const HAND_IN: &str = "填报";

/// The moves of a hand-in that verbs make, by their names in the declaration.
pub mod step {
    pub const SUBMIT: &str = "提交";
    pub const WITHDRAW: &str = "撤回";
    pub const GIVE_BACK: &str = "退回";
    pub const ACCEPT: &str = "审核通过";
    pub const FREEZE: &str = "冻结";
    pub const CORRECT: &str = "更正";
}

/// What stands against each condition of a move; nothing when it holds.
pub(crate) type Conditions = BTreeMap<Condition, Vec<Wording>>;

/// The declarations that running matters began with, each read once.
pub(crate) type KindsBegunWith = ByDigest<Arc<MatterKind>>;

/// A move that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish<'a> {
    /// The move's name in the declaration.
    pub step: &'a str,
    /// What was typed, by field.
    pub fields: &'a BTreeMap<String, String>,
}

/// A hand-in with what its move depends on.
pub(crate) struct Movable<'a> {
    pub status: &'a SubmissionStatus,
    pub period_due: Date,
    /// Its moves so far, oldest first.
    pub moves: &'a [MatterMove],
    /// What is known beside who hands in and who reviews.
    pub conditions: Conditions,
}

impl App {
    /// The declaration with this digest.
    pub(crate) async fn kind_begun_with(
        &self,
        reading: &mut Reading,
        digest: &str,
    ) -> Result<Arc<MatterKind>, Failure> {
        if let Some(kind) = self.kinds.known(digest) {
            return Ok(kind);
        }
        let broken = Failure::Ours(Fault::Broken("a matter's declaration is not kept"));
        let kept = reading.kind(digest).await?.ok_or(broken)?;
        let read = MatterKind::read(&format!("{}.toml", kept.name), &kept.text);
        let unread = |_| Failure::Ours(Fault::Broken("a matter's declaration cannot be read"));
        Ok(self.kinds.keep(digest, Arc::new(read.map_err(unread)?)))
    }

    /// Makes a move of a hand-in, or says every reason why not. The caller journals it.
    pub(crate) async fn make_move(
        &self,
        writing: &mut Writing,
        actor: &Actor,
        wish: Wish<'_>,
        hand_in: Movable<'_>,
    ) -> Result<Result<String, Vec<Reason>>, Failure> {
        let status = hand_in.status;
        let kind = self.kind_begun_with(writing, &status.kind_digest).await?;
        let mut conditions = hand_in.conditions;
        conditions.insert(
            Condition::ReviewerIsNotSubmitter,
            against_own_review(&kind, hand_in.moves, actor.person),
        );
        let held = held_over(actor, &status.path);
        let asked = Asked {
            state: &status.state,
            step: wish.step,
            held: &held,
            fields: wish.fields,
            conditions: &conditions,
        };
        let decided = match kind.decide(&asked) {
            Ok(decided) => decided,
            Err(reasons) => return Ok(Err(reasons)),
        };
        let days = Days {
            today: self.today(),
            opened_on: clock::local(status.opened_at).date(),
            period_due: hand_in.period_due,
        };
        let due_on = due_after(&kind, &self.rulebook, decided.to, hand_in.moves, days);
        let written = |value: &FieldValue| value.written();
        let fields: BTreeMap<&String, String> = decided
            .fields
            .iter()
            .map(|(name, value)| (name, written(value)))
            .collect();
        let new = NewMove {
            matter_id: status.id,
            move_name: decided.step.name.clone(),
            from_state: status.state.clone(),
            to_state: decided.to.to_owned(),
            remark: remark_of(&decided.fields),
            fields: serde_json::json!(fields),
            closes: kind.state(decided.to).is_some_and(|state| state.ends),
            due_on,
        };
        writing.move_matter(&new).await?;
        Ok(Ok(new.to_state))
    }
}

/// The roles that a person holds over the organisation at `path`.
pub(crate) fn held_over(actor: &Actor, path: &str) -> Vec<Held> {
    let (own, above) = actor.roles_at(path);
    let at = |at| move |role| Held { role, at };
    let own = own.into_iter().map(at(Standing::Own));
    own.chain(above.into_iter().map(at(Standing::Above)))
        .collect()
}

/// Who last handed a matter over, if anybody did.
pub(crate) fn submitter(kind: &MatterKind, moves: &[MatterMove]) -> Option<i64> {
    let handed_over = |step: &&MatterMove| kind.hands_over(&step.from_state, &step.to_state);
    moves.iter().rev().find(handed_over)?.by_person
}

/// What speaks against this person's reviewing: that he handed in himself.
fn against_own_review(kind: &MatterKind, moves: &[MatterMove], person: i64) -> Vec<Wording> {
    if submitter(kind, moves) != Some(person) {
        return Vec::new();
    }
    vec![Wording::new(
        "是您本人提交的，须由另一人审核。",
        "You handed it in yourself: somebody else must review it.",
    )]
}

/// The days that a deadline may count from.
#[derive(Debug, Clone, Copy)]
struct Days {
    today: Date,
    opened_on: Date,
    period_due: Date,
}

/// By when a matter must leave the state that it now comes into. A year whose holidays are not known gives no
/// day rather than a wrong one.
fn due_after(
    kind: &MatterKind,
    rulebook: &Rulebook,
    to: &str,
    moves: &[MatterMove],
    days: Days,
) -> Option<Date> {
    let entered_on = entered_on(moves, Some((to, days.today)));
    let course = Course {
        state: to,
        opened_on: days.opened_on,
        period_due: Some(days.period_due),
        entered_on: &entered_on,
        fields: &BTreeMap::new(),
    };
    let due = kind.due_on(&course, &rulebook.calendar).ok().flatten();
    due.map(|due| due.on)
}

/// For each state, the day on which the matter last came into it.
pub(crate) fn entered_on(
    moves: &[MatterMove],
    now: Option<(&str, Date)>,
) -> BTreeMap<String, Date> {
    let made = moves
        .iter()
        .map(|step| (step.to_state.clone(), clock::local(step.at).date()));
    made.chain(now.map(|(state, day)| (state.to_owned(), day)))
        .collect()
}

/// The text that a move is remembered by: its first field that is a text.
fn remark_of(fields: &BTreeMap<String, FieldValue>) -> String {
    let texts = fields.values().filter_map(|value| match value {
        FieldValue::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("；")
}

/// The reasons as a failure: of a form's fields when all are about fields, else as a refusal.
pub(crate) fn refusal(reasons: Vec<Reason>) -> Failure {
    if reasons.iter().all(|reason| reason.field.is_some()) {
        let field = |reason: Reason| FieldError {
            field: reason.field.unwrap_or_default(),
            message: reason.said,
        };
        return Failure::Invalid(reasons.into_iter().map(field).collect());
    }
    Failure::Refused(reasons.into_iter().map(|reason| reason.said).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand_in() -> MatterKind {
        let text = include_str!("../../../rulebook/matters/填报.toml");
        MatterKind::read("填报.toml", text).expect("the rulebook is checked")
    }

    fn moved(name: &str, from: &str, to: &str, by: i64) -> MatterMove {
        MatterMove {
            id: 0,
            matter_id: 1,
            move_name: name.into(),
            from_state: from.into(),
            to_state: to.into(),
            by_person: Some(by),
            at: "2024-10-08T01:00:00Z".parse().expect("an instant"),
            remark: String::new(),
            fields: serde_json::json!({}),
            person: None,
        }
    }

    #[test]
    fn the_submitter_is_who_last_handed_over() {
        let kind = hand_in();
        let first = moved("提交", "草稿", "已提交", 7);
        let back = moved("退回", "已提交", "已退回", 9);
        let again = moved("提交", "已退回", "已提交", 8);
        for (moves, expected) in [
            (vec![], None),
            (vec![first.clone()], Some(7)),
            (vec![first.clone(), back.clone()], Some(7)),
            (vec![first, back, again], Some(8)),
        ] {
            assert_eq!(submitter(&kind, &moves), expected);
            assert_eq!(
                against_own_review(&kind, &moves, 7).len(),
                usize::from(expected == Some(7))
            );
        }
    }

    #[test]
    fn a_returned_hand_in_is_due_in_three_working_days() {
        let rulebook = Rulebook {
            calendar: Default::default(),
            ..Rulebook::default()
        };
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let days = Days {
            today: day("2024-10-08"),
            opened_on: day("2024-09-01"),
            period_due: day("2024-10-31"),
        };
        let due = |to| due_after(&hand_in(), &rulebook, to, &[], days);
        assert_eq!(due("草稿"), Some(day("2024-10-31")));
        // No holidays are known in this rulebook: no day is better than a wrong one.
        assert_eq!(due("已退回"), None);
        assert_eq!(due("已冻结"), None);
    }
}
