//! Adding one organisation.

use junheng_store::{Entry, NewOrganisation, Organisation, Writing};
use serde::Deserialize;
use serde_json::json;

use super::{code_complaint, may_stand_below, name_complaint, organisation_for};
use crate::{Action, Actor, App, Failure, FieldError};

/// What is typed to add an organisation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AddOrganisation {
    /// The organisation that it stands below.
    pub parent: i64,
    /// A code of [`crate::kind::ALL`].
    pub kind: String,
    pub name: String,
    /// A school's ten digits, a county's six; others may have none.
    pub code: String,
}

impl App {
    /// Adds an organisation below one that the person keeps.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every field that cannot be used.
    pub async fn add_organisation(
        &self,
        actor: &Actor,
        typed: &AddOrganisation,
    ) -> Result<Organisation, Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let parent =
            organisation_for(&mut writing, actor, typed.parent, Action::KeepOrganisations).await?;
        let mut errors = complaints(&parent, typed);
        let code = typed.code.trim();
        if !code.is_empty() && writing.organisation_by_code(code).await?.is_some() {
            errors.push(FieldError::new(
                "code",
                "这个代码已有单位在用。",
                "Another organisation has this code.",
            ));
        }
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        let made = add(&mut writing, &parent, typed).await?;
        writing.commit().await?;
        Ok(made)
    }
}

/// Adds what was found good, and journals it.
pub(super) async fn add(
    writing: &mut Writing,
    parent: &Organisation,
    typed: &AddOrganisation,
) -> Result<Organisation, Failure> {
    let code = Some(typed.code.trim().to_owned()).filter(|code| !code.is_empty());
    let made = writing
        .add_organisation(&NewOrganisation {
            parent_id: Some(parent.id),
            kind: typed.kind.clone(),
            name: typed.name.trim().to_owned(),
            code,
        })
        .await?;
    writing
        .journal(Entry {
            verb: "organisation.add",
            organisation: Some(made.id),
            subject: format!("organisation/{}", made.id),
            detail: json!({ "name": made.name, "code": made.code, "kind": made.kind, "parent": parent.name }),
        })
        .await?;
    Ok(made)
}

/// Everything that is wrong with what was typed, but for the code's being taken.
pub(super) fn complaints(parent: &Organisation, typed: &AddOrganisation) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> = name_complaint(typed.name.trim()).into_iter().collect();
    errors.extend(code_complaint(&typed.kind, typed.code.trim()));
    if !may_stand_below(&typed.kind, &parent.kind) {
        errors.push(FieldError::new(
            "kind",
            format!("“{}”下面不能有这种单位。", parent.name),
            format!(
                "Organisations of this kind do not stand below “{}”.",
                parent.name
            ),
        ));
    }
    if parent.closed_on.is_some() {
        errors.push(FieldError::new(
            "parent",
            format!("“{}”已经撤销。", parent.name),
            format!("“{}” is closed.", parent.name),
        ));
    }
    errors
}
