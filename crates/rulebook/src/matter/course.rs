//! Days: when a matter is due, who is reminded, what follows when nothing happens.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use junheng_model::Wording;

use super::{
    Anchor, Counting, Deadline, Escalation, FieldValue, MatterKind, Mover, Reminder, When,
};
use crate::{Calendar, NotCovered};

/// How a matter came to where it is.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    pub state: &'a str,
    pub opened_on: Date,
    /// The day by which the period's figures are due; only for submissions.
    pub period_due: Option<Date>,
    /// For each state, the day on which the matter last came into it.
    pub entered_on: &'a BTreeMap<String, Date>,
    /// What was last said in each field, the opening's included.
    pub fields: &'a BTreeMap<String, FieldValue>,
}

/// A deadline that is running.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Due<'k> {
    pub deadline: &'k Deadline,
    /// The last day on which the matter is in time.
    pub on: Date,
}

/// Words that are due to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice<'k> {
    /// The same for the same words about the same deadline, so that they are said once.
    pub key: String,
    /// The day from which they are due.
    pub on: Date,
    pub to: &'k [Mover],
    /// With blanks; see [`Filling`].
    pub text: &'k Wording,
    /// The step that was reached, when they are more than a reminder.
    pub step: Option<&'k Escalation>,
    /// How many days lie between the deadline's day and this one.
    pub days: u32,
}

/// What goes into the blanks of a text.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// `{organisation}`
    pub organisation: &'a str,
    /// `{subject}`: `学校（2024-2025学年）`
    pub subject: &'a Wording,
    /// `{state}`
    pub state: &'a Wording,
    /// `{due_on}`
    pub due_on: Date,
    /// `{days}`
    pub days: u32,
}

impl Filling<'_> {
    /// The blanks that a text may have.
    pub(crate) const BLANKS: [&'static str; 5] =
        ["organisation", "subject", "state", "due_on", "days"];

    /// The text without its blanks.
    pub fn fill(&self, text: &Wording) -> Wording {
        let fill = |text: &str, subject: &str, state: &str| {
            // One pass, so that a name with braces in it is not filled again.
            let mut out = String::with_capacity(text.len());
            let mut rest = text;
            while let Some((before, after)) = rest.split_once('{') {
                out.push_str(before);
                let Some((blank, behind)) = after.split_once('}') else {
                    out.push('{');
                    rest = after;
                    continue;
                };
                match blank {
                    "organisation" => out.push_str(self.organisation),
                    "subject" => out.push_str(subject),
                    "state" => out.push_str(state),
                    "due_on" => out.push_str(&self.due_on.to_string()),
                    "days" => out.push_str(&self.days.to_string()),
                    other => {
                        out.push('{');
                        out.push_str(other);
                        out.push('}');
                    }
                }
                rest = behind;
            }
            out.push_str(rest);
            out
        };
        Wording::new(
            fill(&text.zh, &self.subject.zh, &self.state.zh),
            fill(&text.en, &self.subject.en, &self.state.en),
        )
    }
}

impl MatterKind {
    /// The deadline that runs in the matter's state and its last day; `None` when none runs, or when the
    /// day it counts from has not come.
    ///
    /// # Errors
    /// When days are counted that the calendar does not cover.
    pub fn due_on(
        &self,
        course: &Course<'_>,
        calendar: &Calendar,
    ) -> Result<Option<Due<'_>>, NotCovered> {
        let Some(deadline) = self.deadline_in(course.state) else {
            return Ok(None);
        };
        let Some(from) = deadline.after.day(course) else {
            return Ok(None);
        };
        let on = deadline.last_day(from, calendar)?;
        Ok(Some(Due { deadline, on }))
    }

    /// What is due to be said today about a running deadline, reminders first. Of the reminders before the deadline
    /// only the latest is due, and none once it has passed: who was told nothing for a week is not told everything at
    /// once. The steps that follow a missed deadline are all due, each is said once by its key.
    ///
    /// # Errors
    /// When days are counted that the calendar does not cover.
    pub fn reminders_due<'k>(
        &'k self,
        today: Date,
        due: &Due<'k>,
        calendar: &Calendar,
    ) -> Result<Vec<Notice<'k>>, NotCovered> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for reminder in &due.deadline.reminders {
            let Some(on) = reached(reminder.day(due.on, calendar), today)? else {
                continue;
            };
            match reminder.when {
                When::Before(days) if today <= due.on => {
                    before.push(due.reminder(reminder, on, days))
                }
                When::Before(_) => {}
                When::After(days) => after.push(due.reminder(reminder, on, days)),
            }
        }
        let latest = before.into_iter().max_by_key(|notice| notice.on);
        let mut notices: Vec<Notice<'k>> = latest.into_iter().chain(after).collect();
        notices.extend(due.steps_reached(today, calendar)?);
        Ok(notices)
    }
}

impl<'k> Due<'k> {
    /// The steps that were reached because the deadline has passed, mildest first.
    ///
    /// # Errors
    /// When the calendar does not cover the days since.
    pub fn steps_reached(
        &self,
        today: Date,
        calendar: &Calendar,
    ) -> Result<Vec<Notice<'k>>, NotCovered> {
        let mut steps = Vec::new();
        if today <= self.on {
            return Ok(steps);
        }
        for step in &self.deadline.escalations {
            let day = calendar.add_working_days(self.on, step.after);
            let Some(on) = reached(day, today)? else {
                continue;
            };
            steps.push(Notice {
                key: self.key(&step.label),
                on,
                to: &step.to,
                text: &step.text,
                step: Some(step),
                days: step.after,
            });
        }
        Ok(steps)
    }

    fn reminder(&self, reminder: &'k Reminder, on: Date, days: u32) -> Notice<'k> {
        let when = match reminder.when {
            When::Before(_) => "before",
            When::After(_) => "after",
        };
        Notice {
            key: self.key(&format!("{when}-{days}-{}", reminder.count.code())),
            on,
            to: &reminder.to,
            text: &reminder.text,
            step: None,
            days,
        }
    }

    fn key(&self, what: &str) -> String {
        format!("{} {} {what}", self.deadline.name, self.on)
    }
}

/// The day, when it has come. A day in a later year that nobody knows yet has not.
fn reached(day: Result<Date, NotCovered>, today: Date) -> Result<Option<Date>, NotCovered> {
    match day {
        Ok(day) => Ok((day <= today).then_some(day)),
        Err(gap) if gap.year > today.year() => Ok(None),
        Err(gap) => Err(gap),
    }
}

impl Anchor {
    fn day(&self, course: &Course<'_>) -> Option<Date> {
        match self {
            Anchor::PeriodDue => course.period_due,
            Anchor::Opened => Some(course.opened_on),
            Anchor::Entered(state) => course.entered_on.get(state).copied(),
            Anchor::Field(field) => match course.fields.get(field) {
                Some(FieldValue::Date(day)) => Some(*day),
                _ => None,
            },
        }
    }
}

impl Deadline {
    fn last_day(&self, from: Date, calendar: &Calendar) -> Result<Date, NotCovered> {
        let day = match self.count {
            Counting::Calendar => from.saturating_add(i64::from(self.days).days()),
            Counting::Working => calendar.add_working_days(from, self.days)?,
        };
        if self.gives_way {
            calendar.working_day_from(day)
        } else {
            Ok(day)
        }
    }
}

impl Reminder {
    /// The day on which the words are due.
    fn day(&self, due_on: Date, calendar: &Calendar) -> Result<Date, NotCovered> {
        match (self.when, self.count) {
            (When::Before(days), Counting::Calendar) => {
                Ok(due_on.saturating_sub(i64::from(days).days()))
            }
            (When::After(days), Counting::Calendar) => {
                Ok(due_on.saturating_add(i64::from(days).days()))
            }
            (When::Before(days), Counting::Working) => calendar.subtract_working_days(due_on, days),
            (When::After(days), Counting::Working) => calendar.add_working_days(due_on, days),
        }
    }
}
