//! Renaming and closing an organisation. Its place in the tree stays.

use jiff::civil::Date;
use junheng_store::{Entry, Organisation};
use serde::Deserialize;
use serde_json::json;

use super::{code_complaint, name_complaint, organisation_for};
use crate::{Action, Actor, App, Failure, FieldError};

/// What is typed to change an organisation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangeOrganisation {
    pub name: String,
    pub code: String,
    /// From which day on it no longer exists; empty while it does.
    pub closed_on: String,
}

impl App {
    /// Gives an organisation another name or code, closes it or opens it again.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every field that cannot be used; refused while open organisations stand below one
    /// that is to be closed.
    pub async fn change_organisation(
        &self,
        actor: &Actor,
        id: i64,
        typed: &ChangeOrganisation,
    ) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let known = organisation_for(&mut writing, actor, id, Action::KeepOrganisations).await?;
        let (code, closed_on) = understood(&known, typed)?;
        if let Some(code) = &code
            && known.code.as_ref() != Some(code)
            && writing.organisation_by_code(code).await?.is_some()
        {
            return Err(Failure::field(
                "code",
                "这个代码已有单位在用。",
                "Another organisation has this code.",
            ));
        }
        let is_closing = closed_on.is_some() && known.closed_on.is_none();
        if is_closing && writing.open_children(known.id).await? > 0 {
            return Err(Failure::refused(
                "下面还有未撤销的单位，请先撤销它们。",
                "Organisations below it are still open; close them first.",
            ));
        }
        let name = typed.name.trim();
        writing
            .change_organisation(known.id, name, code.as_deref(), closed_on)
            .await?;
        writing
            .journal(Entry {
                verb: if is_closing {
                    "organisation.close"
                } else {
                    "organisation.change"
                },
                organisation: Some(known.id),
                subject: format!("organisation/{}", known.id),
                detail: json!({
                    "before": { "name": known.name, "code": known.code, "closed_on": day(known.closed_on) },
                    "name": name, "code": code, "closed_on": day(closed_on),
                }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }

    /// Is always refused: what was reported below an organisation belongs to the place where it was reported.
    ///
    /// # Errors
    /// Always; [`Failure::NotFound`] for an organisation out of reach.
    pub async fn move_organisation(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let mut reading = self.store.read().await?;
        organisation_for(&mut reading, actor, id, Action::KeepOrganisations).await?;
        Err(Failure::refused(
            "单位不能换上级：历年上报的数据和权限都记在原来的位置。请撤销它，再在新的上级下面新建。",
            "Organisations do not move: what was reported and granted belongs to the old place. Close it and add a new one below the other.",
        ))
    }
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// The code and the closing day, or every field that cannot be used.
fn understood(
    known: &Organisation,
    typed: &ChangeOrganisation,
) -> Result<(Option<String>, Option<Date>), Failure> {
    let (code, closed_on) = (typed.code.trim(), typed.closed_on.trim());
    let mut errors: Vec<FieldError> = name_complaint(typed.name.trim()).into_iter().collect();
    errors.extend(code_complaint(&known.kind, code));
    let closed_on = match closed_on {
        "" => None,
        text => match text.parse::<Date>() {
            Ok(day) => Some(day),
            Err(_) => {
                errors.push(FieldError::new(
                    "closed_on",
                    "应为日期，如 2025-08-31。",
                    "A date such as 2025-08-31.",
                ));
                None
            }
        },
    };
    if known.parent_id.is_none() && closed_on.is_some() {
        errors.push(FieldError::new(
            "closed_on",
            "最上级的单位不能撤销。",
            "The topmost organisation cannot be closed.",
        ));
    }
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    let code = Some(code.to_owned()).filter(|code| !code.is_empty());
    Ok((code, closed_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(parent_id: Option<i64>) -> Organisation {
        Organisation {
            id: 2,
            parent_id,
            kind: crate::kind::SCHOOL.to_owned(),
            name: "向阳小学".to_owned(),
            code: Some("2136000001".to_owned()),
            path: "/1/2/".to_owned(),
            closed_on: None,
        }
    }

    #[test]
    fn what_was_typed_is_understood_or_sent_back() {
        let typed = |name: &str, code: &str, closed_on: &str| ChangeOrganisation {
            name: name.to_owned(),
            code: code.to_owned(),
            closed_on: closed_on.to_owned(),
        };
        for (parent, what, expected) in [
            (Some(1), typed("朝阳小学", "2136000001", ""), &[][..]),
            (Some(1), typed("朝阳小学", "2136000001", "2025-08-31"), &[]),
            (
                Some(1),
                typed("", "21", "八月"),
                &["name", "code", "closed_on"],
            ),
            (
                None,
                typed("甲", "2136000001", "2025-08-31"),
                &["closed_on"],
            ),
        ] {
            let found = match understood(&school(parent), &what) {
                Ok(_) => Vec::new(),
                Err(Failure::Invalid(errors)) => {
                    errors.into_iter().map(|error| error.field).collect()
                }
                Err(other) => panic!("{other}"),
            };
            assert_eq!(found, expected, "{what:?}");
        }
    }
}
