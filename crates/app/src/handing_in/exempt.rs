//! Asking that a failed check be let pass: with a reason, evidence and a day until which it holds.

use jiff::civil::Date;
use junheng_model::Severity;
use junheng_store::{Entry, FileArea, NewEvidence, NewExemption};
use serde_json::json;

use super::reach;
use super::upload::{fits, media_type};
use crate::{Action, Actor, App, Failure, FieldError};

/// An exemption as it was asked for.
#[derive(Debug, Clone, Default)]
pub struct AskExemption {
    pub check: String,
    /// The row's key, as the failing check gives it.
    pub row: String,
    pub reason: String,
    /// The day until which it should hold, `2025-08-31`; the reviewer decides.
    pub expires_on: String,
    /// What proves it: name and bytes. Nobody can decide on a word alone.
    pub file: Option<(String, Vec<u8>)>,
}

/// The fewest letters of a reason.
const FEWEST_LETTERS: usize = 6;

impl App {
    /// Asks for an exemption of a check that fails.
    ///
    /// # Errors
    /// [`Failure::Invalid`] field by field; refused when the figures are out of the organisation's hands.
    pub async fn ask_exemption(
        &self,
        actor: &Actor,
        id: i64,
        asked: AskExemption,
    ) -> Result<(), Failure> {
        let mut reading = self.store.read().await?;
        let status = reach(&mut reading, actor, id, Action::FillIn).await?;
        self.require_editable(&mut reading, &status).await?;
        let ready = self.readiness(&mut reading, &status).await?;
        drop(reading);
        let is_failing = ready.failed.iter().any(|failed| {
            failed.severity == Severity::Error
                && failed.check == asked.check
                && failed.row_key == asked.row
        });
        let is_open = ready.said.exemptions.iter().any(|known| {
            known.check_id == asked.check && known.row_key == asked.row && known.decision.is_none()
        });
        let expires_on = complaints(&asked, is_failing, is_open, self.today())?;
        let evidence = match asked.file {
            Some((name, bytes)) => {
                fits(&bytes)?;
                let file = self.store.keep_file(FileArea::Evidence, bytes).await?;
                Some((name, file))
            }
            None => None,
        };
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let evidence_id = match evidence {
            Some((name, file)) => {
                let new = NewEvidence {
                    file,
                    media_type: media_type(&name).to_owned(),
                    name,
                    organisation_id: Some(status.organisation_id),
                };
                Some(writing.add_evidence(&new).await?)
            }
            None => None,
        };
        let new = NewExemption {
            submission_id: id,
            check_id: asked.check,
            row_key: asked.row,
            reason: asked.reason.trim().to_owned(),
            evidence_id,
            expires_on,
        };
        let exemption = writing.add_exemption(&new).await?;
        writing
            .journal(Entry {
                verb: "hand-in.ask-exemption",
                organisation: Some(status.organisation_id),
                subject: format!("hand-in/{id}"),
                detail: json!({ "exemption": exemption, "check": new.check_id, "evidence": evidence_id }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }
}

/// The day until which it should hold, or everything that is wrong.
fn complaints(
    asked: &AskExemption,
    is_failing: bool,
    is_open: bool,
    today: Date,
) -> Result<Option<Date>, Failure> {
    let mut errors = Vec::new();
    if !is_failing || is_open {
        errors.push(FieldError::new(
            "check",
            "这项校验现在不需要申请豁免，或者已经申请过。",
            "There is nothing to exempt, or it was asked for already.",
        ));
    }
    let letters = asked
        .reason
        .chars()
        .filter(|letter| !letter.is_whitespace());
    if letters.count() < FEWEST_LETTERS {
        errors.push(FieldError::new(
            "reason",
            format!("原因至少写{FEWEST_LETTERS}个字：数为什么是对的。"),
            format!("At least {FEWEST_LETTERS} letters: why the figure is right."),
        ));
    }
    if asked.file.is_none() {
        errors.push(FieldError::new(
            "file",
            "请附上证明材料，如批文、合同、测绘图或照片。",
            "Evidence is needed: a document, a contract, a survey or a picture.",
        ));
    }
    let typed = asked.expires_on.trim();
    let day = match typed.parse::<Date>() {
        _ if typed.is_empty() => None,
        Ok(day) if day >= today => Some(day),
        _ => {
            errors.push(FieldError::new(
                "expires_on",
                "写今天或以后的日期，如 2026-08-31。",
                "A day from today on, such as 2026-08-31.",
            ));
            None
        }
    };
    if errors.is_empty() {
        Ok(day)
    } else {
        Err(Failure::Invalid(errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_why_and_until_when() {
        let today = "2026-03-01".parse().expect("a day");
        let proof = Some(("测绘图.pdf".to_owned(), b"%PDF".to_vec()));
        let without = AskExemption {
            reason: "新建校区，面积已核实".into(),
            ..AskExemption::default()
        };
        let Err(Failure::Invalid(wrong)) = complaints(&without, true, false, today) else {
            panic!("a word is no evidence")
        };
        assert_eq!(wrong[0].field, "file");
        for (reason, until, is_failing, is_open, expected) in [
            ("新建校区，面积已核实", "2026-08-31", true, false, vec![]),
            ("新建校区，面积已核实", "", true, false, vec![]),
            ("对的", "2026-08-31", true, false, vec!["reason"]),
            (
                "对的",
                "昨天",
                true,
                true,
                vec!["check", "reason", "expires_on"],
            ),
            (
                "新建校区，面积已核实",
                "2026-02-28",
                true,
                false,
                vec!["expires_on"],
            ),
            ("新建校区，面积已核实", "", false, false, vec!["check"]),
        ] {
            let asked = AskExemption {
                reason: reason.into(),
                expires_on: until.into(),
                file: proof.clone(),
                ..AskExemption::default()
            };
            let wrong = match complaints(&asked, is_failing, is_open, today) {
                Ok(_) => Vec::new(),
                Err(Failure::Invalid(fields)) => fields,
                Err(other) => panic!("{other}"),
            };
            let wrong: Vec<&str> = wrong.iter().map(|field| field.field.as_str()).collect();
            assert_eq!(wrong, expected, "{reason} {until}");
        }
    }
}
