//! Adding somebody with a first password.

use junheng_model::Role;
use junheng_store::{Entry, NewPerson};
use serde::Deserialize;
use serde_json::json;

use super::{first_password, name_complaint, phone_complaint, sign_in_name_complaint};
use crate::organisations::organisation_for;
use crate::{Action, Actor, App, Failure, FieldError};

/// What is typed to add somebody.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AddPerson {
    pub name: String,
    pub sign_in_name: String,
    pub phone: String,
    /// The code of the first role.
    pub role: String,
    /// The organisation that the role is granted on.
    pub organisation: i64,
}

/// Somebody who was added, or given a new password. The password is told once and kept nowhere.
pub struct Invited {
    pub person: i64,
    pub name: String,
    pub sign_in_name: String,
    pub first_password: String,
}

impl App {
    /// Adds somebody with a role and a first password, which has to be changed at the first sign-in.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every field that cannot be used; refused when the role lies beyond one's reach.
    pub async fn add_person(&self, actor: &Actor, typed: &AddPerson) -> Result<Invited, Failure> {
        let mut reading = self.store.read().await?;
        let place =
            organisation_for(&mut reading, actor, typed.organisation, Action::KeepPeople).await?;
        drop(reading);
        let role = complaints(typed)?;
        let first_password = first_password()?;
        let password_hash = self.password_digest(first_password.clone()).await?;
        let sign_in_name = typed.sign_in_name.trim();
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        if writing
            .person_by_sign_in_name(sign_in_name)
            .await?
            .is_some()
        {
            return Err(Failure::field(
                "sign_in_name",
                "这个登录名已有人在用。",
                "Somebody has this sign-in name.",
            ));
        }
        let phone = typed.phone.trim();
        let person = writing
            .add_person(&NewPerson {
                sign_in_name: sign_in_name.to_owned(),
                name: typed.name.trim().to_owned(),
                password_hash,
                phone: (!phone.is_empty()).then(|| phone.to_owned()),
                language: "zh".to_owned(),
                must_change: true,
            })
            .await?;
        writing.grant(person, role, place.id).await?;
        writing
            .journal(Entry {
                verb: "person.add",
                organisation: Some(place.id),
                subject: format!("person/{person}"),
                detail: json!({ "name": typed.name.trim(), "sign_in_name": sign_in_name, "role": role.code(), "organisation": place.name }),
            })
            .await?;
        writing.commit().await?;
        Ok(Invited {
            person,
            name: typed.name.trim().to_owned(),
            sign_in_name: sign_in_name.to_owned(),
            first_password,
        })
    }
}

/// The role that was typed, or everything that is wrong.
fn complaints(typed: &AddPerson) -> Result<Role, Failure> {
    let mut errors: Vec<FieldError> = [
        name_complaint(&typed.name),
        sign_in_name_complaint("sign_in_name", &typed.sign_in_name),
        phone_complaint(typed.phone.trim()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let role = role_typed(&typed.role);
    match role {
        Ok(role) if errors.is_empty() => return Ok(role),
        Ok(_) => {}
        Err(error) => errors.push(error),
    }
    Err(Failure::Invalid(errors))
}

/// The role of a code.
pub(super) fn role_typed(code: &str) -> Result<Role, FieldError> {
    code.parse()
        .map_err(|_| FieldError::new("role", "请选择角色。", "Please choose a role."))
}
