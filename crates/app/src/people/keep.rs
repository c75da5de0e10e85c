//! Keeping somebody's account: name, password, second factor, sessions, whether he may sign in.

use junheng_store::{Entry, Person, Writing};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Invited, first_password, kept_person, name_complaint, phone_complaint};
use crate::{Actor, App, Failure, FieldError};

/// What is typed to change somebody's name and telephone number.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangePerson {
    pub name: String,
    /// Left as it is when left out; empty takes it away.
    pub phone: Option<String>,
}

impl App {
    /// Changes what somebody is called and how he is reached.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every field that cannot be used; refused beyond one's reach.
    pub async fn change_person(
        &self,
        actor: &Actor,
        id: i64,
        typed: &ChangePerson,
    ) -> Result<(), Failure> {
        let errors: Vec<FieldError> = [
            name_complaint(&typed.name),
            phone_complaint(typed.phone.as_deref().unwrap_or_default().trim()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        let (mut writing, person, place) = self.keeping(actor, id).await?;
        let phone = typed.phone.as_deref().map(str::trim).map(str::to_owned);
        let phone = phone.or_else(|| person.phone.clone());
        let phone = phone.filter(|phone| !phone.is_empty());
        writing
            .change_person(person.id, typed.name.trim(), phone.as_deref())
            .await?;
        let detail = json!({ "before": { "name": person.name }, "name": typed.name.trim() });
        end(writing, "person.change", place, &person, detail).await
    }

    /// Lets somebody sign in no longer, and ends his sessions.
    ///
    /// # Errors
    /// Refused for oneself and beyond one's reach.
    pub async fn disable_person(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        not_oneself(actor, id)?;
        let (mut writing, person, place) = self.keeping(actor, id).await?;
        let now = self.now();
        writing.set_disabled(person.id, Some(now)).await?;
        writing.revoke_sessions_of(person.id, None, now).await?;
        end(writing, "person.disable", place, &person, Value::Null).await
    }

    /// Lets somebody sign in again.
    ///
    /// # Errors
    /// Refused beyond one's reach.
    pub async fn enable_person(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let (mut writing, person, place) = self.keeping(actor, id).await?;
        writing.set_disabled(person.id, None).await?;
        end(writing, "person.enable", place, &person, Value::Null).await
    }

    /// Ends all sessions of somebody; answers how many.
    ///
    /// # Errors
    /// Refused beyond one's reach.
    pub async fn end_sessions(&self, actor: &Actor, id: i64) -> Result<u64, Failure> {
        let (mut writing, person, place) = self.keeping(actor, id).await?;
        let now = self.now();
        let ended = writing.revoke_sessions_of(person.id, None, now).await?;
        let detail = json!({ "sessions": ended });
        end(writing, "person.end-sessions", place, &person, detail).await?;
        Ok(ended)
    }

    /// Gives somebody a new first password, and ends his sessions.
    ///
    /// # Errors
    /// Refused for oneself and beyond one's reach.
    pub async fn reset_password(&self, actor: &Actor, id: i64) -> Result<Invited, Failure> {
        not_oneself(actor, id)?;
        let mut reading = self.store.read().await?;
        kept_person(&mut reading, actor, id).await?;
        drop(reading);
        let first_password = first_password()?;
        let password_hash = self.password_digest(first_password.clone()).await?;
        let (mut writing, person, place) = self.keeping(actor, id).await?;
        writing
            .set_password(person.id, &password_hash, true)
            .await?;
        writing
            .revoke_sessions_of(person.id, None, self.now())
            .await?;
        let invited = Invited {
            person: person.id,
            name: person.name.clone(),
            sign_in_name: person.sign_in_name.clone(),
            first_password,
        };
        end(
            writing,
            "person.reset-password",
            place,
            &person,
            Value::Null,
        )
        .await?;
        Ok(invited)
    }

    /// Takes somebody's one-time codes away, for a lost phone. The password alone signs in until new ones are set up.
    ///
    /// # Errors
    /// Refused for oneself and beyond one's reach.
    pub async fn reset_totp(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        not_oneself(actor, id)?;
        let (mut writing, person, place) = self.keeping(actor, id).await?;
        writing.set_totp_secret(person.id, None).await?;
        writing.set_recovery_codes(person.id, &[]).await?;
        writing
            .revoke_sessions_of(person.id, None, self.now())
            .await?;
        end(writing, "person.reset-totp", place, &person, Value::Null).await
    }

    /// Gives somebody a new first password from the machine itself, for an administrator who lost his. Whoever can
    /// read the data folder may.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when nobody signs in with this name.
    pub async fn reset_password_on_console(&self, sign_in_name: &str) -> Result<Invited, Failure> {
        let first_password = first_password()?;
        let password_hash = self.password_digest(first_password.clone()).await?;
        let now = self.now();
        let clerk = junheng_store::Clerk {
            person: None,
            at: now,
        };
        let mut writing = self.store.write(&clerk).await?;
        let person = writing.person_by_sign_in_name(sign_in_name).await?;
        let person = person.ok_or(Failure::NotFound)?;
        writing
            .set_password(person.id, &password_hash, true)
            .await?;
        writing.set_totp_secret(person.id, None).await?;
        writing.set_recovery_codes(person.id, &[]).await?;
        writing.set_disabled(person.id, None).await?;
        writing.revoke_sessions_of(person.id, None, now).await?;
        let place = crate::sign_in::first_place(&mut writing, person.id).await?;
        let invited = Invited {
            person: person.id,
            name: person.name.clone(),
            sign_in_name: person.sign_in_name.clone(),
            first_password,
        };
        end(
            writing,
            "person.reset-on-console",
            place,
            &person,
            Value::Null,
        )
        .await?;
        Ok(invited)
    }

    /// A write about somebody whose account one keeps.
    async fn keeping(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<(Writing, Person, Option<i64>), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let (person, place) = kept_person(&mut writing, actor, id).await?;
        Ok((writing, person, place))
    }
}

/// Journals what was done to an account and makes it last.
async fn end(
    mut writing: Writing,
    verb: &'static str,
    place: Option<i64>,
    person: &Person,
    more: Value,
) -> Result<(), Failure> {
    let mut detail = json!({ "name": person.name, "sign_in_name": person.sign_in_name });
    if let (Some(detail), Value::Object(more)) = (detail.as_object_mut(), more) {
        detail.extend(more);
    }
    writing
        .journal(Entry {
            verb,
            organisation: place,
            subject: format!("person/{}", person.id),
            detail,
        })
        .await?;
    writing.commit().await?;
    Ok(())
}

/// An administrator who locks himself out helps nobody; his own account he keeps under 我的账号.
fn not_oneself(actor: &Actor, id: i64) -> Result<(), Failure> {
    if actor.person != id {
        return Ok(());
    }
    Err(Failure::refused(
        "这是您自己的账号：密码和验证码请在“我的账号”里改，停用请由另一位管理员办理。",
        "This is your own account: change password and codes under “My account”, or ask another administrator.",
    ))
}
