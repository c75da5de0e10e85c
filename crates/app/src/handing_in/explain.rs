//! A word of explanation: for a soft check, for a change against last year, for a row that is given up. It travels
//! upward with the hand-in.

use std::collections::HashSet;

use junheng_store::{Entry, NewJustification, Page, SubmissionStatus, Writing};
use serde::Deserialize;
use serde_json::json;

use super::entered::Cells;
use super::keep::{revision_of, same_row};
use super::refused_rows::{ROW_REFUSED, remaining, unmended};
use super::{reach, way};
use crate::{Action, Actor, App, Failure, FieldError};

/// A word of explanation that somebody typed.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
pub struct Explanation {
    /// The check's id.
    pub check: String,
    /// The row's declared key, as the failing check gives it.
    pub row: String,
    pub text: String,
}

/// The fewest letters that say something.
const FEWEST_LETTERS: usize = 4;

impl App {
    /// Keeps words of explanation for checks that fail.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for words that say too little or belong to nothing that fails; refused when the
    /// figures are out of the organisation's hands.
    pub async fn explain_checks(
        &self,
        actor: &Actor,
        id: i64,
        words: &[Explanation],
    ) -> Result<(), Failure> {
        let mut reading = self.store.read().await?;
        let status = reach(&mut reading, actor, id, Action::FillIn).await?;
        self.require_editable(&mut reading, &status).await?;
        let readiness = self.readiness(&mut reading, &status).await?;
        drop(reading);
        let failing: HashSet<(&str, &str)> = readiness
            .failed
            .iter()
            .map(|failing| (failing.check.as_str(), failing.row_key.as_str()))
            .collect();
        complaints(words, |word| {
            failing.contains(&(word.check.as_str(), word.row.as_str()))
        })?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        keep_words(&mut writing, &status, words, "hand-in.explain").await?;
        writing.commit().await?;
        Ok(())
    }

    /// Gives up a row of an uploaded file that was refused, with a reason. The next revision does without it.
    ///
    /// # Errors
    /// As [`App::explain_checks`].
    pub async fn give_up_row(
        &self,
        actor: &Actor,
        id: i64,
        row: i64,
        reason: &str,
    ) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let status = reach(&mut writing, actor, id, Action::FillIn).await?;
        self.require_editable(&mut writing, &status).await?;
        let problems = writing.problems(id, status.revision, Page::ALL).await?;
        let refused = unmended(&problems.items);
        let given_up = refused.iter().find(|refused| refused.id == row);
        let place = given_up.map(|refused| refused.place.to_string());
        let word = Explanation {
            check: ROW_REFUSED.to_owned(),
            row: place.unwrap_or_default(),
            text: reason.to_owned(),
        };
        let words = [word];
        complaints(&words, |_| given_up.is_some())?;
        let rows = writing.rows_at(id, status.revision).await?;
        let same: Vec<_> = rows.iter().map(same_row).collect();
        let new = revision_of(id, way::GIVE_UP, None, Cells::default());
        let written = writing.write_revision(&new, &same).await?;
        let left = remaining(&problems.items, &HashSet::new(), Some(row));
        writing.repeat_problems(id, written.revision, &left).await?;
        keep_words(&mut writing, &status, &words, "hand-in.give-up-row").await?;
        writing.commit().await?;
        Ok(())
    }
}

async fn keep_words(
    writing: &mut Writing,
    status: &SubmissionStatus,
    words: &[Explanation],
    verb: &'static str,
) -> Result<(), Failure> {
    for word in words {
        let new = NewJustification {
            submission_id: status.id,
            check_id: word.check.clone(),
            row_key: word.row.clone(),
            column_name: None,
            text: word.text.trim().to_owned(),
        };
        writing.add_justification(&new).await?;
    }
    let checks: Vec<&str> = words.iter().map(|word| word.check.as_str()).collect();
    writing
        .journal(Entry {
            verb,
            organisation: Some(status.organisation_id),
            subject: format!("hand-in/{}", status.id),
            detail: json!({ "checks": checks }),
        })
        .await?;
    Ok(())
}

fn complaints(
    words: &[Explanation],
    belongs: impl Fn(&Explanation) -> bool,
) -> Result<(), Failure> {
    let mut errors = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let field = format!("text[{at}]");
        let letters = word.text.chars().filter(|letter| !letter.is_whitespace());
        if letters.count() < FEWEST_LETTERS {
            errors.push(FieldError::new(
                field,
                format!("说明至少写{FEWEST_LETTERS}个字：为什么是这样。"),
                format!("At least {FEWEST_LETTERS} letters: why it is so."),
            ));
        } else if !belongs(word) {
            errors.push(FieldError::new(
                field,
                "这里已经没有要说明的问题，请刷新页面。",
                "Nothing is to be explained here any more; please reload the page.",
            ));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_must_say_something_about_something() {
        let word = |text: &str| {
            vec![Explanation {
                check: "班额".into(),
                row: "2136000001".into(),
                text: text.into(),
            }]
        };
        for (text, belongs, complains) in [
            ("两校合并，新增四班", true, false),
            ("属实", true, true),
            ("　 　", true, true),
            ("两校合并，新增四班", false, true),
        ] {
            let found = complaints(&word(text), |_| belongs);
            assert_eq!(found.is_err(), complains, "{text}");
        }
    }
}
